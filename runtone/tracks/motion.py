"""Distance, speed and acceleration, from the source that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

from runtone.tracks.contradictions import undercounted
from runtone.tracks.counter import believable_counter
from runtone.tracks.positions import FASTEST_M_S, Path
from runtone.tracks.smoothing import noise_variance, steady_or_stepping
from runtone.tracks.speed_by_distance import speed_by_distance, steps_as_speed, way_of

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

#: A difference of a watch's speed from its distance is said where it is larger than this share; its speed is believed
#: where the distance is further than this from the positions, and the speed nearer by this factor.
_WORTH_SAYING: Final = 0.02
_FAR_OFF: Final = 0.06
_MUCH_CLOSER: Final = 0.34
#: A runner's own total is another than the watch's where they differ by this share.
_CALIBRATED: Final = 0.002

#: Where positions lead, their speed is smoothed over so many seconds.
_LED_SMOOTHING_S: Final = 4.0

#: A counter that hangs catches up at once; the median of so many seconds does not see it.
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
    calibrated : bool
        Whether the runner told the watch another distance after the run.
    warnings : tuple of str
    """

    distance_m: FloatArray
    speed_m_s: FloatArray
    acceleration_m_s2: FloatArray
    speed_source: SpeedSource
    distance_source: SpeedSource
    repaired: int
    noise_m_s: float
    calibrated: bool
    warnings: tuple[str, ...]


def motion_of(
    samples: Samples, timeline: Timeline, path: Path | None, calibrated_m: float | None = None
) -> Motion | None:
    """Return how the runner moved, or None where nothing tells.

    Parameters
    ----------
    samples : Samples
    timeline : Timeline
    path : Path or None
    calibrated_m : float, optional
        The distance that the runner told the watch after a run without positions [m].
    """
    steps, repaired, said = _believed_steps(samples, timeline, path)
    known_m = steps.sum() if steps is not None else path.length_m if path is not None else None
    device, spikes = _device_speed(samples, timeline, known_m)
    warnings = [said]
    if steps is not None and device is not None:
        steps, said = _better_of(steps, device, path)
        warnings.append(said)
    told = _told_speed(steps, device, path, timeline.begins)
    if told is None:
        return None
    speed, noise, source = told
    if steps is not None and path is not None:
        more = undercounted(steps, path.path_m, timeline.begins)
        if more.any():
            walked = np.hypot(*np.diff(path.path_m, axis=0, prepend=path.path_m[:1]).T)
            led = np.where(more & ~timeline.begins, walked, steps)
            even = gaussian_filter1d(steps_as_speed(led, timeline.begins), _LED_SMOOTHING_S, mode="nearest")
            speed, steps = np.where(more, even, speed), led * (steps.sum() / led.sum())
    if steps is not None:
        speed = np.clip(speed_by_distance(speed, steps, timeline.begins), 0.0, FASTEST_M_S)
    scale, said = _calibration(way_of(speed, timeline.begins)[-1], calibrated_m)
    speed = speed * scale
    return Motion(
        distance_m=way_of(speed, timeline.begins),
        speed_m_s=speed,
        acceleration_m_s2=_acceleration(speed, timeline.begins),
        speed_source=source,
        distance_source="distance" if steps is not None else source,
        repaired=repaired + (spikes if device is not None else 0),
        noise_m_s=noise,
        calibrated=bool(said),
        warnings=tuple(text for text in (*warnings, said) if text),
    )


def _believed_steps(samples: Samples, timeline: Timeline, path: Path | None) -> tuple[FloatArray | None, int, str]:
    """Return the device's own steps where they can be of the same run as its positions, and what to say where not."""
    steps, repaired = _device_steps(samples, timeline)
    if steps is None or path is None or _alike(steps.sum(), path.length_m):
        return steps, repaired, ""
    if path.length_m <= 10.0 or steps.sum() <= 1.0:
        return None, 0, ""
    return (
        None,
        0,
        (
            "The file's own distance does not fit its positions: it is "
            f"{_against(steps.sum(), path.length_m)}, so the positions were used."
        ),
    )


def _against(one_m: float, other_m: float) -> str:
    """Return how a length compares with another, in words that hold in any unit."""
    share = one_m / other_m - 1.0
    return f"{100 * abs(share):.0f} % {'more' if share > 0 else 'less'}"


def _better_of(steps: FloatArray, device: FloatArray, path: Path | None) -> tuple[FloatArray | None, str]:
    """Return the device's steps unless its positions speak for its speed, and what to say where the two differ."""
    way_m, told_m = max(float(np.nansum(device)), 1.0), float(steps.sum())
    if abs(np.log(way_m / told_m)) <= _WORTH_SAYING:
        return steps, ""
    differ = f"The watch's speed comes to {_against(way_m, told_m)} than its distance; "
    if path is not None and _closer(way_m, told_m, path.length_m):
        return None, f"{differ}the speed agrees with the positions and was used."
    return steps, f"{differ}the distance was believed, and speeds were set to it."


def _told_speed(
    steps: FloatArray | None, device: FloatArray | None, path: Path | None, begins: BoolArray
) -> tuple[FloatArray, float, SpeedSource] | None:
    """Return the speed under its noise, the noise's standard deviation, and the source; None where nothing tells."""
    fallback: FloatArray | None = None
    source: SpeedSource = "device"
    if device is None or np.isnan(device).any():
        if steps is not None:
            # A counter that hangs and then catches up is right in the end, but it is no sprint.
            fallback = median_filter(steps_as_speed(steps, begins), _MEDIAN_S, mode="nearest")
            source = "distance"
        elif path is not None:
            fallback, source = _path_speed(path, begins), "positions"
        elif device is None:
            return None
    if device is None:
        assert fallback is not None
        return *_clean(fallback, _POSITION_NOISE, begins), source
    filled = device if fallback is None else np.where(np.isnan(device), fallback, device)
    speed, noise = _clean(np.nan_to_num(filled), _DEVICE_NOISE, begins)
    index = np.arange(speed.size, dtype=np.float64)
    return np.interp(index + _device_lag(device, path, begins), index, speed), noise, "device"


def _calibration(way_m: float, calibrated_m: float | None) -> tuple[float, str]:
    """Return what to scale a distance by, and what to say where the runner told another one than the watch."""
    if calibrated_m is None or way_m <= 0.0 or not _alike(calibrated_m, way_m):
        return 1.0, ""
    scale = calibrated_m / way_m
    if abs(np.log(scale)) <= _CALIBRATED:
        return scale, ""
    return scale, (
        "The distance that the runner told the watch was believed, "
        f"{_against(calibrated_m, way_m)} than the watch's own: speeds were scaled."
    )


def _closer(one_m: float, other_m: float, true_m: float) -> bool:
    """Whether one distance fits the positions, and the other does not."""
    if min(one_m, other_m, true_m) <= 0.0:
        return False
    off = abs(np.log(other_m / true_m))
    return bool(off > _FAR_OFF and abs(np.log(one_m / true_m)) < off * _MUCH_CLOSER)


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
    distance, wrong = believable_counter(time_s, distance)
    at_rows = np.interp(timeline.rows, time_s, distance)
    steps = np.diff(at_rows, prepend=at_rows[0])
    steps[timeline.begins] = 0.0
    return steps, wrong


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


def _path_speed(path: Path, begins: BoolArray) -> FloatArray:
    steps = np.hypot(*np.diff(path.path_m, axis=0, prepend=path.path_m[:1]).T)
    centred = (path.path_m[2:] - path.path_m[:-2]) / 2.0
    speed = steps_as_speed(steps, begins)
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
