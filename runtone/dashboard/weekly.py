"""The last weeks by muscle group, against the runner's usual weeks, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from runtone.dashboard.data import (
    MOST_ANSWERS,
    REACH_BACK_WEEKS,
    Stand,
    days_as_runs,
    muscle_load_between,
    muscle_zones_between,
    run_days,
    runs_between,
)
from runtone.muscles import GROUPS
from runtone.training import (
    AgainstUsual,
    MuscleConsistency,
    UsualBand,
    against_usual,
    muscle_consistency,
    neglected_groups,
    usual_bands,
    weekly_load,
    weekly_totals,
)
from runtone.training.weeks.active_weeks import is_finished


@dataclass(frozen=True, kw_only=True, eq=False)
class Weeks:
    """The last weeks of one runner.

    Parameters
    ----------
    totals : pandas.DataFrame
        Indexed by week start: ``distance_m``, ``moving_s``, ``runs``.
    loads, concentric, eccentric : pandas.DataFrame
        Indexed by week start, one column a muscle group [easy minutes].
    steps : pandas.DataFrame
        Like `loads`, the step against the usual weeks before that week; None before there are any.
    bands : dict of str to UsualBand
        What is usual before the current week.
    unfinished : datetime.date or None
        The week that is still running.
    """

    totals: pd.DataFrame
    loads: pd.DataFrame
    concentric: pd.DataFrame
    eccentric: pd.DataFrame
    steps: pd.DataFrame
    bands: dict[str, UsualBand]
    unfinished: date | None


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def last_weeks(stand: Stand, today: date, week_start: str, excused: tuple[date, ...], weeks: int) -> Weeks:
    """Return the last weeks up to the one that holds today; fewer where the runner began later."""
    days, load = days_as_runs(stand, today, weeks)
    table = weekly_load(days, load, today, week_start, excused)  # type: ignore[arg-type]
    starts = sorted(set(table["week"]))[-weeks:]
    bands = {week: usual_bands(table, week) for week in starts}
    shown = table[table["week"].isin(starts)]

    def wide(figure: str) -> pd.DataFrame:
        return shown.pivot_table(index="week", columns="muscle_group", values=figure, aggfunc="sum", observed=True)[
            list(GROUPS)
        ]

    loads = wide("easy_minutes")
    minutes = loads.to_numpy(dtype=float)
    steps = pd.DataFrame(
        [
            [
                bands[week][group].step(minutes[at, column], finished=is_finished(week, today))
                for column, group in enumerate(GROUPS)
            ]
            for at, week in enumerate(loads.index)
        ],
        index=loads.index,
        columns=list(GROUPS),
        dtype=object,
    )
    recent = run_days(stand)
    recent = recent[pd.to_datetime(recent["local_date"]) >= pd.Timestamp(today - timedelta(weeks=weeks + 1))]
    totals = weekly_totals(recent, today, week_start, excused)  # type: ignore[arg-type]
    by_week = totals.set_index("week").reindex(loads.index)
    last = loads.index[-1] if len(loads) else None
    return Weeks(
        totals=pd.DataFrame(
            {
                "distance_m": by_week["distance_m"].fillna(0.0) if "distance_m" in by_week else 0.0,
                "moving_s": by_week["moving_min"].fillna(0.0) * 60,
                "runs": by_week["runs"].fillna(0).astype(int),
            }
        ),
        loads=loads,
        concentric=wide("concentric"),
        eccentric=wide("eccentric"),
        steps=steps,
        bands=bands[last] if last is not None else {},
        unfinished=last if last is not None and not is_finished(last, today) else None,
    )


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def this_week(stand: Stand, today: date, week_start: str, excused: tuple[date, ...], span: str) -> AgainstUsual:
    """Return where a span of days (``"week"`` or ``"seven days"``) stands to the usual weeks."""
    days, load = days_as_runs(stand, today, 1)
    return against_usual(days, load, today, week_start, excused, span)  # type: ignore[arg-type]


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def neglected(stand: Stand, today: date, week_start: str, excused: tuple[date, ...]) -> pd.DataFrame:
    """Return which groups the last four finished weeks left behind the runner's usual weeks."""
    first = today - timedelta(weeks=REACH_BACK_WEEKS + 6)
    return neglected_groups(
        runs_between(stand, first, today),
        muscle_load_between(stand, first, today),
        today,
        week_start,  # type: ignore[arg-type]
        excused,
        muscle_zones_between(stand, first, today),
    )


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def group_consistency(stand: Stand, today: date, week_start: str, excused: tuple[date, ...]) -> MuscleConsistency:
    """Return in how many weeks each group reached its usual band."""
    days, load = days_as_runs(stand, today, 12)
    return muscle_consistency(days, load, today, week_start, excused)  # type: ignore[arg-type]
