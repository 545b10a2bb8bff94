"""Tracks of runs whose every second is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from runtone.files import Activity
from runtone.files.activity import LAP_COLUMNS
from runtone.runner import Runner
from runtone.segments import Segmentation, segment_track
from runtone.tracks import Track, grade_factor
from runtone.wording import reason_sentences

BEGUN = pd.Timestamp("2026-05-04T06:30:00Z")
STEADY = 3.0
_EARTH_M = 6_371_008.8


@dataclass(frozen=True)
class Piece:
    """Some seconds at one speed over ground and one grade.

    NaN speed is a pause, `lift` a ride up while paused, `back` the way back along the line.
    """

    seconds: int
    speed: float = STEADY
    grade: float = 0.0
    cadence: float | None = None
    lift: float = 0.0
    back: bool = False


def jog(seconds: int, speed: float = STEADY, grade: float = 0.0) -> Piece:
    """Steady effort: on a slope the speed over ground that is worth the level speed."""
    return Piece(seconds, speed / float(grade_factor(grade)), grade)


def back(piece: Piece) -> Piece:
    """The same on the way back."""
    return replace(piece, back=True)


def stand(seconds: int) -> Piece:
    return Piece(seconds, 0.0)


def pause(seconds: int, lift: float = 0.0) -> Piece:
    return Piece(seconds, float("nan"), lift=lift)


def walk(seconds: int, speed: float = 1.4, grade: float = 0.0) -> Piece:
    return Piece(seconds, speed, grade, cadence=110.0)


def times(count: int, *pieces: Piece) -> list[Piece]:
    return [piece for _ in range(count) for piece in pieces]


def track_of(
    *pieces: Piece,
    altitude: str = "barometer",
    speed_from: str = "device",
    cadence: bool = True,
    speed_noise: float = 0.0,
    altitude_wander: float = 0.0,
    seed: int = 1,
    heading_deg: float = 40.0,
    latitude_deg: float = 47.0,
    longitude_deg: float = 11.0,
) -> Track:
    """A track of pieces, with a runner who takes two seconds to change speed."""
    rng = np.random.default_rng(seed)
    wanted = np.concatenate([np.full(p.seconds, p.speed) for p in pieces])
    paused = np.isnan(wanted)
    n = len(wanted)
    speed = _followed(np.nan_to_num(wanted), paused)
    noise = np.convolve(rng.standard_normal(n + 8), np.ones(9) / 3.0, "valid") * speed_noise
    speed = np.where(speed > 0.3, np.maximum(speed * (1 + noise), 0.0), speed)
    grade = np.concatenate([np.full(p.seconds, p.grade) for p in pieces])
    lift = np.concatenate([np.linspace(0, p.lift, p.seconds) if p.lift else np.zeros(p.seconds) for p in pieces])
    lifted = (
        np.concatenate(([0.0], np.cumsum([p.lift for p in pieces])))[:-1].repeat([p.seconds for p in pieces]) + lift
    )
    step = np.where(paused, 0.0, speed)
    distance = np.concatenate(([0.0], np.cumsum(step)[:-1]))
    height = np.concatenate(([0.0], np.cumsum(step * grade)[:-1])) + lifted + 100.0
    if altitude_wander:
        height = height + altitude_wander * np.sin(2 * np.pi * distance / 400.0)
        grade = grade + altitude_wander * 2 * np.pi / 400.0 * np.cos(2 * np.pi * distance / 400.0)
    steps = np.where(speed < 0.5, 0.0, np.where(speed < 1.9, 110.0, 162.0 + 9.0 * (speed - 2.8)))
    own = np.concatenate([np.full(p.seconds, np.nan if p.cadence is None else p.cadence) for p in pieces])
    ahead = np.radians(heading_deg)
    ways = np.concatenate([np.full(p.seconds, -1.0 if p.back else 1.0) for p in pieces])
    along = np.concatenate(([0.0], np.cumsum(step * ways)[:-1]))
    known = altitude != "none"
    frame = pd.DataFrame(
        {
            "time": BEGUN + pd.to_timedelta(np.arange(n), unit="s"),
            "latitude_deg": latitude_deg + np.degrees(along * np.cos(ahead) / _EARTH_M),
            "longitude_deg": longitude_deg
            + np.degrees(along * np.sin(ahead) / (_EARTH_M * np.cos(np.radians(latitude_deg)))),
            "distance_m": distance,
            "speed_m_s": np.where(paused, 0.0, speed),
            "acceleration_m_s2": np.gradient(speed),
            "altitude_m": np.where(paused, np.nan, height) if known else np.nan,
            "grade": np.where(paused, 0.0, grade) if known else 0.0,
            "cadence_spm": np.where(paused, np.nan, np.where(np.isnan(own), steps, own)) if cadence else np.nan,
            "heart_rate_bpm": np.where(paused, np.nan, 140.0),
            "paused": paused,
            "moving": ~paused & (speed >= 0.7),
        }
    )
    frame["grade_adjusted_speed_m_s"] = frame["speed_m_s"] * grade_factor(frame["grade"].to_numpy())
    return Track(frame=frame, altitude_source=altitude, speed_source=speed_from)  # type: ignore[arg-type]


def _followed(wanted: np.ndarray, paused: np.ndarray) -> np.ndarray:
    speed = np.empty_like(wanted)
    now = wanted[0]
    for i, goal in enumerate(wanted):
        now = 0.0 if paused[i] else now + (goal - now) * (1 - np.exp(-1 / 2.0))
        speed[i] = now if now > 0.05 else 0.0
    return speed


def recorded(track: Track, every: int = 1, **columns: bool) -> Activity:
    """What a watch without pauses would write of a track."""
    frame = track.frame
    wanted = [name for name in ("latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_m_s", "cadence_spm")
              if columns.get(name, True)]  # fmt: skip
    return Activity(records=frame.loc[::every, ["time", *wanted]].reset_index(drop=True))


def laps_of(*laps: tuple[float, float, str | None, str | None]) -> pd.DataFrame:
    """Laps (start, end, intensity, trigger), in seconds from the start."""
    rows = [
        {
            "start_time": BEGUN + pd.Timedelta(seconds=start),
            "end_time": BEGUN + pd.Timedelta(seconds=end),
            "elapsed_s": end - start,
            "timer_s": end - start,
            "distance_m": np.nan,
            "intensity": intensity,
            "trigger": trigger,
        }
        for start, end, intensity, trigger in laps
    ]
    return pd.DataFrame(rows, columns=list(LAP_COLUMNS))


def cut(track: Track, laps: pd.DataFrame | None = None, steady: float | None = None) -> Segmentation:
    """Segments of a track, without laps or history unless given."""
    return segment_track(track, laps_of() if laps is None else laps, Runner(steady_speed_m_s=steady))


def spans(labels: pd.Categorical[Any], value: str) -> list[tuple[int, int]]:
    """Half-open seconds of each run of one label."""
    edges = np.flatnonzero(np.diff(np.asarray(labels == value), prepend=False, append=False))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def kappa(one: object, two: object) -> float:
    """Cohen's kappa of two label sequences of one length."""
    a, b = np.asarray(one, dtype=str), np.asarray(two, dtype=str)
    agreed = float(np.mean(a == b))
    chance = sum(float(np.mean(a == word) * np.mean(b == word)) for word in np.unique(np.concatenate((a, b))))
    return 1.0 if chance == 1.0 else (agreed - chance) / (1 - chance)


def kinds(run: Segmentation) -> np.ndarray:
    """The kind of each second."""
    table = run.segments
    return np.repeat(table["kind"].astype(str).to_numpy(), (table["end_s"] - table["start_s"]).to_numpy())


def why(run: Segmentation, kind: str) -> list[str]:
    """The reasons of the rows of one kind, in words."""
    return reason_sentences(run.segments[run.segments["kind"] == kind])
