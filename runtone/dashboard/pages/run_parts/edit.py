"""What the runner may change of a run: its name, note and kind, which files belong to it, and whether it stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.undo import can_undo, offer_undo
from runtone.dashboard.pages.deleted import delete, ways_to_delete
from runtone.errors import RuntoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.dashboard.view import View
    from runtone.library import StoredRun

KINDS = {
    "running": "Running",
    "trail running": "Trail running",
    "track running": "Track running",
    "treadmill": "Treadmill",
}
LONGEST_NAME, LONGEST_NOTE = 200, 4_000


def edit_run(view: View, run: StoredRun) -> None:
    """Show the form, and what belongs to the run's files."""
    with st.container(border=True, key="card-edit"):
        blocks.heading("Change this run")
        offer_undo(view.state.owner)
        _words(view, run)
        _files(view, run)
        _delete(view, run)


def _words(view: View, run: StoredRun) -> None:
    kinds = KINDS if run.sport is None or run.sport in KINDS else {run.sport: run.sport.capitalize(), **KINDS}
    with st.expander("Name, note and kind"), st.form("edit-run", border=False):
        name = st.text_input(
            "Name", value=run.name or "", max_chars=LONGEST_NAME, placeholder="As in the file, or by the time of day"
        )
        note = st.text_area("Note", value=run.note or "", max_chars=LONGEST_NOTE, height=100)
        kind = st.selectbox(
            "Kind", list(kinds), index=list(kinds).index(run.sport or "running"), format_func=kinds.__getitem__
        )
        if not st.form_submit_button("Save"):
            return
    undo: list[Callable[[], object]] = []
    if (name or "") != (run.name or ""):
        view.owned.rename(run.run_id, name or None)
        undo.append(partial(view.owned.rename, run.run_id, run.name))
    if (note or "") != (run.note or ""):
        view.owned.annotate(run.run_id, note or None)
        undo.append(partial(view.owned.annotate, run.run_id, run.note))
    if kind != (run.sport or "running"):
        view.owned.change_sport(run.run_id, kind)
        undo.append(partial(view.owned.change_sport, run.run_id, run.sport))
    if undo:
        can_undo(view.state.owner, "Saved.", lambda: [each() for each in undo])
    st.rerun()


def _files(view: View, run: StoredRun) -> None:
    """Offer to undo or to make the choice that two files are one run."""
    for file in run.files[1:]:
        blocks.note(f"{file.name} was taken for the same run; its figures are not used.")
        with st.container(horizontal=True):
            if st.button("Use its figures", key=f"choose-{file.file_id}"):
                _done(partial(view.owned.choose_file, run.run_id, file.file_id))
            if st.button("It is a run of its own", key=f"separate-{file.file_id}"):
                _done(partial(view.owned.separate_file, run.run_id, file.file_id))
    for other in run.possible_duplicates:
        blocks.note(f"{other.name or 'Another run'} may be the same run: {other.reason}")
        if st.button("They are one run", key=f"join-{other.run_id}"):
            _done(partial(view.owned.join_runs, [run.run_id, other.run_id]))


def _delete(view: View, run: StoredRun) -> None:
    with st.popover("Delete this run"):
        for_good = ways_to_delete(view, "this run and its files")
        if for_good is not None:
            delete(view, [run.run_id], for_good=for_good)
            view.goto("runs", {})


def _done(change: Callable[[], object]) -> None:
    try:
        with st.spinner("Working"):
            change()
    except RuntoneError as error:
        blocks.note(str(error))
        return
    st.rerun()
