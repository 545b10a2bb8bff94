"""What one visit looks at: whose library, which units, which theme, which day is today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from runtone import clock
from runtone.dashboard import owners
from runtone.dashboard.components.context import RenderContext
from runtone.dashboard.components.theme import Theme, theme_named
from runtone.dashboard.data import LibraryState, library_state, owned_by, run_days
from runtone.library import OwnedLibrary, Preferences
from runtone.library.shown_day import is_sample, shown_day
from runtone.training import Calendar
from runtone.wording import Units

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class View:
    """What one visit looks at.

    Parameters
    ----------
    state : LibraryState
        Whose library, in which state.
    preferences : Preferences
    units : Units
    theme : Theme
    calendar : Calendar
        With the day that pages count back from.
    as_of : datetime.date or None
        Where `today` is not today but the day of the last run, that day.
    goto : callable
        Opens a page by its name, with what its address says.
    """

    state: LibraryState
    preferences: Preferences
    units: Units
    theme: Theme
    calendar: Calendar
    as_of: date | None
    goto: Callable[[str, Mapping[str, Any]], None] = field(repr=False)

    @property
    def owned(self) -> OwnedLibrary:
        """The library's part that belongs to this owner."""
        return owned_by(self.state.owner)

    @property
    def is_sample(self) -> bool:
        """Whether this is the sample season."""
        return is_sample(self.state.owner)

    @property
    def today(self) -> date:
        """The day that pages count back from."""
        return self.calendar.today

    def runs(self) -> pd.DataFrame:
        """Every run's id, local day, moving time and distance."""
        return run_days(self.state)

    def address(self, page: str, **parameters: Any) -> str:
        """Return the address of a page, for a link that can be copied."""
        if self.is_sample:
            parameters["season"] = "sample"
        query = urlencode(parameters)
        return f"{page}?{query}" if query else page or "."

    @property
    def context(self) -> RenderContext:
        """How this page is drawn."""
        return RenderContext(units=self.units, theme=self.theme)


def current_view(goto: Callable[[str, Mapping[str, Any]], None]) -> View:
    """Return what this visit looks at."""
    state = library_state(_owner())
    preferences = owned_by(owners.own()).settings()
    today = clock.today(st.context.timezone)
    runs = run_days(state)
    shown = shown_day(state.owner, runs["local_date"].max().date() if len(runs) else None, today)
    return View(
        state=state,
        preferences=preferences,
        units=Units("km", "m") if preferences.units == "metric" else Units("mi", "ft"),
        theme=theme_named(st.context.theme.type),
        calendar=preferences.calendar(shown),
        as_of=None if shown == today else shown,
        goto=goto,
    )


def _owner() -> str:
    """Return whose library this visit shows; the address says when it is the sample season."""
    if st.query_params.get("season") == "sample":
        st.session_state["season"] = "sample"
    elif st.session_state.get("season") == "sample":
        st.query_params["season"] = "sample"
    return owners.sample() if st.session_state.get("season") == "sample" else owners.own()
