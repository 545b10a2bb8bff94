"""Pace, speed, distance and height in the runner's own units.

Inside runtone everything is SI; kilometres, miles, feet and pace exist in `runtone.wording` alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from runtone.wording.durations import MISSING, minutes_seconds

METRES_PER_MILE = 1609.344
METRES_PER_FOOT = 0.3048
_MIDDLE_SPEED_M_S = 4.0
SLOWEST_PACE_M_S = 0.3
"""Below this a pace (55 min/km) says nothing but "standing"."""


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
    def metres_per_height(self) -> float:
        """Metres in one metre or foot."""
        return 1.0 if self.height == "m" else METRES_PER_FOOT

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

    def limited_pace(self, speed_m_s: float, *, clamped: bool) -> str:
        """Return a pace without its unit; ``"slower than 8:20"`` where the model's range ends there."""
        pace = self.pace_text(speed_m_s, unit=False)
        if not clamped:
            return pace
        return f"{'slower' if speed_m_s < _MIDDLE_SPEED_M_S else 'faster'} than {pace}"
