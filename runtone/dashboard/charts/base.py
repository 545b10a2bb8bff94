"""What all charts share: ground, type, margins, hover, and how they are saved."""

from __future__ import annotations

from typing import Any, Literal

import plotly.graph_objects as go
from markupsafe import Markup

from runtone.dashboard.components.theme import FONT_FAMILY, Theme

FONT_SIZE = 13
MARGINS = {"l": 52, "r": 10, "t": 10, "b": 38}


def base_figure(theme: Theme, *, height: int, **layout: Any) -> go.Figure:
    """Return an empty figure in the family's dress.

    Parameters
    ----------
    theme : Theme
    height : int
        Pixels.
    **layout
        Further plotly layout, laid over the shared one.
    """
    axis = {
        "gridcolor": theme.hairline,
        "linecolor": theme.hairline,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"color": theme.muted, "size": FONT_SIZE - 1},
        "title": {"font": {"color": theme.muted, "size": FONT_SIZE - 1}, "standoff": 6},
        "fixedrange": True,
    }
    shared: dict[str, Any] = {
        "height": height,
        "autosize": True,
        "margin": MARGINS,
        "paper_bgcolor": theme.card,
        "plot_bgcolor": theme.card,
        "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": theme.text},
        "hoverlabel": {
            "bgcolor": theme.card,
            "bordercolor": theme.hairline,
            "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": theme.text},
            "align": "left",
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"color": theme.text, "size": FONT_SIZE - 1},
            "itemsizing": "constant",
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.text},
        "dragmode": False,
        "bargap": 0.3,
        "separators": ".,",
        "xaxis": axis,
        "yaxis": axis,
    }
    figure = go.Figure(layout=go.Layout(template=go.layout.Template(), **shared))
    figure.update_layout(**layout)
    return figure


def axis(theme: Theme, **more: Any) -> dict[str, Any]:
    """Return a further axis in the family's dress."""
    return {
        "gridcolor": theme.hairline,
        "linecolor": theme.hairline,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"color": theme.muted, "size": FONT_SIZE - 1},
        "fixedrange": True,
        **more,
    }


def is_empty(figure: go.Figure) -> bool:
    """Say whether a figure has nothing to draw."""
    return not figure.data


def chart_options(file_name: str, image: Literal["png", "svg"] = "png", *, can_zoom: bool = False) -> dict[str, Any]:
    """Return plotly's options: one button, which saves the chart as an image; two clicks undo a zoom."""
    return {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": image, "filename": file_name, "scale": 2 if image == "png" else 1},
        "scrollZoom": False,
        "doubleClick": "reset" if can_zoom else False,
        "responsive": True,
    }


def hatch(colour: str, ground: str) -> dict[str, Any]:
    """Return a bar pattern: what brakes, rests or is unfinished is hatched, so that colour is never alone."""
    return {"shape": "/", "fgcolor": colour, "bgcolor": ground, "size": 6, "solidity": 0.35}


def drawing(svg: str) -> Markup:
    """Return a drawing as markup: it is made of our own figures and words, and escapes what it sets as text."""
    return Markup(svg)  # noqa: S704 - the one place where text becomes markup
