"""Making text from files safe to store: no control characters, no megabytes, no way out of a folder."""

from __future__ import annotations

import re
import unicodedata

LONGEST_LINE = 300
LONGEST_NAME = 200
LONGEST_NOTE = 20_000
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200d\u200c"  # inside emoji and in some scripts, they mean something


def one_line(text: str | None, longest: int = LONGEST_LINE) -> str | None:
    """Return text as one line without control characters; None where nothing is left."""
    if text is None:
        return None
    cut = text[: 4 * longest]
    seen = "".join(" " if character.isspace() else character for character in cut if _is_seen(character))
    line = re.sub(" {2,}", " ", seen).strip()
    return _shortened(line, longest) or None


def note_text(text: str | None) -> str | None:
    """Return a note with its lines, without control characters; None where nothing is left."""
    if text is None:
        return None
    lines = (
        "".join(character for character in line if character == "\t" or _is_seen(character)).rstrip()
        for line in text[: 4 * LONGEST_NOTE].splitlines()
    )
    return _shortened("\n".join(lines).strip(), LONGEST_NOTE) or None


def file_name(name: str) -> str:
    """Return a file's name with its place in an archive, as a relative path that leads nowhere else."""
    parts = [one_line(part, 150) for part in re.split(r"[/\\]+", name)]
    kept = [part for part in parts if part and part not in (".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    while len(kept) > 1 and sum(len(part) + 1 for part in kept) > LONGEST_NAME:
        del kept[0]
    return "/".join(kept) or "unnamed"


def _is_seen(character: str) -> bool:
    return character.isspace() or character in _JOINERS or unicodedata.category(character) not in _UNSEEN


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
