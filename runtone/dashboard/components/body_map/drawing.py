"""The body map as SVG, coloured by load against the runner's usual weeks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.components.blocks import legend
from runtone.dashboard.components.body_map.shapes import (
    BACK_GROUPS,
    BACK_LABELS,
    FRONT_GROUPS,
    FRONT_LABELS,
    HALF_BODY,
    HEAD,
    MIDLINE,
)
from runtone.dashboard.components.theme import STEP_MARKS, Theme
from runtone.vocabulary import STEPS
from runtone.wording import group_name

FRONT_X = 100
BACK_X = 260
WIDTH, HEIGHT = 560, 470
LABEL_WIDTH = 122


@dataclass(frozen=True, kw_only=True)
class Region:
    """What one muscle group shows on the body map.

    Parameters
    ----------
    colour : str
        Fill, as #RRGGBB.
    figure : str
        The short figure under the group's name, e.g. ``"1.3 × usual"``.
    spoken : str
        The sentence a screen reader says.
    """

    colour: str
    figure: str
    spoken: str


def body_map(regions: Mapping[str, Region], theme: Theme, *, title: str, chosen: str | None = None) -> Markup:
    """Return the front and back figures as one SVG element.

    Each group is a button that a mouse, the keyboard and a screen reader reach; its ``data-choose`` names the group.

    Parameters
    ----------
    regions : mapping of str to Region
        By muscle group. A group without a region is drawn as a part of the figure only.
    theme : Theme
    title : str
        What the picture shows, for a screen reader.
    chosen : str, optional
        The group to draw with a strong outline.
    """
    front = _figure(FRONT_GROUPS, regions, theme, chosen, at_x=FRONT_X)
    back = _figure(BACK_GROUPS, regions, theme, chosen, at_x=BACK_X, silent=FRONT_GROUPS)
    labels = [
        *(_label(group, FRONT_X, spot, regions, theme, left=True) for group, spot in FRONT_LABELS.items()),
        *(_label(group, BACK_X, spot, regions, theme, left=False) for group, spot in BACK_LABELS.items()),
    ]
    captions = "".join(
        f'<text x="{at + MIDLINE}" y="{HEIGHT - 4}" text-anchor="middle" class="rt-side" '
        f'fill="{theme.muted}">{side}</text>'
        for at, side in ((FRONT_X, "front"), (BACK_X, "back"))
    )
    return drawing(
        f'<svg class="rt-body" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{front}{back}<g aria-hidden="true">{"".join(labels)}{captions}</g></svg>'
    )


def body_map_legend(theme: Theme, *, against_usual: bool) -> Markup:
    """Return the legend under the body map: five steps, each with its colour, its mark and its words."""
    if against_usual:
        return legend((theme.ramp[step], f"{step} {STEP_MARKS[step]}".rstrip()) for step in STEPS)
    return legend(zip(theme.single_hue, ("least", "", "", "", "most"), strict=True))


def _figure(
    groups: Mapping[str, tuple[str, ...]],
    regions: Mapping[str, Region],
    theme: Theme,
    chosen: str | None,
    *,
    at_x: float,
    silent: Collection[str] = (),
) -> str:
    """Draw one figure; a group in `silent` is already spoken by the other figure."""
    mirror = f'transform="translate({2 * MIDLINE},0) scale(-1,1)"'
    skin = f'fill="{theme.skin}" stroke="{theme.skin}"'
    body = "".join(f'<path d="{path}" {skin}/><path d="{path}" {skin} {mirror}/>' for path in (HALF_BODY, HEAD))
    parts = []
    for group, paths in groups.items():
        halves = "".join(f'<path d="{path}"/><path d="{path}" {mirror}/>' for path in paths)
        region = regions.get(group)
        if region is None:
            continue
        classes = "rt-region rt-chosen" if group == chosen else "rt-region"
        button = (
            'aria-hidden="true"'
            if group in silent
            else f'role="button" tabindex="0" aria-pressed="{str(group == chosen).lower()}" '
            f'aria-label="{escape(group_name(group))}: {escape(region.spoken)}"'
        )
        parts.append(
            f'<g class="{classes}" {button} data-choose="{group}" fill="{region.colour}" stroke="{theme.card}">'
            f"{halves}</g>"
        )
    return f'<g transform="translate({at_x},0)"><g aria-hidden="true">{body}</g>{"".join(parts)}</g>'


def _label(
    group: str, at_x: float, spot: tuple[float, float], regions: Mapping[str, Region], theme: Theme, *, left: bool
) -> str:
    region = regions.get(group)
    if region is None:
        return ""
    x, y = at_x + spot[0], spot[1]
    text_x, anchor = (0, "start") if left else (WIDTH, "end")
    line_to = LABEL_WIDTH if left else WIDTH - LABEL_WIDTH
    return (
        f'<path d="M{line_to} {y} L{x} {y}" stroke="{theme.outline}" stroke-width="1" fill="none"/>'
        f'<circle cx="{x}" cy="{y}" r="2.5" fill="{theme.text}"/>'
        f'<text x="{text_x}" y="{y - 4}" text-anchor="{anchor}" class="rt-name" fill="{theme.text}" '
        f'data-choose="{group}">{escape(group_name(group))}</text>'
        f'<text x="{text_x}" y="{y + 16}" text-anchor="{anchor}" class="rt-figure" fill="{theme.muted}" '
        f'data-choose="{group}">{escape(region.figure)}</text>'
    )
