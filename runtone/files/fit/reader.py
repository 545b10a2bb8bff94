"""FIT files, sound or damaged, to an `Activity`."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from runtone.errors import ActivityError, DamagedFileError, EmptyFileError, NotARunError
from runtone.files.activity import Outcome
from runtone.files.fit.fit_profile import EPOCH_S, OLDEST_DATE
from runtone.files.fit.record_messages import RecordTable, read_records
from runtone.files.fit.sessions import total, units_of
from runtone.files.fit.summary import FitSummary, device_words, read_summary, timer_breaks, utc_offset
from runtone.files.fit.walk import FitPart, FitWalk, walk_fit
from runtone.files.samples.activities import activities_of
from runtone.files.samples.recording import DEVICE_CADENCE, Recording
from runtone.files.samples.time_order import NO_TIME, NS_PER_S
from runtone.plurals import counted, were


def read_fit(data: bytes, label: str) -> list[Outcome]:
    """Read a FIT file.

    Parameters
    ----------
    data : bytes
        The whole file; may be truncated, damaged or chained.
    label : str
        How texts call the file, at the beginning of a sentence.

    Returns
    -------
    list of Outcome
        In order of time; `runtone.files.samples.activities` says what is one.

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
    time_ns = _unix_ns(table)
    units, unit_of = units_of(summaries, table.part, time_ns, warnings)
    columns = _columns(table)
    del table  # the largest part of what a long recording needs
    recording = Recording(
        time_ns=time_ns,
        columns=columns,
        label=label,
        source_format="fit",
        units=units,
        unit_of=unit_of,
        warnings=warnings,
        breaks=timer_breaks(summaries),
        device=device_words(summaries),
        utc_offset_s=utc_offset(summaries),
    )
    return activities_of(recording)


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
    distance, duration = total(sessions, "total_distance"), total(sessions, "total_timer_time")
    parts = []
    if distance:
        parts.append(f"{distance / 1000:.1f} km")
    if duration:
        minutes, seconds = divmod(round(duration), 60)
        hours, minutes = divmod(minutes, 60)
        parts.append(f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}")
    told = f" ({' in '.join(parts)})" if parts else ""
    return EmptyFileError(f"{label} holds only a summary{told} and no samples, so there is nothing to analyse.")
