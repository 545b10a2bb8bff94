"""Exponential means, neglected groups and jumps in braking load."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.muscles import GROUPS
from runtone.training import Calendar, daily_trends, eccentric_jumps, neglected_groups
from runtone.training.weeks.trends import exponential_mean
from runtone.wording.training import neglect_sentence
from tests.training.seasons import FIRST_MONDAY, Outing, Season, make_season, nth_day


def test_exponential_mean_against_its_definition() -> None:
    rng = np.random.default_rng(5)
    daily = rng.gamma(1.0, 30.0, size=(80, 2))
    for days in (7, 28, 42):
        mean = exponential_mean(daily, days)
        for day in (6, 30, 79):
            weight = np.exp(-np.arange(day, -1, -1) / days)
            expected = (daily[: day + 1] * weight[:, None]).sum(axis=0) / weight.sum()
            np.testing.assert_allclose(mean[day], expected)
        assert np.isnan(mean[:6]).all()
        assert np.isfinite(mean[6:]).all()


@settings(deadline=None)
@given(st.floats(0, 300), st.integers(1, 60), st.sampled_from([7, 28, 42]))
def test_the_mean_of_like_days_is_that_day(load: float, days: int, span: int) -> None:
    mean = exponential_mean(np.full((days, 1), load), span)
    np.testing.assert_allclose(mean[6:], load)


def test_daily_trends_have_a_row_for_every_day_and_group() -> None:
    season = make_season([Outing(day, 40.0) for day in range(0, 60, 2)])
    trends = daily_trends(season.runs, season.muscle_load, nth_day(69))
    assert len(trends) == 70 * 7
    assert trends["muscle_group"].tolist()[:7] == list(GROUPS)
    quads = trends[trends["muscle_group"] == "quads"].set_index("local_date")
    last_run_day = nth_day(58)
    assert quads["mean_28_days"].loc[last_run_day] == pytest.approx(20, rel=0.05)
    assert quads["eccentric_mean_28_days"].loc[last_run_day] == pytest.approx(12, rel=0.05)
    # Eleven days later the short mean has fallen further than the long one.
    ratio = {
        span: quads[f"mean_{span}_days"].iloc[-1] / quads[f"mean_{span}_days"].loc[last_run_day] for span in (7, 42)
    }
    assert ratio[7] < 0.25 < 0.7 < ratio[42] < 1
    assert len(daily_trends(season.runs.iloc[:0], season.muscle_load, FIRST_MONDAY)) == 0


def weekly(weeks: int, of_late: Outing) -> list[Outing]:
    """Three runs a week, in the last four weeks with what `of_late` has."""
    return [
        of_late._replace(day=7 * week + day) if week >= weeks - 4 else Outing(7 * week + day)
        for week in range(weeks)
        for day in (0, 2, 4)
    ]


def test_a_group_that_fell_alone_is_neglected() -> None:
    season = make_season(weekly(12, Outing(0, load={"calves": (10.0, 10.0)})))
    told = neglected_groups(season.runs, season.muscle_load, Calendar.on(nth_day(84)))
    told = told.set_index("muscle_group")
    assert told["neglected"].dropna().to_dict() == {"calves": "load"}
    assert told.loc["calves", "ratio"] == pytest.approx(20 / 50)
    assert neglect_sentence({"muscle_group": "calves", **told.loc["calves"]}) == (
        "Calves: 40 % of your usual load over the last four weeks, less than the other groups."
    )
    assert told.loc["quads", "ratio"] == pytest.approx(1)


def test_running_less_as_a_whole_neglects_no_group() -> None:
    season = make_season(weekly(12, Outing(0, 20.0)))
    told = neglected_groups(season.runs, season.muscle_load, Calendar.on(nth_day(84)))
    assert told["neglected"].isna().all()
    assert told["ratio"].tolist() == [pytest.approx(0.4)] * 7
    stopped = neglected_groups(season.runs, season.muscle_load, Calendar.on(nth_day(84 + 35)))
    assert stopped["neglected"].isna().all()
    assert stopped["ratio"].tolist() == [0.0] * 7


def test_flat_weeks_after_hilly_ones_lack_hard_minutes() -> None:
    outings = [
        Outing(7 * week + day, hard={"glutes": 5.0, "hamstrings": 0.5} if week < 8 else None)
        for week in range(12)
        for day in (0, 2, 4)
    ]
    season = make_season(outings)
    today = nth_day(84)
    told = neglected_groups(season.runs, season.muscle_load, Calendar.on(today), muscle_zones=season.muscle_zones)
    # 1.5 hard minutes of hamstrings a week are too few to be missed.
    assert told.set_index("muscle_group")["neglected"].dropna().to_dict() == {"glutes": "hard minutes"}
    sentence = neglect_sentence({"muscle_group": "glutes", **told.set_index("muscle_group").loc["glutes"]})
    assert "no hard minutes in 31 days, where 15 a week" in sentence
    without_zones = neglected_groups(season.runs, season.muscle_load, Calendar.on(today))
    assert without_zones["neglected"].isna().all()
    assert without_zones["hard_minutes"].isna().all()


def test_nothing_is_neglected_before_there_are_usual_weeks() -> None:
    season = make_season(weekly(6, Outing(0)))
    told = neglected_groups(season.runs, season.muscle_load, Calendar.on(nth_day(42)))
    assert told["neglected"].isna().all()
    assert told["ratio"].isna().all()
    assert len(neglected_groups(season.runs.iloc[:0], season.muscle_load, Calendar.on(FIRST_MONDAY))) == 7


def flat_weeks(weeks: int = 6) -> list[Outing]:
    return [Outing(7 * week + day, 50.0) for week in range(weeks) for day in (0, 2, 4)]


def with_a_way_down(season: Season, run_id: int, minutes: float, group: str = "quads") -> Season:
    """Move some of a group's eccentric load of a run into a downhill segment of its own."""
    load = season.muscle_load.copy()
    chosen = (load["run_id"] == run_id) & (load["muscle_group"] == group) & (load["action"] == "eccentric")
    part = load[chosen].assign(easy_minutes=minutes, segment=1)
    load.loc[chosen, "easy_minutes"] -= minutes
    segment = season.segments[season.segments["run_id"] == run_id].assign(segment=1, kind="hill", terrain="downhill")
    return season._replace(
        muscle_load=pd.concat([load, part], ignore_index=True),
        segments=pd.concat([season.segments, segment], ignore_index=True),
    )


def test_a_far_longer_run_is_a_jump() -> None:
    season = make_season([*flat_weeks(), Outing(42, 90.0, {"quads": (30.0, 120.0), "calves": (20.0, 40.0)})])
    jumps = eccentric_jumps(season.runs, season.muscle_load, nth_day(50))
    quads = jumps[jumps["muscle_group"] == "quads"].iloc[0]
    assert quads["local_date"] == nth_day(42)
    assert (quads["eccentric"], quads["largest_before"], quads["factor"]) == (120, 30, pytest.approx(4))
    assert quads["cause"] == "more running"
    # 40 against 30 is below the factor, and the core is not split.
    assert set(jumps["muscle_group"]) == set(GROUPS) - {"calves", "core"}


def test_a_short_way_down_after_flat_weeks_is_a_jump_in_braking() -> None:
    season = with_a_way_down(make_season([*flat_weeks(), Outing(42, 30.0, {"quads": (8.0, 32.0)})]), 18, 25.0)
    today = nth_day(42)
    assert len(eccentric_jumps(season.runs, season.muscle_load, today)) == 0
    jumps = eccentric_jumps(season.runs, season.muscle_load, today, season.segments)
    assert jumps["muscle_group"].tolist() == ["quads"]
    told = jumps.iloc[0]
    assert (told["eccentric"], told["largest_before"], told["factor"]) == (25, 0, math.inf)
    assert told["cause"] == "the way down"
    # A runner whose weeks held a way down before is used to it.
    hilly = with_a_way_down(season, 3, 20.0)
    assert len(eccentric_jumps(hilly.runs, hilly.muscle_load, today, hilly.segments)) == 0


def test_the_second_such_day_within_six_weeks_is_no_jump() -> None:
    race = {"quads": (30.0, 120.0)}
    twice = [*flat_weeks(), Outing(42, 50.0, race), Outing(63, 50.0, race)]
    season = make_season(twice)
    jumps = eccentric_jumps(season.runs, season.muscle_load, nth_day(70))
    assert [(day - FIRST_MONDAY).days for day in jumps["local_date"]] == [42]
    # Seven weeks later it is one again.
    season = make_season([*flat_weeks(12), Outing(43, 50.0, race), Outing(86, 50.0, race)])
    jumps = eccentric_jumps(season.runs, season.muscle_load, nth_day(90))
    assert [(day - FIRST_MONDAY).days for day in jumps["local_date"]] == [43, 86]


def test_a_new_runner_has_no_jumps_and_small_days_are_not_worth_a_word() -> None:
    rising = make_season([Outing(2 * number, 5.0 * 1.6**number) for number in range(6)])
    assert len(eccentric_jumps(rising.runs, rising.muscle_load, nth_day(12))) == 0
    small = make_season([*(Outing(4 * number, 3.0) for number in range(6)), Outing(30, 20.0)])
    assert len(eccentric_jumps(small.runs, small.muscle_load, nth_day(31))) == 0
    assert len(eccentric_jumps(small.runs.iloc[:0], small.muscle_load, FIRST_MONDAY)) == 0
