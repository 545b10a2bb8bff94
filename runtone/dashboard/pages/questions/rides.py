"""Runs that are as fast as rides: asked about, each or all at once, until the runner answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.undo import offer_undo
from runtone.dashboard.data import perhaps_rides
from runtone.dashboard.pages.deleted import delete
from runtone.dashboard.pages.questions.answers import MOST_ASKED, Answer, answer_buttons
from runtone.dashboard.pages.training_log.run_list import label_of

if TYPE_CHECKING:
    from runtone.dashboard.view import View


def ask_about_rides(view: View) -> None:
    """Show the runs that may be rides and take the answers; nothing where there are none."""
    offer_undo(view.state.owner)
    asked = perhaps_rides(view.state)
    if asked.empty:
        return
    with st.container(border=True, key="card-rides"):
        blocks.heading("Runs, or rides?")
        blocks.note("As fast as a ride, and the file names no sport that says so. Until you say, they count as runs.")
        for row in rows_of(asked.head(MOST_ASKED)):
            blocks.sentence(label_of(row, view))
            _answers(view, [int(row.run_id)], str(row.run_id), ("It was a run", "It was a ride: delete it"))
        if len(asked) > 1:
            blocks.sentence(f"All {len(asked)} of them:")
            numbers = [int(number) for number in asked["run_id"]]
            _answers(view, numbers, "all", ("All were runs", "All were rides: delete them"))


def _answers(view: View, run_ids: list[int], key: str, words: tuple[str, str]) -> None:
    keep, remove = words
    answer_buttons(
        {
            f"ride-keep-{key}": Answer(keep, partial(view.owned.keep_as_runs, run_ids)),
            f"ride-delete-{key}": Answer(remove, partial(delete, view, run_ids, for_good=False)),
        }
    )
