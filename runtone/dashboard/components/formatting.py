"""Figures as a runner reads them: pace, distance, height, time and local dates, in the runner's own units.

Inside runtone everything is SI; this module is the only place where kilometres, miles, feet and pace exist.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from runtone.muscles import cause_of

DAYTIMES = ((5, "Night"), (12, "Morning"), (17, "Afternoon"), (22, "Evening"), (24, "Night"))
"""Until which hour what time of day it is."""
MISSING = "–"
METRES_PER_MILE = 1609.344
METRES_PER_FOOT = 0.3048
SLOWEST_PACE_M_S = 0.3
"""Below this a pace (55 min/km) says nothing but "standing"."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

GROUP_NAMES = {
    "hip_flexors": "Hip flexors",
    "glutes": "Glutes",
    "quads": "Quads",
    "hamstrings": "Hamstrings",
    "calves": "Calves",
    "shins": "Shins",
    "core": "Core",
}
CAUSE_NAMES = {"steady": "Steady", "uphill": "Uphill", "downhill": "Downhill", "sprint": "Sprint", "rest": "Rest"}
CAUSE_MARKS = {"steady": "─", "uphill": "▲", "downhill": "▼", "sprint": "»", "rest": "‖"}


@dataclass(frozen=True)
class Units:
    """What distances, heights and paces are written in.

    Parameters
    ----------
    pace : {"km", "mi"}
        Kilometres and min/km, or miles and min/mi.
    height : {"m", "ft"}
    """

    pace: Literal["km", "mi"] = "km"
    height: Literal["m", "ft"] = "m"

    @property
    def metres_per_distance(self) -> float:
        """Metres in one kilometre or mile."""
        return 1000.0 if self.pace == "km" else METRES_PER_MILE

    @property
    def pace_unit(self) -> str:
        """``"min/km"`` or ``"min/mi"``."""
        return f"min/{self.pace}"

    def distance_value(self, distance_m: float) -> float:
        """Return metres as kilometres or miles."""
        return distance_m / self.metres_per_distance

    def height_value(self, height_m: float) -> float:
        """Return metres as metres or feet."""
        return height_m if self.height == "m" else height_m / METRES_PER_FOOT

    def distance(self, distance_m: float | None) -> str:
        """Return e.g. ``"8.42 km"``, ``"21.1 km"`` or, below 1 km, ``"400 m"``."""
        if distance_m is None or not math.isfinite(distance_m):
            return MISSING
        if self.pace == "km" and round(distance_m) < 1000:
            return f"{round(distance_m)} m"
        value = self.distance_value(distance_m)
        if self.pace == "mi" and value < 0.1:
            return f"{round(distance_m / METRES_PER_FOOT)} ft"
        return f"{value:,.2f} {self.pace}" if value < 9.995 else f"{value:,.1f} {self.pace}"

    def height_text(self, height_m: float | None) -> str:
        """Return e.g. ``"312 m"`` or ``"1,024 ft"``."""
        if height_m is None or not math.isfinite(height_m):
            return MISSING
        return f"{round(self.height_value(height_m)):,} {self.height}"

    def pace_s(self, speed_m_s: float) -> float:
        """Return seconds a kilometre or mile; NaN where too slow to be a pace."""
        if not math.isfinite(speed_m_s) or speed_m_s < SLOWEST_PACE_M_S:
            return math.nan
        return self.metres_per_distance / speed_m_s

    def pace_text(self, speed_m_s: float | None, *, unit: bool = True) -> str:
        """Return e.g. ``"5:00 min/km"``; the total seconds are rounded, so 4:59.6 is 5:00 and never 4:60."""
        if speed_m_s is None:
            return MISSING
        seconds = self.pace_s(speed_m_s)
        if not math.isfinite(seconds):
            return MISSING
        return f"{minutes_seconds(seconds)} {self.pace_unit}" if unit else minutes_seconds(seconds)

    def in_own_units(self, text: str) -> str:
        """Return a sentence from the rooms behind, which speak SI, with paces and distances in these units."""
        text = _SPEED.sub(lambda found: self.pace_text(float(found[1])), text)
        if self.pace == "mi":
            text = _KILOMETRES.sub(lambda found: self.distance(float(found[1]) * 1000), text)
            text = _METRES.sub(lambda found: self.distance(float(found[1])), text)
        return text


_SPEED = re.compile(r"(\d+(?:\.\d+)?) m/s(?!²)")
_KILOMETRES = re.compile(r"(\d+(?:\.\d+)?) km\b")
_METRES = re.compile(r"(\d+(?:\.\d+)?) m\b(?!/)")


def minutes_seconds(seconds: float) -> str:
    """Return ``"m:ss"`` of a whole number of seconds, rounded half up."""
    minutes, rest = divmod(math.floor(seconds + 0.5), 60)
    return f"{minutes}:{rest:02d}"


def duration(seconds: float | None) -> str:
    """Return ``"45:10"`` or ``"1:02:07"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    whole = math.floor(seconds + 0.5)
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration_words(seconds: float | None) -> str:
    """Return ``"40 s"``, ``"45 min"`` or ``"1 h 02 min"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    if seconds < 59.5:
        return f"{math.floor(seconds + 0.5)} s"
    hours, minutes = divmod(math.floor(seconds / 60 + 0.5), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def easy_minutes(minutes: float | None) -> str:
    """Return a load, whole from 10 easy minutes on: more digits would claim more than the estimate knows."""
    if minutes is None or not math.isfinite(minutes):
        return MISSING
    return f"{minutes:,.1f}" if 0 < minutes < 9.95 else f"{minutes:,.0f}"


def percent(fraction: float | None) -> str:
    """Return ``"7.5 %"`` below ten per cent, else ``"12 %"``."""
    if fraction is None or not math.isfinite(fraction):
        return MISSING
    value = round(fraction * 100, 1)
    text = f"{value + 0.0:.1f} %" if abs(value) < 10 else f"{value:.0f} %"
    return text.replace("-", "−")


def times_usual(ratio: float | None) -> str:
    """Return ``"1.3 × usual"``."""
    return MISSING if ratio is None or not math.isfinite(ratio) else f"{ratio:.1f} × usual"


def day(value: date, *, weekday: bool = True, year: bool = True) -> str:
    """Return ``"Tue 3 Nov 2026"``, or parts of it."""
    parts = [WEEKDAYS[value.weekday()]] if weekday else []
    parts += [str(value.day), MONTHS[value.month - 1]]
    return " ".join([*parts, str(value.year)] if year else parts)


def local_start(value: datetime) -> str:
    """Return ``"Tue 3 Nov 2026, 06:42"`` of a time that is already local to the run."""
    return f"{day(value.date())}, {value:%H:%M}"


def run_name(name: object, local: datetime) -> str:
    """Return what a run is called, or where nobody named it, when it was: ``"Morning run"``."""
    if isinstance(name, str) and name:
        return name
    return f"{next(word for until, word in DAYTIMES if local.hour < until)} run"


def group_name(group: str) -> str:
    """Return a muscle group as it is written on a page."""
    return GROUP_NAMES.get(group, group.replace("_", " ").capitalize())


def listed(words: Sequence[str]) -> str:
    """Return ``"a, b and c"``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``"1 run"`` or ``"3 runs"``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def segment_label(kind: str, terrain: str) -> str:
    """Return a segment's kind in words; a hill sprint says both."""
    cause = cause_of(kind, terrain)
    mark, name = CAUSE_MARKS[cause], CAUSE_NAMES[cause]
    if kind == "sprint" and terrain in ("uphill", "downhill"):
        return f"{mark}\N{NO-BREAK SPACE}{CAUSE_MARKS[terrain]} Sprint {terrain}"
    return f"{mark}\N{NO-BREAK SPACE}{name}"
