"""From raw columns of any format to an `Activity`: ordered, plausible, in one set of names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.errors import NoTimeError
from runtone.files.activity import Activity, no_laps, no_pauses
from runtone.files.samples.clock import NO_TIME, NS_PER_S, OrderedSamples, order_samples
from runtone.files.samples.limits import keep_possible
from runtone.files.samples.steps import steps_per_minute
from runtone.files.sports import is_other_sport, not_a_run

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
)

_DENSE_S = 10.0
"""Samples that follow each other so closely were recorded while the timer ran."""

DEVICE_CADENCE = "cadence_per_min"
"""Name of the cadence column until it is known whether it counts one foot or two."""


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
    warnings : list of str
        Clauses that follow "the file: ".
    breaks : list of tuple of int
        Start and end [Unix ns] of each stretch with the timer stopped.
    laps : pandas.DataFrame
    """

    time_ns: NDArray[np.int64]
    columns: dict[str, NDArray[np.float64]]
    label: str
    source_format: str
    warnings: list[str] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    laps: pd.DataFrame = field(default_factory=no_laps)
    sport: str | None = None
    sub_sport: str | None = None
    name: str | None = None
    device: str | None = None
    utc_offset_s: float | None = None
    timer_s: float | None = None
    device_ascent_m: float | None = None
    device_distance_m: float | None = None


def as_activity(recording: Recording) -> Activity:
    """Order and check the samples of a recording.

    Parameters
    ----------
    recording : Recording
        Its columns may be changed in place.

    Returns
    -------
    Activity
        Its ``records`` have strictly rising times.

    Raises
    ------
    NoTimeError
        If no sample has a possible time, or all have the same.
    NotARunError
        If so, and the sport is known to be another one.
    """
    samples = order_samples(recording.time_ns, recording.columns)
    _require_times(recording, samples)
    columns = samples.columns
    cadence = columns.pop(DEVICE_CADENCE, None)
    if cadence is not None:
        steps = steps_per_minute(cadence, recording.sport)
        if steps is not None:
            columns["cadence_spm"] = steps
    columns, impossible = keep_possible(columns)
    clauses = [*recording.warnings, *samples.repairs, *impossible]
    first, last = int(samples.time_ns[0]), int(samples.time_ns[-1])
    return Activity(
        records=_records_frame(samples.time_ns, columns),
        laps=recording.laps,
        pauses=pauses_frame(recording.breaks, first, last),
        sport=recording.sport,
        sub_sport=recording.sub_sport,
        start_time=_utc(first),
        name=recording.name,
        device=recording.device,
        source_format=recording.source_format,
        utc_offset_s=recording.utc_offset_s,
        timer_s=_plausible_timer(recording.timer_s, samples.time_ns),
        device_ascent_m=recording.device_ascent_m,
        device_distance_m=recording.device_distance_m,
        warnings=tuple(f"{recording.label}: {clause}." for clause in clauses),
    )


def _require_times(recording: Recording, samples: OrderedSamples) -> None:
    n = len(recording.time_ns)
    if not len(samples.time_ns):
        if is_other_sport(recording.sport, recording.sub_sport):
            raise not_a_run(recording.label, recording.sport, recording.sub_sport)
        if (recording.time_ns == NO_TIME).all() and recording.source_format == "fit":
            text = f"{recording.label} has {n:,} samples, but none has a time, so nothing can be told from them."
        elif (recording.time_ns == NO_TIME).all():
            text = f"{recording.label} has {n:,} points but no times: it is a planned route, not a recorded run."
        else:
            text = f"{recording.label} has {n:,} samples, but every date in it is impossible, so nothing can be told."
        raise NoTimeError(text)
    if len(samples.time_ns) == 1 and n > 2:
        raise NoTimeError(
            f"All {n:,} samples of {recording.label} carry the same time, so nothing can be told from it."
        )


def _plausible_timer(timer_s: float | None, time_ns: NDArray[np.int64]) -> float | None:
    """Keep the device's timer unless it ran much longer than the recording, or much shorter than samples came."""
    if timer_s is None:
        return None
    steps_s = np.diff(time_ns) / NS_PER_S
    covered_s = float(steps_s[steps_s <= _DENSE_S].sum())
    is_plausible = 0.8 * covered_s - 60 <= timer_s <= 1.02 * float(steps_s.sum()) + 60
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
