"""A session that is not run yet: easy running, hills and sprints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from runtone.errors import SettingsError

FASTEST: Final = 9.0
"""The model's range ends here [m/s]."""

Back = Literal["jog", "walk", "none"]


@dataclass(frozen=True, kw_only=True)
class PlannedHills:
    """Hills of a plan, run one after the other.

    Parameters
    ----------
    count : int
    length_m : float
        Length of each [m].
    grade : float
        Rise over run, a fraction; negative for a way down.
    speed_m_s : float, optional
        Along the hill [m/s]; by default that of the same effort as the runner's steady speed on the level.
    back : {"jog", "walk", "none"}
        How the runner returns to the foot, or how the plan goes on where it does not return.
    """

    count: int
    length_m: float
    grade: float
    speed_m_s: float | None = None
    back: Back = "jog"


@dataclass(frozen=True, kw_only=True)
class PlannedSprints:
    """Sprints, or longer hard repeats, of a plan.

    Parameters
    ----------
    count : int
    seconds : float
        Length of each [s].
    grade : float
        Rise over run, a fraction; positive for hill sprints.
    speed_m_s : float, optional
        Along the ground [m/s]; by default a share of the steady speed that falls with the length of the sprint.
    recovery_s : float
        Between two, and after the last [s].
    recovery : {"jog", "walk"}
        A hill sprint is walked or jogged back down.
    """

    count: int
    seconds: float
    grade: float = 0.0
    speed_m_s: float | None = None
    recovery_s: float = 90.0
    recovery: Literal["jog", "walk"] = "walk"


@dataclass(frozen=True, kw_only=True)
class PlannedSession:
    """A session that is not run yet.

    Parameters
    ----------
    easy_minutes : float
        Minutes of level running at the steady speed, half of them before the rest and half after [min].
    hills : tuple of PlannedHills
    sprints : tuple of PlannedSprints
    """

    easy_minutes: float = 0.0
    hills: tuple[PlannedHills, ...] = ()
    sprints: tuple[PlannedSprints, ...] = ()

    def __post_init__(self) -> None:
        _require("minutes of easy running", self.easy_minutes, 0.0, 1440.0)
        for hills in self.hills:
            _require("hills", hills.count, 1, 200)
            _require("metres of a hill", hills.length_m, 10.0, 30_000.0)
            _require_grade(hills.grade)
            _require_speed(hills.speed_m_s)
        for sprints in self.sprints:
            _require("sprints", sprints.count, 1, 200)
            _require("seconds of a sprint", sprints.seconds, 3.0, 3600.0)
            _require("seconds of recovery", sprints.recovery_s, 0.0, 3600.0)
            _require_grade(sprints.grade)
            _require_speed(sprints.speed_m_s)
        if not (self.easy_minutes > 0 or self.hills or self.sprints):
            msg = "The plan is empty; it needs easy running, hills or sprints."
            raise SettingsError(msg)


def _require(what: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        msg = f"{value:g} {what} cannot be planned; between {low:g} and {high:g} is expected."
        raise SettingsError(msg)


def _require_grade(grade: float) -> None:
    if not (math.isfinite(grade) and abs(grade) <= 0.3):
        msg = f"A grade of {100 * grade:g} % cannot be planned; the model ends at 30 %."
        raise SettingsError(msg)


def _require_speed(speed_m_s: float | None) -> None:
    if speed_m_s is not None and not (math.isfinite(speed_m_s) and 0.5 <= speed_m_s <= FASTEST):
        msg = f"A speed of {speed_m_s:g} m/s cannot be planned; between 0.5 and {FASTEST:g} is expected."
        raise SettingsError(msg)
