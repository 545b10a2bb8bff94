"""Runs as a list of lines: name and day, figures, and the profile coloured by segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from runtone.dashboard.charts import sparkline
from runtone.wording import MISSING, day, duration_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.dashboard.components.context import RenderContext

SELECT = "select:"
"""Begins what is reported when a line's box is pressed."""


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """What one line shows.

    Parameters
    ----------
    number : int
        Reported when the line is chosen.
    on : datetime.date
    name : str
        Empty where it is not told; the day stands for it.
    figures : mapping
        ``distance_m``, ``moving_s``, ``mean_speed_m_s`` and ``ascent_m``; None or NaN where unknown.
    address : str
        Of the run's page.
    heights : numpy.ndarray
        A few dozen altitudes along the run [m]; empty where it has no profile.
    causes : sequence of str
        What the run was at each of them.
    selected : bool, optional
        Whether its box is ticked; without one where it cannot be.
    """

    number: int
    on: date
    name: str
    figures: Mapping[str, Any]
    address: str
    heights: NDArray[np.float64]
    causes: Sequence[str]
    selected: bool | None = None


def run_lines(lines: Iterable[RunLine], context: RenderContext, key: str) -> str | None:
    """Show runs, one line each, and return which was just chosen: its number, after `SELECT` where its box was."""
    each = list(lines)
    classes = "rt-runs rt-marked" if any(line.selected is not None for line in each) else "rt-runs"
    items = Markup("").join(_line(line, context) for line in each)
    return context.picture(Markup('<ul class="{}">{}</ul>').format(classes, items), key, can_save=False)


def _line(line: RunLine, context: RenderContext) -> Markup:
    on = day(line.on, year=False)
    under = Markup('<span class="rt-muted">{}</span>').format(on) if line.name else ""
    profile = sparkline(line.heights, line.causes, context.theme) if len(line.heights) > 1 else ""
    return Markup(
        '<li>{}<a href="{}" data-choose="{}"><span><span class="rt-run-name">{}</span>{}</span>'
        '<span class="rt-run-figures">{}</span>{}</a></li>'
    ).format(_box(line), line.address, line.number, line.name or on, under, _figures(line, context), profile)


def _figures(line: RunLine, context: RenderContext) -> str:
    figures, units = line.figures, context.units
    ascent = units.height_text(figures["ascent_m"])
    texts = [
        units.distance(figures["distance_m"]),
        duration_words(figures["moving_s"]),
        units.pace_text(figures["mean_speed_m_s"]),
        MISSING if ascent == MISSING else f"{ascent} up",
    ]
    return " · ".join(text for text in texts if text != MISSING)


def _box(line: RunLine) -> Markup:
    if line.selected is None:
        return Markup("")
    return Markup(
        '<button type="button" class="rt-check" role="checkbox" aria-checked="{}" aria-label="Select {}" '
        'data-choose="{}{}">{}</button>'
    ).format(str(line.selected).lower(), line.name, SELECT, line.number, "✓" if line.selected else "")
