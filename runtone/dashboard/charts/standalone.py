"""A page of charts and tables as one HTML file that opens anywhere, offline."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from runtone.dashboard.charts.base import chart_options
from runtone.dashboard.components.style import page_style
from runtone.dashboard.components.theme import FONT_FAMILY, Theme

# Nothing may be fetched: the file is to read the same on a machine without a network.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline' blob:",
        "img-src data: blob:",
        "font-src data:",
    )
)


def standalone_page(title: str, parts: Sequence[Markup | go.Figure], theme: Theme) -> str:
    """Return one HTML document with everything in it.

    Parameters
    ----------
    title : str
        Plain text.
    parts : sequence of Markup or plotly.graph_objects.Figure
        In the order of the page.
    theme : Theme
    """
    body = "".join(
        str(escape(part))
        if isinstance(part, str)
        else part.to_html(full_html=False, include_plotlyjs=False, config=chart_options("runtone"))
        for part in parts
    )
    has_figures = any(not isinstance(part, str) for part in parts)
    script = f"<script>{get_plotlyjs()}</script>" if has_figures else ""
    own = (
        f"body{{background:{theme.ground};color:{theme.text};font-family:{FONT_FAMILY};max-width:980px;margin:0 auto;"
        "padding:1.5rem 1rem 3rem;font-variant-numeric:tabular-nums;line-height:1.45}"
        f"section{{background:{theme.card};border:1px solid {theme.hairline};border-radius:10px;"
        "padding:1rem;margin:1rem 0}"
        "h1{font-size:1.6rem}h2{font-size:1.1rem;margin:0 0 .6rem}"
        "@media print{section{break-inside:avoid-page;border-color:#ccc}tr{break-inside:avoid}"
        "thead{display:table-header-group}body{width:980px;max-width:none;padding:0}}"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{page_style(theme)}<style>{own}</style>"
        f"{script}</head><body>{body}</body></html>"
    )
