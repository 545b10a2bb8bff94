"""A run cut at every kilometre or mile, and at its watch's laps."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.sums import from_start
from runtone.tracks.times import moving_intervals, recorded_intervals, seconds_since

FloatArray = npt.NDArray[np.float64]

LEAST_LAST_M: Final = 50.0
"""A shorter last piece is left out: its pace would be noise."""
LAP_COLUMNS: Final = (
    "number",
    "start_s",
    "end_s",
    "distance_m",
    "timer_s",
    "speed_m_s",
    "heart_rate_bpm",
    "trigger",
    "intensity",
)
"""Of `device_laps`."""
SPLIT_COLUMNS: Final = (
    "number",
    "whole",
    "start_s",
    "end_s",
    "distance_m",
    "timer_s",
    "moving_s",
    "speed_m_s",
    "grade_adjusted_speed_m_s",
    "ascent_m",
    "descent_m",
    "heart_rate_bpm",
)
"""Of `splits`."""


def splits(track: pd.DataFrame, every_m: float) -> pd.DataFrame:
    """Return one row a split, by the watch's timer: pauses are left out, stops are not.

    Parameters
    ----------
    track : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    every_m : float
        Length of a split [m].

    Returns
    -------
    pandas.DataFrame
        ``number``, ``whole`` (False for the last, shorter one), ``start_s``, ``end_s`` (seconds of the track),
        ``distance_m``, ``timer_s``, ``moving_s``, ``speed_m_s`` and ``grade_adjusted_speed_m_s`` (over timer time),
        ``ascent_m``, ``descent_m`` (NaN without altitude), ``heart_rate_bpm``.
    """
    distance = track["distance_m"].to_numpy(dtype=np.float64)
    if not distance.size:
        return pd.DataFrame(columns=list(SPLIT_COLUMNS))
    distance = distance - distance[0]
    total = float(distance[-1])
    edges = np.append(np.arange(0.0, total, every_m), total)
    if edges.size > 1 and edges[-1] - edges[-2] < min(LEAST_LAST_M, every_m):
        edges = edges[:-1]
    if edges.size < 2:
        return pd.DataFrame(columns=list(SPLIT_COLUMNS))
    at = _rows_at(distance, edges)
    length, timer = np.diff(edges), _between(at, recorded_intervals(track).astype(np.float64))
    rises = np.diff(track["altitude_m"].to_numpy(dtype=np.float64))
    known = _between(at, np.isfinite(rises).astype(np.float64)) > 0.0
    up, down = (_between(at, np.maximum(sign * np.nan_to_num(rises), 0.0)) for sign in (1.0, -1.0))
    level = track["grade_adjusted_speed_m_s"].to_numpy(dtype=np.float64)
    level_m = _between(at, np.where(recorded_intervals(track), (level[1:] + level[:-1]) / 2.0, 0.0))
    return pd.DataFrame(
        {
            "number": np.arange(1, edges.size),
            "whole": length >= every_m - 1e-6,
            "start_s": at[:-1],
            "end_s": at[1:],
            "distance_m": length,
            "timer_s": timer,
            "moving_s": _between(at, moving_intervals(track).astype(np.float64)),
            "speed_m_s": _ratio(length, timer),
            "grade_adjusted_speed_m_s": _ratio(level_m, timer),
            "ascent_m": np.where(known, up, np.nan),
            "descent_m": np.where(known, down, np.nan),
            "heart_rate_bpm": _mean_between(at, track["heart_rate_bpm"].to_numpy(dtype=np.float64)),
        }
    )


def device_laps(laps: pd.DataFrame, track: pd.DataFrame) -> pd.DataFrame:
    """Return the watch's laps as it recorded them.

    Parameters
    ----------
    laps : pandas.DataFrame
        `Activity.laps`.
    track : pandas.DataFrame
        Columns as docs/nomenclature.md lists them; heart rates are read from it.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``start_s``, ``end_s`` (seconds of the track), ``distance_m``, ``timer_s`` and ``speed_m_s`` (the
        device's own distance over its own timer), ``heart_rate_bpm``, ``trigger``, ``intensity``. A lap outside
        the track, as a transition before the run is, is left out.
    """
    begun = pd.Timestamp(track["time"].iloc[0])
    start, end = (seconds_since(begun, laps[name]) for name in ("start_time", "end_time"))
    inside = (end > 0.0) & (start < len(track) - 1)
    start, end = np.maximum(start[inside], 0.0), np.minimum(end[inside], len(track) - 1.0)
    timer, elapsed, distance = (
        laps[name].to_numpy(dtype=np.float64)[inside] for name in ("timer_s", "elapsed_s", "distance_m")
    )
    timer = np.where(np.isnan(timer), elapsed, timer)
    heart_rate = track["heart_rate_bpm"].to_numpy(dtype=np.float64)
    columns = (
        np.flatnonzero(inside) + 1,
        start,
        end,
        distance,
        timer,
        _ratio(distance, timer),
        _mean_between(np.stack([start, end], axis=1).ravel(), heart_rate)[::2],
        laps["trigger"].to_numpy()[inside],
        laps["intensity"].to_numpy()[inside],
    )
    return pd.DataFrame(dict(zip(LAP_COLUMNS, columns, strict=True)))


def _rows_at(distance_m: FloatArray, edges_m: FloatArray) -> FloatArray:
    """Return the row, with its fraction, at which each distance is first reached; the last one at the last row."""
    after = np.clip(np.searchsorted(distance_m, edges_m), 1, distance_m.size - 1)
    step = distance_m[after] - distance_m[after - 1]
    part = np.divide(edges_m - distance_m[after - 1], step, out=np.zeros_like(edges_m), where=step > 0.0)
    rows = after - 1 + np.clip(part, 0.0, 1.0)
    rows[0] = 0.0
    if edges_m[-1] >= distance_m[-1]:
        rows[-1] = distance_m.size - 1.0
    return np.asarray(rows, dtype=np.float64)


def _between(at: FloatArray, of_intervals: FloatArray) -> FloatArray:
    """Return the sum of what each interval between rows adds, between fractional rows."""
    summed = from_start(of_intervals)
    return np.asarray(np.diff(np.interp(at, np.arange(summed.size), summed)), dtype=np.float64)


def _mean_between(at: FloatArray, of_rows: FloatArray) -> FloatArray:
    known = np.isfinite(of_rows)
    return _ratio(_between(at, np.where(known, of_rows, 0.0)), _between(at, known.astype(np.float64)))


def _ratio(sums: FloatArray, over: FloatArray) -> FloatArray:
    ratio = np.divide(sums, over, out=np.full(sums.shape, np.nan), where=over > 0.0)
    return np.asarray(ratio, dtype=np.float64)
