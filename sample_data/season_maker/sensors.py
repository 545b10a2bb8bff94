"""A watch on the wrist: from what truly happened to what it records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.signal import lfilter

from .physiology import Motion, wandering
from .terrain import degrees

SPEED_LAG_S = 1.5  # the watch smooths its speed over about so long
ASCENT_STEP_M = 3.0  # the watch counts a rise or fall once it is so high
LONGEST_GAP_S = 6  # smart recording writes a point at least this often


@dataclass(frozen=True)
class Recording:
    """What the watch holds, one row a recorded second; indoors there is neither position nor altitude."""

    second: np.ndarray
    latitude_deg: np.ndarray | None
    longitude_deg: np.ndarray | None
    altitude_m: np.ndarray | None
    distance_m: np.ndarray
    speed_m_s: np.ndarray
    cadence_spm: np.ndarray
    heart_rate_bpm: np.ndarray

    def at(self, rows: np.ndarray) -> Recording:
        columns: dict[str, Any] = {n: None if column is None else column[rows] for n, column in vars(self).items()}
        return Recording(**columns)


def worn(motion: Motion, rng: np.random.Generator, *, indoors: bool, smart: bool) -> Recording:
    """Return what the watch records of a run: every second, or smart recording's chosen points."""
    count = len(motion.leg)
    recording = motion.recording
    speed, distance = _speed(motion, rng, indoors=indoors)
    latitude, longitude = _position(motion, rng)
    whole = Recording(
        second=motion.seconds,
        latitude_deg=None if indoors else latitude,
        longitude_deg=None if indoors else longitude,
        altitude_m=None if indoors else _altitude(motion, rng),
        distance_m=distance,
        speed_m_s=speed,
        cadence_spm=np.where(motion.cadence_spm > 0, np.round(motion.cadence_spm + rng.normal(0.0, 0.7, count)), 0.0),
        heart_rate_bpm=np.round(motion.heart_rate_bpm),
    )
    every_second = whole.at(recording)
    return every_second.at(_smart_points(every_second)) if smart else every_second


def _position(motion: Motion, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Satellite positions: an error of about two metres that wanders slowly, and a little jitter."""
    count = len(motion.leg)
    east, north = (wandering(rng, count, 2.0, 45.0) + rng.normal(0.0, 0.15, count) for _ in range(2))
    return degrees(motion.x_m + east, motion.y_m + north)


def _speed(motion: Motion, rng: np.random.Generator, *, indoors: bool) -> tuple[np.ndarray, np.ndarray]:
    """Speed and distance: from satellites outdoors; from the wrist's swing on a treadmill, where they are worse."""
    count = len(motion.leg)
    keep = np.exp(-1.0 / SPEED_LAG_S)
    smooth = lfilter([1.0 - keep], [1.0, -keep], motion.speed_m_s)
    scale = 1.0 + rng.normal(0.0, 0.02 if indoors else 0.004)
    noise = wandering(rng, count, 0.09 if indoors else 0.05, 4.0) + rng.normal(0.0, 0.02, count)
    speed = np.where(smooth < 0.15, 0.0, np.maximum(smooth * scale + noise, 0.0))
    return speed, np.concatenate([[0.0], np.cumsum(np.where(motion.recording, speed, 0.0))[:-1]])


def _altitude(motion: Motion, rng: np.random.Generator) -> np.ndarray:
    """Altitude of a barometer: a second late, set a few metres wrong at the start, drifting with the weather."""
    count = len(motion.leg)
    late = np.concatenate([motion.altitude_m[:1], motion.altitude_m[:-1]])
    weather = rng.normal(0.0, 1.2) * motion.seconds / 3600.0 + np.cumsum(rng.normal(0.0, 0.01, count))
    return np.asarray(late + rng.normal(0.0, 3.0) + weather + wandering(rng, count, 0.15, 6.0))


def _smart_points(recording: Recording) -> np.ndarray:
    """Rows smart recording keeps: where direction, speed or heart rate changed since the last, and now and then."""
    latitude, longitude = recording.latitude_deg, recording.longitude_deg
    assert latitude is not None
    assert longitude is not None
    north = np.gradient(np.convolve(np.pad(latitude, 2, mode="edge"), np.full(5, 0.2), "valid"))
    east = np.gradient(np.convolve(np.pad(longitude, 2, mode="edge"), np.full(5, 0.2), "valid"))
    heading = np.unwrap(np.arctan2(east * np.cos(np.radians(latitude[0])), north))
    keep = [0]
    for row in range(1, len(heading)):
        last = keep[-1]
        gap = recording.second[row] - recording.second[row - 1] > 1
        gap |= row + 1 < len(heading) and recording.second[row + 1] - recording.second[row] > 1
        if (
            gap
            or recording.second[row] - recording.second[last] >= LONGEST_GAP_S
            or abs(heading[row] - heading[last]) > 0.35
            or abs(recording.speed_m_s[row] - recording.speed_m_s[last]) > 0.4
            or abs(recording.heart_rate_bpm[row] - recording.heart_rate_bpm[last]) > 4
        ):
            keep.append(row)
    if keep[-1] != len(heading) - 1:
        keep.append(len(heading) - 1)
    return np.array(keep)


def climbed(altitude_m: np.ndarray) -> tuple[float, float]:
    """Return ascent and descent [m] as watches count them: only changes of direction of some metres are believed."""
    ascent = descent = 0.0
    held = altitude_m[0]
    for altitude in altitude_m:
        change = float(altitude - held)
        if abs(change) >= ASCENT_STEP_M:
            ascent += max(change, 0.0)
            descent += max(-change, 0.0)
            held = altitude
    return ascent, descent
