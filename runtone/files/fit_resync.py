"""The careful walk over a damaged FIT file: step over what is broken and find the next sound message.

FIT has no marks between messages. One wrong byte in a header or a definition shifts everything behind it, and a plain
walk then reads rubbish that looks like numbers. Here a message counts only if the time it carries fits to its
neighbours; where it does not, the next place is sought from which a chain of messages makes sense again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from runtone.files.fit_layout import (
    COMPRESSED,
    DEFINITION,
    Field,
    Layout,
    data_headers,
    is_plausible_definition,
    read_definition,
)

_DAY_S = 86_400
_BACKWARD_S = 3_600  # a clock set right by the satellites may step back
_OLDEST_DATE = 0x10000000  # smaller FIT times count from the watch's switching on and are not dates
_NO_TIME = 0xFFFFFFFF
_CHAIN_MESSAGES = 16
_CHAIN_TIMES = 2
_SCAN_BYTES = 1 << 16
_MAX_SCANNED = 200_000_000
_MAX_GAPS = 1_000
_MAX_CANDIDATES = 20_000
_MAX_MESSAGES = 400_000  # a step here costs some microseconds; 400,000 samples are four days

Table = list[Layout | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of bytes that no message could be read from.

    Attributes
    ----------
    n_bytes : int
    before, after : int or None
        FIT time of the last sound message before it and the first behind it [s]; None where there is none.
    """

    n_bytes: int
    before: int | None
    after: int | None


@dataclass(slots=True)
class Recovery:
    """What a careful walk found and what it had to leave out.

    Attributes
    ----------
    layouts : list of Layout
    gaps : list of Gap
    n_impossible_times : int
        Messages left out because only their time was impossible.
    ends_early : bool
        Whether the last message is cut off by the end of the bytes.
    last_time : int or None
        FIT time of the last sound message [s].
    """

    layouts: list[Layout] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    n_impossible_times: int = 0
    ends_early: bool = False
    last_time: int | None = None


def recover_messages(data: bytes, start: int, end: int) -> Recovery:
    """Walk the messages between ``start`` and ``end``, stepping over what is broken.

    Parameters
    ----------
    data : bytes
    start, end : int
        First byte of the first message, and the first byte behind the last.

    Returns
    -------
    Recovery
    """
    walk = _CarefulWalk(data, end)
    walk.follow(start)
    walk.recovery.last_time = walk.last_time
    walk.recovery.layouts = list(walk.layouts.values())
    return walk.recovery


class _CarefulWalk:
    def __init__(self, data: bytes, end: int) -> None:
        self.data = data
        self.end = end
        self.bytes = np.frombuffer(data, dtype=np.uint8)
        self.layouts: dict[bytes, Layout] = {}
        self.table: Table = [None] * 256
        self.seen: dict[int, list[Layout]] = {}  # by header byte, newest last: what a search may take a message for
        self.pending: list[tuple[Layout, int]] = []
        self.last_time: int | None = None
        self.sound_until = 0
        self.scanned = 0
        self.candidates = 0
        self.recovery = Recovery()

    def follow(self, position: int) -> None:
        """Walk from ``position`` to the end."""
        self.sound_until = position
        for _ in range(_MAX_MESSAGES):
            if position >= self.end:
                break
            after = self._step(position)
            if after is None:
                if self._is_cut_off(position):
                    self.recovery.ends_early = True
                    break
                after = self._resume(position)
                if after is None:
                    break
            position = after
        self._accept_pending()

    def _step(self, position: int) -> int | None:
        """Take the message at ``position`` and return where the next begins; None if it makes no sense."""
        header = self.data[position]
        layout = self.table[header]
        if layout is not None:
            after = position + layout.size
            if after > self.end:
                return None
            time = self._time_of(layout, position)
            if time is None or time == _NO_TIME:
                self.pending.append((layout, position))
                return after
            if self._fits(time, self.last_time) or self._is_chain(position, self.table, None):
                self.pending.append((layout, position))
                self._accept_pending()
                self.last_time, self.sound_until = time, after
                return after
            if self._is_chain(after, self.table, self.last_time):
                self.recovery.n_impossible_times += 1
                return after
            return None
        return self._define(position)

    def _define(self, position: int) -> int | None:
        read = _plausible_definition(self.data, position, self.end)
        if read is None:
            return None
        layout, after = read
        layout = self.layouts.setdefault(self.data[position + 1 : after], layout)
        for header in data_headers(self.data[position] & 0x0F):
            self.table[header] = layout
        known = self.seen.setdefault(self.data[position] & 0x0F, [])
        if layout in known:
            known.remove(layout)
        known.append(layout)
        del known[:-8]
        return after

    def _accept_pending(self) -> None:
        for layout, position in self.pending:
            layout.offsets.append(position)
        self.pending.clear()

    def _is_cut_off(self, position: int) -> bool:
        """Tell whether nothing is wrong but that the bytes end inside the message at ``position``."""
        if self.end - position <= 2:  # what is left is a checksum
            return self.end - position < 2
        layout = self.table[self.data[position]]
        if layout is not None:
            return position + layout.size > self.end
        header = self.data[position]
        return bool(header & DEFINITION and not header & 0x90) and self.end - position < 6 + 3 * self.data[-1]

    def _time_of(self, layout: Layout, position: int) -> int | None:
        stamp = layout.timestamp
        if stamp is None:
            return None
        at = position + stamp.offset
        return int.from_bytes(self.data[at : at + 4], "big" if layout.big_endian else "little")

    @staticmethod
    def _fits(time: int, reference: int | None) -> bool:
        return reference is not None and reference - _BACKWARD_S <= time <= reference + _DAY_S

    def _is_chain(self, position: int, table: Table, reference: int | None) -> bool:
        """Tell whether the messages from ``position`` on follow each other with times that fit together.

        ``reference`` is the time that the first one has to fit to; None lets the chain vouch for itself.
        """
        n_times = 0
        for _ in range(_CHAIN_MESSAGES):
            if position >= self.end - 2:
                return n_times > 0 or reference is not None
            layout = table[self.data[position]]
            if layout is None:
                read = _plausible_definition(self.data, position, self.end)
                if read is None:
                    return False
                table = table.copy()
                for header in data_headers(self.data[position] & 0x0F):
                    table[header] = read[0]
                position = read[1]
                continue
            if position + layout.size > self.end:
                return n_times > 0
            time = self._time_of(layout, position)
            if time is not None and time != _NO_TIME:
                if time < _OLDEST_DATE and (self.last_time or 0) >= _OLDEST_DATE:
                    return False
                if (n_times or reference is not None) and not self._fits(time, reference):
                    return False
                reference = time
                n_times += 1
                if n_times > _CHAIN_TIMES:
                    return True
            position += layout.size
        return n_times > 0

    def _resume(self, position: int) -> int | None:
        """Find the next sound message behind a break, note what was lost, and return where it begins."""
        # Messages without a time that were read since the last sound one may already have been rubbish.
        if self.last_time is not None:
            self.pending.clear()
            lost_from = self.sound_until
        else:
            lost_from = position
        before = self.last_time
        if len(self.recovery.gaps) < _MAX_GAPS:
            for found, layout in self._candidates(lost_from + 1):
                table = self.table.copy()
                for header in data_headers(self.data[found] & 0x0F):
                    table[header] = layout
                if self._is_chain(found, table, self.last_time):
                    self.table = table
                    self.recovery.gaps.append(Gap(found - lost_from, before, self._time_of(layout, found)))
                    return found
        self.recovery.gaps.append(Gap(self.end - lost_from, before, None))
        return None

    def _candidates(self, position: int) -> Iterator[tuple[int, Layout]]:
        """Yield places, in order, where a header byte of a known layout is followed by a time that fits."""
        while position < self.end and self.scanned < _MAX_SCANNED:
            stop = min(position + _SCAN_BYTES, self.end)
            found: list[tuple[int, int, Layout]] = []
            for header, layouts in self.seen.items():
                for age, layout in enumerate(reversed(layouts)):
                    stamp = layout.timestamp
                    if stamp is None:
                        continue
                    self.scanned += stop - position
                    found += [(at, age, layout) for at in self._scan(position, stop, header, layout, stamp)]
            for at, _, layout in sorted(found, key=lambda each: each[:2]):
                self.candidates += 1
                if self.candidates > _MAX_CANDIDATES:
                    return
                yield at, layout
            position = stop

    def _scan(self, start: int, stop: int, header: int, layout: Layout, stamp: Field) -> list[int]:
        stop = min(stop, self.end - layout.size + 1)
        if stop <= start:
            return []
        times: np.ndarray[tuple[int], np.dtype[np.uint32]] = np.ndarray(
            (stop - start,),
            dtype=">u4" if layout.big_endian else "<u4",
            buffer=self.data,
            offset=start + stamp.offset,
            strides=(1,),
        )
        if self.last_time is None:
            earliest, latest = _OLDEST_DATE, _NO_TIME - 1
        else:
            earliest, latest = max(self.last_time - _BACKWARD_S, 0), min(self.last_time + _DAY_S, _NO_TIME - 1)
        hits = (self.bytes[start:stop] == header) & (times >= earliest) & (times <= latest)
        return [int(at) + start for at in np.flatnonzero(hits)]


def _plausible_definition(data: bytes, position: int, end: int) -> tuple[Layout, int] | None:
    header = data[position]
    if not header & DEFINITION or header & COMPRESSED:
        return None
    read = read_definition(data, position, end)
    if read is None or not is_plausible_definition(data, position):
        return None
    return read
