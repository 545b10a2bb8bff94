"""The weeks that a share of many runs shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from runtone.sharing.snapshot import GROUP_COLUMNS, WEEK_COLUMNS
from runtone.training import REACH_BACK_WEEKS, Calendar, compare_with_baseline, consistency, week_table
from runtone.wording.training import baseline_sentence, consistency_sentence

if TYPE_CHECKING:
    from runtone.library.preferences import Preferences
    from runtone.library.store.queries import OwnedQueries
    from runtone.sharing.snapshot import SharedRun

COMPARED = "stress_minutes"
"""What is compared with the usual weeks: it tells muscle groups apart, where load rises and falls alike in all."""


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
    days = first - timedelta(weeks=REACH_BACK_WEEKS), last
    load, stress = owned.daily_load(*days), owned.daily_stress(*days)
    target = preferences.target_runs_per_week
    return _weeks(owned.run_days(), load, stress, first, today, preferences.calendar(last), target)


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
    stress = pd.concat([run.muscle_stress.assign(run_id=run.number) for run in runs], ignore_index=True)
    target = preferences.target_runs_per_week if compare else None
    return _weeks(frame, load, stress, first, today, preferences.calendar(last), target)


def _weeks(
    runs: pd.DataFrame,
    load: pd.DataFrame,
    stress: pd.DataFrame,
    first: date,
    today: date,
    calendar: Calendar,
    target: int | None,
) -> WeeksShown:
    """Return the weeks from a first day on; with a target also how stress compares and how consistent they are."""
    last = calendar.today
    # Seen from the day after, a week whose last day is shown is over.
    seen = replace(calendar, today=min(max(today, last), last + timedelta(days=1)))
    table = week_table(runs, load, seen, (seen.this_week - seen.week_of(first)).days // 7 + 1, stress, COMPARED)
    weeks = table.loc[[week <= last for week in table["week"]], list(WEEK_COLUMNS)]
    if target is None:
        return WeeksShown(weeks=weeks)
    recent = runs[pd.to_datetime(runs["local_date"]) >= pd.Timestamp(calendar.weeks_back(REACH_BACK_WEEKS))]
    seven = compare_with_baseline(recent, load, calendar, "seven days", muscle_stress=stress, figure=COMPARED)
    easy = compare_with_baseline(recent, load, calendar, "seven days").groups["easy_minutes"]
    score = consistency(runs, calendar.today, target, calendar.week_start, calendar.excused_weeks)
    return WeeksShown(
        groups=seven.groups.assign(easy_minutes=easy)[list(GROUP_COLUMNS)],
        sentence=baseline_sentence(seven, "their"),
        weeks=weeks,
        consistency={
            "score": score.score,
            "sentence": consistency_sentence(score),
            "streak": score.streak.current,
            "longest": score.streak.longest,
            "forgiven": score.streak.forgiven,
        },
    )
