"""The facts of what set a run or a week apart; `runtone.muscles.explain` finds them, `runtone.wording` says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lens = Literal["all", "push", "brake"]
Source = Literal["hill sprint", "sprint", "hill repeat", "repeat", "uphill", "downhill", "steady", "rest"]


@dataclass(frozen=True, kw_only=True)
class StressSource:
    """Segments of one kind, and their part in a group's stress.

    Parameters
    ----------
    source : str
        ``"hill sprint"``, ``"sprint"``, ``"hill repeat"``, ``"repeat"``, ``"uphill"``, ``"downhill"``, ``"steady"`` or
        ``"rest"``.
    count : int
    seconds : float
        Of these segments together [s].
    share : float
        Of the group's stress, 0 to 1.
    """

    source: Source
    count: int
    seconds: float
    share: float


@dataclass(frozen=True, kw_only=True)
class GroupStress:
    """One group's stress in a run or a week.

    Parameters
    ----------
    muscle_group : str
    stress_minutes, push_stress_minutes, brake_stress_minutes : float
        The last two are 0 for core, which is not divided.
    per_minute : float
        Stress minutes a minute of the whole; 1 is easy running.
    times_usual : float or None
        Against the usual week; None where that is not known.
    source : StressSource or None
        What did most of it for its time; steady running where nothing else did.
    """

    muscle_group: str
    stress_minutes: float
    push_stress_minutes: float
    brake_stress_minutes: float
    per_minute: float
    times_usual: float | None
    source: StressSource | None


@dataclass(frozen=True, kw_only=True)
class StandsOut:
    """One group stood out from the others.

    Parameters
    ----------
    group : GroupStress
    lens : {"all", "push", "brake"}
        By which stress: that of pushing in a run that climbs set apart, of braking in one that descents did.
    per_minute : float
        Stress minutes a minute of the whole, by that lens.
    source : StressSource or None
        What did most of it for its time, by that lens.
    times_usual : float or None
        Its stress by that lens against the usual week; None for a run, and where that is not known.
    times_middle : float
        Its stress a minute (against usual where known) over the middle group's.
    volume : float or None
        Running time against the usual week's; None where that is not known.
    """

    group: GroupStress
    lens: Lens
    per_minute: float
    source: StressSource | None
    times_usual: float | None
    times_middle: float
    volume: float | None


@dataclass(frozen=True, kw_only=True)
class LongEffort:
    """No group stood out, and the run was long.

    Parameters
    ----------
    usual_weeks : float or None
        How many usual weeks of stress it held, in the middle group.
    braked_most : GroupStress
        The group with most brake stress.
    """

    usual_weeks: float | None
    braked_most: GroupStress


@dataclass(frozen=True, kw_only=True)
class HardAlike:
    """No group stood out, and as a whole they were asked more than easy running (or the usual week) asks.

    Parameters
    ----------
    least, most : GroupStress
    lens : {"all", "push", "brake"}
        By which stress the two lie furthest apart: as for `StandsOut`.
    least_figure, most_figure : float
        Of each, by that lens: against the usual week where that is known, else stress minutes a minute.
    source : StressSource or None
        What did most of it for its time, in the group that was asked most.
    volume : float or None
        Running time against the usual week's; None where that is not known.
    """

    least: GroupStress
    most: GroupStress
    lens: Lens
    least_figure: float
    most_figure: float
    source: StressSource | None
    volume: float | None


@dataclass(frozen=True, kw_only=True)
class NothingHard:
    """No group stood out, and none was asked much more than easy running (or the usual week) asks.

    Parameters
    ----------
    no_hard_minutes : bool or None
        Whether no group had any minute in the zones hard and sprint; None where zones were not given.
    against_usual : bool
        Whether it was compared with the usual week.
    per_minute : float
        Stress minutes a minute of the middle group.
    """

    no_hard_minutes: bool | None
    against_usual: bool
    per_minute: float


@dataclass(frozen=True, kw_only=True)
class NoStress:
    """Nothing moved, or stress is not known yet.

    Parameters
    ----------
    known : bool
    """

    known: bool


Headline = StandsOut | LongEffort | HardAlike | NothingHard | NoStress


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What set a run or a week apart.

    Parameters
    ----------
    span : {"run", "week"}
    seconds : float
        Of the whole that sources are part of: rests are left out where they made under 5 % of the stress [s].
    groups : dict of str to GroupStress
        In the order of `GROUPS`.
    headline : StandsOut, LongEffort, HardAlike, NothingHard or NoStress
    """

    span: Literal["run", "week"]
    seconds: float
    groups: dict[str, GroupStress]
    headline: Headline
