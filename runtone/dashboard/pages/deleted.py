"""Deleting that can be undone: where it was done, and in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.undo import can_undo
from runtone.wording import counted, day

if TYPE_CHECKING:
    from runtone.dashboard.view import View
    from runtone.library import DeletedRun

MOST_SHOWN = 50


def delete(view: View, run_ids: Sequence[int], *, for_good: bool) -> None:
    """Delete runs; unless it is for good, the page then offers to undo it."""
    if for_good or view.preferences.bin_days == 0:
        view.owned.delete_for_good(run_ids)
        return
    view.owned.delete_runs(run_ids)
    can_undo(
        view.state.owner, f"{counted(len(run_ids), 'run')} deleted.", partial(view.owned.restore_runs, list(run_ids))
    )


def ways_to_delete(view: View, what: str) -> bool | None:
    """Ask how to delete; return whether it is for good, None while nothing is chosen."""
    days = view.preferences.bin_days
    if days:
        st.markdown(f"Delete {what}? For {counted(days, 'day')} it can be brought back from the bin.")
    else:
        st.markdown(f"Delete {what} from the library **for good**?")
    if view.is_sample:
        blocks.note("Only the sample season is touched; it can be loaded again.")
    with st.container(horizontal=True):
        if days and st.button("Delete", type="primary", key="delete-to-bin"):
            return False
        if st.button("Delete for good", type="tertiary" if days else "primary", key="delete-for-good"):
            return True
    return None


def show_bin(view: View) -> None:
    """Show what is in the bin, to bring it back or to delete it for good."""
    deleted = view.owned.deleted_runs()
    if not deleted:
        return
    with st.expander(f"Deleted runs ({len(deleted):,})"):
        for each in deleted[:MOST_SHOWN]:
            _row(view, each)
        if len(deleted) > MOST_SHOWN:
            blocks.note(f"The {MOST_SHOWN} last deleted are shown.")
        if st.button("Empty the bin for good", key="empty-bin"):
            view.owned.delete_for_good([each.run_id for each in deleted])
            st.rerun()


def _row(view: View, deleted: DeletedRun) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        named = f"{deleted.name}, " if deleted.name else ""
        blocks.note(
            f"{named}{day(deleted.local_date)}, {view.units.distance(deleted.distance_m)}; "
            f"gone for good on {day(deleted.gone_on)}"
        )
        if st.button("Bring back", key=f"restore-{deleted.run_id}"):
            view.owned.restore_runs([deleted.run_id])
            st.rerun()
