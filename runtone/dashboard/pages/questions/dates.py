"""Runs that may be dated 1,024 weeks early: asked about, each or all at once, until the runner answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.data import date_questions
from runtone.dashboard.pages.questions.answers import MOST_ASKED, Answer, answer_buttons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.dashboard.view import View


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
    late, early = words
    answer_buttons(
        {
            f"date-late-{key}": Answer(late, partial(view.owned.answer_dates, run_ids, early=True)),
            f"date-early-{key}": Answer(early, partial(view.owned.answer_dates, run_ids, early=False)),
        }
    )
