"""Settings: units, weeks, the runner, and what belongs to the runner: export and delete."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from runtone.dashboard import owners
from runtone.dashboard.components import blocks
from runtone.dashboard.components.undo import offer_undo
from runtone.dashboard.data import owned_by
from runtone.dashboard.pages.deleted import delete
from runtone.dashboard.view import View
from runtone.errors import SettingsError
from runtone.library import ImportProgress, OwnedLibrary
from runtone.library.preferences import LONGEST_BIN_DAYS
from runtone.library.store.spreadsheet import csv_style_of
from runtone.runner import FootStrike
from runtone.wording import counted

UNITS = {"metric": "min/km and m", "imperial": "min/mi and ft"}
WEEK_STARTS = {"monday": "Monday", "sunday": "Sunday"}
STRIKES = {"unknown": "I do not know", "rear": "heel first", "mid": "midfoot", "fore": "forefoot"}
WORD = "delete everything"


def show(view: View) -> None:
    """Draw the page."""
    blocks.title("Settings", "Chosen once, used on every page and in exports.")
    offer_undo(owners.own())
    with st.container(border=True, key="card-settings"):
        _form(view)
    if not view.is_sample:
        with st.container(border=True, key="card-yours"):
            _yours(view)


def _form(view: View) -> None:
    now = view.preferences
    assert set(STRIKES) == set(get_args(FootStrike))
    with st.form("settings", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            units = st.radio(
                "Pace, distance and height",
                list(UNITS),
                index=list(UNITS).index(now.units),
                format_func=UNITS.__getitem__,
            )
            week_start = st.radio(
                "Weeks start on",
                list(WEEK_STARTS),
                index=list(WEEK_STARTS).index(now.week_start),
                format_func=WEEK_STARTS.__getitem__,
                horizontal=True,
            )
            target = st.number_input(
                "Days a week you mean to run", min_value=1, max_value=7, value=min(now.target_runs_per_week, 7)
            )
        with right:
            strike = st.selectbox(
                "How your foot lands",
                list(STRIKES),
                index=list(STRIKES).index(now.foot_strike),
                format_func=STRIKES.__getitem__,
                help="A watch cannot see it. When unknown, calves and shins are less certain, and each run says so.",
            )
            mass = st.number_input(
                "Body mass (kg), if you like",
                min_value=20.0,
                max_value=300.0,
                value=now.mass_kg,
                step=0.5,
                help="Load is per kilogram; nothing depends on this but joules where they are shown.",
            )
            zone = st.text_input(
                "Time zone for runs without positions",
                value=now.time_zone or "",
                placeholder=str(st.context.timezone or "Europe/Berlin"),
                help="Runs with positions know their own time zone.",
            )
            bin_days = st.number_input(
                "Days that deleted runs can be brought back",
                min_value=0,
                max_value=LONGEST_BIN_DAYS,
                value=now.bin_days,
                help="0 deletes for good at once.",
            )
        if st.form_submit_button("Save settings", type="primary"):
            try:
                owned_by(owners.own()).save_settings(
                    units=units,
                    week_start=week_start,
                    target_runs_per_week=int(target),
                    foot_strike=strike,
                    mass_kg=mass,
                    time_zone=(zone or "").strip() or None,
                    bin_days=int(bin_days),
                )
            except SettingsError as error:
                blocks.note(str(error))
            else:
                _read_again(owned_by(owners.own()))
                st.session_state["saved"] = True
                st.rerun()
    if st.session_state.pop("saved", False):
        blocks.note("Saved.")


def _read_again(owned: OwnedLibrary) -> None:
    """Read again the runs whose figures hang on what was changed (foot strike, time zone), with progress."""
    if not owned.stale_count():
        return
    bar = st.progress(0.0, text="Reading your runs again with the new settings")

    def told(progress: ImportProgress) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        bar.progress(min(1.0, share), text=f"Reading your runs again: {progress.done:,} of {progress.total:,}")

    for _ in owned.refresh_stale_runs(progress=told):
        pass
    bar.empty()


def _yours(view: View) -> None:
    total = len(view.runs())
    blocks.heading("Your data")
    blocks.note(f"{counted(total, 'run')}, with the original files, on this machine.")
    if not total:
        return
    style = csv_style_of(st.context.locale)
    with st.container(horizontal=True):
        st.download_button(
            "Export everything",
            data=lambda: b"".join(view.owned.export(csv_style=style)),
            file_name=view.owned.export_name(csv_style=style),
            mime="application/zip",
            on_click="ignore",
        )
        with st.popover("Delete everything"):
            _delete_everything(view, total)


def _delete_everything(view: View, total: int) -> None:
    """Delete all runs, which can be undone, or for good and all that belongs to them."""
    days = view.preferences.bin_days
    if days:
        st.markdown(
            f"Delete {counted(total, 'run')}? For {counted(days, 'day')} they can be brought back from the bin."
        )
        if st.button("Delete all runs", type="primary"):
            with st.spinner("Deleting"):
                delete(view, [int(number) for number in view.runs()["run_id"]], for_good=False)
            st.rerun()
    st.markdown(f"Or delete {counted(total, 'run')}, their files, the settings, links and zones **for good**.")
    typed = st.text_input(f"Type “{WORD}” to go on", key="delete-word")
    if st.button("Delete for good", disabled=typed.strip().lower() != WORD):
        view.owned.delete_everything()
        st.rerun()
