"""A map of another host under the line of a run: only where the server's settings name one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from runtone.dashboard.charts.run.paper import WIDTH
from runtone.dashboard.components.theme import FONT_FAMILY, Theme

if TYPE_CHECKING:
    from runtone.dashboard.charts.run.paper import Paper

_TILE_WIDTH = 256.0
"""Of a tile on the drawing at most; half of it at least."""
DEEPEST = 19


@dataclass(frozen=True)
class Tiles:
    """Where a map's tiles are.

    Parameters
    ----------
    address : str
        With ``{z}``, ``{x}`` and ``{y}``.
    credit_text : str
        Who made the map; its licence asks for that beside it.
    """

    address: str
    credit_text: str = ""

    def drawn(self, paper: Paper) -> str:
        """Return the tiles that lie under a drawing, as SVG images."""
        depth = min(max(math.ceil(math.log2(paper.world / _TILE_WIDTH)), 0), DEEPEST)
        count = 2**depth
        width = paper.world / count
        first, top = math.floor(paper.west * count), max(math.floor(paper.north * count), 0)
        last = math.floor((paper.west + WIDTH / paper.world) * count)
        bottom = min(math.floor((paper.north + paper.height / paper.world) * count), count - 1)
        images = []
        for row in range(top, bottom + 1):
            for column in range(first, last + 1):
                address = self.address.format(z=depth, x=column % count, y=row)
                x, y = (column / count - paper.west) * paper.world, (row / count - paper.north) * paper.world
                images.append(
                    f'<image class="rt-tile" href="{escape(address)}" x="{x:.2f}" y="{y:.2f}" '
                    f'width="{width + 0.3:.2f}" height="{width + 0.3:.2f}"/>'
                )
        return "".join(images)

    def credit(self, paper: Paper, theme: Theme) -> str:
        """Return who made the map, at the lower right."""
        return (
            f'<text x="{WIDTH - 6}" y="{paper.height - 6:.1f}" text-anchor="end" font-size="11" '
            f'font-family="{FONT_FAMILY}" fill="{theme.text}" stroke="{theme.card}" stroke-width="3" '
            f'paint-order="stroke">{escape(self.credit_text)}</text>'
        )
