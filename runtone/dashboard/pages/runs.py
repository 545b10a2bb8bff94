"""Runs: find, sort, open, export and delete; only one page of the list is read at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.save import export_name
from runtone.dashboard.data import run_count, run_page
from runtone.dashboard.pages.deleted import delete, offer_undo, show_bin, ways_to_delete
from runtone.dashboard.pages.run_list import run_list
from runtone.dashboard.view import View
from runtone.library.store.spreadsheet import csv_style_of
from runtone.wording import counted

PAGE = 25
MOST_AT_ONCE = 100_000
SORTS: dict[str, tuple[str, bool]] = {
    "newest": ("start_time", True),
    "oldest": ("start_time", False),
    "longest": ("distance_m", True),
    "shortest": ("distance_m", False),
    "fastest": ("mean_speed_m_s", True),
    "most ascent": ("ascent_m", True),
    "name": ("name", False),
}
KINDS = {"hill": "with hills", "sprint": "with sprints"}


def show(view: View) -> None:
    """Draw the page."""
    total = len(view.runs())
    offer_undo(view)
    if not total:
        blocks.empty(
            "No runs yet",
            "The list of your runs is empty.",
            "Import your files, or open the sample season under Import.",
        )
        show_bin(view)
        return
    blocks.title("Runs", counted(total, "run"))
    filters, order = _filters(view)
    found = run_count(view.stand, filters)
    if not found:
        blocks.empty("No run matches", "The filters above leave nothing.", "Take one of them away.")
        return
    pages = -(-found // PAGE)
    at = min(max(1, int(st.session_state.get("at", 1) or 1)), pages)
    selected = _selected(view)
    _actions(view, filters, found, selected)
    sort, descending = SORTS[order]
    runs = run_page(view.stand, filters, sort, descending=descending, limit=PAGE, offset=(at - 1) * PAGE)
    with st.container(border=True, key="card-runs"):
        run_list(view, runs, key="runs", selected=selected)
    if pages > 1:
        st.pagination(pages, key="at", bind="query-params")
    blocks.note(f"{counted(found, 'run')} of {total:,}, {PAGE} a page.")
    show_bin(view)


def _filters(view: View) -> tuple[tuple[tuple[str, Any], ...], str]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="name, note, device or file", width=220, live="300ms"
        )
        kind = st.pills(
            "Only", list(KINDS), format_func=KINDS.__getitem__, key="with", bind="query-params", width="content"
        )
        least = st.number_input(
            f"At least ({view.units.pace})",
            min_value=0.0,
            max_value=1000.0,
            value=0.0,
            step=1.0,
            key="min",
            bind="query-params",
            width=140,
            format="%g",
        )
        start = st.date_input(
            "From", value=None, key="from", bind="query-params", width=140, max_value=date(2100, 1, 1)
        )
        end = st.date_input("To", value=None, key="to", bind="query-params", width=140, max_value=date(2100, 1, 1))
        order = st.selectbox("Order", list(SORTS), key="order", bind="query-params", width=150)
    filters: list[tuple[str, Any]] = []
    if text:
        filters.append(("text", text))
    if kind:
        filters.append(("kind", kind))
    if least:
        filters.append(("min_distance_m", float(least) * view.units.metres_per_distance))
    if isinstance(start, date):
        filters.append(("start", start))
    if isinstance(end, date):
        filters.append(("end", end))
    return tuple(filters), str(order or "newest")


def _selected(view: View) -> set[int]:
    """Return the runs selected in this session; those of another library are forgotten."""
    held = st.session_state.setdefault("selected", {})
    if held.get("owner") != view.stand.owner:
        held.clear()
        held.update(owner=view.stand.owner, runs=set())
    return cast("set[int]", held["runs"])


def _actions(view: View, filters: tuple[tuple[str, Any], ...], found: int, selected: set[int]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        if st.button(f"Select all {found:,}", type="tertiary", disabled=len(selected) == found):
            selected.update(_every(view, filters))
            st.rerun()
        if not selected:
            blocks.note("Select runs to export or delete them.")
            return
        if st.button("Select none", type="tertiary"):
            selected.clear()
            st.rerun()
        chosen = sorted(selected)
        st.download_button(
            f"Export {counted(len(chosen), 'run')}",
            data=lambda: b"".join(view.owned.export(chosen, csv_style_of(st.context.locale))),
            file_name=export_name(view.today, f"{len(chosen)} of {len(view.runs())} runs"),
            mime="application/zip",
            on_click="ignore",
        )
        with st.popover(f"Delete {counted(len(chosen), 'run')}"):
            for_good = ways_to_delete(view, f"{counted(len(chosen), 'run')} and their files")
            if for_good is not None:
                _delete(view, chosen, selected, for_good=for_good)


def _delete(view: View, run_ids: Sequence[int], selected: set[int], *, for_good: bool) -> None:
    with st.spinner("Deleting"):
        delete(view, run_ids, for_good=for_good)
    selected.clear()
    st.rerun()


def _every(view: View, filters: tuple[tuple[str, Any], ...]) -> list[int]:
    frame = run_page(view.stand, filters, "start_time", descending=True, limit=MOST_AT_ONCE, offset=0)
    return [int(run_id) for run_id in frame["run_id"]]
