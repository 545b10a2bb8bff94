"""The buttons under a question: each is an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

MOST_ASKED = 3
"""So many questions of a kind are shown one by one."""


class Answer(NamedTuple):
    """What a button says, and what pressing it does."""

    label: str
    act: Callable[[], object]


def answer_buttons(answers: Mapping[str, Answer]) -> None:
    """Show the answers, by the keys of their buttons, and draw the page anew where one was given."""
    with st.container(horizontal=True):
        for key, answer in answers.items():
            if st.button(answer.label, key=key):
                answer.act()
                st.rerun()
