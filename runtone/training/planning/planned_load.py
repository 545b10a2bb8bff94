"""What if: the load that a planned session would ask of each muscle group, from the same model that reads runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from runtone.muscles import GROUPS, load_causes, segment_load, zone_minutes
from runtone.runner import Runner
from runtone.training.planning.planned_session import PlannedSession
from runtone.training.planning.planned_track import pieces_of, segments_of, sprint_speed, track_of
from runtone.training.weeks.days import Day, WeekStart
from runtone.training.weeks.usual_weeks import UsualBand, against_usual
from runtone.vocabulary import HARD_ZONES

DEFAULT_STEADY_SPEED: Final = 3.0
"""Where the runner's own is not known yet [m/s]: the speed of which a minute is one easy minute."""
GRADE_SUPPORTED: Final = 0.15
"""Steeper grades are extrapolated by the model."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PlannedLoad:
    """What a planned session would ask of each muscle group.

    Parameters
    ----------
    groups : pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``easy_minutes`` and their standard deviation ``sd_easy_minutes``, of
        them ``concentric`` (push) and ``eccentric`` (brake; both 0 for the core, which is undivided), and
        ``hard_minutes`` (minutes in the zones hard and sprint).
    causes : pandas.DataFrame
        As `runtone.muscles.load_causes` gives it.
    segments : pandas.DataFrame
        The plan as segments: ``kind``, ``terrain``, ``effort``, ``start_s``, ``end_s``, ``distance_m``, ``ascent_m``,
        ``descent_m``, ``mean_grade``, ``mean_speed_m_s``.
    minutes : float
        Length of the session, recoveries included [min].
    distance_m : float
    assumptions : tuple of str
        What the plan did not say and was assumed, each in one sentence.
    """

    groups: pd.DataFrame
    causes: pd.DataFrame
    segments: pd.DataFrame
    minutes: float
    distance_m: float
    assumptions: tuple[str, ...]


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
        groups=_by_group(load, zones),
        causes=load_causes(load, segments),
        segments=segments,
        minutes=len(track) / 60,
        distance_m=float(segments["distance_m"].sum()),
        assumptions=_assumptions(session, runner),
    )


def beside_week(
    planned: PlannedLoad,
    runs: pd.DataFrame | Iterable[Any],
    muscle_load: pd.DataFrame,
    today: Day,
    week_start: WeekStart = "monday",
    excused_weeks: Iterable[Day] = (),
) -> pd.DataFrame:
    """Put a planned session beside this week's load.

    Parameters
    ----------
    planned : PlannedLoad
        As `planned_load` gives it.
    runs, muscle_load, today, week_start, excused_weeks
        As `runtone.training.against_usual` takes them.

    Returns
    -------
    pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``planned``, ``this_week`` (so far), ``with_session`` (their sum)
        [easy minutes], ``low``, ``median``, ``high`` (the usual band), ``step`` and ``step_with_session`` (None before
        there are usual weeks).
    """
    so_far = against_usual(runs, muscle_load, today, week_start, excused_weeks)
    week = so_far.groups
    expected = planned.groups["easy_minutes"].to_numpy(float)
    together = week["easy_minutes"].to_numpy(float) + expected
    bands = [
        UsualBand(low=row["low"], median=row["median"], high=row["high"], weeks=0) for row in week.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "muscle_group": list(GROUPS),
            "planned": expected,
            "this_week": week["easy_minutes"],
            "with_session": together,
            "low": week["low"],
            "median": week["median"],
            "high": week["high"],
            "step": week["step"],
            "step_with_session": pd.Series(
                [band.step(value, finished=so_far.finished) for band, value in zip(bands, together, strict=True)],
                dtype=object,
            ),
        }
    )


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


def _assumptions(session: PlannedSession, runner: Runner) -> tuple[str, ...]:
    steady = runner.steady_speed_m_s or DEFAULT_STEADY_SPEED
    said = ["Cadence is taken as an average runner's at each speed."]
    if runner.steady_speed_m_s is None:
        said.append(f"Your steady speed is not known yet; {steady:g} m/s on the level is assumed.")
    if any(hills.speed_m_s is None for hills in session.hills):
        said.append("Hills are run at the effort of your steady speed.")
    for sprints in session.sprints:
        if sprints.speed_m_s is None:
            speed = sprint_speed(steady, sprints.seconds, sprints.grade)
            said.append(f"Sprints of {sprints.seconds:g} s are run at {speed:.1f} m/s.")
    steepest = max([0.0, *(abs(hills.grade) for hills in session.hills), *(abs(s.grade) for s in session.sprints)])
    if steepest > GRADE_SUPPORTED:
        said.append(f"A grade of {100 * steepest:.0f} % is beyond what the model was checked on.")
    return tuple(said)
