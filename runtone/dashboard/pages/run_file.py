"""The end of a run's page: how sure its figures are, and what its file held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.view import View
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
