"""Up to two techniques to try, with a ramp guard."""

from __future__ import annotations

import re
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.training import TECHNIQUES, Advice, Calendar, RunFrames, Suggestion, readiness, technique_advice
from runtone.training.techniques.cards import TechniqueName
from runtone.training.weeks.days import dated_runs
from runtone.training.weeks.readiness import HoldBack
from runtone.training.weeks.weekly_load import STRESS
from runtone.wording.training import advice_sentence, suggestion_guard, suggestion_start, suggestion_why
from tests.training.seasons import Outing, Season, make_season, nth_day

ALL = {technique.name for technique in TECHNIQUES}


def steady_weeks(weeks: int = 10, days: tuple[int, ...] = (0, 2, 4, 6), minutes: float = 50.0) -> list[Outing]:
    return [Outing(7 * week + day, minutes) for week in range(weeks) for day in days]


def advise(season: Season, day: int, *, logged: pd.DataFrame | None = None) -> Advice:
    return technique_advice(RunFrames(*season), Calendar.on(nth_day(day)), logged=logged)


def log(*rows: tuple[int, TechniqueName | str]) -> pd.DataFrame:
    return pd.DataFrame([{"local_date": nth_day(day), "technique": name} for day, name in rows])


def test_steady_weeks_get_the_two_gentlest() -> None:
    advice = advise(make_season(steady_weeks()), 70)
    assert [suggestion.technique.name for suggestion in advice.suggestions] == ["skipping", "hill_sprints"]
    assert advice.held_back is None
    assert advice_sentence(advice) == "Your last four weeks lacked skipping or hill sprints."
    skipping, hill_sprints = advice.suggestions
    assert skipping.groups == ("calves", "shins")
    assert not skipping.expected.any(axis=None)
    assert "not estimated" in suggestion_guard(skipping)
    assert 1 < hill_sprints.expected["easy_minutes"]["glutes"] < 5
    assert "10 %" in suggestion_guard(hill_sprints)
    assert hill_sprints.not_before == skipping.not_before + timedelta(days=2)
    for suggestion in advice.suggestions:
        assert suggestion_why(suggestion).startswith("Your last four weeks had none.")
        assert suggestion.technique.loads in suggestion_why(suggestion)
        assert suggestion.technique.how_to_begin in suggestion_start(suggestion)


def test_a_group_that_lags_comes_first_and_is_the_reason() -> None:
    outings = [
        Outing(7 * week + day, hard={"glutes": 4.0} if week < 8 and day == 2 else None)
        for week in range(12)
        for day in (0, 2, 4, 6)
    ]
    advice = advise(make_season(outings), 84)
    first = advice.suggestions[0]
    assert first.technique.name in ("hill_sprints", "squat_jumps")
    assert "glutes" in first.groups
    assert "Glutes: no hard minutes in 33 days, where 4 a week" in suggestion_why(first)


def test_what_was_done_is_not_suggested() -> None:
    season = make_season(steady_weeks())
    logged = log((60, "skipping"), (61, "hill_sprints"))
    advice = advise(season, 70, logged=logged)
    assert [suggestion.technique.name for suggestion in advice.suggestions] == ["hiit", "squat_jumps"]
    everything = log(*((60, name) for name in sorted(ALL)))
    advice = advise(season, 70, logged=everything)
    assert advice.suggestions == ()
    assert advice_sentence(advice) == "Your last four weeks held every technique."


def test_the_last_time_is_named_and_the_next_hard_day_leaves_one_easy() -> None:
    season = make_season(steady_weeks())
    advice = advise(season, 70, logged=log((20, "skipping"), (69, "squat_jumps")))
    first = advice.suggestions[0]
    assert first.technique.name == "skipping"
    assert "the last was on 25 January" in suggestion_why(first)
    assert first.not_before == nth_day(71)


def test_flat_sprints_come_after_hill_sprints_or_intervals() -> None:
    season = make_season(steady_weeks(weeks=14))
    others = [(90, name) for name in ("skipping", "hiit", "squat_jumps")]
    new = advise(season, 98, logged=log(*((90, name) for name in ("skipping", "squat_jumps"))))
    assert [suggestion.technique.name for suggestion in new.suggestions] == ["hill_sprints", "hiit"]
    used_to = advise(season, 98, logged=log((40, "hill_sprints"), *others))
    assert [suggestion.technique.name for suggestion in used_to.suggestions] == ["hill_sprints", "sprinting"]


def test_nothing_hard_in_the_first_four_weeks() -> None:
    season = make_season(steady_weeks())
    for day, held in ((0, True), (14, True), (27, True), (28, False)):
        advice = advise(season, day)
        assert (advice.held_back is not None) == held
        assert bool(advice.suggestions) != held
        if held:
            assert "first four weeks" in advice_sentence(advice)
    assert "first four weeks" in advice_sentence(advise(make_season([Outing(50)]), 10))


@pytest.mark.parametrize("gap", [7, 10, 20])
def test_nothing_hard_in_a_gap_nor_for_as_long_after_it(gap: int) -> None:
    before = [Outing(day) for day in range(0, 70, 2)]
    back = 68 + gap + 1
    season = make_season([*before, *(Outing(back + 2 * number) for number in range(40))])
    away = make_season(before)
    assert advise(away, 68 + 7).held_back is None
    assert f"{gap} days have passed" in advice_sentence(advise(away, 68 + gap + 1))
    for day in range(back, back + gap):
        advice = advise(season, day)
        assert advice.suggestions == ()
        assert f"{gap} days without a run" in advice_sentence(advice)
    assert advise(season, back + gap + 14).held_back is None


def test_six_days_without_a_run_are_no_gap() -> None:
    season = make_season([Outing(day) for day in range(0, 70, 2)])
    assert advise(season, 68 + 6).held_back is None


def test_too_few_runs_to_build_on() -> None:
    weekly = make_season(steady_weeks(days=(2,)))
    assert "you ran on 4 days" in advice_sentence(advise(weekly, 70))
    # Twice a week is enough for what is gentle, not for intervals.
    twice = make_season(steady_weeks(days=(1, 4)))
    assert {suggestion.technique.name for suggestion in advise(twice, 70).suggestions} <= {
        "skipping",
        "hill_sprints",
        "squat_jumps",
    }


def test_a_week_that_is_already_far_above_holds_back() -> None:
    outings = [*steady_weeks(), *(Outing(70 + day, 80.0) for day in (0, 2, 4, 6))]
    assert "already 10 % or more above" in advice_sentence(advise(make_season(outings), 76))


def test_a_jump_in_braking_leaves_the_groups_alone_that_braked() -> None:
    done = log(*((60, name) for name in sorted(ALL - {"squat_jumps"})))
    as_usual = make_season(steady_weeks())
    assert [told.technique.name for told in advise(as_usual, 70, logged=done).suggestions] == ["squat_jumps"]
    braked = [run if run.day != 69 else run._replace(load={"quads": (2.0, 48.0)}) for run in steady_weeks()]
    advice = advise(make_season(braked), 70, logged=done)
    assert advice.suggestions == ()
    assert (
        advice_sentence(advice)
        == "Nothing new for now: the braking load of your quads jumped within the last seven days."
    )


def test_the_guard_takes_repeats_away_and_then_the_technique() -> None:
    # Four weeks of 100 and a last one that leaves about two and a half easy minutes of room in each group.
    def season(last: float) -> Season:
        minutes = [25.0] * 36 + [last / 4] * 4
        return make_season(
            [Outing(7 * (number // 4) + (0, 2, 4, 6)[number % 4], length) for number, length in enumerate(minutes)]
        )

    full, tight, none = (advise(season(last), 69) for last in (100.0, 107.8, 109.0))

    def of(advice: Advice) -> dict[str, Suggestion]:
        return {suggestion.technique.name: suggestion for suggestion in advice.suggestions}

    assert "times are enough" not in suggestion_start(of(full)["hill_sprints"])
    assert "3 times are enough for now." in suggestion_start(of(tight)["hill_sprints"])
    assert "hill_sprints" not in of(none)


def stress_of(season: Season, hard: dict[int, float]) -> pd.DataFrame:
    """Stress of a season of easy running, with so many more stress minutes of each group in some runs."""
    minutes = season.muscle_load.groupby(["run_id", "muscle_group"], as_index=False)["easy_minutes"].sum()
    added = minutes["run_id"].map(hard).fillna(0.0)
    stress = dict.fromkeys(STRESS, minutes["easy_minutes"] + added)
    return pd.DataFrame({"run_id": minutes["run_id"], "muscle_group": minutes["muscle_group"], **stress})


def test_the_guard_sees_stress_as_well_as_load() -> None:
    season = make_season(steady_weeks())
    done = log(*((60, name) for name in ("skipping", "squat_jumps")))

    def advised(hard: dict[int, float]) -> Advice:
        frames = RunFrames(*season, muscle_stress=stress_of(season, hard))
        return technique_advice(frames, Calendar.on(nth_day(69)), logged=done)

    def names(advice: Advice) -> list[str]:
        return [suggestion.technique.name for suggestion in advice.suggestions]

    # Weeks of 200 leave room for 20 more; four intervals are 14 easy minutes, and 50 stress minutes of hip flexors.
    by_load = technique_advice(RunFrames(*season), Calendar.on(nth_day(69)), logged=done)
    assert names(by_load) == ["hill_sprints", "hiit"]
    assert names(advised({})) == ["hill_sprints", "long_hills"]
    # A hard week among the last four, and easy days since: now they fit.
    assert names(advised({30: 60.0})) == ["hill_sprints", "hiit"]
    # Seven days as long as ever, and far harder.
    full = advised({39: 60.0})
    assert full.held_back is not None
    assert full.held_back.why is HoldBack.FULL
    assert full.held_back.figure == "stress_minutes"
    assert "already 10 % or more above the fullest of the four weeks before in stress" in advice_sentence(full)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_advice_keeps_the_guard_and_depends_only_on_the_weeks(data: st.DataObject) -> None:
    days = data.draw(st.lists(st.integers(0, 69), min_size=8, max_size=45, unique=True))
    minutes = data.draw(st.lists(st.floats(10, 120), min_size=len(days), max_size=len(days)))
    season = make_season([Outing(day, length) for day, length in zip(days, minutes, strict=True)])
    today = nth_day(70)

    def advised(runs: pd.DataFrame, segments: pd.DataFrame, load: pd.DataFrame) -> Advice:
        return technique_advice(RunFrames(runs, segments, load), Calendar.on(today))

    advice = advised(season.runs, season.segments, season.muscle_load)
    assert len(advice.suggestions) <= 2
    if advice.suggestions:
        assert max(days) >= 70 - 7
        ready = readiness(dated_runs(season.runs, today), season.muscle_load, today)
        left = ready.room
        for suggestion in advice.suggestions:
            left = left - suggestion.expected[left.columns]
        assert (left >= -1e-9).all(axis=None)
        assert all(suggestion.not_before >= today for suggestion in advice.suggestions)
    else:
        assert advice_sentence(advice)
    seed = data.draw(st.integers(0, 99))
    again = advised(
        *(frame.sample(frac=1, random_state=seed) for frame in (season.runs, season.segments, season.muscle_load))
    )
    assert [s.technique.name for s in again.suggestions] == [s.technique.name for s in advice.suggestions]
    assert advice_sentence(again) == advice_sentence(advice)
    assert not re.search(r"injur|diagnos|!", advice_sentence(advice))
