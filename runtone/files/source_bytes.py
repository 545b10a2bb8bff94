"""Bytes from wherever a caller has them: a path, bytes, or an open binary file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from runtone.errors import ActivityError, ArchiveLimitError, EmptyFileError

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

MAX_FILE_BYTES = 256 * 1024 * 1024
"""No recording of one activity comes near; a day at 1 Hz is 3 MB as FIT and 40 MB as GPX."""

_PIECE = 4 * 1024 * 1024
_LONGEST_NAME = 200


def printable_name(name: str) -> str:
    """Return a file's name as it may stand in a text: one line, no control characters, not endless."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name.strip())
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def source_name(source: Source, name: str | None) -> str | None:
    """Return the name to call ``source`` by: the given one, else the path's last part."""
    if name is not None:
        return printable_name(name)
    if isinstance(source, (str, os.PathLike)):
        return printable_name(Path(source).name or str(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return None
    own = getattr(source, "name", None)
    return printable_name(Path(own).name) if isinstance(own, str) and own else None


def read_bytes(source: Source, label: str) -> bytes:
    """Return all bytes of ``source``.

    Parameters
    ----------
    source : path, bytes or binary file
        A file is read from where it stands.
    label : str
        How texts call it.

    Raises
    ------
    ActivityError
        If it cannot be opened or read.
    EmptyFileError
        If there are no bytes.
    ArchiveLimitError
        If there are more than `MAX_FILE_BYTES`.
    """
    try:
        data = _read_at_most(source, MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise cannot_open(error, label) from error
    if len(data) > MAX_FILE_BYTES:
        raise ArchiveLimitError(
            f"{label} is larger than {MAX_FILE_BYTES // 2**20} MB, which no recording of one activity is."
        )
    if not data:
        raise EmptyFileError(f"{label} is empty (0 bytes).")
    return data


def _read_at_most(source: Source, limit: int) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, (bytearray, memoryview)):
        return bytes(source)
    if isinstance(source, (str, os.PathLike)):
        with Path(source).open("rb") as file:
            return _read_pieces(file, limit)
    return _read_pieces(source, limit)


def _read_pieces(file: BinaryIO, limit: int) -> bytes:
    # Asking for everything at once would make room for the limit, whatever the file's size.
    pieces: list[bytes] = []
    total = 0
    while total < limit:
        piece: object = file.read(min(_PIECE, limit - total))
        if not isinstance(piece, bytes):
            raise ValueError("opened as text")
        if not piece:
            break
        pieces.append(piece)
        total += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def cannot_open(error: Exception, label: str) -> ActivityError:
    """Return the error to raise for a file that the system will not hand over."""
    reasons = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "it is a folder, not a file",
        PermissionError: "reading it is not permitted",
        NotADirectoryError: "a part of its path is not a folder",
    }
    for kind, reason in reasons.items():
        if isinstance(error, kind):
            return ActivityError(f"{label} cannot be opened: {reason}.")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ActivityError(f"{label} cannot be read: {printable_name(reason) or type(error).__name__}.")
