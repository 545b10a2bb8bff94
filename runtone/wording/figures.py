"""Loads, shares and ratios as a runner reads them."""

from __future__ import annotations

import math

from runtone.wording.durations import MISSING


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


def days_ago(days: float | None) -> str:
    """Return ``"today"``, ``"yesterday"`` or ``"23 days ago"``."""
    if days is None or not math.isfinite(days):
        return MISSING
    return {0: "today", 1: "yesterday"}.get(int(days), f"{int(days)} days ago")


def times_usual(ratio: float | None) -> str:
    """Return ``"1.3 × usual"``."""
    return MISSING if ratio is None or not math.isfinite(ratio) else f"{ratio:.1f} × usual"
