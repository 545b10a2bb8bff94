"""The end of a run's page: how sure its figures are, and what its file held."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.view import View
from runtone.library.store.spreadsheet import CsvStyle, csv_style_of
from runtone.library.store.track_export import TrackFormat, track_name
from runtone.wording import GROUP_NAMES, counted, duration, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtone.confidence import Confidence
    from runtone.library import StoredRun

MARKS = {"high": "●●●", "medium": "●●○", "low": "●○○"}


def file_and_confidence(view: View, run: StoredRun) -> None:
    """Show confidence, warnings and what is known of the recording, folded under a line each."""
    with st.container(border=True, key="card-confidence"):
        blocks.heading("How sure we are")
        blocks.note(confidence_line(run.confidence, len(run.warnings)))
        with st.expander("Each figure, and why"):
            _confidence(run)
        with st.expander("What the file held"):
            _recording(run)
            _track_downloads(view, run)


def confidence_line(confidence: Mapping[str, Confidence], warnings: int) -> str:
    """Return how sure a run's figures are in one line, the least sure ones named."""
    levels = {level: [_figure(name) for name, each in confidence.items() if each.level == level] for level in MARKS}
    parts = [f"{level.capitalize()}: {listed(levels[level])}" for level in ("low", "medium") if levels[level]]
    if levels["high"]:
        parts.append(f"High: {'all the others' if parts else 'all figures'}")
    if warnings:
        parts.append(f"{counted(warnings, 'thing')} repaired or left out while reading")
    return ". ".join(parts) + "."


def _figure(name: str) -> str:
    return GROUP_NAMES.get(name, name).lower().replace("_", " ")


def _confidence(run: StoredRun) -> None:
    rows = [
        {
            "Figure": _figure(name).capitalize(),
            "": MARKS[told.level],
            "How sure": told.level,
            "Why": told.why,
        }
        for name, told in run.confidence.items()
    ]
    columns = [("Figure", ""), ("", ""), ("How sure", ""), ("Why", "wide")]
    blocks.html(blocks.table(columns, rows, caption="How sure each figure is", stack=True))
    for warning in run.warnings:
        blocks.note(warning)


def _recording(run: StoredRun) -> None:
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
    blocks.html(blocks.table([("File", ""), ("Format", ""), ("Figures from", "")], rows, caption="Files of this run"))


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
