"""Runs that overlap and may be one: asked until the runner answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.data import open_questions
from runtone.dashboard.pages.questions.answers import MOST_ASKED, Answer, answer_buttons

if TYPE_CHECKING:
    from runtone.dashboard.view import View
    from runtone.library import OverlapQuestion


def ask_about_overlaps(view: View) -> None:
    """Show the first questions and take the answers; nothing where all are answered."""
    asked = open_questions(view.state)
    if not asked:
        return
    with st.container(border=True, key="card-overlaps"):
        blocks.heading("The same run, or two?")
        if any(each.overlap.looks_like_two_people for each in asked):
            blocks.note("Until you say, both count. Two people need a library each: their hours are not one runner's.")
        else:
            blocks.note("Until you say, both count.")
        for each in asked[:MOST_ASKED]:
            _ask(view, each)
        if len(asked) > MOST_ASKED:
            blocks.note(f"{len(asked) - MOST_ASKED} more after these.")
            if st.button("All of them are different runs", key="overlap-none"):
                for each in asked:
                    view.owned.keep_separate(each.run_ids)
                st.rerun()


def _ask(view: View, asked: OverlapQuestion) -> None:
    first, second = asked.names
    blocks.sentence(f"{first} and {second}, {asked.local_date}: {asked.sentence}")
    key = "-".join(str(run_id) for run_id in asked.run_ids)
    answer_buttons(
        {
            f"overlap-join-{key}": Answer("The same run", partial(view.owned.join_runs, asked.run_ids)),
            f"overlap-keep-{key}": Answer("Two runs", partial(view.owned.keep_separate, asked.run_ids)),
        }
    )
