"""A planned session laid out second by second, as a track and its segments."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from runtone.tracks import grade_factor
from runtone.training.planning.planned_session import FASTEST, PlannedHills, PlannedSession, PlannedSprints

JOG_SHARE: Final = 0.85
"""Effort of jogging back or between repeats, as a share of the steady one; an assumption."""
WALKING_SPEED: Final = 1.4
"""On the level [m/s]; about what adults choose (Bohannon 1997, Age Ageing 26:15)."""
TEN_SECOND_SHARE: Final = 1.7
"""Level speed held for ten seconds, in steady speeds, and how it falls with the tenth root of time; assumptions, used
only where the plan does not say a speed."""
SPEED_SMOOTHING_S: Final = 1.5
ACCELERATION_SMOOTHING_S: Final = 2.5
"""Standard deviations of the smoothing that a recorded speed shows, and that its acceleration is taken of [s]."""


class Piece(NamedTuple):
    """A stretch of one speed and grade."""

    kind: str
    effort: str
    seconds: int
    speed_m_s: float
    grade: float


def sprint_speed(steady_speed_m_s: float, seconds: float, grade: float = 0.0) -> float:
    """Return the speed assumed for a sprint whose speed the plan does not say [m/s].

    Parameters
    ----------
    steady_speed_m_s : float
        The runner's [m/s].
    seconds : float
        Length of the sprint [s].
    grade : float
        Rise over run; the same effort is slower uphill.
    """
    level = steady_speed_m_s * TEN_SECOND_SHARE * (max(seconds, 10.0) / 10.0) ** -0.1
    return float(min(level, FASTEST) / grade_factor(grade))


def pieces_of(session: PlannedSession, steady: float) -> list[Piece]:
    """Lay a plan out, piece by piece."""
    half = round(session.easy_minutes * 30)
    easy = [Piece("steady", "steady", half, steady, 0.0)] if half else []
    pieces = list(easy)
    for hills in session.hills:
        speed = hills.speed_m_s or steady / float(grade_factor(hills.grade))
        hill = Piece("hill", "steady", max(1, round(hills.length_m / speed)), speed, hills.grade)
        pieces += [hill, *_way_back(hills, steady)] * hills.count
    for sprints in session.sprints:
        speed = sprints.speed_m_s or sprint_speed(steady, sprints.seconds, sprints.grade)
        sprint = Piece("sprint", "sprint", round(sprints.seconds), speed, sprints.grade)
        pieces += [sprint, *_recovery(sprints, speed, steady)] * sprints.count
    return pieces + easy


def _way_back(hills: PlannedHills, steady: float) -> list[Piece]:
    if hills.back == "none":
        return []
    if hills.back == "walk":
        return [Piece("rest", "rest", round(hills.length_m / WALKING_SPEED), WALKING_SPEED, -hills.grade)]
    speed = JOG_SHARE * steady / float(grade_factor(-hills.grade))
    return [Piece("hill", "steady", max(1, round(hills.length_m / speed)), speed, -hills.grade)]


def _recovery(sprints: PlannedSprints, speed: float, steady: float) -> list[Piece]:
    """Return the way back to the start of the next sprint: down the hill, if there is one, for as long as it is."""
    total = round(sprints.recovery_s)
    if not total:
        return []
    kind, pace = ("rest", WALKING_SPEED) if sprints.recovery == "walk" else ("steady", JOG_SHARE * steady)
    effort = "rest" if kind == "rest" else "steady"
    if not sprints.grade:
        return [Piece(kind, effort, total, pace, 0.0)]
    down = min(total, round(sprints.seconds * speed / pace))
    back = Piece("rest" if kind == "rest" else "hill", effort, down, pace, -sprints.grade)
    return [back, Piece(kind, effort, total - down, pace, 0.0)] if total > down else [back]


def track_of(pieces: list[Piece]) -> pd.DataFrame:
    """Return one row a second, with speeds that change as a runner's do."""
    from scipy.ndimage import gaussian_filter1d  # takes a third of a second, which other pages need not wait for

    seconds = [piece.seconds for piece in pieces]
    steps = np.repeat([piece.speed_m_s for piece in pieces], seconds)
    speed = gaussian_filter1d(steps, SPEED_SMOOTHING_S, mode="nearest")
    smooth = gaussian_filter1d(speed, ACCELERATION_SMOOTHING_S, mode="nearest")
    grade = np.repeat([piece.grade for piece in pieces], seconds)
    return pd.DataFrame(
        {
            "distance_m": np.concatenate([[0.0], np.cumsum(speed)[:-1]]),
            "speed_m_s": speed,
            "acceleration_m_s2": np.gradient(smooth) if len(smooth) > 1 else np.zeros(1),
            "grade": grade,
            "grade_adjusted_speed_m_s": speed * grade_factor(grade),
            "cadence_spm": np.nan,
            "paused": False,
            "moving": True,
        }
    )


def segments_of(pieces: list[Piece], track: pd.DataFrame) -> pd.DataFrame:
    """Return the segments of a plan, one a piece, with the columns that the model and its explanation read."""
    ends = np.cumsum([piece.seconds for piece in pieces])
    starts = ends - [piece.seconds for piece in pieces]
    speed = track["speed_m_s"].to_numpy(float)
    distance = np.add.reduceat(speed, starts)
    grade = np.array([piece.grade for piece in pieces], dtype=float)
    terrain = np.where(grade > 0, "uphill", np.where(grade < 0, "downhill", "flat"))
    return pd.DataFrame(
        {
            "kind": [piece.kind for piece in pieces],
            "terrain": terrain,
            "effort": [piece.effort for piece in pieces],
            "start_s": starts,
            "end_s": ends,
            "distance_m": distance,
            "ascent_m": distance * np.maximum(grade, 0.0),
            "descent_m": distance * np.maximum(-grade, 0.0),
            "mean_grade": grade,
            "mean_speed_m_s": distance / (ends - starts),
        }
    )
