"""The columns of a track as plain arrays, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from runtone.segments.stretches import Bools, Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Signals:
    """What segmentation reads of a track; one value a second, row i standing for the second from i to i + 1.

    Parameters
    ----------
    speed, level_speed : array
        Over ground, and grade-adjusted [m/s]; 0 where unknown.
    step, climb : array
        Metres forward and metres up in that second; 0 in pauses and where unknown.
    grade : array
        Rise over run; 0 where unknown.
    cadence : array
        Steps a minute; NaN where unknown.
    heart_rate : array
        Beats a minute; NaN where unknown.
    moving : array
        Over ground, up or down, or step by step.
    paused : array
        No recording.
    jump : array
        The second on which altitude or distance is taken up again somewhere else after a pause; nothing connects
        across it.
    """

    speed: Floats
    level_speed: Floats
    step: Floats
    climb: Floats
    grade: Floats
    cadence: Floats
    heart_rate: Floats
    moving: Bools
    paused: Bools
    jump: Bools

    def __len__(self) -> int:
        """Return the number of seconds."""
        return len(self.speed)


# A pause that ends this far up or down from where it began was a ride, a lift or a sensor that was set anew.
_JUMP_M = 3.0


def read_signals(frame: pd.DataFrame) -> Signals:
    """Read the columns that segmentation needs.

    Parameters
    ----------
    frame : pandas.DataFrame
        A cleaned track, one row a second.

    Returns
    -------
    Signals
    """
    paused = frame["paused"].to_numpy(dtype=bool)
    altitude = frame["altitude_m"].to_numpy(dtype=float)
    distance = frame["distance_m"].to_numpy(dtype=float)
    connected = ~(paused | np.append(paused[1:], True))
    step = np.where(connected, np.nan_to_num(np.append(np.diff(distance), 0.0)), 0.0)
    climb = np.where(connected, np.nan_to_num(np.append(np.diff(altitude), 0.0)), 0.0)
    return Signals(
        speed=np.nan_to_num(frame["speed_m_s"].to_numpy(dtype=float)),
        level_speed=np.nan_to_num(frame["grade_adjusted_speed_m_s"].to_numpy(dtype=float)),
        step=step,
        climb=climb,
        grade=np.nan_to_num(frame["grade"].to_numpy(dtype=float)),
        cadence=frame["cadence_spm"].to_numpy(dtype=float, na_value=np.nan),
        heart_rate=frame["heart_rate_bpm"].to_numpy(dtype=float, na_value=np.nan),
        moving=frame["moving"].to_numpy(dtype=bool),
        paused=paused,
        jump=_jumps(altitude, paused),
    )


def _jumps(altitude: Floats, paused: Bools) -> Bools:
    """Return the last second of each pause that ended on another height than it began."""
    jump = np.zeros(len(paused), dtype=bool)
    edges = np.diff(paused.astype(np.int8))
    first = np.flatnonzero(edges == 1)
    last = np.flatnonzero(edges == -1)
    if paused[0]:
        last = last[1:]
    first = first[: len(last)]
    moved = np.abs(altitude[last + 1] - altitude[first]) > _JUMP_M
    jump[last[moved]] = True
    return jump
