"""Recordings of runs whose every second is known, as a watch would write them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.files import Activity
from runtone.tracks.places.geodesy import metres_per_degree

FloatArray = npt.NDArray[np.float64]

BEGUN = pd.Timestamp("2026-05-04T06:30:00Z")


def wandering(rng: np.random.Generator, size: int, deviation: float, keep_s: float) -> FloatArray:
    """Noise that keeps itself for `keep_s` seconds, as GPS and barometers make."""
    keep = np.exp(-1.0 / keep_s)
    noise: FloatArray = rng.standard_normal(size) * deviation * np.sqrt(1.0 - keep * keep)
    noise[0] = rng.standard_normal() * deviation
    for second in range(1, size):
        noise[second] += keep * noise[second - 1]
    return noise


@dataclass
class Truth:
    """What a run was, second by second; the path winds, so that it crosses itself."""

    speed_m_s: FloatArray
    grade: FloatArray
    heading_rad: FloatArray = field(default_factory=lambda: np.zeros(0))
    start_altitude_m: float = 120.0

    def __post_init__(self) -> None:
        if not self.heading_rad.size:
            self.heading_rad = np.cumsum(self.speed_m_s * 0.004 * np.sin(np.arange(self.seconds) / 97.0))

    @property
    def seconds(self) -> int:
        return self.speed_m_s.size

    @property
    def distance_m(self) -> FloatArray:
        return np.concatenate([[0.0], np.cumsum(self.speed_m_s[:-1])])

    @property
    def altitude_m(self) -> FloatArray:
        return self.start_altitude_m + np.concatenate([[0.0], np.cumsum(self.speed_m_s[:-1] * self.grade[:-1])])

    @property
    def ascent_m(self) -> float:
        return float(np.maximum(np.diff(self.altitude_m), 0.0).sum())


def steady(seconds: int = 1800, speed: float = 3.0, grade: float = 0.0) -> Truth:
    return Truth(np.full(seconds, speed), np.full(seconds, grade))


def hilly(seconds: int = 3600, speed: float = 3.0, climb_s: int = 180, grade: float = 0.06, flat_s: int = 120) -> Truth:
    """Up, level, down, level, and again."""
    lap = np.repeat([grade, 0.0, -grade, 0.0], [climb_s, flat_s, climb_s, flat_s])
    return Truth(np.full(seconds, speed), np.resize(lap, seconds))


def pieces(*parts: tuple[int, float, float]) -> Truth:
    """Pieces of (seconds, speed, grade)."""
    seconds, speed, grade = (np.array(column) for column in zip(*parts, strict=True))
    return Truth(np.repeat(speed, seconds).astype(float), np.repeat(grade, seconds).astype(float))


def positions(truth: Truth, latitude: float = 47.0, longitude: float = 11.0) -> tuple[FloatArray, FloatArray]:
    """Where the run was, drawn on the ellipsoid so that its metres are metres anywhere."""
    north_m = truth.speed_m_s * np.cos(truth.heading_rad)
    east_m = truth.speed_m_s * np.sin(truth.heading_rad)
    lat = np.full(truth.seconds, latitude)
    for _ in range(3):  # a degree's length depends on where it is
        _, north = metres_per_degree(lat)
        lat = latitude + np.concatenate([[0.0], np.cumsum((north_m / north)[:-1])])
    east, _ = metres_per_degree(lat)
    lon = longitude + np.concatenate([[0.0], np.cumsum((east_m / east)[:-1])])
    return lat, (lon + 180.0) % 360.0 - 180.0


def recorded(
    truth: Truth,
    *,
    seed: int = 1,
    gps_m: float = 0.0,
    barometer_m: float | None = 0.25,
    rounding_m: float = 0.2,
    device: bool = True,
    located: bool = True,
    latitude: float = 47.0,
    longitude: float = 11.0,
) -> pd.DataFrame:
    """The records of a run: GPS noise, a barometer's noise or none, and the watch's own speed and distance or not."""
    rng = np.random.default_rng(seed)
    frame: dict[str, object] = {"time": BEGUN + pd.to_timedelta(np.arange(truth.seconds), unit="s")}
    if located:
        lat, lon = positions(truth, latitude, longitude)
        if gps_m:
            east, north = metres_per_degree(lat)
            lat = lat + (wandering(rng, truth.seconds, gps_m, 40.0) + rng.normal(0, gps_m / 8, lat.size)) / north
            lon = lon + (wandering(rng, truth.seconds, gps_m, 40.0) + rng.normal(0, gps_m / 8, lat.size)) / east
        frame["latitude_deg"], frame["longitude_deg"] = lat, lon
    if barometer_m is not None:
        height = truth.altitude_m + (wandering(rng, truth.seconds, barometer_m, 5.0) if barometer_m else 0.0)
        frame["altitude_m"] = np.round(height / rounding_m) * rounding_m if rounding_m else height
    if device:
        frame["distance_m"] = truth.distance_m
        frame["speed_m_s"] = np.maximum(truth.speed_m_s + rng.normal(0, 0.05, truth.seconds), 0.0)
    return pd.DataFrame(frame)


def activity(records: pd.DataFrame, **more: object) -> Activity:
    return Activity(records=records.reset_index(drop=True), **more)  # type: ignore[arg-type]


def ascent_m(frame: pd.DataFrame) -> float:
    """What the summary shows: the sum of rises of the delivered altitude."""
    return float(np.nansum(np.maximum(np.diff(frame["altitude_m"].to_numpy()), 0.0)))


def steepest_hundred_m(frame: pd.DataFrame) -> float:
    """The largest rise or fall within 100 m of the delivered grade."""
    step = np.diff(frame["distance_m"].to_numpy(), prepend=0.0)
    height = np.cumsum(frame["grade"].to_numpy() * step)
    distance = frame["distance_m"].to_numpy()
    return float(np.abs(np.interp(distance + 100.0, distance, height) - height).max())
