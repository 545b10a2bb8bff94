"""The columns of a track as plain arrays, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from runtone.segments.stretches import Bools, Floats
    from runtone.tracks.track import Columns


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


_COLUMNS = (
    *("altitude_m", "distance_m", "speed_m_s", "grade_adjusted_speed_m_s", "grade"),
    *("cadence_spm", "heart_rate_bpm"),
)
# A pause that ends this far up or down from where it began was a ride, a lift or a sensor that was set anew.
_JUMP_M = 3.0


def read_signals(frame: Columns) -> Signals:
    """Read the columns that segmentation needs.

    Parameters
    ----------
    frame : pandas.DataFrame or dict of str to numpy.ndarray
        A cleaned track, one row a second.

    Returns
    -------
    Signals
    """
    paused, moving = (np.asarray(frame[name], dtype=bool) for name in ("paused", "moving"))
    altitude, distance, speed, level_speed, grade, cadence, heart_rate = (
        np.asarray(frame[name], dtype=float) for name in _COLUMNS
    )
    connected = ~(paused | np.append(paused[1:], True))
    step = np.where(connected, known(np.append(np.diff(distance), 0.0)), 0.0)
    climb = np.where(connected, known(np.append(np.diff(altitude), 0.0)), 0.0)
    return Signals(
        speed=known(speed),
        level_speed=known(level_speed),
        step=step,
        climb=climb,
        grade=known(grade),
        cadence=cadence,
        heart_rate=heart_rate,
        moving=moving,
        paused=paused,
        jump=_jumps(altitude, paused),
    )


def known(values: Floats) -> Floats:
    """Return values with 0 for those that are not known."""
    return np.where(np.isfinite(values), values, 0.0)


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
