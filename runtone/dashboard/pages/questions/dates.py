"""Runs that may be dated 1,024 weeks early: asked about, each or all at once, until the runner answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.data import date_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.dashboard.view import View

MOST_ASKED = 3


def ask_about_dates(view: View) -> None:
    """Show the runs whose date is in doubt and take the answers; nothing where there are none."""
    asked = date_questions(view.state)
    if not asked:
        return
    with st.container(border=True, key="card-dates"):
        blocks.heading("On which day?")
        for each in asked[:MOST_ASKED]:
            blocks.sentence(f"{each.name}: {each.sentence}")
            _answers(view, [each.run_id], str(each.run_id), (f"On {each.late}", f"On {each.early}"))
        if len(asked) > 1:
            blocks.sentence(f"All {len(asked)} of them:")
            _answers(view, [each.run_id for each in asked], "all", ("All on the later days", "All on the earlier days"))


def _answers(view: View, run_ids: Sequence[int], key: str, words: tuple[str, str]) -> None:
    with st.container(horizontal=True):
        for label, early in zip(words, (True, False), strict=True):
            if st.button(label, key=f"date-{'late' if early else 'early'}-{key}"):
                view.owned.answer_dates(run_ids, early=early)
                st.rerun()
