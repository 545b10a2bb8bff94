"""Saving a run or a week as one HTML file that opens anywhere, offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.charts import is_empty, profile, route, run_load, standalone_page, weekly_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import body_map_legend
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.tables import segments_table
from runtone.dashboard.view import View
from runtone.muscles import explain
from runtone.wording import (
    MISSING,
    counted,
    day,
    duration,
    duration_words,
    easy_minutes,
    group_name,
    local_start,
    run_name,
)
from runtone.wording.notes import SPOT_TONING
from runtone.wording.training import baseline_sentence

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from runtone.dashboard.weekly import Weeks
    from runtone.library import StoredRun
    from runtone.training import BaselineComparison


def save_panel(label: str, file_name: str, document: Callable[[], str]) -> None:
    """Offer a page as a file, and say how charts are saved."""
    with st.container(border=True, key="card-save"):
        blocks.heading("Save")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.download_button(
                label,
                data=lambda: document().encode(),
                file_name=f"{_file_name(file_name)}.html",
                mime="text/html",
                on_click="ignore",
            )
            st.segmented_control(
                "Save single charts as",
                ["png", "svg"],
                default="png",
                key="image_format",
                required=True,
                format_func=str.upper,
            )
        blocks.note(
            "The file opens offline and holds everything shown, the map line included: think before you send it. "
            "A single chart is saved with the camera at its upper right corner."
        )


def save_run(view: View, run: StoredRun) -> None:
    """Offer the run as a file."""
    on = run.summary["local_date"]
    save_panel("Save this run as a file", f"{on} {run.name or 'run'}", lambda: run_document(view, run))


def save_week(view: View, week: BaselineComparison, weeks: Weeks, drawing: str) -> None:
    """Offer the last days as a file."""
    save_panel("Save this week as a file", f"{view.today} week", lambda: week_document(view, week, weeks, drawing))


def run_document(view: View, run: StoredRun) -> str:
    """Return a run as one HTML document."""
    summary, units = run.summary, view.units
    figures = [
        ("distance", units.distance(summary["distance_m"])),
        ("moving time", duration(summary["moving_s"])),
        ("pace", units.pace_text(summary["mean_speed_m_s"])),
        ("grade-adjusted", units.pace_text(summary["mean_grade_adjusted_speed_m_s"])),
        ("ascent", units.height_text(summary["ascent_m"])),
    ]
    told = explain(run.muscle_load, run.segments)
    title = run_name(run.name, summary["local_start"])
    parts: list[str | go.Figure] = [_head(title, local_start(summary["local_start"]), figures)]
    line = route(run.track, run.segments, units, view.theme)
    drawn = profile(run.track, run.segments, units, view.theme)
    load = run_load(run.muscle_load, run.segments, view.theme)
    parts += _section("Where it went", [line or "", "" if is_empty(drawn) else drawn])
    parts += _section(
        "What this run worked",
        [
            f'<p class="rt-sentence">{escape(told.headline)}</p>',
            "" if is_empty(load) else load,
            _small(SPOT_TONING),
        ],
    )
    parts += _section("Segments", [segments_table(run.segments, units, view.theme)])
    return standalone_page(title, parts, view.theme)


def week_document(view: View, week: BaselineComparison, weeks: Weeks, drawing: str) -> str:
    """Return the last days and weeks as one HTML document."""
    latest = weeks.totals.iloc[-1]
    title = f"Week up to {day(view.today)}"
    figures = [
        ("this week", view.units.distance(float(latest.distance_m))),
        ("moving time", duration_words(float(latest.moving_s))),
        ("runs", counted(int(latest.runs), "run")),
    ]
    rows = [
        {
            "Muscle group": group_name(str(row.muscle_group)),
            "Easy min": easy_minutes(float(row.easy_minutes)),
            "Usual week": easy_minutes(float(row.median)),
            "Against usual": str(row.step or "no usual weeks yet"),
        }
        for row in rows_of(week.groups)
    ]
    table = blocks.table(
        [("Muscle group", "name"), ("Easy min", "number"), ("Usual week", "number"), ("Against usual", "")],
        rows,
        caption="Load by muscle group",
    )
    grid = weekly_load(weeks.totals, weeks.loads, weeks.steps, view.units, view.theme, unfinished=weeks.unfinished)
    parts: list[str | go.Figure] = [_head(title, "An estimate from the watch's own files.", figures)]
    parts += _section(
        "Load by muscle group", [f'<p class="rt-sentence">{escape(baseline_sentence(week))}</p>', drawing, table]
    )
    parts += _section("Week by week", [grid, body_map_legend(view.theme, against_usual=True)])
    parts.append(_small(SPOT_TONING))
    return standalone_page(title, parts, view.theme)


def _head(title: str, under: str, figures: list[tuple[str, str]]) -> str:
    pairs = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures if value != MISSING
    )
    return f'<h1>{escape(title)}</h1><p class="rt-muted">{escape(under)}</p><dl class="rt-figures">{pairs}</dl>'


def _section(heading: str, parts: list[str | go.Figure]) -> list[str | go.Figure]:
    return [
        f"<section><h2>{escape(heading)}</h2>",
        *(part for part in parts if not isinstance(part, str) or part),
        "</section>",
    ]


def _small(text: str) -> str:
    return f'<p class="rt-note">{escape(text)}</p>'


def _file_name(text: str) -> str:
    return re.sub(r"[^\w .-]+", " ", text).strip()[:80] or "runtone"


def export_name(on: date) -> str:
    """Return what an export made today is called."""
    return f"runtone {on.isoformat()}.zip"
