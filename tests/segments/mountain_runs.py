"""Runs of known truth where the world is unkind: mountains, stairs, traffic lights, run-walk, tempo, wind, bridges.

Each run is a list of strips of ground and a runner who meets them; what the watch records of it has the errors of its
sensors. The truth is one label a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from runtone.files import Activity
from runtone.tracks import grade_factor

STEADY, UPHILL, DOWNHILL, SPRINT, REST = range(5)
CLASSES = ("steady", "uphill", "downhill", "sprint", "rest")
KINDS = (
    "mountain",
    "vertical",
    "stairs",
    "lights",
    "run-walk",
    "tempo",
    "wind",
    "bridge",
    "trail",
    "intervals",
    "hill repeats",
)
_BEGUN = pd.Timestamp("2026-05-04T06:30:00Z")
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Strip:
    """Some ground, or a stop on it.

    `speed` is over ground [m/s]; `label` what a runner calls it; `hike` whether it is walked.
    """

    metres: float = 0.0
    grade: float = 0.0
    speed: float = 0.0
    label: int = STEADY
    stop_s: int = 0
    hike: bool = False


@dataclass(frozen=True)
class KnownRun:
    """What a watch recorded, and the truth of each second."""

    kind: str
    sensor: str
    activity: Activity
    truth: np.ndarray


def known_run(seed: int, kind: str | None = None) -> KnownRun:
    """Return a run of known truth."""
    rng = np.random.default_rng(seed)
    kind = kind or KINDS[seed % len(KINDS)]
    own = rng.uniform(2.5, 3.8)
    strips = [*_easy(rng, own, 900), *_MAKERS[kind](rng, own), *_easy(rng, own, 700)]
    sensor = "GPS" if kind not in ("wind", "stairs", "bridge") and rng.random() < 0.25 else "barometer"
    return _recorded(rng, kind, sensor, strips)


def _easy(rng: np.random.Generator, own: float, metres: float) -> list[Strip]:
    return [Strip(metres * rng.uniform(0.8, 1.2), rng.uniform(-0.01, 0.01), own)]


def _uphill(rng: np.random.Generator, own: float, rise: float, grade: float) -> list[Strip]:
    """A climb with a dip or a shoulder now and then, hiked where it is steep, with stops for the view."""
    hike = grade > 0.13 or (grade > 0.09 and rng.random() < 0.4)
    speed = rng.uniform(0.17, 0.28) / grade if hike else own / float(grade_factor(grade)) * rng.uniform(0.9, 1.05)
    speed = min(speed, 1.7) if hike else speed
    strips, left = [], rise
    while left > 0:
        part = min(left, rise * rng.uniform(0.15, 0.5))
        strips.append(Strip(part / grade, grade, speed, UPHILL, hike=hike))
        left -= part
        if left > 0 and rng.random() < 0.4:
            strips.append(Strip(stop_s=int(rng.uniform(8, 70)), label=REST))
        if left > 0 and rng.random() < 0.3:
            dip = min(0.04 * rise, 8.0)
            if dip >= 5.0:
                strips.append(Strip(dip / 0.06, -0.06, own, DOWNHILL))
    return strips


def _downhill(rng: np.random.Generator, own: float, fall: float, grade: float) -> list[Strip]:
    walked = grade > 0.2
    speed = rng.uniform(0.9, 1.4) if walked else min(own / float(grade_factor(-grade)), 4.2) * rng.uniform(0.9, 1.0)
    return [Strip(fall / grade, -grade, speed, DOWNHILL, hike=walked)]


def _mountain(rng: np.random.Generator, own: float) -> list[Strip]:
    strips = []
    for _ in range(int(rng.integers(1, 4))):
        rise = rng.uniform(80, 350)
        strips += _uphill(rng, own, rise, rng.uniform(0.07, 0.25))
        strips += _easy(rng, own, 400) if rng.random() < 0.5 else [Strip(stop_s=int(rng.uniform(20, 240)), label=REST)]
        strips += [*_downhill(rng, own, rise * rng.uniform(0.7, 1.1), rng.uniform(0.06, 0.25)), *_easy(rng, own, 600)]
    return strips


def _vertical(rng: np.random.Generator, own: float) -> list[Strip]:
    grade = rng.uniform(0.25, 0.5)
    rise = rng.uniform(300, 700)
    return [Strip(rise / grade, grade, rng.uniform(0.2, 0.33) / grade, UPHILL, hike=True)]


def _stairs(rng: np.random.Generator, own: float) -> list[Strip]:
    strips = []
    for _ in range(int(rng.integers(3, 8))):
        rise, grade = rng.uniform(12, 60), rng.uniform(0.4, 0.6)
        strips += [Strip(rise / grade, grade, rng.uniform(0.2, 0.3) / grade, UPHILL, hike=True)]
        strips += [*_easy(rng, own, 200), Strip(rise / grade, -grade, rng.uniform(0.5, 0.7), DOWNHILL, hike=True)]
        strips += _easy(rng, own, 400)
    return strips


def _lights(rng: np.random.Generator, own: float) -> list[Strip]:
    strips = []
    for _ in range(int(rng.integers(6, 14))):
        strips += [*_easy(rng, own, rng.uniform(150, 1200)), Strip(stop_s=int(rng.uniform(8, 75)), label=REST)]
    return strips


def _run_walk(rng: np.random.Generator, own: float) -> list[Strip]:
    run_m, walk_m = rng.uniform(400, 1200), rng.uniform(60, 160)
    count = int(rng.integers(5, 9))
    return [s for _ in range(count) for s in (*_easy(rng, own, run_m), Strip(walk_m, 0.0, 1.5, REST, hike=True))]


def _tempo(rng: np.random.Generator, own: float) -> list[Strip]:
    return [Strip(own * rng.uniform(900, 1500), 0.0, own * rng.uniform(1.05, 1.1))]


def _flat(rng: np.random.Generator, own: float) -> list[Strip]:
    return _easy(rng, own, 5000)


def _trail(rng: np.random.Generator, own: float) -> list[Strip]:
    strips = []
    for _ in range(int(rng.integers(6, 12))):
        rise = float(np.exp(rng.uniform(np.log(8), np.log(90))))
        grade = rng.uniform(0.05, 0.18)
        strips += _uphill(rng, own, rise, grade) if rng.random() < 0.5 else _downhill(rng, own, rise, grade)
        strips += _easy(rng, own, rng.uniform(150, 700))
    return strips


def _intervals(rng: np.random.Generator, own: float) -> list[Strip]:
    metres, fast = float(rng.choice([200, 400, 1000])), own * rng.uniform(1.25, 1.45)
    rest = [Strip(metres / 2, 0.0, own * 0.78)] if rng.random() < 0.6 else [Strip(stop_s=75, label=REST)]
    return [s for _ in range(int(rng.integers(4, 8))) for s in (Strip(metres, 0.0, fast, SPRINT), *rest)]


def _hill_repeats(rng: np.random.Generator, own: float) -> list[Strip]:
    grade, metres = rng.uniform(0.06, 0.1), rng.uniform(120, 260)
    up = own / float(grade_factor(grade)) * rng.uniform(1.3, 1.45)
    down = Strip(metres, -grade, rng.uniform(1.3, 1.6) if rng.random() < 0.5 else own * 0.85, DOWNHILL)
    return [s for _ in range(int(rng.integers(5, 9))) for s in (Strip(metres, grade, up, SPRINT), down)]


_MAKERS = {
    "mountain": _mountain,
    "vertical": _vertical,
    "stairs": _stairs,
    "lights": _lights,
    "run-walk": _run_walk,
    "tempo": _tempo,
    "wind": _flat,
    "bridge": _flat,
    "trail": _trail,
    "intervals": _intervals,
    "hill repeats": _hill_repeats,
}


def _wander(rng: np.random.Generator, n: int, size: float, seconds: float) -> np.ndarray:
    """Noise that forgets itself in so many seconds."""
    keep = np.exp(-1.0 / seconds)
    return lfilter([1.0], [1.0, -keep], rng.standard_normal(n) * size * np.sqrt(1 - keep * keep))


def _recorded(rng: np.random.Generator, kind: str, sensor: str, strips: list[Strip]) -> KnownRun:
    speed, grade, truth, steps = [], [], [], []
    for strip in strips:
        seconds = strip.stop_s or max(round(strip.metres / strip.speed), 1)
        speed += [strip.speed] * seconds
        grade += [strip.grade] * seconds
        truth += [strip.label] * seconds
        steps += [0.0 if strip.stop_s else 105.0 if strip.hike else 165.0] * seconds
    n = len(speed)
    true_speed = lfilter(
        [0.4],
        [1.0, -0.6],
        np.array(speed) * (1 + _wander(rng, n, 0.04, 25) + _wander(rng, n, 0.04, 400)),
        zi=[0.6 * speed[0]],
    )[0]
    ground = np.convolve(np.pad(np.array(grade), 4, mode="edge"), np.ones(9) / 9, "valid")
    distance = np.cumsum(true_speed) - true_speed[0]
    height = 400.0 + np.cumsum(true_speed * ground)
    heading = np.cumsum(_wander(rng, n, 0.03, 40))
    place = [np.cumsum(true_speed * of(heading)) + _wander(rng, n, 2.0, 40) for of in (np.cos, np.sin)]
    told = np.maximum(true_speed + _wander(rng, n, 0.1, 4), 0.0) * (true_speed > 0.15)
    if sensor == "GPS":
        seen = height + _wander(rng, n, 3.0, 100) + _wander(rng, n, 0.5, 6)
    else:
        seen = np.round((height + _wander(rng, n, 0.25, 5) + np.cumsum(rng.standard_normal(n)) * 0.01) / 0.2) * 0.2
    if kind == "wind":
        for start in rng.integers(30, n - 40, 25):
            seen[start : start + 25] += rng.uniform(-2.5, 2.5) * np.hanning(25)
    if kind == "bridge":  # heights of the ground below it
        for start in rng.integers(300, n - 100, 2):
            length = int(rng.integers(25, 90))
            seen[start : start + length] -= rng.uniform(20, 70) * np.hanning(length) ** 0.5
    cadence = np.where(np.array(steps) > 0, np.array(steps) + rng.normal(0, 3, n), 0.0)
    records = pd.DataFrame(
        {
            "time": _BEGUN + pd.to_timedelta(np.arange(n), unit="s"),
            "latitude_deg": 46.0 + place[0] / _METRES_PER_DEGREE,
            "longitude_deg": 8.0 + place[1] / (_METRES_PER_DEGREE * np.cos(np.radians(46.0))),
            "altitude_m": seen,
            "distance_m": np.round(distance * (1 + rng.normal(0, 0.005)), 2),
            "speed_m_s": np.round(told, 3),
        }
    )
    if rng.random() < 0.7:
        records["cadence_spm"] = np.round(cadence)
    return KnownRun(kind, sensor, Activity(records=records, source_format="fit"), np.array(truth))


def labels_of(track: pd.DataFrame) -> np.ndarray:
    """The label of each second of an analysed track, in the same words as the truth; a walk on the flat is a rest."""
    terrain, effort = (track[name].astype(str).to_numpy() for name in ("terrain", "effort"))
    labels = np.select([terrain == "uphill", terrain == "downhill"], [UPHILL, DOWNHILL], STEADY)
    labels[(effort == "walk") & (terrain == "flat")] = REST
    labels[effort == "sprint"] = SPRINT
    labels[effort == "rest"] = REST
    return labels


def confusion(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How many seconds of each true class were given which label."""
    n = min(len(truth), len(found))
    counts = np.zeros((len(CLASSES), len(CLASSES)))
    np.add.at(counts, (truth[:n], found[:n]), 1)
    return counts


def f1_of(counts: np.ndarray) -> np.ndarray:
    """F1 of each class; NaN where there is none of it."""
    right = np.diag(counts)
    return 2 * right / np.where(counts.sum(0) + counts.sum(1) > 0, counts.sum(0) + counts.sum(1), np.nan)
