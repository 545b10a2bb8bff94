"""Whether two recordings are of one run: one runner runs one run at a time, so an hour counts once.

Recordings that share most of the shorter one's time, at the same places and with the same heart rate as far as either
is known, are of one run: watch and phone, a copy with its ends cut off, a watch that died on the way, a treadmill run
corrected by hand. What shares time and differs in place or heart rate, or shares only a part, may be two people's, or
a clock that is wrong: that is asked. So is a recording that repeats another with its clock some hours off. Nothing
here depends on which of the two came first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from runtone.library.imports.outline import STEP_S, Difference, Outline, difference

if TYPE_CHECKING:
    from datetime import datetime

MOST_OFFSET_S = 300
"""Clocks of two devices may be so far apart [s]."""
LEAST_SHARED = 0.8
"""Two recordings of one run share at least this part of the shorter one's time; two that share less are asked about."""
NEAR_M = 100.0
"""Two recordings of one run are this close in the median [m]: phones between buildings are 50 m off."""
NEAR_WITH_OFFSET_M = 50.0
"""The same where one clock had to be set right for it: two paces on one road come close once, too."""
FAR_M = 2_000.0
"""So far apart nobody takes one way for another: it is the place that differs [m]."""
SAME_HEART_BPM = 15.0
"""Two sensors on one runner agree better than this in the median; two runners side by side seldom do [1/min]."""
SPEED_TOLERANCE = 0.1
"""Without positions on one side, mean speeds may differ by this fraction."""
LEAST_COMMON_S = 60.0
"""Less common time than this is two devices handed over [s]."""
MOST_SHIFT_H = 14.0
_QUARTER_S = 900.0
MOST_UNLIKE = 0.05
"""Lengths of one recording and of its repetition at another clock differ by no more than this fraction."""


class _Likeness(NamedTuple):
    """How far a repetition may be from the recording: start and length in time [s], distance as a fraction."""

    start_s: float
    length_s: float
    distance: float


_ALIKE = _Likeness(start_s=2.0, length_s=5.0, distance=0.002)
_ALIKE_WAYS = _Likeness(start_s=30.0, length_s=60.0, distance=MOST_UNLIKE)
"""Where both say the same places minute by minute, two devices may have been started one after the other."""


class TimedRecording(Protocol):
    """When, how far and where: what tells whether two recordings are of one run."""

    @property
    def start_time(self) -> datetime:
        """First sample."""

    @property
    def end_time(self) -> datetime:
        """Last sample."""

    @property
    def distance_m(self) -> float:
        """Length [m]."""

    @property
    def outline(self) -> Outline | None:
        """Where it was; None where an older version of the analysis did not say."""


class Relation(StrEnum):
    """What two recordings are to each other."""

    SAME = "same"
    PLACE = "place"
    WAY = "way"
    HEART_RATE = "heart rate"
    PART = "part"
    SPEED = "speed"
    CLOCK = "clock"
    NONE = "none"

    @property
    def is_question(self) -> bool:
        """Whether only the runner can tell."""
        return self not in (Relation.SAME, Relation.NONE)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """What two recordings are to each other, and the figures that it rests on.

    Parameters
    ----------
    relation : Relation
    common_s : float
        Time that both cover [s].
    apart_m, heart_rate_bpm : float or None
        Median differences of position [m] and heart rate [1/min] at the same instants.
    shift_h : float
        How far one clock would be off [h]; 0 unless the relation is `Relation.CLOCK`.
    """

    relation: Relation
    common_s: float = 0.0
    apart_m: float | None = None
    heart_rate_bpm: float | None = None
    shift_h: float = 0.0

    @property
    def looks_like_two_people(self) -> bool:
        """Whether two runners with one library explain it best: other ways at the same minutes, or other hearts."""
        hearts = self.heart_rate_bpm is not None and self.heart_rate_bpm > SAME_HEART_BPM
        return hearts or self.relation in (Relation.PLACE, Relation.WAY)


def overlap_of(one: TimedRecording, other: TimedRecording) -> Overlap:
    """Return what two recordings are to each other; which is named first does not matter."""
    one, other = sorted((one, other), key=lambda each: (each.start_time, each.end_time, each.distance_m))
    common = common_s(one, other)
    if common > 0.0:
        unlike = _least_difference(one.outline, other.outline, common)
        relation = _relation(one, other, common, unlike)
        if relation not in (Relation.PLACE, Relation.WAY, Relation.HEART_RATE) or not _shift_quarters(one, other):
            return Overlap(
                relation=relation, common_s=common, apart_m=unlike.distance_m, heart_rate_bpm=unlike.heart_rate_bpm
            )
    quarters = _shift_quarters(one, other)
    return Overlap(relation=Relation.CLOCK if quarters else Relation.NONE, common_s=common, shift_h=quarters / 4.0)


def common_s(one: TimedRecording, other: TimedRecording) -> float:
    """Return the time that both recordings cover [s]."""
    both = (min(one.end_time, other.end_time) - max(one.start_time, other.start_time)).total_seconds()
    return max(both, 0.0)


def shared(one: TimedRecording, other: TimedRecording) -> float:
    """Return the part of the shorter recording's time that the other covers too."""
    shorter = min(length_s(one), length_s(other))
    return common_s(one, other) / shorter if shorter > 0 else float(one.start_time == other.start_time)


def length_s(recording: TimedRecording) -> float:
    """Return the time from first to last sample [s]."""
    return (recording.end_time - recording.start_time).total_seconds()


def _relation(one: TimedRecording, other: TimedRecording, common: float, unlike: Difference) -> Relation:
    part = shared(one, other)
    if part < LEAST_SHARED and common < LEAST_COMMON_S:
        return Relation.NONE
    if unlike.distance_m is not None and unlike.distance_m > NEAR_M:
        return Relation.PLACE if unlike.distance_m > FAR_M else Relation.WAY
    if unlike.heart_rate_bpm is not None and unlike.heart_rate_bpm > SAME_HEART_BPM:
        return Relation.HEART_RATE
    if part < LEAST_SHARED:
        return Relation.PART
    if unlike.distance_m is None and not _neither_has_positions(one, other) and not _as_fast(one, other):
        return Relation.SPEED
    return Relation.SAME


def _least_difference(one: Outline | None, other: Outline | None, common: float) -> Difference:
    """Return the difference at the clock offset, within `MOST_OFFSET_S`, at which the two ways fit best."""
    if one is None or other is None:
        return Difference(distance_m=None, heart_rate_bpm=None)
    at_once = difference(one, other)
    if at_once.distance_m is None or at_once.distance_m <= NEAR_M:
        return at_once
    most = MOST_OFFSET_S // STEP_S
    least = max(4, round(common / STEP_S / 2.0))
    fits = [difference(one, other, shift, least=least) for shift in range(-most, most + 1)]
    best = min(fits, key=lambda fit: math.inf if fit.distance_m is None else fit.distance_m)
    return best if best.distance_m is not None and best.distance_m <= NEAR_WITH_OFFSET_M else at_once


def _neither_has_positions(one: TimedRecording, other: TimedRecording) -> bool:
    return all(each.outline is not None and not each.outline.has_positions for each in (one, other))


def _as_fast(one: TimedRecording, other: TimedRecording) -> bool:
    slow, fast = sorted(each.distance_m / max(length_s(each), 1.0) for each in (one, other))
    return fast - slow <= SPEED_TOLERANCE * fast


def _shift_quarters(one: TimedRecording, other: TimedRecording) -> int:
    """Return by how many quarters of an hour the second clock is off, if it repeats the first recording; else 0."""
    shift_s = (other.start_time - one.start_time).total_seconds()
    quarters = round(shift_s / _QUARTER_S)
    if shift_s > MOST_SHIFT_H * 3600.0:
        return 0
    ways = False
    if one.outline is not None and other.outline is not None:
        unlike = difference(one.outline, other.outline, quarters * round(_QUARTER_S) // STEP_S)
        ways = unlike.distance_m is not None
        if (unlike.distance_m or 0.0) > NEAR_M or (unlike.heart_rate_bpm or 0.0) > SAME_HEART_BPM:
            return 0
    likeness = _ALIKE_WAYS if ways else _ALIKE
    longer = max(one.distance_m, other.distance_m)
    alike = (
        abs(shift_s - quarters * _QUARTER_S) <= likeness.start_s
        and abs(one.distance_m - other.distance_m) <= likeness.distance * longer
        and abs(length_s(one) - length_s(other)) <= likeness.length_s
    )
    return quarters if alike else 0
