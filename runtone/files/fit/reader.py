"""FIT files, sound or damaged, to an `Activity`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pandas as pd

from runtone.errors import ActivityError, DamagedFileError, EmptyFileError, NotARunError
from runtone.files.activity import Activity
from runtone.files.fit.records import RecordTable, read_records
from runtone.files.fit.summary import (
    FitSummary,
    Message,
    device_laps,
    device_words,
    number,
    read_summary,
    timer_breaks,
    unix_ns,
    utc_offset,
    word,
)
from runtone.files.fit.vocabulary import EPOCH_S, OLDEST_DATE
from runtone.files.fit.walk import FitPart, FitWalk, walk_fit
from runtone.files.samples.clock import NO_TIME, NS_PER_S
from runtone.files.samples.recording import DEVICE_CADENCE, Recording, as_activity
from runtone.files.sports import is_running, sport_words
from runtone.plurals import counted, were


def read_fit(data: bytes, label: str) -> Activity:
    """Read a FIT file.

    Parameters
    ----------
    data : bytes
        The whole file; may be truncated, damaged or chained.
    label : str
        How texts call the file, at the beginning of a sentence.

    Returns
    -------
    Activity
        Of a file of several sports, the running part.

    Raises
    ------
    DamagedFileError
        If no message can be read.
    EmptyFileError
        If there are no samples.
    NotARunError
        If it is another kind of FIT file: settings, monitoring, a course.
    NoTimeError
        If no sample has a time.
    """
    walk = walk_fit(data)
    if not any(part.layouts for part in walk.parts):
        raise DamagedFileError(f"{label} begins as a FIT file, but no message in it can be read.")
    summaries = [read_summary(data, part, index) for index, part in enumerate(walk.parts)]
    table = read_records(walk)
    warnings = _damage(walk)
    if not len(table):
        raise _nothing_recorded(label, summaries, warnings)
    if table.n_left_out:
        warnings.append(f"it holds {len(table) + table.n_left_out:,} samples; the first {len(table):,} were read")
    warnings += [
        f"the field for {name} is written in a size that its type does not allow, so it was not read"
        for name in sorted(table.unreadable - set(table.columns))
    ]
    sessions = _Sessions(summaries)
    rows = sessions.choose(table, warnings)
    if rows is not None:
        table = _only(table, rows)
    chosen = sessions.chosen
    sport, sub_sport = sessions.sport
    time_ns, columns = _unix_ns(table), _columns(table)
    del table  # the largest part of what a long recording needs
    recording = Recording(
        time_ns=time_ns,
        columns=columns,
        label=label,
        source_format="fit",
        warnings=warnings,
        breaks=timer_breaks(summaries) + sessions.between,
        laps=_laps_of(summaries, sessions),
        sport=sport,
        sub_sport=sub_sport,
        name=next((name for each in summaries if (name := word(each.workout, "wkt_name"))), None),
        device=device_words(summaries),
        utc_offset_s=utc_offset(summaries),
        timer_s=_total(chosen, "total_timer_time") or _total([each.activity for each in summaries], "total_timer_time"),
        device_ascent_m=_total(chosen, "total_ascent"),
        device_distance_m=_total(chosen, "total_distance"),
    )
    return as_activity(recording)


def _total(messages: list[Message], name: str) -> float | None:
    values = [value for message in messages if (value := number(message, name)) is not None]
    return sum(values) if values else None


def _unix_ns(table: RecordTable) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    known = ~np.isnan(table.time_s)
    seconds = np.where(known, table.time_s, 0).astype(np.int64)
    return np.where(known, (seconds + EPOCH_S) * NS_PER_S, NO_TIME)


def _columns(table: RecordTable) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return the table's columns, which are the table's own, with whole and fractional cadence as one."""
    columns = table.columns
    cadence, fraction = columns.pop("cadence_rpm", None), columns.pop("fractional_cadence_rpm", None)
    if cadence is not None:
        if fraction is not None:
            cadence += np.nan_to_num(fraction, copy=False)
        columns[DEVICE_CADENCE] = cadence
    return columns


def _only(table: RecordTable, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> RecordTable:
    return RecordTable(
        table.time_s[rows], table.part[rows], {name: values[rows] for name, values in table.columns.items()}
    )


class _Sessions:
    """The sessions of all parts, and which of them are the run."""

    def __init__(self, summaries: list[FitSummary]) -> None:
        self.summaries = summaries
        self.all = [(summary.index, session) for summary in summaries for session in summary.sessions]
        self.runs = [
            (index, session)
            for index, session in self.all
            if is_running(word(session, "sport"), word(session, "sub_sport"))
        ]
        self.chosen = [session for _, session in self.all]
        self.between: list[tuple[int, int]] = []
        self.windows: list[tuple[int, int, int]] = []

    def choose(self, table: RecordTable, warnings: list[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
        """Return which records belong to the running sessions; None if all do or no session is running."""
        if not self.runs or len(self.runs) == len(self.all):
            return None
        windows = [(index, unix_ns(each, "start_time"), _session_end(each)) for index, each in self.runs]
        time_ns = _unix_ns(table)
        rows = np.zeros(len(table), dtype=bool)
        for index, start, end in windows:
            rows |= (table.part == index) & (time_ns >= start) & (time_ns <= end)
        sports = dict.fromkeys(sport_words(word(each, "sport"), word(each, "sub_sport")) for _, each in self.all)
        if not rows.any():
            warnings.append(
                f"it holds several sports ({', '.join(sports)}), but which samples are running cannot be told, "
                "so all were kept"
            )
            return None
        warnings.append(
            f"it holds several sports ({', '.join(sports)}); only the running part was read, "
            f"{np.count_nonzero(rows):,} of {counted(len(rows), 'sample')}"
        )
        self.chosen = [session for _, session in self.runs]
        self.windows = sorted(windows, key=lambda window: window[1])
        # Nothing connects the end of one running leg with the beginning of the next.
        self.between = [(before[2], after[1]) for before, after in pairwise(self.windows)]
        return rows

    @property
    def sport(self) -> tuple[str | None, str | None]:
        """Sport and sub-sport; of several, those of the longest session."""
        if self.chosen:
            longest = max(self.chosen, key=lambda each: number(each, "total_elapsed_time") or 0.0)
            return _sport_of(longest)
        for summary in self.summaries:
            for message in (summary.sport, *summary.laps):
                if message.get("sport") is not None:
                    return _sport_of(message)
        return None, None


def _sport_of(message: Message) -> tuple[str | None, str | None]:
    sport, sub_sport = word(message, "sport"), word(message, "sub_sport")
    return (None if sport in ("generic", "all") else sport), (None if sub_sport in ("generic", "all") else sub_sport)


def _session_end(session: Message) -> int:
    start, elapsed = unix_ns(session, "start_time"), number(session, "total_elapsed_time")
    if start != NO_TIME and elapsed:
        return start + round((elapsed + 1) * NS_PER_S)
    return unix_ns(session, "timestamp")


def _laps_of(summaries: list[FitSummary], sessions: _Sessions) -> pd.DataFrame:
    laps = device_laps(summaries)
    if not sessions.windows or not len(laps):
        return laps
    starts = laps["start_time"].to_numpy(dtype="datetime64[ns]").astype("int64")
    inside = np.zeros(len(laps), dtype=bool)
    for _, start, end in sessions.windows:
        inside |= (starts >= start) & (starts < end)
    return laps[inside].reset_index(drop=True)


def _damage(walk: FitWalk) -> list[str]:
    """Say what is wrong with the file, and what was kept."""
    clauses = []
    for index, part in enumerate(walk.parts):
        which = f"part {index + 1} of {len(walk.parts)}: " if len(walk.parts) > 1 else ""
        clauses += [which + clause for clause in _part_damage(walk, part)]
    if walk.n_repeated:
        clauses.append("it holds the same recording more than once, which counts once")
    if walk.junk_bytes > 2 and walk.parts[-1].crc_matches:
        clauses.append(f"{walk.junk_bytes:,} bytes behind the recording are no FIT data and were left out")
    return clauses


def _part_damage(walk: FitWalk, part: FitPart) -> list[str]:
    recovery = part.recovery
    if recovery is None:
        return ["the checksum at its end is missing; everything before it was read"] if part.crc_matches is None else []
    if not any(layout.offsets for layout in part.layouts):
        return ["nothing in it could be read"]
    clauses = []
    here = len(walk.data) - part.start
    if part.promised == 0:
        clauses.append("the watch never finished writing it (its header gives no length); all that is there was read")
    elif part.promised > here:
        clauses.append(
            f"it ends too early, {max(here, 0):,} of the {part.promised:,} bytes that its header announces are there; "
            f"the samples up to {_clock(recovery.last_time)} were kept"
        )
    elif part.promised + 2 > here:
        clauses.append("the checksum at its end is missing")
    elif part.crc_matches is False and not recovery.gaps and not recovery.n_impossible_times:
        clauses.append(
            "its checksum does not match, so some bytes changed after the watch wrote them; everything could be "
            "read, but single values may be wrong"
        )
    lost = [gap for gap in recovery.gaps if gap.after is not None]
    if lost:
        n_bytes = sum(gap.n_bytes for gap in lost)
        largest = max(lost, key=lambda gap: gap.n_bytes)
        clauses.append(
            f"it is damaged in {counted(len(lost), 'place')}, {counted(n_bytes, 'byte')} could not be read (the most "
            f"after {_clock(largest.before)}); the samples before and after were kept"
        )
    if recovery.gaps and recovery.gaps[-1].after is None:
        clauses.append(
            f"nothing could be read behind {_clock(recovery.gaps[-1].before)}, {recovery.gaps[-1].n_bytes:,} bytes "
            "are lost; the samples before were kept"
        )
    if recovery.n_impossible_times:
        n = recovery.n_impossible_times
        clauses.append(f"{counted(n, 'entry', 'entries')} with a damaged time {were(n)} cut")
    return clauses


def _clock(fit_time: int | None) -> str:
    if fit_time is None or fit_time < OLDEST_DATE:
        return "the beginning"
    return datetime.fromtimestamp(fit_time + EPOCH_S, tz=UTC).strftime("%H:%M:%S UTC")


_OTHER_FILES = {
    "settings": "the watch's settings",
    "sport": "the watch's sport settings",
    "device": "a description of the device",
    "workout": "a planned workout",
    "course": "a planned course",
    "schedules": "a training calendar",
    "weight": "weighings",
    "totals": "the watch's totals",
    "goals": "goals",
    "blood_pressure": "blood pressure readings",
    "monitoring_a": "the day's steps",
    "monitoring_b": "the day's steps",
    "monitoring_daily": "the day's steps",
    "segment": "a segment to race on",
    "segment_list": "a list of segments",
}


def _nothing_recorded(label: str, summaries: list[FitSummary], damage: list[str]) -> ActivityError:
    for summary in summaries:
        kind = summary.file_type
        if kind not in (None, "activity") and not summary.sessions:
            what = _OTHER_FILES.get(kind or "", "other data of the watch")
            return NotARunError(f"{label} holds {what}, not a recorded activity.", sport=kind or "")
    sessions = [session for summary in summaries for session in (summary.sessions or summary.laps)]
    if not sessions and damage:
        return DamagedFileError(f"{label} is damaged, and no sample in it could be read.")
    if not sessions:
        return EmptyFileError(f"{label} is a FIT file without any recorded sample.")
    distance, duration = _total(sessions, "total_distance"), _total(sessions, "total_timer_time")
    parts = []
    if distance:
        parts.append(f"{distance / 1000:.1f} km")
    if duration:
        minutes, seconds = divmod(round(duration), 60)
        hours, minutes = divmod(minutes, 60)
        parts.append(f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}")
    told = f" ({' in '.join(parts)})" if parts else ""
    return EmptyFileError(f"{label} holds only a summary{told} and no samples, so there is nothing to analyse.")
