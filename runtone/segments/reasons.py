"""One plain sentence for each segment, with the numbers that made it what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.hills import HILL_FEE_M, RAMP_GRADE
from runtone.segments.rests import MOVING_AGAIN_M_S, WALKING_CADENCE_SPM
from runtone.segments.surges import FASTER_THAN_STEADY

if TYPE_CHECKING:
    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.laps import IntervalLaps
    from runtone.segments.rows import Rows
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Floats

_WAYS = {1: "climbs", -1: "falls"}
_NAMES = {1: "uphill", -1: "downhill"}


def seconds_in_words(seconds: float) -> str:
    """Return a duration as a runner writes it: 45 s, 1:32, 1:02:03."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


class Reasons:
    """Writes the reason of each segment of one run.

    Parameters
    ----------
    signals : Signals
    hills : Hills
    effort : Effort
    laps : IntervalLaps or None
    """

    def __init__(self, signals: Signals, hills: Hills, effort: Effort, laps: IntervalLaps | None) -> None:
        self._signals = signals
        self._hills = hills
        self._effort = effort
        self._laps = laps
        self._climbed = _from_start(signals.climb)
        self._covered = _from_start(signals.step)

    def of(self, rows: Rows) -> list[str]:
        """Return one sentence for each piece."""
        names = ("distance_m", "mean_speed_m_s", "mean_grade_adjusted_speed_m_s")
        write = (self._hill, self._sprint, self._steady, self._rest)
        figures = zip(
            rows.starts.tolist(),
            rows.ends.tolist(),
            *(rows.figures[name].tolist() for name in names),
            strict=True,
        )
        return [write[kind](*each) for kind, each in zip(rows.kind.tolist(), figures, strict=True)]

    def _rest(self, start: int, end: int, metres: float, speed: float, level: float) -> str:
        del level
        lasted = seconds_in_words(end - start)
        paused = int(np.count_nonzero(self._signals.paused[start:end]))
        if paused >= 0.9 * (end - start):
            return f"A pause: nothing was recorded for {seconds_in_words(paused)}."
        unrecorded = f"; nothing was recorded for {seconds_in_words(paused)} of it" if paused else ""
        if speed < MOVING_AGAIN_M_S:
            slow = f"slower than 0.7 m/s, until faster than {MOVING_AGAIN_M_S:g} m/s"
            return f"Stood still, or nearly, for {lasted}: {slow}{unrecorded}."
        cadence = self._signals.cadence[start:end]
        counted = cadence[np.isfinite(cadence) & (cadence > 0)]
        steps = (
            f", {counted.mean():.0f} steps a minute where running takes {WALKING_CADENCE_SPM:.0f} or more"
            if len(counted)
            else ""
        )
        return f"Walked {metres:.0f} m on the flat in {lasted}, {speed:.1f} m/s{steps}{unrecorded}."

    def _sprint(self, start: int, end: int, metres: float, speed: float, level: float) -> str:
        del speed
        bout = int(np.searchsorted(self._effort.sprints.starts, start, side="right")) - 1
        part = "" if self._is_whole(bout, start, end) else "Part of a sprint: "
        done = f"{metres:.0f} m in {seconds_in_words(end - start)}"
        steady = self._effort.steady
        faster = (
            f"{100 * (level / steady.speed_m_s - 1):.0f} % faster than steady running at {steady.speed_m_s:.2f} m/s"
        )
        if self._effort.rule == "device lap" and self._laps is not None:
            lap = f"lap {self._laps.numbers[bout]}"
            stated = f"your watch marks {lap} as an interval"
            pressed = f"you pressed the lap button at both ends of {lap}, which is as fast as the others like it"
            return f"{part}{done}, {faster}; {stated if self._laps.stated else pressed}."
        if self._effort.rule == "likeness":
            count = len(self._effort.sprints.starts)
            sentence = f"{part}{done}, {faster}; number {bout + 1} of {count} alike fast stretches with rests between"
        else:
            least = 100 * (FASTER_THAN_STEADY - 1)
            sentence = (
                f"{part}{done}, {faster} on the level; {least:.0f} % that stands out on both sides makes a sprint"
            )
        if steady.source == "this run":
            sentence += "; provisional, because steady speed is judged from this run alone"
        return sentence + "."

    def _is_whole(self, bout: int, start: int, end: int) -> bool:
        sprints = self._effort.sprints
        return bool(sprints.starts[bout] == start and sprints.ends[bout] == end)

    def _hill(self, start: int, end: int, metres: float, speed: float, level: float) -> str:
        del metres, speed, level
        k = self._hill_at(start, end)
        if k is None:
            climb = self._climbed[end] - self._climbed[start]
            length = self._covered[end] - self._covered[start]
            return f"{_WAYS[int(np.sign(climb))].capitalize()} {abs(climb):.0f} m in {length:.0f} m."
        way = int(self._hills.directions[k])
        first, last = int(self._hills.starts[k]), int(self._hills.ends[k])
        climb = way * (self._climbed[last] - self._climbed[first])
        length = self._covered[last] - self._covered[first]
        whole = end - start >= 0.9 * (last - first)
        part = (
            ""
            if whole
            else f"Part of the {_NAMES[way]} from {seconds_in_words(first)} to {seconds_in_words(last)}: it "
        )
        sentence = f"{part}{_WAYS[way]} {climb:.0f} m in {length:.0f} m ({100 * climb / max(length, 1.0):.1f} %)"
        if self._hills.by_slowing:
            sentence += f" by GPS, which is unsure; {self._change_of_speed(first, last)} made it a hill."
        else:
            above = climb - RAMP_GRADE * length
            sentence += (
                f", {above:.1f} m more than a {100 * RAMP_GRADE:.0f} % ramp; {HILL_FEE_M:g} m more makes a hill."
            )
        return sentence[0].upper() + sentence[1:]

    def _change_of_speed(self, first: int, last: int) -> str:
        share = 100 * (float(self._signals.speed[first:last].mean()) / self._effort.steady.speed_m_s - 1)
        return f"running {abs(share):.0f} % {'faster' if share > 0 else 'slower'} than steady there"

    def _hill_at(self, start: int, end: int) -> int | None:
        """Return the hill that shares most with a segment."""
        shared = np.minimum(self._hills.ends, end) - np.maximum(self._hills.starts, start)
        return int(np.argmax(shared)) if len(shared) and 2 * shared.max() >= end - start else None

    def _steady(self, start: int, end: int, metres: float, speed: float, level: float) -> str:
        del speed
        steady = self._effort.steady.speed_m_s
        done = f"{metres:.0f} m in {seconds_in_words(end - start)}"
        if not np.isfinite(steady):
            return f"{done}, with no steady speed to compare with."
        share = 100 * (level / steady - 1)
        beside = "as fast as" if abs(share) < 1 else f"{abs(share):.0f} % {'faster' if share > 0 else 'slower'} than"
        where = "too gentle for a hill" if self._hills.known else "hills unknown"
        return f"{done}, {beside} your steady {steady:.2f} m/s on the level, {where}."


def _from_start(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))
