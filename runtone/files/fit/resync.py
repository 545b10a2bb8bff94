"""The careful walk over a damaged FIT file: step over what is broken and find the next sound message.

FIT has no marks between messages. One wrong byte in a header or a definition shifts everything behind it, and a plain
walk then reads rubbish that looks like numbers. Here a message counts only if the time it carries fits to its
neighbours; where it does not, the next place is sought from which a chain of messages makes sense again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from runtone.files.fit.fit_profile import RECORD
from runtone.files.fit.layout import (
    COMPRESSED,
    DEFINITION,
    MAX_LAYOUTS,
    Field,
    Layout,
    data_headers,
    is_plausible_definition,
    read_definition,
)

_DAY_S = 86_400  # also backwards: some watches stamp a message about themselves with local time among those in UTC
_OLDEST_DATE = 0x10000000  # smaller FIT times count from the watch's switching on and are not dates
_NO_TIME = 0xFFFFFFFF
_CHAIN_MESSAGES = 16
_CHAIN_TIMES = 3
_SCAN_BYTES = 1 << 10
_LARGEST_SCAN_BYTES = 1 << 16
_MAX_SCANNED = 200_000_000
_MAX_GAPS = 1_000
_DRIFT_CHECKS = (30, 120, 500, 2_000, 8_000)  # by messages without a time in a row
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
        self.seen: dict[int, list[Layout]] = {}  # by local type, newest last: what a search may take a message for
        self.pending: list[tuple[Layout, int]] = []
        self.last_time: int | None = None
        self.last_timed: tuple[Layout, int] | None = None
        self.scanned = 0
        self.candidates = 0
        self.recovery = Recovery()

    def follow(self, position: int) -> None:
        """Walk from ``position`` to the end."""
        for _ in range(_MAX_MESSAGES):
            if position >= self.end - 2:  # two bytes may be left: the checksum
                break
            after = self._step(position)
            if after is None:
                after = self._resume(position)
                if after is None:
                    break
            position = after
        self._accept_pending()

    def _step(self, position: int) -> int | None:
        """Take the message at ``position`` and return where the next begins; None if it makes no sense."""
        header = self.data[position]
        layout = self.table[header]
        if layout is None:
            return self._define(position)
        after = position + layout.size
        if after > self.end or (header & COMPRESSED and not _is_record_without_time(layout)):
            return None
        time = self._time_of(layout, position)
        if time is None:
            self._take_untimed(layout, position)
            if len(self.pending) in _DRIFT_CHECKS and self._is_adrift(position):
                return None
        elif self._fits(time, self.last_time) or (self.last_time is None and self._begins(position)):
            self._take(layout, position, time)
        elif self._is_chain(after, self.table, self.last_time, least=2):
            # Only this time is odd. In a record that is damage; in messages about the watch itself it happens.
            if layout.message == RECORD:
                self.recovery.n_impossible_times += 1
            else:
                self.pending.append((layout, position))
        else:
            return None
        return after

    def _take(self, layout: Layout, position: int, time: int) -> None:
        """Accept a message whose time makes sense, and those without a time that led to it."""
        self._accept_pending()
        layout.offsets.append(position)
        self.last_time, self.last_timed = time, (layout, position)

    def _take_untimed(self, layout: Layout, position: int) -> None:
        header = self.data[position]
        if header & COMPRESSED and self.last_time is not None:
            # The header counts on from the last time, by less than 32 s.
            self._take(layout, position, self.last_time + ((header - self.last_time) & 0x1F))
        else:
            self.pending.append((layout, position))

    def _is_adrift(self, position: int) -> bool:
        """Tell whether, among many messages without a time, there stand some with times, not met by this walk.

        A walk that is shifted by some bytes can go on for long from one message without a time to the next.
        """
        if self.last_timed is None:
            return False
        return any(
            self._is_chain(found, self._with(found, layout), self.last_time)
            for found, layout in self._candidates(self.last_timed[1] + 1, position)
        )

    def _with(self, position: int, layout: Layout) -> Table:
        """Return the table in which the message at ``position`` has this layout."""
        table = self.table.copy()
        self._set(table, self.data[position], layout)
        return table

    def _accept_pending(self) -> None:
        for layout, position in self.pending:
            layout.offsets.append(position)
        self.pending.clear()

    def _define(self, position: int) -> int | None:
        read = _plausible_definition(self.data, position, self.end)
        if read is None or len(self.layouts) > MAX_LAYOUTS:
            return None
        layout, after = read
        layout = self.layouts.setdefault(self.data[position + 1 : after], layout)
        self._set(self.table, self.data[position], layout)
        known = self.seen.setdefault(self.data[position] & 0x0F, [])
        if layout in known:
            known.remove(layout)
        known.append(layout)
        del known[:-8]
        return after

    @staticmethod
    def _set(table: Table, header: int, layout: Layout) -> None:
        for each in data_headers(header & 0x0F):
            table[each] = layout

    def _begins(self, position: int) -> bool:
        """Tell whether the first message with a time makes sense, although there is nothing to compare it with."""
        return self._is_chain(position, self.table, None, least=2 if self.recovery.gaps else 1)

    def _is_cut_off(self, position: int) -> bool:
        """Tell whether nothing is wrong but that the bytes end inside the message at ``position``."""
        layout = self.table[self.data[position]]
        if layout is not None:
            return position + layout.size > self.end
        header = self.data[position : min(position + 6, self.end)]
        if not header[0] & DEFINITION or header[0] & 0x90 or any(header[1:2]) or max(header[2:3], default=0) > 1:
            return False
        return len(header) < 6 or position + 6 + 3 * header[5] > self.end

    def _time_of(self, layout: Layout, position: int) -> int | None:
        stamp = layout.timestamp
        if stamp is None:
            return None
        at = position + stamp.offset
        time = int.from_bytes(self.data[at : at + 4], "big" if layout.big_endian else "little")
        return None if time == _NO_TIME else time

    @staticmethod
    def _fits(time: int, reference: int | None) -> bool:
        return reference is not None and abs(time - reference) <= _DAY_S

    def _is_chain(self, position: int, table: Table, reference: int | None, least: int = 1) -> bool:
        """Tell whether the messages from ``position`` on follow each other with times that fit together.

        Parameters
        ----------
        position : int
        table : list
            Layouts by header byte.
        reference : int or None
            The time that the first message has to fit to. None lets the chain vouch for itself; then its times must
            not all be the same, as those of a shifted walk over slowly changing values often are.
        least : int
            Times that suffice where the bytes end before more can be seen.
        """
        alone = reference is None
        times: list[int] = []
        record_times: list[int] = []
        for _ in range(_CHAIN_MESSAGES):
            if position >= self.end - 2:
                break
            header = self.data[position]
            layout = table[header]
            if layout is not None and header & COMPRESSED and not _is_record_without_time(layout):
                return False
            if layout is None:
                read = _plausible_definition(self.data, position, self.end)
                if read is None:
                    return False
                table = table.copy()
                self._set(table, self.data[position], read[0])
                position = read[1]
                continue
            if position + layout.size > self.end:
                break
            time = self._time_of(layout, position)
            if time is not None:
                if reference is not None and not self._fits(time, reference):
                    return False
                reference = time
                times.append(time)
                if layout.message == RECORD:
                    record_times.append(time)
                if len(times) >= _CHAIN_TIMES and (not alone or len(set(times)) > 1):
                    return True
            position += layout.size
        if not alone:
            return True
        return len(times) >= least and (len(record_times) < _CHAIN_TIMES or len(set(record_times)) > 1)

    def _resume(self, position: int) -> int | None:
        """Find the next sound message behind a break, note what was lost, and return where it begins."""
        if len(self.layouts) > MAX_LAYOUTS or len(self.recovery.gaps) >= _MAX_GAPS:
            self.recovery.gaps.append(Gap(self.end - position, self.last_time, None))
            return None
        # The last message with a time may be the one that is broken: its end was never seen to fit. Only where the
        # bytes simply end is there nothing against it.
        lost_from = self.last_timed[1] if self.last_timed is not None else position
        for found, layout in self._candidates(lost_from + 1, self.end):
            table = self._with(found, layout)
            if self._is_chain(found, table, self.last_time, least=2):
                self._forget_since(lost_from)
                self.table = table
                self.recovery.gaps.append(Gap(found - lost_from, self.last_time, self._time_of(layout, found)))
                return found
        if self._clock_jumps(position):
            return position
        if self._is_cut_off(position):
            self.recovery.ends_early = True
        else:
            self._forget_since(lost_from)
            self.recovery.gaps.append(Gap(self.end - lost_from, self.last_time, None))
        return None

    def _forget_since(self, position: int) -> None:
        """Take back the last message with a time, if it is that far behind, and all without a time since."""
        self.pending = [each for each in self.pending if each[1] < position]
        if self.last_timed is not None and self.last_timed[1] >= position:
            self.last_timed[0].offsets.pop()
            self.last_timed = None

    def _clock_jumps(self, position: int) -> bool:
        """Tell whether nothing is broken but the clock: the messages go on, at quite another time."""
        layout = self.table[self.data[position]]
        if layout is None or self.last_time is None or not self._is_chain(position, self.table, None, least=2):
            return False
        self.last_time = self._time_of(layout, position)
        return self.last_time is not None

    def _candidates(self, position: int, until: int) -> Iterator[tuple[int, Layout]]:
        """Yield places, in order, where a header byte of a known layout is followed by a time that fits."""
        n_bytes = _SCAN_BYTES
        while position < until and self.scanned < _MAX_SCANNED:
            # Mostly the next message is near; only where it is not are larger stretches looked at together.
            stop, n_bytes = min(position + n_bytes, until), min(4 * n_bytes, _LARGEST_SCAN_BYTES)
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
            earliest, latest = max(self.last_time - _DAY_S, 0), min(self.last_time + _DAY_S, _NO_TIME - 1)
        hits = (self.bytes[start:stop] == header) & (times >= earliest) & (times <= latest)
        return [int(at) + start for at in np.flatnonzero(hits)]


def _is_record_without_time(layout: Layout) -> bool:
    """Tell whether messages of this layout may have their time in the header: no device writes others so."""
    return layout.message == RECORD and layout.timestamp is None


def _plausible_definition(data: bytes, position: int, end: int) -> tuple[Layout, int] | None:
    header = data[position]
    if not header & DEFINITION or header & COMPRESSED:
        return None
    read = read_definition(data, position, end)
    if read is None or not is_plausible_definition(data, position):
        return None
    return read
