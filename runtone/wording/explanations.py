"""What set a run or a week apart, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from runtone.muscles import (
    Explanation,
    GroupStress,
    HardAlike,
    LongEffort,
    NothingHard,
    StandsOut,
    StressSource,
)
from runtone.muscles.explain import HARD, STANDS_OUT
from runtone.wording.durations import duration_words
from runtone.wording.names import group_name

if TYPE_CHECKING:
    from typing import Final

SOURCE_WORDS: Final = {
    "hill sprint": ("hill sprint", "hill sprints"),
    "sprint": ("sprint", "sprints"),
    "hill repeat": ("hill repeat", "hill repeats"),
    "repeat": ("repeat", "repeats"),
    "uphill": ("climb", "climbs"),
    "downhill": ("descent", "descents"),
    "rest": ("walk or rest", "walks and rests"),
}
"""What one and several segments of a source are called; steady running is not counted."""
CAUSE_WORDS: Final = {
    "steady": "steady running", "uphill": "hills", "downhill": "downhills", "sprint": "sprints",
    "rest": "walks and rests",
}  # fmt: skip
_LENS: Final = 1.5
"""Push (brake) stress this many times the other is said; a choice of wording."""
_HARD_ALIKE: Final = 2.0
"""Stress minutes a minute that a race or a workout has in every group; a choice of wording."""
_BY_LENS: Final = {"all": "", "push": " by pushing", "brake": " by braking"}
_LARGELY: Final = 0.15
"""Volume within this of the usual is as usual; a choice of wording."""


def explanation_headline(told: Explanation) -> str:
    """Return one sentence or two for the whole: who stood out and what did it, or that nothing did.

    Parameters
    ----------
    told : Explanation
        As `runtone.muscles.explain` gives it.
    """
    match told.headline:
        case StandsOut() as found:
            return _stands_out(told, found)
        case LongEffort() as found:
            return _long(told, found)
        case HardAlike() as found:
            return _hard_alike(told, found)
        case NothingHard() as found:
            return _nothing_hard(told, found)
        case _:
            return (
                "Nothing was worked."
                if told.headline.known
                else "Stress is not known yet: it is still to be read from the files."
            )


def group_sentence(told: Explanation, group: str, when: str = "") -> str:
    """Return one sentence about a group: how much stress, and what did it.

    Parameters
    ----------
    told : Explanation
    group : str
    when : str
        Words that say which runs are meant, such as ``"in the last four weeks"``.
    """
    found = told.groups[group]
    name = group_name(group) + (f" {when}" if when else "")
    if found.source is None:
        return f"{name}: no stress."
    amount = f"{name}: {_figure(found.stress_minutes)} stress minutes in {_minutes(told.seconds)} minutes"
    if found.source.source == "steady":
        return f"{amount}, {_against_easy(found.per_minute)}."
    return f"{amount}, {_what_did_it(told, found.source)}{_manner(found, found.source)}."


def cause_sentence(told: Explanation, group: str) -> str:
    """Return what most of a group's stress came from, as a short sentence; empty where there was none."""
    source = told.groups[group].source
    if source is None:
        return ""
    words = "most of it from steady running" if source.source == "steady" else _what_did_it(told, source)
    return f"{words[0].upper()}{words[1:]}."


def hard_minutes_sentence(hard: pd.DataFrame, group: str, when: str = "this week") -> str:
    """Say how many minutes asked more of a group than moderate running, and on what most of them fell.

    Parameters
    ----------
    hard : pandas.DataFrame
        As `runtone.muscles.hard_minutes` gives it.
    group : str
    when : str
        The time that `hard` is of.
    """
    head = f"Hard minutes of {group_name(group).lower()} {when}: "
    rows = hard[(hard["muscle_group"] == group) & (hard["minutes"] > 0.0)]
    if rows.empty:
        return f"{head}none."
    top = max(rows.to_dict("records"), key=lambda row: row["minutes"])
    total, most = float(rows["minutes"].sum()), float(top["minutes"])
    where = f"{pd.Timestamp(top['local_date']).day_name()}'s {CAUSE_WORDS[str(top['cause'])]}"
    whole = len(rows) == 1
    return f"{head}{_minutes(60.0 * total)}, {'all' if whole else f'{_minutes(60.0 * most)} of them'} on {where}."


def _stands_out(told: Explanation, found: StandsOut) -> str:
    head = f"{group_name(found.group.muscle_group)} stood out{_BY_LENS[found.lens]}: "
    if found.times_usual is not None:
        head += f"{found.times_usual:.1f} times your usual stress"
    elif found.lens == "all":
        head += f"{found.per_minute:.1f} times the stress of easy running"
    else:
        head += f"{found.per_minute:.1f} times that of easy running"
    return f"{head}{_made_by(told, found.source)}.{_volume(found.volume)}"


def _made_by(told: Explanation, source: StressSource | None) -> str:
    return "" if source is None or source.source == "steady" else f", {_what_did_it(told, source)}"


def _long(told: Explanation, found: LongEffort) -> str:
    name = group_name(found.braked_most.muscle_group)
    weeks = found.usual_weeks
    size = f": {weeks:.1f} usual weeks of stress in one run" if weeks is not None and weeks >= 1.0 else ""
    return (
        f"{duration_words(told.seconds)} of running{size}. No group stood out; {name.lower()} braked most "
        f"({_figure(found.braked_most.brake_stress_minutes)} minutes' worth). Keep the next days easy."
    )


def _hard_alike(told: Explanation, found: HardAlike) -> str:
    low, high = (group_name(group.muscle_group).lower() for group in (found.least, found.most))
    least, most = found.least_figure, found.most_figure
    if told.span == "week" and found.least.times_usual is not None:
        if most >= STANDS_OUT * least:
            return (
                f"More than usual for every group, {high} most{_BY_LENS[found.lens]}: {most:.1f} times your usual "
                f"stress{_made_by(told, found.source)}; {low} least, {least:.1f} times.{_volume(found.volume)}"
            )
        return (
            f"More than usual for every group alike: from {least:.1f} ({low}) to {most:.1f} ({high}) times your usual "
            f"stress.{_volume(found.volume)}"
        )
    how = "Hard" if least + most >= 2.0 * _HARD_ALIKE else "Harder than easy"
    return f"{how} as a whole: each minute weighed as {least:.1f} ({low}) to {most:.1f} ({high}) of easy running."


def _nothing_hard(told: Explanation, found: NothingHard) -> str:
    if found.no_hard_minutes:
        return f"An easy {told.span}: no group had hard minutes."
    if found.against_usual:
        return "No group stood out from your usual week."
    if found.per_minute <= 1.0 / HARD:
        return "No group stood out: all worked less than in easy running."
    return "No group stood out: all worked about as in easy running."


def _what_did_it(told: Explanation, source: StressSource) -> str:
    share = f"{100.0 * source.share:.0f} % of it from "
    time = f"{_minutes(source.seconds)} of {_minutes(told.seconds)} minutes"
    one, many = SOURCE_WORDS[source.source]
    return f"{share}{source.count} {one if source.count == 1 else many}, {time}"


def _manner(group: GroupStress, source: StressSource) -> str:
    """Say on slopes what the legs mostly did."""
    push, brake = group.push_stress_minutes, group.brake_stress_minutes
    if source.source == "downhill" and brake > _LENS * push:
        return ", mostly braking"
    if source.source in ("uphill", "hill sprint", "hill repeat") and push > _LENS * brake > 0.0:
        return ", mostly pushing"
    return ""


def _against_easy(per_minute: float) -> str:
    if per_minute >= HARD:
        return f"{per_minute:.1f} times easy running, spread over the whole"
    if per_minute <= 1.0 / HARD:
        return "less than easy running asks"
    return "about as easy running asks"


def _volume(volume: float | None) -> str:
    if volume is None:
        return ""
    if abs(volume - 1.0) <= _LARGELY:
        return " Volume as usual."
    return f" Volume {volume:.1f} times the usual."


def _figure(minutes: float) -> str:
    """Return stress minutes: tenths only where there are few."""
    return f"{minutes:.1f}" if minutes < 9.95 else f"{minutes:,.0f}"


def _minutes(seconds: float) -> str:
    """Return seconds as minutes: tenths only where there are few."""
    minutes = seconds / 60.0
    return f"{minutes:.1f}" if minutes < 2.95 else f"{minutes:,.0f}"
