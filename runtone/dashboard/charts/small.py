"""Drawings the size of a line of text: a run's fingerprint of stress, and the outline of its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from runtone.dashboard.charts.base import drawing
from runtone.vocabulary import GROUPS
from runtone.wording import group_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.dashboard.components.theme import Theme

MOST_STRESS = 4.0
"""A bar is as high as this many times easy running; a higher one is cut off, and marked."""
_WIDTH, _HEIGHT = 84.0, 36.0
_BAR, _STEP = 9.0, 12.0
_TOP = 4.0
_MAP = 44.0


def fingerprint(stress: Mapping[str, float], theme: Theme) -> Markup:
    """Return seven bars, one a muscle group in their order: stress a minute of the run against easy running.

    Parameters
    ----------
    stress : mapping of str to float
        By muscle group, 1 is what easy running asks.
    theme : Theme
    """
    floor = _HEIGHT - 1
    unit = (floor - _TOP) / MOST_STRESS
    bars = []
    for place, group in enumerate(GROUPS):
        value = max(float(stress.get(group, 0.0)), 0.0)
        high, x = min(value, MOST_STRESS) * unit, place * _STEP + 1
        bars.append(
            f'<rect x="{x:.0f}" y="{floor - high:.1f}" width="{_BAR:.0f}" height="{high:.1f}" '
            f'fill="{theme.groups[group]}"/>'
        )
        if value > MOST_STRESS:
            middle = x + _BAR / 2
            bars.append(f'<path d="M{middle - 4:.1f} 3.5l4 -3.5l4 3.5z" fill="{theme.groups[group]}"/>')
    line = floor - unit
    words = fingerprint_words(stress)
    return drawing(
        f'<svg class="rt-fingerprint" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{words}" '
        f'data-tip="{words}">{"".join(bars)}<path d="M0 {line:.1f}H{_WIDTH:.0f}" stroke="{theme.text}" '
        'stroke-width="1" stroke-dasharray="2 2" fill="none"/></svg>'
    )


def fingerprint_words(stress: Mapping[str, float]) -> str:
    """Return a fingerprint in words: the stress of each group as a multiple of easy running."""
    told = (f"{group_name(group).lower()} {stress[group]:.1f}" for group in GROUPS if group in stress)
    return f"Stress a minute, 1 is easy running: {', '.join(told)}"


def outline(position: NDArray[np.float64], theme: Theme) -> Markup:
    """Return the line of a run as an outline, north up.

    Parameters
    ----------
    position : array of shape (points, 2)
        Latitude and longitude [degrees].
    theme : Theme
    """
    latitude, longitude = position[:, 0], np.unwrap(position[:, 1], period=360.0)
    across = (longitude - longitude.mean()) * np.cos(np.radians(latitude.mean()))
    up = latitude - latitude.mean()
    reach = max(float(np.ptp(across)), float(np.ptp(up)), 1e-6)
    x = _MAP / 2 + (across - (across.max() + across.min()) / 2) / reach * (_MAP - 6)
    y = _MAP / 2 - (up - (up.max() + up.min()) / 2) / reach * (_MAP - 6)
    points = " ".join(f"{east:.1f},{north:.1f}" for east, north in zip(x, y, strict=True))
    return drawing(
        f'<svg class="rt-outline" viewBox="0 0 {_MAP:.0f} {_MAP:.0f}" aria-hidden="true"><polyline points="{points}" '
        f'fill="none" stroke="{theme.segments["steady"]}" stroke-width="1.8" stroke-linejoin="round"/>'
        f'<circle cx="{x[0]:.1f}" cy="{y[0]:.1f}" r="2.6" fill="{theme.accent}"/></svg>'
    )
