"""Slowing down as evidence of climbing, where the height itself is unsure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.effort import STEADY
from runtone.segments.hills import Hills, find_hills
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.effort import Effort
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Floats
    from runtone.tracks.track import AltitudeSource

#: The best linear guess of the grade from GPS height's grade and from how much slower than steady the runner is, in
#: log speed: a runner loses about 2.5 % of speed for each percent of grade, and GPS height is believed the rest.
_OF_HEIGHT, _OF_SLOWING = 0.7, 0.12
_SMOOTHED_S = 13
#: Without this share of the climb in the height itself, slower running is only slower running.
_LEAST_IN_HEIGHT = 0.3
_MOVING_M_S = 1.0
#: Height that changes by so much says the opposite of a speed that fits the other way.
_CLEAR_GRADE = 0.04


def find_hills_by_height_and_slowing(signals: Signals, effort: Effort, altitude_source: AltitudeSource) -> Hills:
    """Find hills where GPS height and the runner's slowing together tell them.

    GPS height wanders by metres within a hundred metres, which is a hill's size; the speed of steady running, at the
    same effort, tells the grade about as well, and independently. Rests and sprints say nothing of grade, nor does
    speed where height says the opposite: who walks down a steep path is slow there.

    Parameters
    ----------
    signals : Signals
    effort : Effort
    altitude_source : str

    Returns
    -------
    Hills
    """
    told = (effort.codes == STEADY) & (signals.speed > _MOVING_M_S)
    slower = np.where(told, -np.log(np.maximum(signals.speed, _MOVING_M_S) / effort.steady.speed_m_s), 0.0)
    slowing = _around(slower) / np.maximum(_around(told.astype(float)), 1.0)
    height_grade = _around(signals.climb) / np.maximum(_around(signals.step), 1.0)
    told &= (slowing * height_grade > 0) | (np.abs(height_grade) < _CLEAR_GRADE)
    grade = np.where(told, _OF_HEIGHT * signals.grade + _OF_SLOWING * slowing, signals.grade)
    likely = replace(signals, climb=grade * signals.step)
    hills = find_hills(likely, altitude_source)
    climbed = from_start(signals.climb)
    thought = from_start(likely.climb)
    in_height = hills.directions * (climbed[hills.ends] - climbed[hills.starts])
    in_all = hills.directions * (thought[hills.ends] - thought[hills.starts])
    kept = in_height >= _LEAST_IN_HEIGHT * in_all
    return Hills(starts=hills.starts[kept], ends=hills.ends[kept], directions=hills.directions[kept], by_slowing=True)


def _around(values: Floats) -> Floats:
    """Return sums over the seconds around each."""
    total = from_start(values)
    at = np.arange(len(values))
    half = _SMOOTHED_S // 2
    sums: Floats = total[np.minimum(at + half + 1, len(values))] - total[np.maximum(at - half, 0)]
    return sums
