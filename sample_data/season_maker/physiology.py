"""A runner's legs, heart and will: from a course and a plan to one row a second of what truly happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.signal import lfilter

from .terrain import Course

Role = Literal["easy", "warm up", "sprint", "hill", "recovery", "cool down", "traffic", "button pause", "auto pause"]
REPEATS: tuple[Role, ...] = ("sprint", "hill")
PAUSES: tuple[Role, ...] = ("button pause", "auto pause")

WALKING_SPEED_M_S = 1.45
STEADY_SPREAD, STEADY_MEMORY_S = 0.025, 30.0  # how much and for how long a runner's speed wanders
SPEEDING_UP_S, SLOWING_DOWN_S = 2.2, 1.6  # time constants of the speed's first-order response [s]
UPHILL_WILL, DOWNHILL_WILL = 0.8, 0.35  # how much of the grade's cost a runner gives back in speed: 1 is even effort
HEART_UP_S, HEART_DOWN_S = 26.0, 45.0  # time constants of the heart's response to effort [s]
RESTING_BPM, HIGHEST_BPM = 52.0, 186.0
HIGHEST_AEROBIC_SPEED = 1.55  # level speed at the greatest oxygen uptake, over the easy speed
DRIFT_PER_HOUR = 0.05  # how much more of its reserve the heart uses after an hour at the same effort


@dataclass(frozen=True)
class Leg:
    """A piece of the plan: run or walk so far along the course, or stand so long."""

    role: Role
    distance_m: float = 0.0
    standing_s: float = 0.0
    effort: float = 1.0  # level speed over the easy speed; 0 is standing
    walking: bool = False


@dataclass(frozen=True)
class Motion:
    """What truly happened, one row a second from the press of start; `leg` is the row's place in the plan."""

    legs: tuple[Leg, ...]
    leg: np.ndarray
    course_m: np.ndarray
    speed_m_s: np.ndarray
    grade: np.ndarray
    altitude_m: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    cadence_spm: np.ndarray
    heart_rate_bpm: np.ndarray

    @property
    def recording(self) -> np.ndarray:
        """Where the watch's timer runs."""
        return ~np.isin(self.leg, [index for index, leg in enumerate(self.legs) if leg.role in PAUSES])

    @property
    def seconds(self) -> np.ndarray:
        return np.arange(len(self.leg))


def wandering(rng: np.random.Generator, count: int, spread: float, memory_s: float) -> np.ndarray:
    """Return a first-order Gauss-Markov process at 1 Hz with a standard deviation and a time constant [s]."""
    keep = np.exp(-1.0 / memory_s)
    push = rng.standard_normal(count) * spread * np.sqrt(1.0 - keep**2)
    push[0] = rng.standard_normal() * spread
    return np.asarray(lfilter([1.0], [1.0, -keep], push))


def cost_of_grade(grade: np.ndarray | float) -> np.ndarray:
    """Return the energy cost of running on a grade over that on the level (Minetti et al. 2002, J Appl Physiol 93)."""
    i = np.clip(grade, -0.30, 0.30)
    joules = 155.4 * i**5 - 30.4 * i**4 - 43.3 * i**3 + 46.3 * i**2 + 19.5 * i + 3.6
    return np.asarray(joules / 3.6)


def speed_on_grade(level_speed_m_s: float, grade: float) -> float:
    """Return the speed a runner chooses on a grade: a little harder uphill and easier downhill than even effort."""
    cost = float(cost_of_grade(grade))
    return level_speed_m_s / float(cost ** (UPHILL_WILL if cost > 1.0 else DOWNHILL_WILL))


def run_course(course: Course, legs: tuple[Leg, ...], easy_speed_m_s: float, rng: np.random.Generator) -> Motion:
    """Run the legs of a plan one after another along the course.

    A leg with a distance ends where it ends on the course, however far the legs before it overshot.
    """
    will = 1.0 + wandering(rng, 20_000, STEADY_SPREAD, STEADY_MEMORY_S)
    slope = np.gradient(course.z)
    position, speed, leg_end, second = 0.0, 0.0, 0.0, 0
    rows: list[tuple[int, float, float, float]] = []
    for index, leg in enumerate(legs):
        leg_end = min(leg_end + leg.distance_m, course.length_m - 1.0)
        stands_until = second + leg.standing_s
        while position < leg_end or second < stands_until:
            grade = float(slope[min(int(position), len(slope) - 1)])
            rows.append((index, position, speed, grade))
            wanted = _wanted_speed(leg, easy_speed_m_s, grade) * float(will[second])
            speed += (wanted - speed) * (1.0 - np.exp(-1.0 / (SPEEDING_UP_S if wanted > speed else SLOWING_DOWN_S)))
            speed = 0.0 if wanted == 0.0 and speed < 0.25 else speed
            position = min(position + speed, course.length_m)
            second += 1
    leg_of, course_m, speeds, grades = (np.array(column) for column in zip(*rows, strict=True))
    metres = np.arange(len(course.z))
    return Motion(
        legs=legs,
        leg=leg_of,
        course_m=course_m,
        speed_m_s=speeds,
        grade=grades,
        altitude_m=np.interp(course_m, metres, course.z),
        x_m=np.interp(course_m, metres, course.x),
        y_m=np.interp(course_m, metres, course.y),
        cadence_spm=_cadence(speeds, grades, rng),
        heart_rate_bpm=_heart_rate(speeds, grades, easy_speed_m_s, rng),
    )


def _wanted_speed(leg: Leg, easy_speed_m_s: float, grade: float) -> float:
    if leg.standing_s:
        return 0.0
    if leg.walking:
        return WALKING_SPEED_M_S
    return speed_on_grade(easy_speed_m_s * leg.effort, grade)


def _cadence(speed: np.ndarray, grade: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return steps a minute: they rise with speed, and on a climb they are quicker than at that speed on the level."""
    running = 162.0 + 9.0 * (speed - 2.8) + 60.0 * np.maximum(grade, 0.0) + wandering(rng, len(speed), 1.5, 12.0)
    walking = 105.0 + 8.0 * (speed - 1.3) + wandering(rng, len(speed), 2.0, 12.0)
    return np.where(speed < 0.5, 0.0, np.where(speed < 1.9, walking, running))


def _heart_rate(speed: np.ndarray, grade: np.ndarray, easy_speed_m_s: float, rng: np.random.Generator) -> np.ndarray:
    """Return beats a minute: the heart follows the effort late, falls later, and drifts up as the run goes on."""
    cost = cost_of_grade(grade)
    cost = np.where(cost < 1.0, 0.5 + 0.5 * cost, cost)  # braking downhill costs the heart more than it costs oxygen
    demand = speed * cost / (HIGHEST_AEROBIC_SPEED * easy_speed_m_s)
    hours = np.arange(len(speed)) / 3600.0
    asked = np.minimum(0.12 + 0.88 * demand, 1.0) * (1.0 + DRIFT_PER_HOUR * np.minimum(hours, 1.5))
    asked = RESTING_BPM + (HIGHEST_BPM - RESTING_BPM) * np.minimum(asked, 0.98)
    beats = np.empty(len(speed))
    beats[0] = RESTING_BPM + 32.0
    for second in range(1, len(speed)):
        behind = asked[second] - beats[second - 1]
        beats[second] = beats[second - 1] + behind / (HEART_UP_S if behind > 0 else HEART_DOWN_S)
    return np.asarray(beats + wandering(rng, len(speed), 1.2, 20.0))
