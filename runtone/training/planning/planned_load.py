"""What if: the load that a planned session would ask of each muscle group, from the same model that reads runs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from runtone.muscles import GROUPS, load_causes, segment_load, stress, zone_minutes
from runtone.runner import Runner
from runtone.training.planning.planned_session import PlannedSession
from runtone.training.planning.planned_track import pieces_of, segments_of, sprint_speed, track_of
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs
from runtone.training.weeks.usual_weeks import UsualBand, compare_with_baseline
from runtone.vocabulary import HARD_ZONES

DEFAULT_STEADY_SPEED: Final = 3.0
"""Where the runner's own is not known yet [m/s]: the speed of which a minute is one easy minute."""
GRADE_SUPPORTED: Final = 0.15
"""Steeper grades are extrapolated by the model."""


class Assumptions(StrEnum):
    """What can be assumed where a plan does not say it."""

    CADENCE = "cadence"
    STEADY_SPEED = "steady speed"
    HILL_EFFORT = "hill effort"
    SPRINT_SPEED = "sprint speed"
    STEEP = "steep"


@dataclass(frozen=True)
class Assumption:
    """Something that a plan did not say, with the figures that were assumed; NaN where it has none.

    Parameters
    ----------
    what : Assumptions
    speed_m_s : float
        [m/s]
    seconds : float
        Length of the sprints that it is about [s].
    grade : float
        Rise over run.
    """

    what: Assumptions
    speed_m_s: float = math.nan
    seconds: float = math.nan
    grade: float = math.nan


@dataclass(frozen=True, kw_only=True, eq=False)
class PlannedLoad:
    """What a planned session would ask of each muscle group.

    Parameters
    ----------
    groups : pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``easy_minutes`` and their standard deviation ``sd_easy_minutes``, of
        them ``concentric`` (push) and ``eccentric`` (brake; both 0 for the core, which is undivided), and
        ``hard_minutes`` (minutes in the zones hard and sprint) and ``stress_minutes``.
    causes : pandas.DataFrame
        As `runtone.muscles.load_causes` gives it.
    segments : pandas.DataFrame
        The plan as segments: ``kind``, ``terrain``, ``effort``, ``start_s``, ``end_s``, ``distance_m``, ``ascent_m``,
        ``descent_m``, ``mean_grade``, ``mean_speed_m_s``.
    minutes : float
        Length of the session, recoveries included [min].
    distance_m : float
    assumptions : tuple of Assumption
        What the plan did not say and was assumed.
    """

    groups: pd.DataFrame
    causes: pd.DataFrame
    segments: pd.DataFrame
    minutes: float
    distance_m: float
    assumptions: tuple[Assumption, ...]


def planned_load(session: PlannedSession, runner: Runner | None = None) -> PlannedLoad:
    """Estimate what a planned session would ask of each muscle group.

    The plan is laid out second by second and given to the model that reads recorded runs, with speeds that change as
    fast as a runner's do.

    Parameters
    ----------
    session : PlannedSession
    runner : Runner, optional
        The steady speed and the foot strike are used.

    Returns
    -------
    PlannedLoad

    Examples
    --------
    >>> from runtone.training import PlannedSprints
    >>> plan = PlannedSession(easy_minutes=40, sprints=(PlannedSprints(count=6, seconds=10, grade=0.08),))
    >>> float(planned_load(plan).minutes)
    50.0
    """
    runner = runner or Runner()
    steady = runner.steady_speed_m_s or DEFAULT_STEADY_SPEED
    pieces = pieces_of(session, steady)
    track = track_of(pieces)
    segments = segments_of(pieces, track)
    load = segment_load(track, segments, runner)
    zones = zone_minutes(track, segments, runner, steady)
    return PlannedLoad(
        groups=_by_group(load, zones).assign(stress_minutes=_stress(track, replace(runner, steady_speed_m_s=steady))),
        causes=load_causes(load, segments),
        segments=segments,
        minutes=len(track) / 60,
        distance_m=float(segments["distance_m"].sum()),
        assumptions=tuple(_assumptions(session, runner)),
    )


def beside_week(
    planned: PlannedLoad,
    runs: Runs,
    muscle_load: pd.DataFrame,
    calendar: Calendar,
    muscle_stress: pd.DataFrame | None = None,
    figure: str = "easy_minutes",
) -> pd.DataFrame:
    """Put a planned session beside this week's load, or its stress.

    Parameters
    ----------
    planned : PlannedLoad
        As `planned_load` gives it.
    runs, muscle_load, calendar, muscle_stress
        As `runtone.training.compare_with_baseline` takes them.
    figure : {"easy_minutes", "stress_minutes"}

    Returns
    -------
    pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``planned``, ``this_week`` (so far), ``with_session`` (their sum)
        [minutes of the figure], ``low``, ``median``, ``high`` (the usual band), ``step`` and ``step_with_session``
        (None before there are usual weeks).
    """
    so_far = compare_with_baseline(runs, muscle_load, calendar, muscle_stress=muscle_stress, figure=figure)
    week = so_far.groups
    expected = planned.groups[figure].to_numpy(float)
    together = week[figure].to_numpy(float) + expected
    bands = [UsualBand(low=row["low"], median=row["median"], high=row["high"]) for row in week.to_dict("records")]
    steps = [band.step(value, finished=so_far.finished) for band, value in zip(bands, together, strict=True)]
    return pd.DataFrame(
        {
            "muscle_group": list(GROUPS),
            "planned": expected,
            "this_week": week[figure],
            "with_session": together,
            "low": week["low"],
            "median": week["median"],
            "high": week["high"],
            "step": week["step"],
            "step_with_session": pd.Series(steps, dtype=object),
        }
    )


def _stress(track: pd.DataFrame, runner: Runner) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(stress(track, runner).sum().to_numpy(float) / 60.0)


def _by_group(load: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    sums = load.pivot_table(
        index="muscle_group", columns="action", values="easy_minutes", aggfunc="sum", fill_value=0.0
    )
    sums = sums.reindex(list(GROUPS))
    bands = load.groupby("muscle_group")["sd_easy_minutes"].sum()
    hard = zones[zones["zone"].isin(HARD_ZONES)].groupby("muscle_group")["minutes"].sum()
    return pd.DataFrame(
        {
            "muscle_group": list(GROUPS),
            "easy_minutes": sums.sum(axis=1).to_numpy(float),
            "sd_easy_minutes": bands.reindex(list(GROUPS)).to_numpy(float),
            "concentric": sums["concentric"].to_numpy(float),
            "eccentric": sums["eccentric"].to_numpy(float),
            "hard_minutes": hard.reindex(list(GROUPS), fill_value=0.0).to_numpy(float),
        }
    )


def _assumptions(session: PlannedSession, runner: Runner) -> Iterator[Assumption]:
    steady = runner.steady_speed_m_s or DEFAULT_STEADY_SPEED
    yield Assumption(Assumptions.CADENCE)
    if runner.steady_speed_m_s is None:
        yield Assumption(Assumptions.STEADY_SPEED, speed_m_s=steady)
    if any(hills.speed_m_s is None for hills in session.hills):
        yield Assumption(Assumptions.HILL_EFFORT)
    for sprints in session.sprints:
        if sprints.speed_m_s is None:
            speed = sprint_speed(steady, sprints.seconds, sprints.grade)
            yield Assumption(Assumptions.SPRINT_SPEED, speed_m_s=speed, seconds=sprints.seconds)
    steepest = max([0.0, *(abs(hills.grade) for hills in session.hills), *(abs(s.grade) for s in session.sprints)])
    if steepest > GRADE_SUPPORTED:
        yield Assumption(Assumptions.STEEP, grade=steepest)
