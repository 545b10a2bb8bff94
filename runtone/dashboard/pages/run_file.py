"""The end of a run's page: how sure its figures are, and what its file held."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.view import View
from runtone.library.store.spreadsheet import CsvStyle, csv_style_of
from runtone.library.store.track_export import TrackFormat, track_name
from runtone.wording import GROUP_NAMES, counted, duration

if TYPE_CHECKING:
    from runtone.library import StoredRun

MARKS = {"high": "●●●", "medium": "●●○", "low": "●○○"}


def file_and_confidence(view: View, run: StoredRun) -> None:
    """Show confidence, warnings and what is known of the recording."""
    with st.container(border=True, key="card-confidence"):
        blocks.heading("How sure we are")
        rows = [
            {
                "Figure": GROUP_NAMES.get(name, name).capitalize(),
                "": MARKS[told.level],
                "How sure": told.level,
                "Why": view.units.in_own_units(told.why),
            }
            for name, told in run.confidence.items()
        ]
        blocks.html(
            blocks.table(
                [("Figure", ""), ("", ""), ("How sure", ""), ("Why", "wide")],
                rows,
                caption="How sure each figure is",
                stack=True,
            )
        )
        for warning in run.warnings:
            blocks.note(view.units.in_own_units(warning))
    with st.container(border=True, key="card-file"):
        blocks.heading("What the file held")
        summary = run.summary
        blocks.figures(
            [
                ("elapsed", duration(summary["elapsed_s"])),
                ("watch running", duration(summary["timer_s"])),
                ("moving", duration(summary["moving_s"])),
                ("altitude from", str(summary["altitude_source"])),
                ("speed from", str(summary["speed_source"])),
                ("repaired", counted(int(summary["repaired_points"]), "point")),
                ("device", run.device or "not said"),
            ]
        )
        rows = [
            {
                "File": file.name,
                "Format": file.format.upper(),
                "Figures from": "this file" if file.is_primary else "the other file",
            }
            for file in run.files
        ]
        blocks.html(
            blocks.table([("File", ""), ("Format", ""), ("Figures from", "")], rows, caption="Files of this run")
        )
        _track_downloads(view, run)


def _track_downloads(view: View, run: StoredRun) -> None:
    """Offer the cleaned track, second by second, as other tools and spreadsheets read it."""
    style = csv_style_of(st.context.locale)
    has_positions = "latitude_deg" in run.track and bool(run.track["latitude_deg"].notna().any())
    with st.container(horizontal=True):
        for wanted in TrackFormat if has_positions else (TrackFormat.CSV, TrackFormat.PARQUET):
            st.download_button(
                f"Track as {wanted.value.upper()}",
                data=partial(_track, view, run.run_id, wanted, style),
                file_name=track_name(run, wanted.value),
                on_click="ignore",
                key=f"track-{wanted.value}",
            )


def _track(view: View, run_id: int, wanted: TrackFormat, style: CsvStyle) -> bytes:
    return view.owned.export_track(run_id, wanted, style).content
