"""What is usual, where a week stands to it, and in how many weeks each group reached it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.errors import SettingsError
from runtone.muscles import GROUPS
from runtone.training import Calendar, compare_with_baseline, muscle_consistency, usual_band, usual_bands, weekly_load
from runtone.wording.training import baseline_sentence
from tests.training.seasons import FIRST_MONDAY, Outing, make_season, nth_day


def test_the_band_is_the_quartiles_and_at_least_15_percent_wide() -> None:
    band = usual_band([100.0] * 6)
    assert (band.low, band.median, band.high, band.weeks) == pytest.approx((85, 100, 115, 6))
    varied = usual_band([60, 80, 100, 120, 140])
    assert (varied.low, varied.median, varied.high) == (80, 100, 120)
    # One race and one week of flu move it hardly.
    assert usual_band([100.0] * 10 + [400.0, 5.0]).high == pytest.approx(115)


def test_only_the_newest_twelve_weeks_count_and_four_are_needed() -> None:
    assert usual_band([10.0] * 20 + [100.0] * 12).low == 85
    assert not usual_band([100.0] * 3).known
    assert usual_band([100.0] * 3).step(100.0) is None
    assert usual_band([100.0] * 4).known


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (0, "well below"),
        (56, "well below"),
        (57, "below"),
        (84, "below"),
        (85, "usual"),
        (115, "usual"),
        (116, "above"),
        (172, "above"),
        (173, "well above"),
    ],
)
def test_five_steps(value: int, step: str) -> None:
    assert usual_band([100.0] * 4).step(value) == step


@given(st.lists(st.floats(0.1, 1e4), min_size=4, max_size=30), st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_load_is_never_a_lower_step(weeks: list[float], one: float, other: float) -> None:
    order: list[str | None] = ["well below", "below", "usual", "above", "well above"]
    band = usual_band(weeks)
    assert band.low <= band.median <= band.high
    low, high = sorted((one, other))
    assert order.index(band.step(low)) <= order.index(band.step(high))


def three_a_week(weeks: int, skipped: tuple[int, ...] = (), minutes: float = 50.0) -> list[Outing]:
    return [Outing(7 * week + day, minutes) for week in range(weeks) if week not in skipped for day in (0, 2, 4)]


def test_missed_and_excused_weeks_do_not_change_what_is_usual() -> None:
    outings = [*three_a_week(10, skipped=(4, 5)), Outing(7 * 6 + 6, 400.0)]
    season = make_season(outings)
    today = nth_day(70)
    excused = [nth_day(7 * 6)]
    bands = usual_bands(weekly_load(season.runs, season.muscle_load, Calendar.on(today, excused_weeks=excused)), today)
    for group in GROUPS:
        assert (bands[group].weeks, bands[group].median) == pytest.approx((7, 150))


def test_weeks_of_half_a_year_ago_are_no_longer_usual() -> None:
    season = make_season([*three_a_week(5), Outing(7 * 40, 20.0)])
    today = nth_day(7 * 40 + 1)
    assert compare_with_baseline(season.runs, season.muscle_load, Calendar.on(today)).known is False


def test_a_week_in_progress_is_said_to_be_one() -> None:
    season = make_season([*three_a_week(6), Outing(42, 60.0, {"quads": (30.0, 170.0)})])
    today = nth_day(43)
    result = compare_with_baseline(season.runs, season.muscle_load, Calendar.on(today))
    steps = result.groups.set_index("muscle_group")["step"].to_dict()
    assert (result.known, result.finished) == (True, False)
    assert steps.pop("quads") == "above"
    assert set(steps.values()) == {"still open"}
    quads, calves = (result.groups.set_index("muscle_group").loc[group] for group in ("quads", "calves"))
    assert (quads["still_open"], calves["still_open"]) == (0, pytest.approx(0.85 * 150 - 60))
    assert quads["ratio"] == pytest.approx(200 / 150)
    assert result.groups.set_index("muscle_group")["ratio"].isna().loc["calves"]
    assert baseline_sentence(result) == (
        "So far this week: quads above your usual 6 weeks, "
        "hip flexors, glutes, hamstrings, calves, shins and core not there yet."
    )


def test_no_group_is_below_its_usual_before_the_week_is_over() -> None:
    last_week = [Outing(42 + day, 10.0) for day in (0, 2, 6)]
    season = make_season([*three_a_week(6), *last_week])
    on_day = [
        compare_with_baseline(
            season.runs,
            season.muscle_load,
            Calendar.on(nth_day(day)),
            of_week=nth_day(42),
        )
        for day in range(42, 50)
    ]
    for week in on_day[:-1]:
        assert set(week.groups["step"]) == {"still open"}
        assert week.groups["ratio"].isna().all()
        assert baseline_sentence(week) == "So far this week: no group has reached your usual 6 weeks yet."
    assert set(on_day[-1].groups["step"]) == {"well below"}
    assert baseline_sentence(on_day[-1]) == "Every group below your usual 6 weeks."


def test_seven_days_are_a_whole_week_on_any_day() -> None:
    season = make_season(three_a_week(7))
    for day in range(42, 49):
        result = compare_with_baseline(season.runs, season.muscle_load, Calendar.on(nth_day(day)), span="seven days")
        assert result.finished
        assert set(result.groups["step"]) == {"usual"}
        assert baseline_sentence(result) == "Every group as in your usual 6 weeks."


def test_looking_back_at_a_week_uses_only_the_weeks_before_it() -> None:
    outings = [*three_a_week(6), *(Outing(day + 42, 80.0) for day in (0, 2, 4))]
    later = [Outing(day + 49, 500.0) for day in (0, 2, 4)]
    week = nth_day(44)
    results = [
        compare_with_baseline(season.runs, season.muscle_load, Calendar.on(nth_day(60)), of_week=week)
        for season in (make_season(outings), make_season([*outings, *later]))
    ]
    for result in results:
        assert result.finished
        assert set(result.groups["step"]) == {"above"}
        assert baseline_sentence(result) == "Every group above your usual 6 weeks."


def test_before_there_are_usual_weeks() -> None:
    season = make_season(three_a_week(3))
    result = compare_with_baseline(season.runs, season.muscle_load, Calendar.on(nth_day(22)))
    assert not result.known
    assert result.groups["step"].isna().all()
    assert result.groups["easy_minutes"].tolist() == [0.0] * 7
    assert "3 of 4" in baseline_sentence(result)
    empty = compare_with_baseline(season.runs.iloc[:0], season.muscle_load.iloc[:0], Calendar.on(FIRST_MONDAY))
    assert "0 of 4" in baseline_sentence(empty)


def test_an_unknown_span_is_refused() -> None:
    season = make_season(three_a_week(1))
    with pytest.raises(SettingsError, match="span"):
        compare_with_baseline(season.runs, season.muscle_load, Calendar.on(FIRST_MONDAY), span="month")  # type: ignore[arg-type]  # refused


def test_weeks_in_which_each_group_reached_its_band() -> None:
    # Twelve weeks alike; in weeks 9 and 10 the glutes got a fifth of it, and week 11 was missed.
    outings = [
        Outing(7 * week + day, 50.0, {"glutes": (5.0, 5.0)} if week in (9, 10) else None)
        for week in range(12)
        if week != 11
        for day in (0, 2, 4)
    ]
    season = make_season(outings)
    result = muscle_consistency(season.runs, season.muscle_load, Calendar.on(nth_day(84)))
    groups = result.groups.set_index("muscle_group")
    assert groups.index.tolist() == list(GROUPS)
    # The last eight finished weeks are 4 to 11; four weeks were usual before week 4.
    assert (groups.loc["quads", "weeks_reached"], groups.loc["quads", "weeks_judged"]) == (7, 8)
    assert (groups.loc["glutes", "weeks_reached"], groups.loc["glutes", "weeks_judged"]) == (5, 8)
    assert groups.loc["quads", "share"] == pytest.approx(7 / 8)
    # Weeks 4 to 10 in a row for the quads, the missed one forgiven; 4 to 8 for the glutes, and then no more.
    assert (groups.loc["quads", "streak"], groups.loc["quads", "longest_streak"]) == (7, 7)
    assert (groups.loc["glutes", "streak"], groups.loc["glutes", "longest_streak"]) == (0, 5)
    assert not groups["reached_this_week"].any()


def test_muscle_weeks_are_the_weeks_of_the_score() -> None:
    season = make_season(three_a_week(8, skipped=(6,)))
    excused = [nth_day(42)]
    today = nth_day(56)
    result = muscle_consistency(season.runs, season.muscle_load, Calendar.on(today, excused_weeks=excused))
    quads = result.weeks[result.weeks["muscle_group"] == "quads"]
    assert quads["judged"].tolist() == [False] * 4 + [True, True, False, True, False]
    assert quads["reached"].tolist() == [False] * 4 + [True, True, False, True, False]
    assert result.groups["streak"].tolist() == [3] * 7
    # The current week counts as soon as it has reached the band.
    more = make_season([*three_a_week(8, skipped=(6,)), Outing(56, 140.0)])
    now = muscle_consistency(more.runs, more.muscle_load, Calendar.on(today, excused_weeks=excused)).groups
    assert now["streak"].tolist() == [4] * 7
    assert now["reached_this_week"].all()


def test_muscle_weeks_are_held_to_the_bands_that_every_view_shows() -> None:
    lengths = [30, 80, 45, 60, 20, 90, 55, 70, 40, 65]
    outings = [
        Outing(7 * week + day, float(lengths[(3 * week + day) % 10]))
        for week in range(45)
        if week not in (7, 20, 21, 33)
        for day in (0, 3, 5)
    ]
    season = make_season(outings)
    today, excused = nth_day(7 * 45), [nth_day(7 * 11)]
    weeks = muscle_consistency(season.runs, season.muscle_load, Calendar.on(today, excused_weeks=excused)).weeks
    load = weekly_load(season.runs, season.muscle_load, Calendar.on(today, excused_weeks=excused))
    for week in (3, 4, 10, 13, 26, 40, 45):
        start = nth_day(7 * week)
        bands = usual_bands(load, start)
        own = weeks[weeks["week"] == start].set_index("muscle_group")["low"]
        for group in GROUPS:
            assert own[group] == pytest.approx(bands[group].low, nan_ok=True)


def test_nothing_is_judged_before_there_are_usual_weeks() -> None:
    season = make_season(three_a_week(3))
    groups = muscle_consistency(season.runs, season.muscle_load, Calendar.on(nth_day(21))).groups
    assert groups["weeks_judged"].tolist() == [0] * 7
    assert all(math.isnan(share) for share in groups["share"])
    assert len(muscle_consistency(season.runs.iloc[:0], season.muscle_load, Calendar.on(FIRST_MONDAY)).groups) == 7
