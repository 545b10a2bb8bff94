"""The score, its parts and its rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.errors import SettingsError
from runtone.training import consistency
from runtone.wording.training import consistency_sentence

MONDAY = date(2026, 1, 5)
MON_WED_FRI = (0, 2, 4)
TUE_THU_SUN = (1, 3, 6)


def season(weeks: Sequence[Week]) -> pd.DataFrame:
    """Runs of consecutive weeks from a Monday on: (weekdays, minutes of each run) a week, oldest first."""
    rows = [
        {"local_date": MONDAY + timedelta(days=7 * number + weekday), "moving_s": minutes * 60.0}
        for number, (weekdays, minutes) in enumerate(weeks)
        for weekday in weekdays
    ]
    return pd.DataFrame(rows, columns=["local_date", "moving_s"])


def after(weeks: Sequence[object]) -> date:
    """The Monday after those weeks."""
    return MONDAY + timedelta(days=7 * len(weeks))


def score_of(weeks: Sequence[Week], target: int = 3, excused: Sequence[date] = ()) -> int | None:
    return consistency(season(weeks), after(weeks), target, excused_weeks=excused).score


Week = tuple[Sequence[int], float]
"""The weekdays of its runs, and their minutes."""
THREE: Week = (MON_WED_FRI, 50.0)
NONE: Week = ((), 0.0)
TWO_WEEK_GAP = [THREE] * 7 + [NONE] * 2 + [THREE] * 3

WORKED: dict[str, tuple[list[Week], int]] = {
    "three a week for twelve weeks": ([THREE] * 12, 100),
    "one a week": ([((2,), 50.0)] * 12, 82),
    "alternate weeks": ([NONE, THREE] * 6, 58),
    "a two-week gap four weeks ago": (TWO_WEEK_GAP, 70),
    "stopped three weeks ago": ([THREE] * 9 + [NONE] * 3, 39),
    "three weeks up, one week down to 60 %": ([THREE, THREE, THREE, (MON_WED_FRI, 30.0)] * 3, 97),
}


@pytest.mark.parametrize(("weeks", "score"), WORKED.values(), ids=WORKED.keys())
def test_the_worked_values_hold_against_a_target_of_two(weeks: list[Week], score: int) -> None:
    assert score_of(weeks, target=2) == score


def test_the_two_week_gap_costs_nothing_once_it_is_excused() -> None:
    gap = [MONDAY + timedelta(days=7 * number + 3) for number in (7, 8)]
    assert score_of(TWO_WEEK_GAP, target=2, excused=gap) == 100


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("three a week for twelve weeks", 100),
        ("one a week", 76),
        ("alternate weeks", 58),
        ("a two-week gap four weeks ago", 70),
        ("stopped three weeks ago", 39),
        ("three weeks up, one week down to 60 %", 97),
    ],
)
def test_the_worked_values_against_the_default_target_of_three(name: str, score: int) -> None:
    weeks = [(TUE_THU_SUN if len(days) == 3 else days, minutes) for days, minutes in WORKED[name][0]]
    assert score_of(weeks) == score


def test_parts_add_up_to_the_score_and_stay_within_their_maxima() -> None:
    result = consistency(season(TWO_WEEK_GAP), after(TWO_WEEK_GAP), 2)
    assert {name: part.maximum for name, part in result.parts.items()} == {
        "presence": 30,
        "frequency": 35,
        "steadiness": 20,
        "spacing": 15,
    }
    assert round(sum(part.points for part in result.parts.values())) == result.score == 70
    # Ages 3 and 4 of eight weeks are missed; sixteen empty days are ten more than 4 + 2.
    weights = [2 ** (-age / 4) for age in range(8)]
    present = 1 - (weights[3] + weights[4]) / sum(weights)
    assert result.parts["presence"].points == pytest.approx(30 * present)
    assert result.parts["spacing"].points == pytest.approx(15 * (1 - 10 / 14))


def test_the_first_two_weeks_are_building() -> None:
    for days, scored in ((0, False), (6, False), (13, False), (14, True)):
        result = consistency(season([THREE, THREE]), MONDAY + timedelta(days=days))
        assert (result.score is not None) == scored
        assert (result.state == "building") != scored
    assert not consistency(season([THREE]), MONDAY).parts


def test_no_runs_at_all() -> None:
    result = consistency(season([]), MONDAY)
    assert (result.score, result.state, len(result.weeks)) == (None, "building", 0)
    assert result.streak.current == 0
    assert consistency_sentence(consistency([], MONDAY)) == consistency_sentence(result)


def test_a_runner_who_left_long_ago_scores_nothing() -> None:
    result = consistency(season([THREE] * 4 + [NONE] * 12), after([NONE] * 16))
    assert (result.score, result.state) == (0, "quiet")


def test_a_break_that_is_excused_as_a_whole_gives_no_number() -> None:
    weeks = [THREE] * 6 + [NONE] * 10
    excused = [MONDAY + timedelta(days=7 * number) for number in range(6, 16)]
    result = consistency(season(weeks), after(weeks), excused_weeks=excused)
    assert (result.score, result.state) == (None, "excused")
    assert result.streak.current == 6


def test_runs_of_later_days_do_not_count() -> None:
    weeks = [THREE] * 4
    known = consistency(season(weeks), after(weeks) - timedelta(days=1))
    with_later = consistency(season([*weeks, THREE]), after(weeks) - timedelta(days=1))
    assert with_later.weeks.equals(known.weeks)
    assert with_later.score == known.score


@pytest.mark.parametrize("target", [0, 8, -1, 2.5])
def test_a_target_that_no_week_can_have_is_refused(target: float) -> None:
    with pytest.raises(SettingsError, match="target"):
        consistency(season([THREE]), MONDAY, target)  # type: ignore[arg-type]  # half a run is what is refused


def test_weeks_may_start_on_sunday() -> None:
    # Saturday and Sunday: one Monday week, two Sunday weeks.
    runs = pd.DataFrame({"local_date": [date(2026, 1, 10), date(2026, 1, 11)], "moving_s": 1800.0})
    assert consistency(runs, date(2026, 1, 11)).weeks["runs"].tolist() == [2]
    assert consistency(runs, date(2026, 1, 11), week_start="sunday").weeks["runs"].tolist() == [1, 1]
    with pytest.raises(SettingsError, match="monday or sunday"):
        consistency(runs, date(2026, 1, 11), week_start="friday")


def test_two_runs_of_one_day_are_one_day() -> None:
    once = [((0, 3), 50.0)] * 8
    runs = season(once)
    twice = pd.concat([runs, runs])
    assert consistency(twice, after(once)).parts["frequency"] == consistency(runs, after(once)).parts["frequency"]
    assert consistency(twice, after(once)).weeks["runs"].iloc[0] == 4


def test_runs_may_be_given_in_other_shapes() -> None:
    frame = season([THREE] * 3)
    expected = consistency(frame, after([THREE] * 3))

    shapes: list[pd.DataFrame | list[Any]] = [
        frame.rename(columns={"local_date": "date"}),
        frame.assign(local_date=pd.to_datetime(frame["local_date"])),
        frame.assign(local_date=frame["local_date"].astype(str)),
        frame.assign(minutes=frame["moving_s"] / 60).drop(columns="moving_s"),
        frame.rename(columns={"moving_s": "duration_s"}),
        frame.rename(columns={"moving_s": "elapsed_s"}),
        frame.assign(
            start_time=pd.to_datetime(frame["local_date"]).dt.tz_localize("Europe/Berlin").dt.tz_convert("UTC"),
            time_zone="Europe/Berlin",
        ).drop(columns="local_date"),
        frame.to_dict("records"),
        [SimpleNamespace(summary=row) for row in frame.to_dict("records")],
    ]
    for shape in shapes:
        result = consistency(shape, after([THREE] * 3))
        assert result.score == expected.score
        assert result.weeks["moving_min"].tolist() == [150.0, 150.0, 150.0, 0.0]
    with pytest.raises(SettingsError, match="local_date"):
        consistency(frame[["moving_s"]], MONDAY)


runs_of_a_season = st.lists(
    st.tuples(st.integers(0, 100), st.floats(5, 300)), min_size=1, max_size=60
)  # (days after the first Monday, minutes)


def frame_of(runs: Sequence[tuple[int, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"local_date": MONDAY + timedelta(days=day), "moving_s": minutes * 60} for day, minutes in runs]
    )


TODAY = MONDAY + timedelta(days=101)  # a Thursday


@settings(max_examples=60, deadline=None)
@given(runs_of_a_season, st.integers(1, 7), st.sampled_from(["monday", "sunday"]), st.sets(st.integers(0, 15)))
def test_the_score_is_between_0_and_100_and_the_sum_of_its_parts(
    runs: list[tuple[int, float]], target: int, week_start: str, excused: set[int]
) -> None:
    result = consistency(
        frame_of(runs), TODAY, target, week_start, [MONDAY + timedelta(days=7 * week) for week in excused]
    )
    if result.score is None:
        assert result.state in ("building", "excused")
        return
    assert 0 <= result.score <= 100
    assert abs(sum(part.points for part in result.parts.values()) - result.score) <= 0.5 + 1e-6
    assert all(0 <= part.points <= part.maximum + 1e-9 for part in result.parts.values())
    assert result.streak.longest >= result.streak.current >= 0
    assert result.weeks["runs"].sum() == len(runs)


@settings(max_examples=60, deadline=None)
@given(runs_of_a_season, st.lists(st.tuples(st.integers(98, 101), st.floats(5, 300)), min_size=1, max_size=4))
def test_a_run_in_the_current_week_never_lowers_the_score(
    runs: list[tuple[int, float]], more: list[tuple[int, float]]
) -> None:
    before = consistency(frame_of(runs), TODAY)
    now = consistency(frame_of([*runs, *more]), TODAY)
    if before.score is not None:
        assert now.score is not None
        assert now.score >= before.score
    assert now.streak.current >= before.streak.current


@settings(max_examples=60, deadline=None)
@given(runs_of_a_season, st.integers(98, 101))
def test_waiting_within_the_current_week_changes_nothing(runs: list[tuple[int, float]], day: int) -> None:
    past = [run for run in runs if run[0] < 98]
    if past:
        later = consistency(frame_of(past), TODAY)
        assert consistency(frame_of(past), MONDAY + timedelta(days=day)).score == later.score


@settings(max_examples=60, deadline=None)
@given(runs_of_a_season.flatmap(lambda runs: st.tuples(st.just(runs), st.permutations(runs))))
def test_the_order_of_runs_does_not_matter(runs: tuple[list[tuple[int, float]], list[tuple[int, float]]]) -> None:
    as_given, shuffled = (consistency(frame_of(order), TODAY) for order in runs)
    assert as_given.parts == shuffled.parts
    assert as_given.weeks.equals(shuffled.weeks)


@settings(max_examples=100, deadline=None)
@given(runs_of_a_season, st.integers(0, 13), st.sets(st.integers(0, 13)), st.integers(1, 7))
def test_excusing_a_week_is_never_worse_than_missing_it(
    runs: list[tuple[int, float]], week: int, excused: set[int], target: int
) -> None:
    missed = [run for run in runs if run[0] // 7 != week]
    if not missed:
        return
    others = [MONDAY + timedelta(days=7 * number) for number in excused - {week}]
    without = consistency(frame_of(missed), TODAY, target, excused_weeks=others)
    with_excuse = consistency(
        frame_of(missed), TODAY, target, excused_weeks=[*others, MONDAY + timedelta(days=7 * week)]
    )
    if without.score is not None and with_excuse.score is not None:
        assert with_excuse.score >= without.score
    assert with_excuse.streak.current >= without.streak.current
    assert with_excuse.streak.longest >= without.streak.longest
