"""One walk over the messages of a FIT file: which layouts there are, and where their messages begin.

Nothing is decoded here. A message is one table look-up by its header byte, so that the walk costs about a tenth of a
microsecond a message; the values are decoded later, all messages of one layout together (`runtone.files.fit_values`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import repeat

from runtone.files.fit_crc import fit_crc
from runtone.files.fit_layout import COMPRESSED, DEFINITION, Layout, data_headers, read_definition
from runtone.files.fit_resync import Recovery, recover_messages

MAX_MESSAGES = 3_000_000
"""A day recorded at 10 Hz has under a million messages; a file that claims more was made to keep a reader busy."""

MAX_LAYOUTS = 2_000
"""A watch defines some dozens of layouts a file."""

_HEADER_SIZES = range(12, 256)


@dataclass(slots=True)
class FitPart:
    """One FIT file inside the bytes: files may be chained, each with its own header, definitions and checksum.

    Attributes
    ----------
    start, end : int
        Where its messages begin, and the first byte behind them.
    layouts : list of Layout
        Alike definitions share one layout.
    promised : int
        Bytes of messages that the header announces.
    crc_matches : bool or None
        None where there is no checksum to compare with.
    recovery : Recovery or None
        What was lost, where the messages did not follow each other cleanly.
    """

    start: int
    end: int
    layouts: list[Layout]
    promised: int
    crc_matches: bool | None = None
    recovery: Recovery | None = None


@dataclass(slots=True)
class FitWalk:
    """All parts of a FIT file, and the bytes behind them that are not FIT."""

    data: bytes
    parts: list[FitPart] = field(default_factory=list)
    junk_bytes: int = 0


def is_fit_header(data: bytes, position: int = 0) -> bool:
    """Tell whether a FIT header stands at ``position``."""
    return (
        len(data) - position >= 12 and data[position + 8 : position + 12] == b".FIT" and data[position] in _HEADER_SIZES
    )


def walk_fit(data: bytes) -> FitWalk:
    """Find every message of a FIT file.

    Parameters
    ----------
    data : bytes
        The file; may be truncated or damaged.

    Returns
    -------
    FitWalk
        Without parts if there is no FIT header.
    """
    walk = FitWalk(data)
    position = 0
    while is_fit_header(data, position):
        part = _walk_part(data, position)
        walk.parts.append(part)
        # Two bytes of checksum; a part that was cut short, or whose header lies, ends with the bytes.
        position = min(part.end + 2, len(data))
    walk.junk_bytes = len(data) - position
    return walk


def _walk_part(data: bytes, position: int) -> FitPart:
    header_size = data[position]
    promised = int.from_bytes(data[position + 4 : position + 8], "little")
    start = min(position + header_size, len(data))
    end = min(start + promised, len(data)) if promised else max(start, len(data) - 2)
    crc_matches = None
    if promised and start + promised + 2 <= len(data):
        # The checksum of the messages followed by their checksum is 0.
        crc_matches = fit_crc(memoryview(data)[position : end + 2]) == 0
    layouts, stopped_at = _follow(data, start, end)
    # A sound file; or one that lacks only its checksum.
    if stopped_at == end and crc_matches is not False and promised and start + promised <= len(data):
        return FitPart(start, end, layouts, promised, crc_matches)
    if crc_matches is False and not is_fit_header(data, end + 2):
        # The size in the header is one of the bytes that may be wrong.
        end = max(end, len(data) - 2)
    recovery = recover_messages(data, start, end)
    return FitPart(start, end, recovery.layouts, promised, crc_matches, recovery)


def _follow(data: bytes, start: int, end: int) -> tuple[list[Layout], int]:
    """Follow the messages as far as they make sense.

    Returns
    -------
    tuple of list of Layout and int
        The layouts with the positions of their messages, and where the walk stopped: ``end`` if nothing was wrong.
    """
    layouts: dict[bytes, Layout] = {}
    # By header byte: the size of such a message (0 = not defined) and where to note its position.
    sizes = [0] * 256
    note: list[Callable[[int], None]] = [array("I").append] * 256
    position = start
    for _ in repeat(None, MAX_MESSAGES):
        if position >= end:
            break
        header = data[position]
        size = sizes[header]
        if size:
            if position + size > end:
                break
            note[header](position)
            position += size
            continue
        if not header & DEFINITION or header & COMPRESSED:
            break
        read = read_definition(data, position, end)
        if read is None:
            break
        layout, after = read
        layout = layouts.setdefault(data[position + 1 : after], layout)
        if len(layouts) > MAX_LAYOUTS:
            break
        for each in data_headers(header & 0x0F):
            sizes[each] = layout.size
            note[each] = layout.offsets.append
        position = after
    return list(layouts.values()), position
