"""What a training day asks for: a course, and the legs to run along it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import terrain
from .physiology import Leg
from .terrain import Course

EASY_FOR_RECOVERY, JOG, REPEAT_400, STRIDE, HILL_REPEAT, HILL_SPRINT = 0.94, 0.78, 1.42, 1.65, 1.15, 1.85


@dataclass(frozen=True)
class Workout:
    """A course and the legs along it; indoors the course is a belt that goes nowhere."""

    course: Course
    legs: tuple[Leg, ...]
    indoors: bool = False


def easy(course: Course, *, effort: float = 1.0, waits_at: float | None = None) -> Workout:
    """Run a course easily; where asked, wait for a tractor at a fraction of the way."""
    legs = [Leg("easy", course.length_m, effort=effort)]
    if waits_at is not None:
        first = round(course.length_m * waits_at)
        legs = [
            Leg("easy", first, effort=effort),
            Leg("traffic", standing_s=25.0),
            Leg("easy", course.length_m - first, effort=effort),
        ]
    return Workout(course, tuple(legs))


def with_strides(course: Course, count: int) -> Workout:
    """Run easily, then quicken for 90 m and jog 120 m, so many times, and jog home."""
    stride, float_m, home = 90.0, 120.0, 900.0
    before = course.length_m - home - count * (stride + float_m)
    set_of_strides = (Leg("sprint", stride, effort=STRIDE), Leg("recovery", float_m, effort=JOG)) * count
    return Workout(course, (Leg("easy", before), *set_of_strides, Leg("cool down", home, effort=EASY_FOR_RECOVERY)))


def hill_sprints(count: int) -> Workout:
    """Sprint 80 m up the steepest part of Mill Lane, walk back down, stand a moment, so many times."""
    foot, top = 1410.0, 1490.0
    lane = terrain.mill_lane()
    up = lane.part(foot, top)
    course = terrain.joined(lane.part(0, foot), *(up, up.reversed()) * count, lane.part(0, foot).reversed())
    repeat = (
        Leg("sprint", top - foot, effort=HILL_SPRINT),
        Leg("recovery", top - foot, walking=True),
        Leg("recovery", standing_s=20.0),
    )
    return Workout(course, (Leg("warm up", foot), *repeat * count, Leg("cool down", foot, effort=EASY_FOR_RECOVERY)))


def hill_repeats(count: int) -> Workout:
    """Run 300 m strongly up the Beacon road and jog back down, so many times."""
    foot, top = 1700.0, 2000.0
    road = terrain.beacon_road()
    up = road.part(foot, top)
    course = terrain.joined(road.part(0, foot), *(up, up.reversed()) * count, road.part(0, foot).reversed())
    repeat = (Leg("hill", top - foot, effort=HILL_REPEAT), Leg("recovery", top - foot, effort=JOG))
    return Workout(course, (Leg("warm up", foot), *repeat * count, Leg("cool down", foot, effort=EASY_FOR_RECOVERY)))


def track_400s(count: int, *, walks: bool = False) -> Workout:
    """Run 400 m on the track with 200 m of jogging or walking between, so many times."""
    there = terrain.way_to_track()
    warm_up_laps = 800.0
    on_track = warm_up_laps + count * 600.0 + (200.0 if count % 2 else 0.0)
    course = terrain.joined(there, terrain.track_laps(on_track), there.reversed())
    recovery = Leg("recovery", 200.0, walking=True) if walks else Leg("recovery", 200.0, effort=JOG)
    repeats = (Leg("sprint", 400.0, effort=REPEAT_400), recovery) * count
    home = Leg("cool down", course.length_m, effort=EASY_FOR_RECOVERY)
    return Workout(course, (Leg("warm up", there.length_m + warm_up_laps), *repeats, home))


def interrupted(course: Course) -> Workout:
    """Run easily; stop the watch for a phone call; later the watch stops itself at a closed gate."""
    first, second = round(course.length_m * 0.35), round(course.length_m * 0.40)
    return Workout(
        course,
        (
            Leg("easy", first),
            Leg("traffic", standing_s=6.0),
            Leg("button pause", standing_s=262.0),
            Leg("easy", second),
            Leg("traffic", standing_s=3.0),
            Leg("auto pause", standing_s=48.0),
            Leg("easy", course.length_m),
        ),
    )


def treadmill() -> Workout:
    """Run indoors, a little faster every two kilometres."""
    nowhere = np.zeros(7001)
    paces = ((1500.0, 0.96), (2000.0, 1.0), (2000.0, 1.05), (1500.0, 0.96))
    legs = tuple(Leg("easy", metres, effort=effort) for metres, effort in paces)
    return Workout(Course(nowhere, nowhere, nowhere), legs, indoors=True)


def downhill(course: Course) -> Workout:
    """Run a way that leads down, a little quicker than easy."""
    return replace(easy(course), legs=(Leg("easy", course.length_m, effort=1.06),))
