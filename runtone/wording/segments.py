"""Segments and sets in words: each reason and each set is one sentence, made from the figures that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtone.segments import HILL_PENALTY_M, RAMP_GRADE, WALKING_CADENCE_SPM, Reason, ReasonCode
from runtone.wording.durations import duration
from runtone.wording.names import LONGEST_SPRINT_S
from runtone.wording.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

#: Distances that are run on purpose [m]; a set this close to one is called by it.
_ROUND_M = (60, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1609, 2000, 2400, 3000, 3200, 5000)
_NEAR_ROUND = 0.04
_AS_FAST = 0.01


def reason_sentence(reason: Reason, units: Units | None = None) -> str:
    """Return why a segment is what it is, in one sentence.

    Parameters
    ----------
    reason : Reason
    units : Units, optional
        The reader's; metres and m/s where not given.

    Returns
    -------
    str
        Empty for a reason that was not told.
    """
    say = _SENTENCES.get(reason.code)
    return "" if say is None else f"{say(reason, _Measures(units))}."


def reason_sentences(segments: pd.DataFrame, units: Units | None = None) -> list[str]:
    """Return the reason of each segment of a run in one sentence, as `reason_sentence` does."""
    return [reason_sentence(reason, units) for reason in segments["reason"]]


def set_sentences(sets: pd.DataFrame, units: Units | None = None) -> list[str]:
    """Return each set of a run in one sentence: 6 x 400 m in 1:32-1:38, jog 200 m between.

    Parameters
    ----------
    sets : pandas.DataFrame
        As `Run.sets`.
    units : Units, optional
        The reader's; metres where not given. Distances that are run on a track stay in metres.
    """
    return [_set_sentence(row, _Measures(units)) for row in sets.to_dict(orient="records")]


class _Measures:
    """Distances, heights and speeds in the reader's units; in SI without any."""

    def __init__(self, units: Units | None) -> None:
        self._units = units

    def distance(self, metres: float) -> str:
        return f"{metres:.0f} m" if self._units is None else self._units.distance(metres)

    def height(self, metres: float) -> str:
        return f"{metres:.0f} m" if self._units is None else self._units.height_text(metres)

    def speed(self, speed_m_s: float, digits: int = 2) -> str:
        return f"{speed_m_s:.{digits}f} m/s" if self._units is None else self._units.pace_text(speed_m_s)


def _time(seconds: float | None) -> str:
    """Return e.g. 45 s, 1:32 or 1:02:03."""
    whole = round(seconds or 0.0)
    return f"{whole} s" if whole < 60 else duration(whole)


def _hill(reason: Reason, say: _Measures) -> str:
    rise, length = reason.climb_m or 0.0, reason.length_m or 0.0
    verb, name = ("climbs", "uphill") if rise >= 0 else ("falls", "downhill")
    grade = f"{100 * abs(rise) / max(length, 1.0):.1f} %"
    sentence = f"{verb} {say.height(abs(rise))} in {say.distance(length)} ({grade})"
    if reason.dips_m is not None and reason.dips_m >= 1.0:
        sentence += f" beside {say.height(reason.dips_m)} of {'dips' if rise >= 0 else 'rises'}"
    if reason.hill_start_s is not None:
        where = f"from {_time(reason.hill_start_s)} to {_time(reason.hill_end_s)}"
        sentence = f"part of the {name} {where}: it {sentence}"
    if reason.level_ratio is not None:
        change = f"{_compared(reason.level_ratio)} steady there"
        sentence += f" by GPS, which is unsure; running {change} made it a hill"
    elif reason.above_ramp_m is not None and reason.above_ramp_m >= HILL_PENALTY_M:
        sentence += f", {say.height(reason.above_ramp_m)} more than a {100 * RAMP_GRADE:.0f} % ramp"
    return sentence[0].upper() + sentence[1:]


def _compared(ratio: float) -> str:
    share = 100 * (ratio - 1.0)
    return "as fast as" if abs(share) < 1 else f"{abs(share):.0f} % {'faster' if share > 0 else 'slower'} than"


def _faster(reason: Reason, say: _Measures) -> str:
    name = "a sprint" if (reason.seconds or 0.0) <= LONGEST_SPRINT_S and reason.lap is None else "an interval"
    part = f"Part of {name}: " if reason.part else ""
    done = f"{say.distance(reason.distance_m or 0.0)} in {_time(reason.seconds)}"
    steady = say.speed(reason.steady_speed_m_s or 0.0)
    sentence = f"{part}{done}, {_compared(reason.level_ratio or 1.0)} steady running at {steady} on the level"
    match reason.code:
        case ReasonCode.MARKED_LAP:
            sentence += f"; the watch marks lap {reason.lap} as an interval"
        case ReasonCode.PRESSED_LAP:
            sentence += (
                f"; the lap button was pressed at both ends of lap {reason.lap}, which is as fast as the others like it"
            )
        case ReasonCode.ALIKE:
            sentence += f"; number {reason.number} of {reason.count} alike fast stretches with rests between"
        case _:
            sentence += ", and it stands out from what lies before and after"
    if reason.provisional:
        sentence += "; provisional, because steady speed is judged from this run alone"
    return sentence


def _steady(reason: Reason, say: _Measures) -> str:
    done = f"{say.distance(reason.distance_m or 0.0)} in {_time(reason.seconds)}"
    if reason.level_ratio is None or reason.steady_speed_m_s is None:
        return f"{done}, with no steady speed to compare with"
    where = "too gentle for a hill" if reason.hills_known else "hills unknown"
    steady = say.speed(reason.steady_speed_m_s)
    return f"{done}, {_compared(reason.level_ratio)} steady running at {steady} on the level, {where}"


def _pause(reason: Reason, say: _Measures) -> str:
    del say
    return f"A pause: nothing was recorded for {_time(reason.paused_s)}"


def _unrecorded(reason: Reason) -> str:
    return f"; nothing was recorded for {_time(reason.paused_s)} besides" if reason.paused_s else ""


def _standing(reason: Reason, say: _Measures) -> str:
    del say
    return f"Stood still, or nearly, for {_time(reason.seconds)}{_unrecorded(reason)}"


def _walking(reason: Reason, say: _Measures) -> str:
    metres, seconds = reason.distance_m or 0.0, reason.seconds or 0.0
    speed = f", {say.speed(metres / seconds, 1)}" if seconds else ""
    steps = ""
    if reason.cadence_spm is not None and round(reason.cadence_spm) < WALKING_CADENCE_SPM:
        steps = f", {reason.cadence_spm:.0f} steps a minute where running takes {WALKING_CADENCE_SPM:.0f} or more"
    return f"Walked {say.distance(metres)} in {_time(seconds)}{speed}{steps}{_unrecorded(reason)}"


_SENTENCES: dict[ReasonCode, Callable[[Reason, _Measures], str]] = {
    ReasonCode.HILL: _hill,
    ReasonCode.HILL_BY_HEIGHT_AND_SPEED: _hill,
    ReasonCode.MARKED_LAP: _faster,
    ReasonCode.PRESSED_LAP: _faster,
    ReasonCode.ALIKE: _faster,
    ReasonCode.FASTER: _faster,
    ReasonCode.STEADY: _steady,
    ReasonCode.NO_STEADY_SPEED: _steady,
    ReasonCode.PAUSE: _pause,
    ReasonCode.STANDING: _standing,
    ReasonCode.WALKING: _walking,
}


def _set_sentence(one: dict[Any, Any], say: _Measures) -> str:
    return f"{one['repeats']} x {_what(one, say)}, {_between(one, say)}; {_last_and_first(one['last_over_first'])}"


def _what(one: dict[Any, Any], say: _Measures) -> str:
    """Return what was repeated and how long it took: 400 m in 1:32-1:38."""
    usual = float(one["distance_m"])
    nearest = min(_ROUND_M, key=lambda metres: abs(metres - usual))
    times = _range(_time(one["shortest_s"]), _time(one["longest_s"]))
    about = say.distance(10.0 * round(usual / 10))
    if one["kind"] == "hill repeats":
        return f"{about} uphill (+{say.height(one['climb_m'])}) in {times}"
    is_round = abs(nearest - usual) <= _NEAR_ROUND * usual
    if is_round and one["distance_spread"] <= 2 * one["time_spread"] + 0.02:
        return f"{nearest} m in {times}"
    if one["distance_spread"] < one["time_spread"]:
        return f"{about} in {times}"
    return f"{_time(one['median_s'])} over {say.distance(usual)}"


def _range(low: str, high: str) -> str:
    if low == high:
        return low
    return f"{low.removesuffix(' s') if high.endswith(' s') else low}-{high}"


def _between(one: dict[Any, Any], say: _Measures) -> str:
    """Return what lies between the repeats: jog 200 m between."""
    rested = _time(5 * round(one["rest_s"] / 5))
    if one["rest"] == "none":
        return "without a rest between"
    if one["back_down"] and one["rest"] != "stand":
        return f"{one['rest']} back down in {rested} between"
    if one["rest"] == "jog":
        return f"jog {say.distance(10.0 * round(one['rest_distance_m'] / 10))} between"
    return f"{one['rest']} {rested} between"


def _last_and_first(ratio: float) -> str:
    change = abs(ratio - 1.0)
    if change < _AS_FAST:
        return "last as fast as first"
    return f"last {100 * change:.0f} % {'faster' if ratio > 1 else 'slower'} than first"
