"""Why each segment is what it is: a code and the figures that decided. `runtone.wording` makes sentences of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from runtone.segments.effort import REST, WALK
from runtone.segments.hills import RAMP_GRADE
from runtone.sums import from_start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.laps import IntervalLaps
    from runtone.segments.rows import Rows
    from runtone.segments.signals import Signals

#: A rest row of which so much was not recorded is a pause.
_PAUSED_SHARE = 0.9
#: A row that is so much of its climb is all of it.
_WHOLE_SHARE = 0.9


class ReasonCode(StrEnum):
    """The rule that made a segment what it is."""

    HILL = "hill"
    HILL_BY_HEIGHT_AND_SPEED = "hill by height and speed"
    MARKED_LAP = "lap that the watch marks"
    PRESSED_LAP = "lap pressed at both ends"
    ALIKE = "alike fast stretches"
    FASTER = "faster than steady"
    PAUSE = "pause"
    STANDING = "standing"
    WALKING = "walking"
    STEADY = "steady"
    NO_STEADY_SPEED = "no steady speed known"
    UNTOLD = "untold"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A code and the figures that decided; None where a figure has no part in it.

    Parameters
    ----------
    code : ReasonCode
    distance_m, seconds : float
        Of the segment; of a walk or stop without what was not recorded.
    climb_m, length_m, dips_m : float
        Of the whole hill: from foot to top (or back), along it, and what is lost again on the way [m].
    above_ramp_m : float
        By how much it climbs more than a 2 % ramp of its length [m].
    hill_start_s, hill_end_s : float
        Where the whole hill lies, if the segment is a part of it [s].
    level_ratio : float
        Level speed over steady speed; on a hill told by height and speed, speed over ground over steady speed.
    steady_speed_m_s : float
    provisional : bool
        Steady speed is judged from this run alone.
    lap : int
        Number of the device's lap.
    number, count : int
        Which of how many alike stretches.
    part : bool
        The segment is a part of its sprint.
    paused_s : float
        Seconds without recording.
    cadence_spm : float
        Steps a minute that told a walk.
    hills_known : bool
        There is an altitude that can tell hills.
    """

    code: ReasonCode
    distance_m: float | None = None
    seconds: float | None = None
    climb_m: float | None = None
    length_m: float | None = None
    dips_m: float | None = None
    above_ramp_m: float | None = None
    hill_start_s: float | None = None
    hill_end_s: float | None = None
    level_ratio: float | None = None
    steady_speed_m_s: float | None = None
    provisional: bool = False
    lap: int | None = None
    number: int | None = None
    count: int | None = None
    part: bool = False
    paused_s: float | None = None
    cadence_spm: float | None = None
    hills_known: bool = True

    def to_plain(self) -> dict[str, Any]:
        """Return the code and the figures that differ from their default, for JSON."""
        plain = {name: value for name, default in _DEFAULTS.items() if (value := getattr(self, name)) != default}
        return {"code": str(self.code), **plain}

    def later(self, seconds: float) -> Reason:
        """Return the same reason in a run that begins so many seconds earlier."""
        if self.hill_start_s is None or self.hill_end_s is None:
            return self
        return replace(self, hill_start_s=self.hill_start_s + seconds, hill_end_s=self.hill_end_s + seconds)

    def to_text(self) -> str:
        """Return `to_plain` as JSON text, for tables."""
        return json.dumps(self.to_plain())

    @classmethod
    def from_text(cls, text: str) -> Reason:
        """Return the reason that `to_text` wrote; one that cannot be read is untold."""
        try:
            plain = json.loads(text)
        except ValueError:
            plain = None
        return cls.from_plain(plain if isinstance(plain, dict) else {})

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Reason:
        """Return the reason that `to_plain` wrote; one that cannot be read is untold."""
        known = {field.name for field in fields(cls)}
        if plain.get("code") not in set(ReasonCode):
            return cls(code=ReasonCode.UNTOLD)
        return cls(**{**{k: v for k, v in plain.items() if k in known}, "code": ReasonCode(plain["code"])})


_DEFAULTS = {field.name: field.default for field in fields(Reason) if field.name != "code"}


class Reasons:
    """Finds the reason of each segment of one run.

    Parameters
    ----------
    signals : Signals
    climbs : Hills
        As a runner counts them.
    effort : Effort
    laps : IntervalLaps or None
    """

    def __init__(self, signals: Signals, climbs: Hills, effort: Effort, laps: IntervalLaps | None) -> None:
        self._signals = signals
        self._climbs = climbs
        self._effort = effort
        self._laps = laps
        self._height = from_start(signals.climb)
        self._covered = from_start(signals.step)
        self._raised = from_start(np.maximum(signals.climb, 0.0))

    def of(self, rows: Rows) -> list[Reason]:
        """Return one reason for each row."""
        find = (self._hill, self._sprint, self._steady, self._rest)
        names = ("distance_m", "mean_grade_adjusted_speed_m_s")
        each = zip(rows.starts.tolist(), rows.ends.tolist(), *(rows.figures[n].tolist() for n in names), strict=True)
        return [find[kind](*row) for kind, row in zip(rows.kind.tolist(), each, strict=True)]

    def _rest(self, start: int, end: int, metres: float, level: float) -> Reason:
        del level
        paused = int(np.count_nonzero(self._signals.paused[start:end]))
        if paused >= _PAUSED_SHARE * (end - start):
            return Reason(code=ReasonCode.PAUSE, paused_s=float(paused))
        codes, cadence = self._effort.codes[start:end], self._signals.cadence[start:end]
        walks = codes == WALK
        lasted = Reason(code=ReasonCode.STANDING, seconds=float(end - start - paused), paused_s=float(paused) or None)
        if np.count_nonzero(walks) < np.count_nonzero(codes == REST) - paused:
            return lasted
        steps = cadence[walks & np.isfinite(cadence) & (cadence > 0)]
        return Reason(
            code=ReasonCode.WALKING,
            distance_m=metres,
            seconds=lasted.seconds,
            paused_s=lasted.paused_s,
            cadence_spm=float(steps.mean()) if len(steps) else None,
        )

    def _sprint(self, start: int, end: int, metres: float, level: float) -> Reason:
        sprints, steady = self._effort.sprints, self._effort.steady
        bout = int(np.searchsorted(sprints.starts, start, side="right")) - 1
        by_lap = self._effort.rule == "device lap" and self._laps is not None
        alike = self._effort.rule == "likeness"
        code = ReasonCode.ALIKE if alike else ReasonCode.FASTER
        if self._laps is not None and by_lap:
            code = ReasonCode.MARKED_LAP if self._laps.stated else ReasonCode.PRESSED_LAP
        return Reason(
            code=code,
            distance_m=metres,
            seconds=float(end - start),
            level_ratio=level / steady.speed_m_s,
            steady_speed_m_s=steady.speed_m_s,
            provisional=steady.source == "this run" and not by_lap,
            lap=int(self._laps.numbers[bout]) if self._laps is not None and by_lap else None,
            number=bout + 1 if alike else None,
            count=len(sprints.starts) if alike else None,
            part=bool(start > sprints.starts[bout] or end < sprints.ends[bout]),
        )

    def _hill(self, start: int, end: int, metres: float, level: float) -> Reason:
        del metres, level
        first, last = self._hill_around(start, end)
        rise = self._height[last] - self._height[first]
        way = 1.0 if rise >= 0 else -1.0
        length = float(self._covered[last] - self._covered[first])
        raised = self._raised[last] - self._raised[first]
        whole = end - start >= _WHOLE_SHARE * (last - first)
        by_speed = self._climbs.by_slowing
        mean = float(self._signals.speed[first:last].mean())
        return Reason(
            code=ReasonCode.HILL_BY_HEIGHT_AND_SPEED if by_speed else ReasonCode.HILL,
            climb_m=float(rise),
            length_m=length,
            dips_m=float(raised - rise if way > 0 else raised),
            above_ramp_m=float(way * rise - RAMP_GRADE * length),
            hill_start_s=None if whole else float(first),
            hill_end_s=None if whole else float(last),
            level_ratio=mean / self._effort.steady.speed_m_s if by_speed else None,
        )

    def _hill_around(self, start: int, end: int) -> tuple[int, int]:
        """Return the climb that shares most with a segment; the segment itself where none shares half of it."""
        shared = np.minimum(self._climbs.ends, end) - np.maximum(self._climbs.starts, start)
        if len(shared) == 0 or 2 * shared.max() < end - start:
            return start, end
        k = int(np.argmax(shared))
        return int(self._climbs.starts[k]), int(self._climbs.ends[k])

    def _steady(self, start: int, end: int, metres: float, level: float) -> Reason:
        steady = self._effort.steady.speed_m_s
        known = bool(np.isfinite(steady))
        return Reason(
            code=ReasonCode.STEADY if known else ReasonCode.NO_STEADY_SPEED,
            distance_m=metres,
            seconds=float(end - start),
            level_ratio=level / steady if known else None,
            steady_speed_m_s=steady if known else None,
            hills_known=self._climbs.known,
        )
