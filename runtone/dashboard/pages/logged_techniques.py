"""The techniques logged by hand: seen, changed, deleted, and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.training import technique_named
from runtone.wording import day

if TYPE_CHECKING:
    from runtone.dashboard.view import View

UNDO = "deleted-technique"
MOST_LISTED = 20


def logged_techniques(view: View) -> None:
    """Show what was logged by hand, latest first, each with a way to change and to delete it."""
    _offer_undo(view)
    logged = view.owned.techniques(end=view.today).iloc[::-1]
    if logged.empty:
        return
    blocks.subheading("Logged by hand")
    for row in rows_of(logged.head(MOST_LISTED)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"logged-{row.technique_id}"):
            blocks.html(blocks.note_markup(label_of(row)))
            with st.popover("Edit", key=f"edit-{row.technique_id}"):
                _edit(view, row)
            if st.button("Delete", key=f"delete-{row.technique_id}", help=f"Delete {label_of(row)}", type="tertiary"):
                st.session_state[UNDO] = view.owned.remove_technique(int(row.technique_id))
                st.rerun()
    if len(logged) > MOST_LISTED:
        blocks.note(f"The latest {MOST_LISTED} of {len(logged)}.")


def label_of(row: Any) -> str:
    """Return an entry in words: ``"Skipping, 5 min, Tue 3 Nov 2026"``."""
    minutes = "" if row.minutes is None or pd.isna(row.minutes) else f", {row.minutes:g} min"
    return f"{technique_named(row.technique).title}{minutes}, {day(pd.Timestamp(row.local_date).date())}"


def _offer_undo(view: View) -> None:
    deleted = st.session_state.get(UNDO)
    if deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="undo-technique"):
        blocks.html(blocks.note_markup(f"Deleted: {label_of(deleted)}."))
        if st.button("Undo", type="tertiary"):
            view.owned.restore_technique(st.session_state.pop(UNDO))
            st.rerun()


def _edit(view: View, row: Any) -> None:
    number = int(row.technique_id)
    with st.form(f"edit-form-{number}", border=False):
        on = st.date_input("Day", value=pd.Timestamp(row.local_date).date(), max_value=view.today, key=f"day-{number}")
        known = row.minutes is not None and not pd.isna(row.minutes)
        minutes = st.number_input(
            "Minutes", min_value=1, max_value=180, value=int(row.minutes) if known else 5, key=f"minutes-{number}"
        )
        if st.form_submit_button("Save"):
            view.owned.change_technique(number, day=on, minutes=float(minutes))
            st.rerun()
