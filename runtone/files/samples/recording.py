"""From raw columns of any format to an `Activity`: ordered, plausible, in one set of names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.errors import ActivityError
from runtone.files.activity import LONGEST_RUN_S, Activity, no_laps, no_pauses
from runtone.files.samples.pace import looks_like, moving_speed, speeds
from runtone.files.samples.possible_values import keep_possible
from runtone.files.samples.steps import steps_per_minute
from runtone.files.samples.time_order import NS_PER_S, OrderedSamples
from runtone.files.samples.virtual import is_virtual, without_places
from runtone.plurals import counted

RECORD_COLUMNS = (
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "heart_rate_bpm",
    "cadence_spm",
    "power_w",
    "temperature_c",
    "vertical_oscillation_mm",
    "stance_time_ms",
    "step_length_mm",
    "stance_time_balance_pct",
    "vertical_ratio_pct",
    "grade_pct",
)

_DENSE_S = 10.0
"""Samples that follow each other so closely were recorded while the timer ran."""

_LEAST_TIMER = 0.9
"""Part of the sampled seconds that a timer counts at least: a watch that pauses by itself samples on for a little."""

_SPARSEST_S = 300.0
_SPARSE_FREE_S = 24 * 3600.0
"""So long a recording may have as few samples as it likes; beyond, one every five minutes."""

DEVICE_CADENCE = "cadence_per_min"
"""Name of the cadence column until it is known whether it counts one foot or two."""


@dataclass(slots=True)
class Unit:
    """What a file itself sets apart: an ``Activity`` element, a track, a session; one run or a part of one."""

    sport: str | None = None
    sub_sport: str | None = None
    name: str | None = None
    laps: pd.DataFrame = field(default_factory=no_laps)
    timer_s: float | None = None
    device_ascent_m: float | None = None
    device_distance_m: float | None = None


@dataclass(slots=True)
class Recording:
    """What a format's reader found, before it is brought into order.

    Attributes
    ----------
    time_ns : array of int64, shape (n,)
        Unix time [ns], `NO_TIME` where missing.
    columns : dict of str to array of float64, shape (n,)
        Named as `Activity.records`, with `DEVICE_CADENCE` in place of ``cadence_spm``.
    label : str
        How texts call the file.
    source_format : str
    units : list of Unit
        At least one.
    unit_of : array of int, shape (n,), or None
        Number of the unit that each sample belongs to; None where there is only one.
    warnings : list of str
        Clauses that follow "the file: ".
    breaks : list of tuple of int
        Start and end [Unix ns] of each stretch with the timer stopped.
    """

    time_ns: NDArray[np.int64]
    columns: dict[str, NDArray[np.float64]]
    label: str
    source_format: str
    units: list[Unit]
    unit_of: NDArray[np.int64] | None = None
    warnings: list[str] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    device: str | None = None
    utc_offset_s: float | None = None


def as_activity(recording: Recording, samples: OrderedSamples, unit: Unit) -> Activity:
    """Check the ordered samples of one activity.

    Parameters
    ----------
    recording : Recording
        What holds for all of the file.
    samples : OrderedSamples
        Of this activity; its columns may be changed in place.
    unit : Unit
        What the file says of this activity.

    Returns
    -------
    Activity
        Its ``records`` have strictly rising times.

    Raises
    ------
    ActivityError
        If the samples span more time than one run can, or too much for their number.
    """
    _require_span(recording.label, samples.time_ns)
    columns = samples.columns
    cadence = columns.pop(DEVICE_CADENCE, None)
    if cadence is not None:
        steps = steps_per_minute(cadence, unit.sport, speeds(samples.time_ns, columns))
        if steps is not None:
            columns["cadence_spm"] = steps
    columns, impossible = keep_possible(columns)
    clauses = [*recording.warnings, *samples.repairs, *impossible]
    if "latitude_deg" in columns and is_virtual(unit.sub_sport, recording.device):
        columns = without_places(samples.time_ns, columns)
        clauses.append("it was run in a virtual place, so its positions are invented and were not used")
    speed = moving_speed(samples.time_ns, columns)
    ride = looks_like(unit.sport, unit.sub_sport, speed)
    if ride and speed:
        clauses.append(f"it looks like a ride: hardly a runner is so fast for {speed[1] / 60:.0f} min")
    first, last = int(samples.time_ns[0]), int(samples.time_ns[-1])
    pauses = pauses_frame([*recording.breaks, *samples.breaks], first, last)
    return Activity(
        records=_records_frame(samples.time_ns, columns),
        laps=unit.laps,
        pauses=pauses,
        sport=unit.sport,
        sub_sport=unit.sub_sport,
        start_time=_utc(first),
        name=unit.name,
        device=recording.device,
        source_format=recording.source_format,
        utc_offset_s=recording.utc_offset_s,
        timer_s=_plausible_timer(unit.timer_s, samples.time_ns, pauses),
        device_ascent_m=unit.device_ascent_m,
        device_distance_m=unit.device_distance_m,
        mean_speed_m_s=speed[0] if speed else None,
        looks_like=ride,
        warnings=tuple(f"{recording.label}: {clause}." for clause in clauses),
    )


def _require_span(label: str, time_ns: NDArray[np.int64]) -> None:
    """Refuse what would be spread over more seconds than anything was recorded of: a map of a month, a diary."""
    span_s = int(time_ns[-1] - time_ns[0]) / NS_PER_S
    if span_s > LONGEST_RUN_S:
        raise ActivityError(
            f"{label} goes on for {span_s / 86_400:,.0f} days without a break of 12 hours; no run does, and only "
            f"{LONGEST_RUN_S // 86_400} are read. If it holds several runs, please export them one by one."
        )
    if span_s > max(_SPARSE_FREE_S, _SPARSEST_S * len(time_ns)):
        raise ActivityError(
            f"{label} has only {counted(len(time_ns), 'sample')} in {span_s / 3600:.0f} hours, "
            "too few to tell a run from."
        )


def _plausible_timer(timer_s: float | None, time_ns: NDArray[np.int64], pauses: pd.DataFrame) -> float | None:
    """Keep the device's timer if it ran about as long as samples came outside of pauses, and no longer than there is.

    Some programs total the laps and forget the last one.
    """
    if timer_s is None:
        return None
    steps_s = np.diff(time_ns) / NS_PER_S
    covered_s = float(steps_s[steps_s <= _DENSE_S].sum())
    paused_s = float((pauses["end_time"] - pauses["start_time"]).dt.total_seconds().sum()) if len(pauses) else 0.0
    least_s = min(covered_s, max(float(steps_s.sum()) - paused_s, 0.0))
    is_plausible = _LEAST_TIMER * least_s - 30 <= timer_s <= 1.02 * float(steps_s.sum()) + 60
    return timer_s if is_plausible and timer_s > 0 else None


def utc_index(time_ns: NDArray[np.int64]) -> pd.DatetimeIndex:
    """Return Unix nanoseconds as an index of UTC instants; `NO_TIME` becomes NaT."""
    return pd.DatetimeIndex(time_ns.view("datetime64[ns]"), tz="UTC")


def _utc(time_ns: int) -> datetime:
    return datetime.fromtimestamp(time_ns // NS_PER_S, tz=UTC) + timedelta(microseconds=time_ns % NS_PER_S // 1_000)


def _records_frame(time_ns: NDArray[np.int64], columns: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    ordered = [name for name in RECORD_COLUMNS if name in columns]
    ordered += [name for name in columns if name not in RECORD_COLUMNS]
    return pd.DataFrame({"time": utc_index(time_ns), **{name: columns[name] for name in ordered}}, copy=False)


def pauses_frame(breaks: list[tuple[int, int]], first: int, last: int) -> pd.DataFrame:
    """Return the breaks that lie between the first and the last sample, in order and without overlap."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(breaks):
        start, end = max(start, first, kept[-1][1] if kept else first), min(end, last)
        if end > start:
            kept.append((start, end))
    if not kept:
        return no_pauses()
    times = np.array(kept, dtype=np.int64)
    return pd.DataFrame({"start_time": utc_index(times[:, 0].copy()), "end_time": utc_index(times[:, 1].copy())})
