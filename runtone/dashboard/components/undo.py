"""Undoing what was just done, where it was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from runtone.dashboard.components import blocks

_LAST = "last-done"


class _Done(NamedTuple):
    owner: str
    words: str
    undo: Callable[[], object]


def can_undo(owner: str, words: str, undo: Callable[[], object]) -> None:
    """Record what was just done in an owner's library, and how it is undone; what was done before it stays done."""
    st.session_state[_LAST] = _Done(owner, words, undo)


def offer_undo(owner: str) -> None:
    """Say what was just done in an owner's library and offer to undo it; nothing where nothing was."""
    done: _Done | None = st.session_state.get(_LAST)
    if done is None or done.owner != owner:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="card-undo"):
        blocks.note(done.words)
        if st.button("Undo", key="undo"):
            del st.session_state[_LAST]
            done.undo()
            st.rerun()
        if st.button("Close", type="tertiary", key="close-undo"):
            del st.session_state[_LAST]
            st.rerun()
