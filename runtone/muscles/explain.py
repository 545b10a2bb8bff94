"""What caused each muscle group's load, as data and in one plain sentence.

Every figure in a sentence is read from a table that is handed back with it, so what is said can be checked against the
segments it is about.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from runtone.muscles.causes import load_causes
from runtone.muscles.parameters import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP_WORDS: Final = {
    "hip_flexors": "hip flexor",
    "glutes": "glute",
    "quads": "quad",
    "hamstrings": "hamstring",
    "calves": "calf",
    "shins": "shin",
    "core": "core",
}
"""A group's name before the word "load"."""

GROUP_NAMES: Final = {group: group.replace("_", " ") for group in GROUPS}

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CAUSE_WORDS: Final = {
    "uphill": ("hill", "hills"),
    "downhill": ("downhill", "downhills"),
    "sprint": ("sprint", "sprints"),
    "rest": ("walk or rest", "walks and rests"),
}
"""What one and several segments of a cause are called; steady running is not counted."""

_NOTABLE_SHARE: Final = 0.05
"""A cause of less is not worth a sentence [share of a group's load]; a choice of wording."""
_NO_LOAD: Final = 0.05
"""Less is not called load [easy minutes]: the sensor's jitter while standing; a choice of wording."""
_TELLING_GROUPS: Final = GROUPS[:5]
"""Groups sure enough to be the headline: neither shins nor core."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """What caused each muscle group's load.

    Parameters
    ----------
    causes : pandas.DataFrame
        As `runtone.muscles.load_causes` gives it.
    sentences : dict of str to str
        One sentence a muscle group.
    headline : str
        One sentence for the whole: the group, or the two, whose load stands out most from the minutes it took.
    """

    causes: pd.DataFrame
    sentences: dict[str, str]
    headline: str


def explain(muscle_load: pd.DataFrame, segments: pd.DataFrame, *, when: str = "") -> Explanation:
    """Say what caused each muscle group's load in a run, or in several.

    Parameters
    ----------
    muscle_load, segments : pandas.DataFrame
        Those of a `Run`, or the stored rows of several runs with ``run_id``.
    when : str
        Words that say which runs are meant, such as ``"this week"``.

    Returns
    -------
    Explanation
    """
    return explain_causes(load_causes(muscle_load, segments), when=when)


def explain_causes(causes: pd.DataFrame, *, when: str = "") -> Explanation:
    """Say what caused each muscle group's load, from a table of `load_causes` or `merge_causes`.

    Notes
    -----
    Of a group the cause is named whose share of the load exceeds its share of the minutes most, where it makes 5 % of
    the load or more; else the cause of most load. The whole leaves rests out, except where they carried 5 % of the load
    or more, as walking does.
    """
    told = {str(group): _notable(parts) for group, parts in causes.groupby("muscle_group", sort=False)}
    sentences = {group: _sentence(group, part, when) for group, part in told.items()}
    return Explanation(causes=causes, sentences=sentences, headline=_headline(told, sentences, when))


@dataclass(frozen=True)
class _Part:
    """The part of a group's load that its sentence is about."""

    cause: str
    share: float
    minutes: float
    of_minutes: float
    count: int
    braking: float

    @property
    def excess(self) -> float:
        """Share of the load beyond the share of the minutes."""
        return self.share - self.minutes / self.of_minutes if self.of_minutes > 0.0 else 0.0


def _notable(parts: pd.DataFrame) -> _Part | None:
    if parts["easy_minutes"].sum() < _NO_LOAD:
        return None
    rests = parts["cause"] == "rest"
    counted = parts if parts.loc[rests, "share"].sum() >= _NOTABLE_SHARE else parts[~rests]
    rows = [
        _Part(
            cause=row["cause"],
            share=row["share"],
            minutes=row["minutes"],
            of_minutes=counted["minutes"].sum(),
            count=row["count"],
            braking=row["braking_easy_minutes"] / row["easy_minutes"] if row["easy_minutes"] > 0.0 else 0.0,
        )
        for row in counted.to_dict("records")
    ]
    loaded = [part for part in rows if part.share > 0.0]
    notable = [part for part in loaded if part.cause in ("uphill", "downhill", "sprint") and part.excess > 0.0]
    notable = [part for part in notable if part.share >= _NOTABLE_SHARE]
    if notable:
        return max(notable, key=lambda part: part.excess)
    return max(loaded, key=lambda part: part.share, default=None)


def _sentence(group: str, part: _Part | None, when: str) -> str:
    return f"{_clause(group, part, when)}."


def _clause(group: str, part: _Part | None, when: str) -> str:
    words = f"{GROUP_WORDS[group]} load" + (f" {when}" if when else "")
    if part is None:
        return f"No {words}"
    return (
        f"{100.0 * part.share:.0f} % of {words} came from {_what(part)}, "
        f"{_minutes(part.minutes)} of {_minutes(part.of_minutes)} minutes{_manner(part)}"
    )


def _what(part: _Part) -> str:
    if part.cause == "steady":
        return "steady running"
    one, many = CAUSE_WORDS[part.cause]
    return f"{part.count} {one if part.count == 1 else many}"


def _manner(part: _Part) -> str:
    """Say what kind of work made more than half of a hill's load."""
    if part.cause == "downhill" and part.braking > 0.5:
        return ", mostly braking"
    if part.cause == "uphill" and 0.0 < part.braking < 0.5:
        return ", mostly pushing"
    return ""


def _minutes(minutes: float) -> str:
    """Return minutes in words: tenths only where there are few."""
    return f"{minutes:.1f}" if minutes < 3.0 else f"{minutes:.0f}"


def _headline(told: dict[str, _Part | None], sentences: dict[str, str], when: str) -> str:
    parts = [(group, part) for group in _TELLING_GROUPS if (part := told.get(group)) is not None]
    standing_out = sorted(
        (item for item in parts if item[1].cause in ("uphill", "downhill", "sprint")), key=lambda item: -item[1].excess
    )
    if standing_out:
        first = standing_out[0]
        other = next((item for item in standing_out if item[1].cause != first[1].cause), None)
        return "; ".join(_clause(group, part, when) for group, part in (first, other or first)[: 1 + bool(other)]) + "."
    if not parts:
        return "Nothing was loaded" + (f" {when}." if when else ".")
    group, least = min(parts, key=lambda item: item[1].share)
    if any(part.cause != "steady" for _, part in parts):
        return sentences[group]
    share = math.floor(100.0 * least.share + 1e-9)
    return (
        ("All" if share == 100 else f"At least {share} %")
        + f" of each group's load{f' {when}' if when else ''} came from steady running, "
        + f"{_minutes(least.minutes)} of {_minutes(least.of_minutes)} minutes."
    )


def equivalent_speed_sentence(
    speeds: pd.DataFrame, segment: int, pace: Callable[[float], str], where: str = "this hill"
) -> str:
    """Say as at which level pace the most and the least loaded groups worked over a segment.

    Parameters
    ----------
    speeds : pandas.DataFrame
        As `runtone.muscles.segment_equivalent_speeds` gives it.
    segment : int
    pace : callable
        Writes a speed [m/s] as the runner reads it.
    where : str
        What the segment is called.

    Returns
    -------
    str
        Empty where no two groups were within the range of the model.
    """
    rows = speeds[(speeds["segment"] == segment) & ~speeds["clamped"] & speeds["muscle_group"].isin(_TELLING_GROUPS)]
    if len(rows) < 2:
        return ""
    ordered = sorted(rows.to_dict("records"), key=lambda row: row["equivalent_speed_m_s"])
    most, least = ordered[-1], ordered[0]
    return (
        f"On {where} your {GROUP_NAMES[most['muscle_group']]} worked as at {pace(most['equivalent_speed_m_s'])} "
        f"on the flat, your {GROUP_NAMES[least['muscle_group']]} as at {pace(least['equivalent_speed_m_s'])}."
    )


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
    head = f"Hard minutes of {GROUP_NAMES[group]} {when}: "
    rows = hard[(hard["muscle_group"] == group) & (hard["minutes"] > 0.0)]
    if rows.empty:
        return f"{head}none."
    top = max(rows.to_dict("records"), key=lambda row: row["minutes"])
    total, most = float(rows["minutes"].sum()), float(top["minutes"])
    cause = "steady running" if top["cause"] == "steady" else CAUSE_WORDS[str(top["cause"])][1]
    where = f"{WEEKDAYS[pd.Timestamp(top['local_date']).weekday()]}'s {cause}"
    whole = len(rows) == 1
    return f"{head}{_minutes(total)}, {'all' if whole else f'{_minutes(most)} of them'} on {where}."
