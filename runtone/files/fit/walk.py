"""One walk over the messages of a FIT file: which layouts there are, and where their messages begin.

Nothing is decoded here. A message is one table look-up by its header byte, so that the walk costs about a tenth of a
microsecond a message; the values are decoded later, all messages of one layout together (`runtone.files.fit.values`).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
from fastcrc import crc16

from runtone.files.fit.layout import COMPRESSED, DEFINITION, MAX_LAYOUTS, Layout, data_headers, read_definition
from runtone.files.fit.resync import Recovery, recover_messages

MAX_MESSAGES = 3_000_000
"""A day recorded at 10 Hz has under a million messages; a file that claims more was made to keep a reader busy."""

MAX_DEFINITIONS = 200_000
"""Some encoders define a layout anew for every message."""

MAX_PARTS = 100
"""A chain of files has two or three links."""

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
    """All parts of a FIT file.

    Attributes
    ----------
    data : bytes
    parts : list of FitPart
        Without those that repeat an earlier part byte by byte.
    n_repeated : int
        How many parts do.
    junk_bytes : int
        Bytes behind the last part that are not FIT.
    """

    data: bytes
    parts: list[FitPart] = field(default_factory=list)
    n_repeated: int = 0
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
    while is_fit_header(data, position) and len(walk.parts) + walk.n_repeated < MAX_PARTS:
        part = _walk_part(data, position)
        if any(data[part.start : part.end] == data[each.start : each.end] for each in walk.parts):
            walk.n_repeated += 1
        else:
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
        # FIT's checksum is CRC-16/ARC; that of the messages followed by their checksum is 0.
        crc_matches = crc16.arc(memoryview(data)[position : end + 2]) == 0
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

    The inner loop knows no more of a message than its header byte and, by that, its size; it stops at a header that
    is not defined. Which layout each message has is worked out afterwards, for all of them at once.

    Returns
    -------
    tuple of list of Layout and int
        The layouts with the positions of their messages, and where the walk stopped: ``end`` if nothing was wrong.
    """
    # Without a copy the loop may run on into the checksum; what it finds there is taken back below.
    messages = data if end >= len(data) - 2 else data[:end]
    layouts: dict[bytes, Layout] = {}
    # Adding None to a position raises; that costs nothing where it does not happen.
    sizes: list[int | None] = [None] * 256
    defined: dict[int, list[tuple[int, Layout]]] = {}
    positions = array("I")
    note = positions.append
    position = start
    for _ in repeat(None, MAX_DEFINITIONS):
        try:
            for _ in repeat(None, MAX_MESSAGES):
                size = sizes[messages[position]]
                note(position)
                position += size  # type: ignore[operator]
            break
        except (TypeError, IndexError):
            pass
        if position >= end or len(positions) > MAX_MESSAGES:
            break
        positions.pop()
        header = data[position]
        read = None if not header & DEFINITION or header & COMPRESSED else read_definition(data, position, end)
        if read is None or len(layouts) > MAX_LAYOUTS:
            break
        layout = layouts.setdefault(data[position + 1 : read[1]], read[0])
        defined.setdefault(header & 0x0F, []).append((len(positions), layout))
        for each in data_headers(header & 0x0F):
            sizes[each] = layout.size
        position = read[1]
    while len(positions) and positions[-1] >= end:
        position = positions.pop()
    if position > end:  # the last message is cut off
        position = positions.pop()
    _place(data, positions, defined)
    return list(layouts.values()), position


def _place(data: bytes, positions: array[int], defined: dict[int, list[tuple[int, Layout]]]) -> None:
    """Tell each layout where its messages are.

    Parameters
    ----------
    data : bytes
    positions : array of int
        Of all messages.
    defined : dict of int to list of tuple
        By local message type: from which message on (by number) it means which layout.
    """
    at = np.frombuffer(positions, dtype=np.uint32)
    headers = np.frombuffer(data, dtype=np.uint8)[at]
    local = np.where(headers & COMPRESSED, headers >> 5 & 0x03, headers & 0x0F)
    for local_type, since in defined.items():
        numbers = np.flatnonzero(local == local_type)
        own = at[numbers]
        edges = [*np.searchsorted(numbers, [first for first, _ in since]).tolist(), len(own)]
        for (_, layout), first, last in zip(since, edges[:-1], edges[1:], strict=True):
            if layout.offsets and first < last and own[first] < layout.offsets[-1]:
                # The same layout under another local type, with messages between these.
                own_part = np.concatenate((np.frombuffer(layout.offsets, dtype=np.uint32), own[first:last]))
                layout.offsets = array("I", np.sort(own_part).tobytes())
            else:
                layout.offsets.frombytes(own[first:last].tobytes())
