"""Runs: a training log to search, sort, compare, export and delete from; one page of it is read at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.components import blocks
from runtone.dashboard.components.undo import offer_undo
from runtone.dashboard.components.whole_number import whole_number
from runtone.dashboard.data import run_days, run_rows
from runtone.dashboard.pages.deleted import delete, show_bin, ways_to_delete
from runtone.dashboard.pages.training_log.comparison import MOST_COMPARED, show_comparison
from runtone.dashboard.pages.training_log.filters import choose_filters
from runtone.dashboard.pages.training_log.run_list import run_list
from runtone.dashboard.view import View
from runtone.library.store.spreadsheet import csv_style_of
from runtone.wording import counted, duration_words

if TYPE_CHECKING:
    import pandas as pd

PAGE = 25
_NEIGHBOURS = 2


def show(view: View) -> None:
    """Draw the page."""
    total = len(view.runs())
    offer_undo(view.state.owner)
    if not total:
        blocks.empty(
            "No runs yet",
            "The list of your runs is empty.",
            "Import your files, or open the sample season under Import.",
        )
        show_bin(view)
        return
    if "compare" in st.query_params:
        show_comparison(view, st.query_params["compare"])
        return
    head = st.empty()
    chosen = choose_filters(view)
    found = run_days(view.state, **chosen.filters)
    with head:
        blocks.title("Runs", _sum_of(view, found, total))
    if found.empty:
        blocks.empty("No run is like that", "What is chosen above leaves no run.", "Press Clear to see all of them.")
        return
    pages = -(-len(found) // PAGE)
    at = _page_number(pages)
    selected = _selected(view)
    _actions(view, [int(number) for number in found["run_id"]], selected)
    sort, descending = chosen.sort
    runs = run_rows(view.state, sort=sort, descending=descending, limit=PAGE, offset=(at - 1) * PAGE, **chosen.filters)
    with st.container(border=True, key="card-runs"):
        run_list(view, runs, key="runs", selected=selected, months_of=found if sort == "start_time" else None)
    if pages > 1:
        _turn_pages(view, at, pages)
    show_bin(view)


def _sum_of(view: View, found: pd.DataFrame, total: int) -> str:
    """Return what the runs found are together."""
    number = counted(total, "run") if len(found) == total else f"{len(found):,} of {counted(total, 'run')}"
    distance, moving_s = (float(np.nansum(found[name])) for name in ("distance_m", "moving_s"))
    return f"{number}, {view.units.distance(distance)}, {duration_words(moving_s)}"


def _page_number(pages: int) -> int:
    return min(whole_number(st.query_params.get("at")) or 1, pages)


def _turn_pages(view: View, at: int, pages: int) -> None:
    """Show links to the other pages; a page is a step of the browser's Back."""
    near = {1, pages, *range(max(1, at - _NEIGHBOURS), min(pages, at + _NEIGHBOURS) + 1)}
    links: list[Markup] = []
    for number in sorted(near):
        if links and number - 1 not in near:
            links.append(Markup("<span>…</span>"))
        links.append(_page_link(view, number, str(number), current=number == at))
    if at > 1:
        links.insert(0, _page_link(view, at - 1, "Back a page"))
    if at < pages:
        links.append(_page_link(view, at + 1, "Next page"))
    bar = Markup('<nav class="rt-choice" aria-label="Pages of the list">{}</nav>').format(Markup("").join(links))
    chosen = view.context.picture(bar, "pages", can_save=False)
    if chosen:
        st.query_params["at"] = chosen
        st.rerun()


def _page_link(view: View, number: int, words: str, *, current: bool = False) -> Markup:
    address = view.address("runs", **{**st.query_params.to_dict(), "at": number})
    mark = Markup(' aria-current="page"') if current else ""
    return Markup('<a href="{}" data-choose="{}"{}>{}</a>').format(address, number, mark, words)


def _selected(view: View) -> set[int]:
    """Return the runs selected in this session; those of another library are forgotten."""
    held = st.session_state.setdefault("selected", {})
    if held.get("owner") != view.state.owner:
        held.clear()
        held.update(owner=view.state.owner, runs=set())
    return cast("set[int]", held["runs"])


def _actions(view: View, found: Sequence[int], selected: set[int]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        if st.button(f"Select all {len(found):,}", type="tertiary", disabled=selected.issuperset(found)):
            selected.update(found)
            st.rerun()
        if not selected:
            blocks.note("Select runs to compare, export or delete them.")
            return
        if st.button("Select none", type="tertiary"):
            selected.clear()
            st.rerun()
        chosen = sorted(selected)
        if len(chosen) == MOST_COMPARED and st.button("Compare these two"):
            view.goto("runs", {"compare": "-".join(map(str, chosen))})
        style = csv_style_of(st.context.locale)
        st.download_button(
            f"Export {counted(len(chosen), 'run')}",
            data=lambda: b"".join(view.owned.export(chosen, style)),
            file_name=view.owned.export_name(chosen, style),
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
