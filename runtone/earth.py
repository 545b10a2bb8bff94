"""The earth as a sphere, where distances are short enough for one."""

from __future__ import annotations

from typing import Final

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the earth [m] (R1 of the GRS 80 ellipsoid; Moritz 2000)."""
