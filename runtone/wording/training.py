"""Sentences about weeks, techniques and plans, for the facts that `runtone.training` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from runtone.plurals import counted, listed
from runtone.training.planning.planned_load import Assumption, Assumptions
from runtone.training.weeks.consistency import LEAST_SCORED_WEEKS
from runtone.training.weeks.neglect import LONGEST_WITHOUT_DAYS, Shortage
from runtone.training.weeks.readiness import LEAST_RUN_DAYS, MOST_ADDED, HeldBack, HoldBack
from runtone.training.weeks.usual_weeks import LEAST_USUAL_WEEKS
from runtone.vocabulary import GROUPS, Step
from runtone.wording.dates import day_and_month
from runtone.wording.names import group_name
from runtone.wording.units import Units

if TYPE_CHECKING:
    from runtone.training import Advice, BaselineComparison, Consistency, Suggestion

Row = Mapping[Any, Any]
"""A row of a frame, by column."""
_EVERY_GROUP: Final = "every group"
_FULLER: Final = f"{100 * MOST_ADDED:.0f} %"


def consistency_sentence(result: Consistency) -> str:
    """Return in how many weeks the runner ran, or what the score still waits for."""
    weeks = result.weeks
    if not len(weeks):
        return "No runs yet; the first two weeks build the picture."
    if result.state == "building":
        done = int((weeks["finished"] & ~weeks["excused"]).sum())
        return f"Building: {counted(done, 'finished week')} so far; the score begins after {LEAST_SCORED_WEEKS}."
    if result.state == "excused":
        return "Most of the last eight weeks are excused, so there is no score; it returns after two weeks that count."
    scored = weeks[weeks["scored"]]
    sentence = (
        f"You ran in {int(scored['kept'].sum())} of the last {len(scored)} finished weeks, "
        f"on {scored['run_days'].mean():.1f} days a week (target {result.target_runs_per_week})"
    )
    if not result.streak.current:
        return f"{sentence}."
    if result.streak.forgiven:
        return f"{sentence}; a streak of {streak_words(result.streak.current, result.streak.forgiven)}."
    return f"{sentence}; {counted(result.streak.current, 'week')} in a row."


def streak_words(weeks: int, forgiven: int) -> str:
    """Return a streak with what was forgiven in it: ``"11 weeks, 1 missed week forgiven"``."""
    return (
        f"{counted(weeks, 'week')}, {counted(forgiven, 'missed week')} forgiven" if forgiven else counted(weeks, "week")
    )


def part_meaning(part: str, target_runs_per_week: int) -> str:
    """Return what a part of the consistency score looks at."""
    return {
        "presence": "weeks with a run",
        "frequency": f"days with a run, of {target_runs_per_week} a week",
        "steadiness": "minutes alike from week to week",
        "spacing": "no long gap between runs",
    }[part]


def baseline_sentence(week: BaselineComparison, whose: Literal["your", "their"] = "your") -> str:
    """Return which groups stand above and below the runner's usual weeks, said to the runner or to somebody else."""
    if not week.known:
        return (
            f"Before there are usual weeks: {week.usual_weeks} of {LEAST_USUAL_WEEKS} finished weeks with a run so "
            "far, so loads are shown by themselves."
        )
    above, usual = _groups_on(week, Step.ABOVE, Step.WELL_ABOVE), f"{whose} usual {week.usual_weeks} weeks"
    if not week.finished:
        reached, still_open = _groups_on(week, Step.USUAL), _groups_on(week, Step.STILL_OPEN)
        if still_open == _EVERY_GROUP:
            return f"So far this week: no group has reached {usual} yet."
        there = f"{above} above" if above else f"{reached} as in"
        return f"So far this week: {there} {usual}{f', {still_open} not there yet' if still_open else ''}."
    below = _groups_on(week, Step.BELOW, Step.WELL_BELOW)
    standing = " and ".join([f"{above} above"] * bool(above) + [f"{below} below"] * bool(below))
    text = standing or f"{_EVERY_GROUP} as in"
    return f"{text[0].upper()}{text[1:]} {usual}."


def _groups_on(week: BaselineComparison, *steps: Step) -> str:
    names = week.groups.loc[week.groups["step"].isin(steps), "muscle_group"].tolist()
    return _EVERY_GROUP if len(names) == len(GROUPS) else listed([group_name(name).lower() for name in names])


def neglect_sentence(row: Row) -> str:
    """Return what a group got too little of, from a row of `neglected_groups`; empty where of nothing."""
    name = group_name(row["muscle_group"])
    if row["neglected"] == Shortage.LOAD:
        share = f"{100 * row['ratio']:.0f} %"
        return f"{name}: {share} of your usual load over the last four weeks, less than the other groups."
    if row["neglected"] == Shortage.HARD_MINUTES and row["days_since_hard"] >= LONGEST_WITHOUT_DAYS:
        return (
            f"{name}: no hard minutes in {row['days_since_hard']:.0f} days, where {row['usual_hard_minutes']:.0f} a "
            "week are usual for you."
        )
    if row["neglected"] == Shortage.HARD_MINUTES:
        return (
            f"{name}: {row['hard_minutes']:.0f} hard minutes a week over the last four weeks, where "
            f"{row['usual_hard_minutes']:.0f} are usual for you; the load as a whole is as usual."
        )
    return ""


def held_back_sentence(held: HeldBack) -> str:
    """Return why nothing hard is suggested."""
    if held.why is HoldBack.FIRST_WEEKS:
        return "Nothing hard is suggested in the first four weeks: easy running comes first."
    if held.why is HoldBack.GAP:
        return f"Nothing hard is suggested now: {held.days} days have passed without a run. Easy running comes first."
    if held.back is not None and held.until is not None:
        return (
            f"Nothing hard is suggested until {day_and_month(held.until)}: you came back on "
            f"{day_and_month(held.back)} after {held.days} days without a run."
        )
    if held.why is HoldBack.FEW_RUNS:
        return (
            f"Nothing hard is suggested now: you ran on {held.days} days in the last four weeks. With {LEAST_RUN_DAYS} "
            "or more there is something to build on."
        )
    of_stress = ""
    if held.group is not None and held.figure == "stress_minutes":
        of_stress = f" in stress ({group_name(held.group).lower()} most)"
    return (
        f"Nothing hard is suggested now: the last seven days are already {_FULLER} or more above the fullest of the "
        f"four weeks before{of_stress}."
    )


def advice_sentence(advice: Advice) -> str:
    """Return what the last four weeks lacked, or why nothing is suggested."""
    if advice.held_back is not None:
        return held_back_sentence(advice.held_back)
    if advice.suggestions:
        names = " or ".join(suggestion.technique.title.lower() for suggestion in advice.suggestions)
        return f"Your last four weeks lacked {names}."
    if not advice.techniques["lacking"].any():
        return "Your last four weeks held every technique."
    if advice.unsettled:
        names = " and ".join(group_name(group).lower() for group in advice.unsettled)
        return f"Nothing new for now: the braking load of your {names} jumped within the last seven days."
    return "Nothing new fits your last four weeks; go on as you are."


def suggestion_why(suggestion: Suggestion) -> str:
    """Return why a technique is suggested: what lacked, which groups lag, and how it loads them."""
    last = f", the last was on {day_and_month(suggestion.last_day)}." if suggestion.last_day else "."
    lagging = [neglect_sentence(row) for row in suggestion.lag]
    return " ".join(["Your last four weeks had none" + last, *filter(None, lagging), suggestion.technique.loads])


def suggestion_start(suggestion: Suggestion) -> str:
    """Return the first session, with fewer repeats where the ramp guard asks for them."""
    fewer = "" if suggestion.repeats is None else f" {suggestion.repeats} times are enough for now."
    return suggestion.technique.how_to_begin + fewer


def suggestion_guard(suggestion: Suggestion) -> str:
    """Return why it is no more than this."""
    if not suggestion.technique.seen_in_runs:
        return "A watch does not see it, so its load is not estimated; the amount is that of a first time."
    return (
        f"Even on top of your last seven days it keeps every muscle group, by load and by stress, within {_FULLER} "
        "above the fullest of the four weeks before."
    )


def assumption_sentence(assumption: Assumption, units: Units) -> str:
    """Return what a plan did not say and was assumed, in the reader's units."""
    pace = units.pace_text(assumption.speed_m_s if math.isfinite(assumption.speed_m_s) else None)
    return {
        Assumptions.CADENCE: "Cadence is taken as an average runner's at each speed.",
        Assumptions.STEADY_SPEED: f"Your steady speed is not known yet; {pace} on the level is assumed.",
        Assumptions.HILL_EFFORT: "Hills are run at the effort of your steady speed.",
        Assumptions.SPRINT_SPEED: f"Sprints of {assumption.seconds:g} s are run at {pace}.",
        Assumptions.STEEP: f"A grade of {100 * assumption.grade:.0f} % is beyond what the model was checked on.",
    }[assumption.what]
