"""Weeks by stress: what tells the groups apart, against the runner's own usual weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.muscles import GROUPS
from runtone.training import (
    Calendar,
    PlannedSession,
    PlannedSprints,
    beside_week,
    compare_with_baseline,
    daily_trends,
    hard_days,
    muscle_consistency,
    neglected_groups,
    planned_load,
    week_table,
    weekly_load,
)
from runtone.wording.training import neglect_sentence
from tests.training.seasons import Outing, Season, make_season, nth_day

FIGURE = "stress_minutes"


def stress_of(zones: pd.DataFrame) -> pd.DataFrame:
    """A minute is one stress minute, a hard one eleven."""
    worth = zones["minutes"] * np.where(zones["zone"] == "hard", 11.0, 1.0)
    table = zones.assign(stress_minutes=worth).groupby(["run_id", "segment", "muscle_group"], as_index=False)
    sums = table["stress_minutes"].sum()
    return pd.DataFrame(sums).assign(push_stress_minutes=sums[FIGURE] * 0.5, brake_stress_minutes=sums[FIGURE] * 0.25)


AFTER = Calendar.on(nth_day(70))


@pytest.fixture(scope="module")
def glute_weeks() -> Season:
    """Ten weeks of three runs, one of them with five hard minutes for the glutes; none in the last four weeks."""
    return make_season(
        [
            Outing(7 * week + day, 40.0, hard={"glutes": 5.0} if day == 3 and week < 6 else None)
            for week in range(10)
            for day in (1, 3, 5)
        ]
    )


def test_weeks_add_up_stress_beside_load(glute_weeks: Season) -> None:
    stress = stress_of(glute_weeks.muscle_zones)
    weeks = weekly_load(glute_weeks.runs, glute_weeks.muscle_load, AFTER, muscle_stress=stress)
    glutes = weeks[weeks["muscle_group"] == "glutes"].set_index("week")
    assert glutes[FIGURE].tolist()[:6] == pytest.approx([170.0] * 6)
    assert glutes[FIGURE].tolist()[6:10] == pytest.approx([120.0] * 4)
    assert glutes["push_stress_minutes"].iloc[0] == pytest.approx(85.0)
    assert weeks[FIGURE].sum() == pytest.approx(stress[FIGURE].sum())


def test_stress_of_days_is_stress_of_their_runs(glute_weeks: Season) -> None:
    stress = stress_of(glute_weeks.muscle_zones)
    days = glute_weeks.runs[["run_id", "local_date"]]
    by_day = stress.merge(days, on="run_id").drop(columns="run_id")
    by_day["local_date"] = pd.to_datetime(by_day["local_date"])
    of_runs = weekly_load(glute_weeks.runs, glute_weeks.muscle_load, AFTER, muscle_stress=stress)
    of_days = weekly_load(glute_weeks.runs, glute_weeks.muscle_load, AFTER, muscle_stress=by_day)
    pd.testing.assert_frame_equal(of_runs, of_days)


def test_a_week_that_load_calls_usual_is_told_by_stress(glute_weeks: Season) -> None:
    stress = stress_of(glute_weeks.muscle_zones)
    then = Calendar.on(nth_day(48))  # the first week without hard minutes is over
    compared = {
        figure: compare_with_baseline(
            glute_weeks.runs, glute_weeks.muscle_load, then, "seven days", muscle_stress=stress, figure=figure
        ).groups.set_index("muscle_group")
        for figure in ("easy_minutes", FIGURE)
    }
    assert compared["easy_minutes"].loc["glutes", "ratio"] == pytest.approx(1.0)
    assert compared[FIGURE].loc["glutes", "ratio"] == pytest.approx(120 / 170)
    assert compared[FIGURE].loc["quads", "ratio"] == pytest.approx(1.0)
    table = week_table(glute_weeks.runs, glute_weeks.muscle_load, then, 2, stress, FIGURE)
    glutes = table[table["muscle_group"] == "glutes"].iloc[-1]
    assert (glutes[FIGURE], glutes["median"]) == (pytest.approx(120.0), pytest.approx(170.0))


def test_a_group_is_consistent_by_its_stress(glute_weeks: Season) -> None:
    stress = stress_of(glute_weeks.muscle_zones)
    groups = muscle_consistency(glute_weeks.runs, glute_weeks.muscle_load, AFTER, stress, FIGURE).groups
    reached = groups.set_index("muscle_group")["weeks_reached"]
    # Two weeks, then the bands forget: what is usual follows the runner.
    assert reached["glutes"] < reached["quads"]


def test_trends_of_stress(glute_weeks: Season) -> None:
    stress = stress_of(glute_weeks.muscle_zones)
    today = nth_day(69)
    trends = daily_trends(glute_weeks.runs, glute_weeks.muscle_load, today, stress)
    last = trends[trends["local_date"] == today].set_index("muscle_group")
    assert last["stress_mean_28_days"].loc["glutes"] > last["stress_mean_28_days"].loc["quads"]
    assert last.loc["glutes", "stress_mean_7_days"] == pytest.approx(last.loc["quads", "stress_mean_7_days"], rel=0.02)
    assert "stress_mean_7_days" not in daily_trends(glute_weeks.runs, glute_weeks.muscle_load, today)


def test_days_since_hard_minutes(glute_weeks: Season) -> None:
    zones = glute_weeks.muscle_zones.merge(glute_weeks.runs[["run_id", "local_date"]], on="run_id")
    today = nth_day(69)
    found = hard_days(zones, today).set_index("muscle_group")
    assert list(found.index) == list(GROUPS)
    assert found.loc["glutes", "days_since"] == 69 - (7 * 5 + 3)
    assert found.loc["glutes", "hard_minutes"] == pytest.approx(5.0)
    assert np.isnan(found["days_since"].loc["quads"])
    before = hard_days(zones, nth_day(3)).set_index("muscle_group")
    assert before.loc["glutes", "days_since"] == 0
    assert hard_days(zones.iloc[:0], today)["days_since"].isna().all()


def test_a_group_without_hard_minutes_is_said_to_be_without_them(glute_weeks: Season) -> None:
    lag = neglected_groups(glute_weeks.runs, glute_weeks.muscle_load, AFTER, glute_weeks.muscle_zones)
    row = lag.set_index("muscle_group", drop=False).loc["glutes"]
    assert neglect_sentence(row.to_dict()) == "Glutes: no hard minutes in 32 days, where 5 a week are usual for you."
    assert lag.loc[lag["muscle_group"] != "glutes", "neglected"].isna().all()


def test_what_if_shows_stress(glute_weeks: Season) -> None:
    session = PlannedSession(easy_minutes=30, sprints=(PlannedSprints(count=8, seconds=15, grade=0.08),))
    planned = planned_load(session)
    groups = planned.groups.set_index("muscle_group")
    assert groups[FIGURE].drop("core").idxmax() == "glutes"  # hill sprints are a glute session
    easy = planned_load(PlannedSession(easy_minutes=30)).groups
    assert easy[FIGURE].tolist() == pytest.approx([30.0] * 7, rel=0.05)
    stress = stress_of(glute_weeks.muscle_zones)
    beside = beside_week(planned, glute_weeks.runs, glute_weeks.muscle_load, AFTER, stress, FIGURE)
    assert beside["planned"].tolist() == pytest.approx(planned.groups[FIGURE].tolist())
    assert beside["median"].notna().all()
