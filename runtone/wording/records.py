"""What a run is beside earlier ones, in words: the same hill, the same route, best efforts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.plurals import counted
from runtone.segments.history import HISTORY_DAYS
from runtone.wording.dates import day
from runtone.wording.durations import duration
from runtone.wording.units import METRES_PER_MILE, Units

if TYPE_CHECKING:
    from datetime import date

_NAMED_M = {METRES_PER_MILE: "1 mile", 21_097.5: "Half marathon", 42_195.0: "Marathon"}
_ALIKE_S = 1.0


def ordinal(number: int) -> str:
    """Return ``"1st"``, ``"2nd"``, ``"11th"``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def record_distance(distance_m: float) -> str:
    """Return what runners call a distance that records are kept of; it is the same in any units."""
    if name := _NAMED_M.get(distance_m):
        return name
    return f"{distance_m / 1000:g} km" if distance_m >= 1000 else f"{distance_m:g} m"


def hill_again(times: int, seconds: float, best_s: float, best_on: date) -> str:
    """Return e.g. ``"6th time up: 4:12, best 3:58 (3 May 2026)"``.

    Parameters
    ----------
    times : int
        How often it has been climbed by then, this time too.
    seconds, best_s : float
        This time's, and the best of all others over the same part [s].
    best_on : datetime.date
        When that was.
    """
    return f"{ordinal(times)} time up: {_beside(seconds, best_s, best_on)}"


def route_again(times: int, seconds: float, best_s: float, best_on: date) -> str:
    """Return e.g. ``"3rd time on this route: 55:10, your fastest; before 56:02 (3 May 2026)"``, as `hill_again`."""
    return f"{ordinal(times)} time on this route: {_beside(seconds, best_s, best_on)}"


def _beside(seconds: float, best_s: float, best_on: date) -> str:
    other = f"{duration(best_s)} ({day(best_on, weekday=False)})"
    if abs(seconds - best_s) < _ALIKE_S:
        return f"{duration(seconds)}, as fast as the best, {other}"
    if seconds < best_s:
        return f"{duration(seconds)}, your fastest; the next is {other}"
    return f"{duration(seconds)}, best {other}"


def standing(rank: int, of: int, rank_then: int, beaten_on: date | None) -> str:
    """Return how a best effort stands among those of all runs.

    Parameters
    ----------
    rank, of : int
        Its place among all runs, 1 is the fastest, and how many there are.
    rank_then : int
        Its place among the runs up to then.
    beaten_on : datetime.date or None
        When a record was broken; None where it stands, or never was one.
    """
    if of == 1:
        return "your first"
    if rank == 1:
        return "your record"
    if rank_then == 1 and beaten_on is not None:
        return f"your record until {day(beaten_on, weekday=False)}"
    return f"{ordinal(rank)} of {of:,}"


def climb_text(ascent_m: float, seconds: float, units: Units) -> str:
    """Return e.g. ``"437 m up in 58:10"``."""
    return f"{units.height_text(ascent_m)} up in {duration(seconds)}"


def critical_speed_sentence(speed_m_s: float, units: Units) -> str:
    """Return what the best efforts of the last months say a runner can hold."""
    return (
        f"Critical speed {units.pace_text(speed_m_s)} on the level: what can be held for about half an hour, "
        f"by your best efforts of 2 to 20 minutes in the last {HISTORY_DAYS} days."
    )


def like_it_sentence(
    on: date, distance_m: float, speeds_m_s: tuple[float, float], beats: tuple[float, float] | None, units: Units
) -> str:
    """Return how a run compares with the last one like it.

    Parameters
    ----------
    on : datetime.date
        When that was.
    distance_m : float
        How long it was [m].
    speeds_m_s, beats : tuple of float
        Mean speed [m/s] and heart rate [beats/min], this run's and that one's; None where one has no heart rate.
    units : Units
    """
    this, other = (units.pace_s(speed) for speed in speeds_m_s)
    change = round(abs(this - other))
    pace = f"{change} s/{units.pace} {'faster' if this < other else 'slower'}" if change else "as fast"
    sentence = (
        f"The last run like it, {units.distance(distance_m)} on {day(on, weekday=False)}, was at "
        f"{units.pace_text(speeds_m_s[1])}: this one was {pace}"
    )
    if beats is None:
        return f"{sentence}."
    apart = round(beats[0]) - round(beats[1])
    heart = (
        f"{counted(abs(apart), 'beat')} a minute {'more' if apart > 0 else 'less'}" if apart else "the same heart rate"
    )
    return f"{sentence}, {'at' if not apart else 'with'} {heart}."
