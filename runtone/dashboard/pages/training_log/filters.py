"""What the list of runs is narrowed to and how it is sorted: all of it lives in the address, so that Back finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from runtone.dashboard.view import View
    from runtone.library.store.frames import Kind, RunFilters

SORTS: dict[str, tuple[str, bool]] = {
    "newest": ("start_time", True),
    "oldest": ("start_time", False),
    "longest": ("distance_m", True),
    "shortest": ("distance_m", False),
    "fastest": ("mean_speed_m_s", True),
    "most climb": ("ascent_m", True),
    "name": ("name", False),
}
KINDS: dict[str, Kind | None] = {
    "all runs": None,
    "with hills": "hill",
    "with sprints": "sprint",
    "trail": "trail",
    "track": "track",
    "treadmill": "treadmill",
    "not on a treadmill": "outdoors",
}
"""As the address says them, and as the library does."""
_NUMBERS = {"min": "min_distance_m", "max": "max_distance_m", "climb": "min_ascent_m"}
_KEYS = ("q", "with", "from", "to", *_NUMBERS)


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to, as the library takes it, and how it is sorted."""

    filters: RunFilters
    order: str

    @property
    def sort(self) -> tuple[str, bool]:
        """Column, and whether the largest comes first."""
        return SORTS[self.order]


def choose_filters(view: View) -> Chosen:
    """Show the filters and return what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="name, note, device or file", width=260, live="300ms"
        )
        order = st.selectbox("Order", list(SORTS), key="order", bind="query-params", width=150)
        further = _further(view)
        if text or any(value is not None for value in further.values()):
            st.button("Clear", type="tertiary", on_click=_clear, help="Show all runs again")
    if text:
        further["text"] = text
    return Chosen(further, str(order or "newest"))


def _further(view: View) -> RunFilters:
    """Show the other filters behind a button, which says how many of them are chosen."""
    number = len({"with", "from", "to", *_NUMBERS}.intersection(st.query_params))
    units = view.units
    with st.popover(f"Filters ({number})" if number else "Filters"):
        kind = st.selectbox("Kind", list(KINDS), key="with", bind="query-params")
        left, right = st.columns(2)
        latest = date(2100, 1, 1)
        with left:
            start = st.date_input("From", value=None, key="from", bind="query-params", max_value=latest)
            least = _number(f"At least ({units.pace})", "min")
            climb = _number(f"Climb at least ({units.height})", "climb", step=50)
        with right:
            end = st.date_input("To", value=None, key="to", bind="query-params", max_value=latest)
            most = _number(f"At most ({units.pace})", "max")
    filters: RunFilters = {
        "kind": KINDS[kind or "all runs"],
        "start": start,
        "end": end,
        "min_distance_m": None if least is None else least * units.metres_per_distance,
        "max_distance_m": None if most is None else most * units.metres_per_distance,
        "min_ascent_m": None if climb is None else climb * units.metres_per_height,
    }
    return filters


def _number(label: str, key: str, step: int = 1) -> int | None:
    """Ask for a whole number: the address says 12 for it, where 12.0 would be another address on the way back."""
    return st.number_input(label, 0, 100_000, value=None, step=step, key=key, bind="query-params")


def _clear() -> None:
    for key in _KEYS:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
