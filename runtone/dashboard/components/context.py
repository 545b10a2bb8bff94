"""How one page is drawn: in which units and colours, and under which keys; the same for an owner and for a visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from runtone.dashboard.charts import chart_options
from runtone.dashboard.components.picture import picture

if TYPE_CHECKING:
    from markupsafe import Markup
    from streamlit.delta_generator import DeltaGenerator

    from runtone.dashboard.components.theme import Theme
    from runtone.wording import Units


IMAGE_FORMAT: Final = "image_format"
"""The key under which a visit keeps how single charts are saved."""


@dataclass(frozen=True, kw_only=True)
class RenderContext:
    """How one page is drawn.

    Parameters
    ----------
    units : Units
    theme : Theme
    key : str
        Begins the keys of all widgets, where a page is drawn inside another; empty on a page of its own.
    """

    units: Units
    theme: Theme
    key: str = ""

    def key_of(self, name: str) -> str:
        """Return the key of a widget of this page."""
        return f"{self.key}-{name}" if self.key else name

    @property
    def image(self) -> Literal["png", "svg"]:
        """How charts are saved, as chosen on this page."""
        return "svg" if st.session_state.get(self.key_of(IMAGE_FORMAT)) == "svg" else "png"

    def card(self, name: str) -> DeltaGenerator:
        """Return a bordered container."""
        return st.container(border=True, key=f"card-{self.key_of(name)}")

    def chart(self, figure: Any, name: str, alt: str, *, can_zoom: bool = False) -> None:
        """Draw a plotly figure in the family's way."""
        options = chart_options(f"runtone-{name}", self.image, can_zoom=can_zoom)
        st.plotly_chart(figure, theme=None, key=self.key_of(name), config=options, alt=alt)

    def picture(self, drawing: Markup, name: str, *, can_save: bool = True) -> str | None:
        """Show a drawing of our own and return what was just chosen in it, or None."""
        return picture(drawing, key=self.key_of(name), image=self.image if can_save else None)
