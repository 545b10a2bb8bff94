"""What past runs say of a runner: steady speed and critical speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.sums import from_start

if TYPE_CHECKING:
    from datetime import datetime

    from runtone.runner import Runner
    from runtone.segments.stretches import Floats
    from runtone.tracks.track import Columns

HISTORY_DAYS = 90
#: A history says something from so many runs and so much running on.
LEAST_RUNS = 3
LEAST_RUNNING_S = 3600.0
_MAX_WEIGHT_S = 5400.0

#: Best efforts are kept for these durations [s].
EFFORT_DURATIONS_S = (10, 20, 30, 60, 120, 180, 240, 300, 420, 600, 720, 900, 1200, 1800, 3600)
#: The durations in which the distance-time line is straight: shorter ones live on the reserve, longer ones drift.
_SHORTEST_S, _LONGEST_S = 120, 1200
_LEAST_POINTS = 4
_LEAST_SPREAD = 3.0
#: Plausible reserves above critical speed [m], and how far the efforts may lie from the line.
_RESERVE_M = (30.0, 500.0)
_LARGEST_MISFIT = 0.02
#: Efforts that hardly exceed easy running were not best efforts.
_LEAST_ABOVE_STEADY = 1.12
#: Easy running as a share of critical speed, where only that is known.
STEADY_SHARE_OF_CRITICAL = 0.78


def steady_speed_from_history(runs: pd.DataFrame, before: datetime) -> float | None:
    """Return the level speed of a runner's easy running in the 90 days before an instant.

    Each run says its own steady speed, read without any history; the answer is their median, each run weighted by its
    moving time up to an hour and a half. A median is not moved by the minority of races and interval sessions, and
    since no run's own word depends on history, a change of form is followed and nothing is handed on from run to run.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run: ``start_time`` (UTC), ``moving_s`` and ``steady_speed_m_s`` (as `segment_track` gives it
        without history). Other columns are ignored; rows without a steady speed do not count.
    before : datetime.datetime
        Aware. Runs that began at or after it do not count.

    Returns
    -------
    float or None
        [m/s]; None before three runs and an hour of running.
    """
    start = pd.to_datetime(runs["start_time"], utc=True)
    recent = (start < before) & (start >= pd.Timestamp(before) - pd.Timedelta(days=HISTORY_DAYS))
    chosen = runs.loc[recent]
    return usual_steady_speed(
        chosen["moving_s"].to_numpy(dtype=float), chosen["steady_speed_m_s"].to_numpy(dtype=float)
    )


def usual_steady_speed(moving_s: Floats, steady_speed_m_s: Floats) -> float | None:
    """Return what `steady_speed_from_history` does, of runs that all count; one value a run, NaN where unknown."""
    known = np.isfinite(steady_speed_m_s) & (moving_s > 0)
    moving, speed = moving_s[known], steady_speed_m_s[known]
    if len(speed) < LEAST_RUNS or moving.sum() < LEAST_RUNNING_S:
        return None
    return weighted_median(speed, np.minimum(moving, _MAX_WEIGHT_S))


def weighted_median(values: Floats, weights: Floats) -> float:
    """Return the value up to which half of the weight lies; weights are above 0."""
    return float(np.quantile(values, 0.5, weights=weights, method="inverted_cdf"))


def known_steady_speed(runner: Runner) -> float | None:
    """Return a runner's steady speed from history, or what critical speed says of it [m/s]; None where neither is."""
    if runner.steady_speed_m_s is None and runner.critical_speed_m_s is not None:
        return STEADY_SHARE_OF_CRITICAL * runner.critical_speed_m_s
    return runner.steady_speed_m_s


def best_efforts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the fastest stretches of a run by duration, on the level.

    Parameters
    ----------
    frame : pandas.DataFrame
        A cleaned track, one row a second.

    Returns
    -------
    pandas.DataFrame
        ``duration_s`` (of `EFFORT_DURATIONS_S`, as far as the run is long) and ``speed_m_s``, the highest mean
        grade-adjusted speed over so long, pauses counted as standing.
    """
    return pd.DataFrame(effort_rows(frame), columns=["duration_s", "speed_m_s"])


def effort_rows(track: Columns) -> list[tuple[int, float]]:
    """Return what `best_efforts` does, as pairs of duration [s] and speed [m/s]."""
    speed = np.nan_to_num(np.asarray(track["grade_adjusted_speed_m_s"], dtype=float))
    covered = from_start(speed)
    durations = [duration for duration in EFFORT_DURATIONS_S if duration < len(covered)]
    return [(each, float((covered[each:] - covered[:-each]).max()) / each) for each in durations]


def critical_speed_from_history(efforts: pd.DataFrame, steady_speed_m_s: float | None = None) -> float | None:
    """Return the critical speed that a runner's best efforts show, where they show one.

    The linear distance-time model, distance = critical speed x time + reserve, fitted to the best efforts of 2 to 20
    minutes. Training data hold no all-out efforts as a rule, so the answer is given only where the efforts look like
    them: they lie on one line within 2 %, its reserve is plausible, and they are clearly faster than easy running.

    Parameters
    ----------
    efforts : pandas.DataFrame
        Rows of `best_efforts` of the runs of the last 90 days, together.
    steady_speed_m_s : float, optional
        The runner's steady speed [m/s].

    Returns
    -------
    float or None
        [m/s]; None where the history does not allow it.

    References
    ----------
    .. [1] A. V. Hill, "The physiological basis of athletic records", Scientific Monthly 21 (1925) 409-428.
    .. [2] B. Smyth, D. Muniz-Pumares, "Calculation of critical speed from raw training data in recreational marathon
       runners", Med. Sci. Sports Exerc. 52 (2020) 2637-2645.
    """
    best = efforts.groupby("duration_s")["speed_m_s"].max()
    best = best[(best.index >= _SHORTEST_S) & (best.index <= _LONGEST_S) & (best > 0.0)]
    seconds: Floats = best.index.to_numpy(dtype=float)
    speed: Floats = best.to_numpy(dtype=float)
    if len(best) < _LEAST_POINTS or seconds.max() < _LEAST_SPREAD * seconds.min():
        return None
    critical, reserve = (float(each) for each in np.polyfit(seconds, speed * seconds, 1))
    misfit = float(np.abs((critical * seconds + reserve) / (speed * seconds) - 1.0).max())
    enough = steady_speed_m_s is None or critical >= _LEAST_ABOVE_STEADY * steady_speed_m_s
    plausible = _RESERVE_M[0] <= reserve <= _RESERVE_M[1] and misfit <= _LARGEST_MISFIT
    return critical if plausible and enough else None
