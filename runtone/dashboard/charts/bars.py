"""A group's weeks as a few small bars, for a card: SVG of some hundred bytes instead of a whole chart."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.components.theme import Theme

WIDTH, HEIGHT = 240, 56


def week_bars(
    push: Sequence[float],
    brake: Sequence[float],
    colour: str,
    theme: Theme,
    *,
    usual: tuple[float, float] | None,
    unfinished: bool,
) -> Markup:
    """Return one bar a week, push below and brake (paler) above, over the band of the usual weeks.

    Parameters
    ----------
    push, brake : sequence of float
        Easy minutes a week, oldest first.
    colour : str
        The group's colour.
    theme : Theme
    usual : tuple of float, optional
        Lower and upper border of the usual weeks.
    unfinished : bool
        Whether the last week is still running; its bar is only outlined.
    """
    totals = [first + second for first, second in zip(push, brake, strict=True)]
    top = max([*totals, *(usual or ()), 1e-9]) * 1.05
    slot = WIDTH / max(len(totals), 1)
    parts = []
    if usual is not None:
        high, low = HEIGHT * (1 - usual[1] / top), HEIGHT * (1 - usual[0] / top)
        parts.append(f'<rect x="0" y="{high:.1f}" width="{WIDTH}" height="{low - high:.1f}" fill="{theme.hairline}"/>')
    for at, (pushed, braked) in enumerate(zip(push, brake, strict=True)):
        x, width = at * slot + slot * 0.16, slot * 0.68
        push_height, brake_height = HEIGHT * pushed / top, HEIGHT * braked / top
        last = unfinished and at == len(totals) - 1
        dress = f'fill="{theme.card}" stroke="{colour}" stroke-dasharray="2 2"' if last else f'fill="{colour}"'
        parts.append(
            f'<rect x="{x:.1f}" y="{HEIGHT - push_height:.1f}" width="{width:.1f}" height="{push_height:.1f}" {dress}/>'
        )
        paler = "" if last else ' fill-opacity="0.45"'
        parts.append(
            f'<rect x="{x:.1f}" y="{HEIGHT - push_height - brake_height:.1f}" width="{width:.1f}" '
            f'height="{brake_height:.1f}" {dress}{paler}/>'
        )
    return drawing(
        f'<svg class="rt-bars" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )
