"""Recorded heights and what can be believed of them: spikes, pressure steps, and the sensor that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from runtone.sums import from_start
from runtone.tracks.altitude.altimeters import jumps_like_a_receiver
from runtone.tracks.altitude.bridges import level_across, other_ground
from runtone.tracks.altitude.sensors import Choice, likely_sensor, resolution_m
from runtone.tracks.masks import runs_of

if TYPE_CHECKING:
    from runtone.tracks.motion import Motion
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: Less than this was never measured: a placeholder written into every sample [m].
_LEAST_RANGE_M: Final = 0.05

#: Fewer heights than this, taken while moving, are no profile.
LEAST_HEIGHTS: Final = 10

#: Pressure is not height while standing: heights below this speed, slower than a walk, are not looked at [m/s].
STANDING_M_S: Final = 0.4

#: A rise beyond this [m], or 1.5 times the step in which heights are written, and beyond this vertical speed [m/s],
#: is pressure and not ground. The vertical kilometre's record is 0.6 m/s, and few descend faster than 1.2.
_STEP_M: Final = 1.5
_STEP_ROUNDINGS: Final = 1.5
_FASTEST_CLIMB_M_S: Final = 1.2
#: A pressure step takes up to this long [s].
_STEP_WINDOWS_S: Final = (1.0, 3.0, 6.0)
#: Where there are more steps than this in a kilometre, or more of the samples are part of one, it is no stepping
#: barometer but a noisy sensor.
_MOST_STEPS: Final = 2.5
_MOST_STEPPING: Final = 0.04

#: Heights written in steps larger than this tell more by when they change than by what they are [m]; read so, they are
#: about as good as if they were written in steps of this share.
_DITHERED_STEP_M: Final = 1.5
_BETWEEN_STEPS: Final = 0.25

#: Sensors good enough that a slope which nobody can run is another ground's, not their noise.
_GROUND: Final = ("barometer", "coarse barometer", "terrain model")

#: A height is held against the median of this many around it.
_SPIKE_NEIGHBOURS: Final = 5


@dataclass(frozen=True, slots=True)
class Heights:
    """Recorded heights in order of time, without spikes.

    Parameters
    ----------
    time_s, height_m : numpy.ndarray, shape (n,)
    moving : numpy.ndarray of bool, shape (n,)
        Whether the runner moved over ground: the heights to be used.
    step : numpy.ndarray of bool, shape (n - 1,)
        Where the sensor steps between a sample and the next.
    choice : Choice
        The kind of sensor, and how hilly the run is.
    bridges : int
        Stretches whose heights are those of another ground, under a bridge or above a tunnel, and were levelled.
    """

    time_s: FloatArray
    height_m: FloatArray
    moving: BoolArray
    step: BoolArray
    choice: Choice
    bridges: int = 0

    def at(self, rows: FloatArray) -> FloatArray:
        """Return the recorded height in each second, without the sensor's steps."""
        rise = np.where(self.step, 0.0, np.diff(self.height_m))
        return np.asarray(np.interp(rows, self.time_s, from_start(rise)), dtype=np.float64)


def heights_of(
    samples: Samples, timeline: Timeline, motion: Motion, *, own_sensor: bool, barometer: bool | None = None
) -> Heights | None:
    """Return the recorded heights of a run, or None where it has too few, or they never change.

    Parameters
    ----------
    samples : Samples
    timeline : Timeline
    motion : Motion
    own_sensor : bool
        Whether the heights are known to be the watch's own, so not looked up in a terrain model.
    barometer : bool, optional
        Whether the device measures air pressure, where that is known.
    """
    if "altitude_m" not in samples:
        return None
    altitude = samples.columns["altitude_m"]
    known = np.flatnonzero(np.isfinite(altitude))
    rounding = resolution_m(altitude[known])
    allowed = max(_STEP_M, _STEP_ROUNDINGS * rounding)
    known = known[~_spikes(samples.time_s[known], altitude[known], allowed)]
    time_s, height = samples.time_s[known], altitude[known]
    if known.size < LEAST_HEIGHTS or np.ptp(height) < _LEAST_RANGE_M:
        return None
    part = from_start(timeline.cut)[known]
    cut = np.diff(part) > 0
    distance = np.interp(time_s, timeline.rows, motion.distance_m)
    if rounding > _DITHERED_STEP_M:
        height, rounding = _between_steps(distance, height), rounding * _BETWEEN_STEPS
    moving = np.interp(time_s, timeline.rows, motion.speed_m_s) >= STANDING_M_S
    step = _steps(time_s, height, allowed) & ~cut
    many = runs_of(step)[0].size > 2 + _MOST_STEPS * distance[-1] / 1000.0
    if barometer is None and jumps_like_a_receiver(runs_of(step)[0].size, distance[-1]):
        barometer = False
    if many or np.count_nonzero(step) > _MOST_STEPPING * step.size:
        step = np.zeros_like(step)
    steady = ~(cut | step) & moving[1:] & moving[:-1]
    if np.count_nonzero(steady) < LEAST_HEIGHTS:
        return None
    spacing = max(float(np.diff(distance)[steady].mean()), 0.5)

    def likeliest() -> Choice:
        rises = np.diff(height)[steady]
        return likely_sensor(rises, spacing, rounding, own_sensor=own_sensor, barometer=barometer)

    choice = likeliest()
    other = None
    if choice.source in _GROUND:
        other = other_ground(motion.distance_m, np.interp(timeline.rows, time_s, height), timeline.begins)
    if other is not None:
        at = np.minimum(np.searchsorted(timeline.rows, time_s), timeline.rows.size - 1)
        height = level_across(distance, height, other.bridged[at])
        step = (step & ~other.bridged[at][1:]) | (other.cliff[at][1:] & ~cut)
        steady &= ~step
        choice = likeliest()
    bridges = 0 if other is None else runs_of(other.bridged)[0].size
    return Heights(time_s, height, moving, step, choice, bridges)


def _between_steps(distance_m: FloatArray, height_m: FloatArray) -> FloatArray:
    """Return coarsely written heights as lines between the places where they change.

    A height that goes from 20 m to 30 m is 25 m just there, whatever it is in between.
    """
    change = np.flatnonzero(np.diff(height_m))
    if not change.size:
        return height_m
    at = (distance_m[change] + distance_m[change + 1]) / 2.0
    return np.asarray(np.interp(distance_m, at, (height_m[change] + height_m[change + 1]) / 2.0), dtype=np.float64)


def _spikes(time_s: FloatArray, height_m: FloatArray, allowed_m: float) -> BoolArray:
    """Whether a height stands alone among its neighbours, further off than ground can."""
    none = np.zeros(height_m.size, dtype=np.bool_)
    if height_m.size < _SPIKE_NEIGHBOURS or np.abs(np.diff(height_m)).max() <= allowed_m:
        return none
    usual = median_filter(height_m, _SPIKE_NEIGHBOURS, mode="nearest")
    half = _SPIKE_NEIGHBOURS // 2
    index = np.arange(height_m.size)
    span_s = time_s[np.minimum(index + half, index[-1])] - time_s[np.maximum(index - half, 0)]
    return np.asarray(np.abs(height_m - usual) > allowed_m + _FASTEST_CLIMB_M_S * span_s / 2.0, dtype=np.bool_)


def _steps(time_s: FloatArray, height_m: FloatArray, allowed_m: float) -> BoolArray:
    """Whether the sensor steps between each sample and the next: rises that no ground can have."""
    step = np.zeros(time_s.size - 1, dtype=np.bool_)
    following = np.minimum(np.arange(time_s.size) + 1, time_s.size - 1)
    for window_s in _STEP_WINDOWS_S:
        end = np.maximum(np.searchsorted(time_s, time_s + window_s, side="right") - 1, following)
        rise = np.abs(height_m[end] - height_m)
        wrong = np.flatnonzero(rise > allowed_m + _FASTEST_CLIMB_M_S * (time_s[end] - time_s))
        if wrong.size:
            edge = np.zeros(time_s.size + 1, dtype=np.int64)
            np.add.at(edge, wrong, 1)
            np.add.at(edge, end[wrong], -1)
            step |= np.cumsum(edge)[: time_s.size - 1] > 0
    return step
