"""One snapshot as a page, for its visitors and for the owner's preview."""

from __future__ import annotations

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.context import RenderContext
from runtone.dashboard.components.theme import theme_named
from runtone.dashboard.visitor.run_part import show_run
from runtone.dashboard.visitor.runs_part import chosen_run, show_runs
from runtone.dashboard.visitor.weeks_part import save_shown, show_days, show_weeks
from runtone.dashboard.visitor.words import run_title, run_when, title_of, units_of
from runtone.sharing.snapshot import Snapshot
from runtone.wording import Units, counted, day
from runtone.wording.notes import EASY_MINUTE, ESTIMATE, SPOT_TONING, STRESS_MINUTE


def show_snapshot(snapshot: Snapshot, key: str) -> None:
    """Draw a snapshot as its visitors see it.

    Parameters
    ----------
    snapshot : Snapshot
    key : str
        Begins the keys of all widgets; unique on the page.
    """
    single = snapshot.kind == "run"
    number = None if single else chosen_run(snapshot, key)
    run = snapshot.runs[0] if single else snapshot.runs[number - 1] if number else None
    units = units_of(snapshot)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-head"):
        if run is not None:
            blocks.title(run_title(run, units), run_when(run))
        else:
            blocks.title(title_of(snapshot), _span(snapshot))
        units = _units(units, key)
    context = RenderContext(key=key, units=units, theme=theme_named(st.context.theme.type))
    if run is not None:
        if not single:
            _back(key)
        show_run(run, context)
    else:
        show_days(snapshot, context)
        show_weeks(snapshot, context)
        with context.card("runs"):
            blocks.heading("Runs")
            if snapshot.left_out:
                blocks.note(f"{counted(snapshot.left_out, 'run')} near the runner's private places left out.")
            show_runs(snapshot, context)
        save_shown(snapshot, context, title_of(snapshot), _span(snapshot))
    blocks.note(f"{ESTIMATE} {STRESS_MINUTE} {EASY_MINUTE} {SPOT_TONING}")


def _span(snapshot: Snapshot) -> str:
    if snapshot.kind == "range":
        return ""
    return f"The weeks up to {day(snapshot.last_day)}."


def _units(own: Units, key: str) -> Units:
    chosen = st.segmented_control(
        "Units",
        ["km", "mi"],
        default=own.pace,
        key=f"{key}-units",
        required=True,
        label_visibility="collapsed",
    )
    return Units("mi", "ft") if chosen == "mi" else Units("km", "m")


def _back(key: str) -> None:
    if st.button("All runs", key=f"{key}-back", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.pop(f"{key}-run", None)
        st.rerun()
