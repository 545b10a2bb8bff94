"""How long a run took: from first to last sample, with the watch's timer running, and moving.

A track has one row more than it has seconds, so all three are counted in the intervals between rows.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.tracks.track import Columns

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

#: A timer may be shorter than the moving time, or longer than the recording, by this much [s] and this share: it is
#: told in parts of a second, and laps end between samples.
_TIMER_SLACK_S: Final = 5.0
_TIMER_SLACK: Final = 0.005


class Times(NamedTuple):
    """A run's times; ``elapsed_s >= timer_s >= moving_s``.

    Parameters
    ----------
    elapsed_s : float
        From the first sample to the last [s].
    timer_s : float
        With the watch's timer running: the device's own where it fits the samples, else the samples' [s].
    moving_s : float
        Neither paused nor standing [s].
    moved_m : float
        Distance covered while moving [m].
    """

    elapsed_s: float
    timer_s: float
    moving_s: float
    moved_m: float

    @property
    def mean_speed_m_s(self) -> float | None:
        """Return the mean speed while moving [m/s], None where nothing moved."""
        return self.moved_m / self.moving_s if self.moving_s else None


def seconds_since(begun: pd.Timestamp, times: pd.Series[Any]) -> FloatArray:
    """Return how many seconds after an instant each of some others is; NaN where it is not known."""
    instants = pd.to_datetime(times, utc=True).to_numpy(dtype="datetime64[ns]")
    return np.asarray((instants - begun.to_datetime64()) / np.timedelta64(1, "s"), dtype=np.float64)


def recorded_intervals(track: Columns) -> BoolArray:
    """Return True for each interval between rows that no pause touches, shape (rows - 1,)."""
    recorded = ~np.asarray(track["paused"], dtype=np.bool_)
    return np.asarray(recorded[1:] & recorded[:-1], dtype=np.bool_)


def moving_intervals(track: Columns) -> BoolArray:
    """Return True for each interval between rows in which the runner moved, shape (rows - 1,)."""
    moving = np.asarray(track["moving"], dtype=np.bool_)
    return np.asarray(recorded_intervals(track) & moving[:-1], dtype=np.bool_)


def times_of(track: Columns, device_timer_s: float | None = None, carried_s: float = 0.0) -> Times:
    """Return how long a run took.

    Parameters
    ----------
    track : pandas.DataFrame or dict of str to numpy.ndarray
        Columns as docs/nomenclature.md lists them.
    device_timer_s : float, optional
        What the device says of its timer [s]; it is believed where it is no shorter than the runner moved and no longer
        than the recording.
    carried_s : float
        Time that the device's timer ran while the runner was carried [s].
    """
    moving = moving_intervals(track)
    elapsed_s, moving_s = float(moving.size), float(np.count_nonzero(moving))
    timer_s = float(np.count_nonzero(recorded_intervals(track)))
    steps = np.diff(np.asarray(track["distance_m"], dtype=np.float64))
    moved_m = float(steps[moving].sum())
    if device_timer_s is None:
        return Times(elapsed_s, timer_s, moving_s, moved_m)
    device_timer_s -= carried_s
    slack = _TIMER_SLACK_S + _TIMER_SLACK * elapsed_s
    if not moving_s - slack <= device_timer_s <= elapsed_s + slack:
        return Times(elapsed_s, timer_s, moving_s, moved_m)
    return Times(elapsed_s, min(max(device_timer_s, moving_s), elapsed_s), moving_s, moved_m)
