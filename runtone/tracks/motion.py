"""Distance, speed and acceleration, from the source that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

from runtone.tracks.positions import FASTEST_M_S, Path, impossible_steps
from runtone.tracks.smoothing import noise_variance, steady_or_stepping

if TYPE_CHECKING:
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline
    from runtone.tracks.track import SpeedSource

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: A watch's own speed comes late: by this much where positions do not tell [s], and by at most so much.
_DEVICE_LAG_S: Final = 1.5
_MOST_LAG_S: Final = 12
#: Positions tell the lag where the watch's speed, shifted, follows theirs at least so well (a correlation).
_LEAST_LIKENESS: Final = 0.6
_LAG_SMOOTHING_S: Final = 2.0

#: Sources whose totals differ by more than this factor do not speak of the same run, or not in the same unit.
_SAME_RUN: Final = 2.0

#: A value this much above or below both neighbours, and back within one sample, is a spike [m/s].
_SPIKE_M_S: Final = 3.0

#: A counter of distance may make up at once for a minute in which it counted less; more than this over ten seconds is a
#: jump of position [m/s]. The median of so many seconds does not see it.
_CATCHING_UP_M_S: Final = 8.0
_MEDIAN_S: Final = 7

#: Seconds this far from a sample of a column do not know it [s].
_LONGEST_HOLE_S: Final = 10.0

#: The noise of a speed is slower than its second differences show, because GPS error and a watch's filter wander: the
#: variance is multiplied by this, for the watch's speed and for one from positions or distance.
_DEVICE_NOISE: Final = 4.0
_POSITION_NOISE: Final = 2.0
_LEAST_NOISE: Final = 2e-3

#: Standard deviation of the Gaussian before the acceleration is taken [s]; 5.2 s wide at half height.
_ACCELERATION_SD_S: Final = 2.2


@dataclass(frozen=True, slots=True)
class Motion:
    """Distance, speed and acceleration in each recorded second.

    Parameters
    ----------
    distance_m, speed_m_s, acceleration_m_s2 : numpy.ndarray, shape (recorded seconds,)
    speed_source : {"device", "distance", "positions"}
        Where the speed comes from.
    distance_source : {"device", "distance", "positions"}
        Where the distance comes from; ``"device"`` is the sum of the watch's own speed.
    repaired : int
        Samples of the device's speed or distance that were replaced.
    noise_m_s : float
        Standard deviation of the noise that was on the speed [m/s].
    warnings : tuple of str
    """

    distance_m: FloatArray
    speed_m_s: FloatArray
    acceleration_m_s2: FloatArray
    speed_source: SpeedSource
    distance_source: SpeedSource
    repaired: int
    noise_m_s: float
    warnings: tuple[str, ...]


def motion_of(samples: Samples, timeline: Timeline, path: Path | None) -> Motion | None:
    """Return how the runner moved, or None where nothing tells."""
    warnings: list[str] = []
    steps, repaired = _device_steps(samples, timeline)
    if steps is not None and path is not None and not _alike(steps.sum(), path.length_m):
        if path.length_m > 10.0 and steps.sum() > 1.0:
            warnings.append(
                f"The file's own distance ({steps.sum():.0f} m) does not fit its positions ({path.length_m:.0f} m), "
                "so the positions were used."
            )
        steps, repaired = None, 0
    known_m = steps.sum() if steps is not None else path.length_m if path is not None else None
    device, spikes = _device_speed(samples, timeline, known_m)
    fallback: FloatArray | None = None
    source: SpeedSource = "device"
    if device is None or np.isnan(device).any():
        if steps is not None:
            # A counter that hangs and then catches up is right in the end, but it is no sprint.
            fallback = median_filter(_per_second(steps, timeline.begins), _MEDIAN_S, mode="nearest")
            source = "distance"
        elif path is not None:
            fallback, source = _path_speed(path, timeline.begins), "positions"
        elif device is None:
            return None
    if device is not None:
        source = "device"
        repaired += spikes
        filled = device if fallback is None else np.where(np.isnan(device), fallback, device)
        speed, noise = _clean(np.nan_to_num(filled), _DEVICE_NOISE, timeline.begins)
        index = np.arange(speed.size, dtype=np.float64)
        speed = np.interp(index + _device_lag(device, path, timeline.begins), index, speed)
    else:
        assert fallback is not None
        speed, noise = _clean(fallback, _POSITION_NOISE, timeline.begins)
    distance_source: SpeedSource = "distance" if steps is not None else source
    if steps is None:
        steps = np.where(timeline.begins, 0.0, np.concatenate([[0.0], (speed[1:] + speed[:-1]) / 2.0]))
    return Motion(
        distance_m=np.cumsum(steps),
        speed_m_s=speed,
        acceleration_m_s2=_acceleration(speed, timeline.begins),
        speed_source=source,
        distance_source=distance_source,
        repaired=repaired,
        noise_m_s=noise,
        warnings=tuple(warnings),
    )


def _alike(one_m: float, other_m: float) -> bool:
    return one_m <= _SAME_RUN * other_m and other_m <= _SAME_RUN * one_m


def _device_steps(samples: Samples, timeline: Timeline) -> tuple[FloatArray | None, int]:
    """Return the device's own distance covered up to each second from the one before, and how many were mended."""
    if "distance_m" not in samples:
        return None, 0
    distance = samples.columns["distance_m"]
    known = np.isfinite(distance)
    time_s, distance = samples.time_s[known], distance[known]
    if distance.size < 2 or distance.max() - distance.min() < 1.0:
        return None, 0
    step, step_s = np.diff(distance), np.diff(time_s)
    wrong = (step < 0.0) | impossible_steps(time_s, step, _CATCHING_UP_M_S)
    if wrong.any():  # a counter set back, or a jump: go on at the pace around it
        usual = float(np.median(step[~wrong] / step_s[~wrong])) if not wrong.all() else 0.0
        distance = np.concatenate([[0.0], np.cumsum(np.where(wrong, usual * np.minimum(step_s, 10.0), step))])
    at_rows = np.interp(timeline.rows, time_s, distance)
    steps = np.diff(at_rows, prepend=at_rows[0])
    steps[timeline.begins] = 0.0
    return steps, int(np.count_nonzero(wrong))


def _device_speed(samples: Samples, timeline: Timeline, known_m: float | None) -> tuple[FloatArray | None, int]:
    """Return the device's own speed in each second, NaN where it was not recorded, and how many spikes it had.

    None where the device wrote none, or one that does not fit the distance.
    """
    if "speed_m_s" not in samples:
        return None, 0
    known = np.flatnonzero(np.isfinite(samples.columns["speed_m_s"]))
    speed, time_s = samples.columns["speed_m_s"][known], samples.time_s[known]
    if speed.size < 2:
        return None, 0
    spike = speed > FASTEST_M_S
    if speed.size > 2:
        low = np.minimum(speed[:-2], speed[2:]) - _SPIKE_M_S
        high = np.maximum(speed[:-2], speed[2:]) + _SPIKE_M_S
        spike[1:-1] |= (speed[1:-1] > high) | ((speed[1:-1] < low) & (speed[1:-1] > 0.0))
    if spike.all():
        return None, 0
    time_s, speed = time_s[~spike], speed[~spike]
    rows = timeline.rows
    at_rows = np.interp(rows, time_s, speed)
    total = float(at_rows.sum())
    if total < 1.0 or (known_m is not None and not _alike(total, known_m)):
        return None, 0
    after = np.clip(np.searchsorted(time_s, rows), 1, time_s.size - 1) if time_s.size > 1 else np.zeros(rows.size, int)
    hole = (time_s[after] - time_s[after - 1] > _LONGEST_HOLE_S) & (rows > time_s[after - 1]) & (rows < time_s[after])
    hole |= (rows < time_s[0] - _LONGEST_HOLE_S) | (rows > time_s[-1] + _LONGEST_HOLE_S)
    if hole.any():
        at_rows = np.where(hole, np.nan, at_rows)
        if np.count_nonzero(hole) > rows.size / 2:
            return None, 0
    return at_rows, int(np.count_nonzero(spike))


def _device_lag(device: FloatArray, path: Path | None, begins: BoolArray) -> float:
    """Return by how much the watch's own speed lags behind its positions [s].

    Watches smooth the speed they show: on recordings of the last ten years it follows the positions by 3 to 10 s, which
    puts each repeat that much too late. The lag is that of the highest correlation between the two.
    """
    if path is None or device.size < 10 * _MOST_LAG_S:
        return _DEVICE_LAG_S
    watch = gaussian_filter1d(np.nan_to_num(device), _LAG_SMOOTHING_S)
    moved = gaussian_filter1d(_path_speed(path, begins), _LAG_SMOOTHING_S)
    n = device.size - _MOST_LAG_S
    early = moved[:n] - moved[:n].mean()
    likeness = [0.0] * (_MOST_LAG_S + 1)
    for lag in range(_MOST_LAG_S + 1):
        late = watch[lag : lag + n]
        late = late - late.mean()
        likeness[lag] = float(early @ late) / float(np.sqrt((early @ early) * (late @ late) + 1e-9))
    best = int(np.argmax(likeness))
    if likeness[best] < _LEAST_LIKENESS:
        return _DEVICE_LAG_S
    if 0 < best < _MOST_LAG_S:
        before, at, after = likeness[best - 1 : best + 2]
        # The top of a parabola, and half a second because a step lies between two seconds.
        return max(best + 0.5 * (before - after) / (before - 2.0 * at + after) - 0.5, 0.0)
    return float(best)


def _per_second(steps: FloatArray, begins: BoolArray) -> FloatArray:
    """Return the speed in each second from the steps into and out of it."""
    into = np.where(begins, np.nan, steps)
    out = np.append(into[1:], np.nan)
    speed = np.where(np.isnan(into), out, np.where(np.isnan(out), into, (into + out) / 2.0))
    return np.nan_to_num(speed)


def _path_speed(path: Path, begins: BoolArray) -> FloatArray:
    steps = np.hypot(*np.diff(path.path_m, axis=0, prepend=path.path_m[:1]).T)
    centred = (path.path_m[2:] - path.path_m[:-2]) / 2.0
    speed = _per_second(steps, begins)
    inside = ~(begins[1:-1] | begins[2:])
    speed[1:-1][inside] = np.hypot(*centred.T)[inside]
    return speed


def _clean(raw: FloatArray, slowness: float, begins: BoolArray) -> tuple[FloatArray, float]:
    """Return the speed under its noise, and the noise's standard deviation."""
    variance = max(slowness * noise_variance(raw), _LEAST_NOISE)
    speed = np.clip(steady_or_stepping(raw, variance, begins), 0.0, FASTEST_M_S)
    return speed, float(np.sqrt(variance))


def _acceleration(speed: FloatArray, begins: BoolArray) -> FloatArray:
    """Return the change of a speed smoothed over five seconds; none across an interruption."""
    if speed.size < 2:
        return np.zeros_like(speed)
    change = np.diff(gaussian_filter1d(speed, _ACCELERATION_SD_S, mode="nearest"))
    change[begins[1:]] = 0.0
    acceleration = np.zeros_like(speed)
    acceleration[1:-1] = (change[1:] + change[:-1]) / 2.0
    return acceleration
