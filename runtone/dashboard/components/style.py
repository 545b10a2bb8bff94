"""The page's own style, laid over Streamlit's theme."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from runtone.dashboard.components.theme import Theme


def page_style(theme: Theme) -> str:
    """Return a ``<style>`` element: the theme as CSS variables, then the rules of style.css."""
    variables = {
        "ground": theme.ground,
        "card": theme.card,
        "hairline": theme.hairline,
        "text": theme.text,
        "muted": theme.muted,
        "accent": theme.accent,
        "on-accent": theme.on_accent,
        **{f"segment-{name}": colour for name, colour in theme.segments.items()},
        **{f"group-{name.replace('_', '-')}": colour for name, colour in theme.groups.items()},
    }
    declared = "".join(f"--rt-{name}:{value};" for name, value in variables.items())
    return f"<style>:root{{{declared}}}\n{_rules()}</style>"


@cache
def _rules() -> str:
    return files("runtone.dashboard.components").joinpath("style.css").read_text(encoding="utf-8")
