"""A group's weeks as a few small bars, for a card: SVG of some hundred bytes instead of a whole chart."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.components.theme import Theme

WIDTH, HEIGHT = 240, 56


def week_bars(
    minutes: Sequence[float], colour: str, theme: Theme, *, usual: tuple[float, float] | None, unfinished: bool
) -> Markup:
    """Return one bar a week over the band of the usual weeks.

    Parameters
    ----------
    minutes : sequence of float
        Load or stress a week, oldest first.
    colour : str
        The group's colour.
    theme : Theme
    usual : tuple of float, optional
        Lower and upper border of the usual weeks.
    unfinished : bool
        Whether the last week is still running; its bar is only outlined.
    """
    top = max([*minutes, *(usual or ()), 1e-9]) * 1.05
    slot = WIDTH / max(len(minutes), 1)
    parts = []
    if usual is not None:
        high, low = HEIGHT * (1 - usual[1] / top), HEIGHT * (1 - usual[0] / top)
        parts.append(f'<rect x="0" y="{high:.1f}" width="{WIDTH}" height="{low - high:.1f}" fill="{theme.hairline}"/>')
    for at, value in enumerate(minutes):
        last = unfinished and at == len(minutes) - 1
        dress = f'fill="{theme.card}" stroke="{colour}" stroke-dasharray="2 2"' if last else f'fill="{colour}"'
        height = HEIGHT * value / top
        parts.append(
            f'<rect x="{at * slot + slot * 0.16:.1f}" y="{HEIGHT - height:.1f}" width="{slot * 0.68:.1f}" '
            f'height="{height:.1f}" {dress}/>'
        )
    return drawing(
        f'<svg class="rt-bars" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )
