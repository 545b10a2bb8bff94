"""The weeks that a share of many runs shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from runtone.muscles import GROUPS
from runtone.sharing.snapshot import GROUP_COLUMNS, WEEK_COLUMNS
from runtone.training import against_usual, consistency, usual_bands, weekly_load, weekly_totals
from runtone.training.weeks.active_weeks import is_finished
from runtone.training.weeks.days import week_of

if TYPE_CHECKING:
    from runtone.library.preferences import Preferences
    from runtone.library.store.queries import OwnedQueries
    from runtone.sharing.snapshot import SharedRun

REACH_BACK_WEEKS = 26
"""What is usual looks back so far."""


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True, kw_only=True, eq=False)
class WeeksShown:
    """The weeks that a share shows, as `runtone.sharing.Snapshot` takes them."""

    groups: pd.DataFrame = field(default_factory=lambda: _empty(GROUP_COLUMNS))
    sentence: str = ""
    weeks: pd.DataFrame = field(default_factory=lambda: _empty(WEEK_COLUMNS))
    consistency: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def none(cls) -> WeeksShown:
        """Return no weeks: a single run."""
        return cls()


def weeks_of_library(owned: OwnedQueries, first: date, last: date, today: date, preferences: Preferences) -> WeeksShown:
    """Return the weeks as the owner's own page has them, compared with the weeks before them."""
    reach = first - timedelta(weeks=REACH_BACK_WEEKS)
    load = owned.daily_load(reach, last)
    days = pd.to_datetime(load["local_date"])
    numbered = load.assign(run_id=(days - pd.Timestamp(reach)).dt.days)
    runs = owned.runs(end=last)[["run_id", "local_date", "moving_s", "distance_m"]]
    dated = numbered[["run_id", "local_date"]].drop_duplicates().assign(moving_s=0.0)
    return _weeks(dated, numbered, runs, first, last, today, preferences, compare=True)


def weeks_of_shared(
    runs: Sequence[SharedRun], first: date, last: date, today: date, preferences: Preferences, *, compare: bool
) -> WeeksShown:
    """Return the weeks made from what is shared of each run, and from nothing else."""
    frame = pd.DataFrame(
        {
            "run_id": [run.number for run in runs],
            "local_date": pd.to_datetime([run.local_date for run in runs]),
            "moving_s": [run.figures["moving_s"] or 0.0 for run in runs],
            "distance_m": [run.figures["distance_m"] or 0.0 for run in runs],
        }
    )
    load = pd.concat([run.muscle_load.assign(run_id=run.number) for run in runs], ignore_index=True)
    return _weeks(frame, load, frame, first, last, today, preferences, compare=compare)


def _weeks(
    dated: pd.DataFrame,
    load: pd.DataFrame,
    runs: pd.DataFrame,
    first: date,
    last: date,
    today: date,
    preferences: Preferences,
    *,
    compare: bool,
) -> WeeksShown:
    start, excused = preferences.week_start, preferences.excused_weeks
    table = weekly_load(dated, load, last, start, excused)
    table = table[[week >= week_of(first, start) - timedelta(weeks=REACH_BACK_WEEKS) for week in table["week"]]]
    totals = weekly_totals(runs, last, start, excused).set_index("week")
    shown = [week for week in sorted(set(table["week"])) if week_of(first, start) <= week <= last]
    rows: list[dict[str, Any]] = []
    for week in shown:
        bands = usual_bands(table, week)
        loads = table[table["week"] == week].set_index("muscle_group")["easy_minutes"]
        of_week = totals.loc[week] if week in totals.index else None
        finished = is_finished(week, today) and last >= week + timedelta(days=6)
        rows += [
            {
                "week": week,
                "unfinished": not finished,
                "distance_m": 0.0 if of_week is None else float(of_week["distance_m"]),
                "moving_s": 0.0 if of_week is None else float(of_week["moving_min"]) * 60,
                "runs": 0 if of_week is None else int(of_week["runs"]),
                "muscle_group": group,
                "easy_minutes": float(loads[group]),
                "step": bands[group].step(float(loads[group]), finished=finished),
            }
            for group in GROUPS
        ]
    weeks = pd.DataFrame(rows, columns=list(WEEK_COLUMNS))
    if not compare:
        return WeeksShown(weeks=weeks)
    seven = against_usual(dated, load, last, start, excused, "seven days")
    score = consistency(
        runs,
        last,
        target_runs_per_week=min(7, preferences.target_runs_per_week),
        week_start=start,
        excused_weeks=excused,
    )
    return WeeksShown(
        groups=seven.groups[list(GROUP_COLUMNS)],
        sentence=seven.sentence,
        weeks=weeks,
        consistency={
            "score": score.score,
            "sentence": score.sentence,
            "streak": score.streak.current,
            "longest": score.streak.longest,
        },
    )
