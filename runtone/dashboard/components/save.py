"""Saving a run or a week as one HTML file that opens anywhere, offline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import is_empty, profile, repeats, route, run_load, standalone_page
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import body_map_legend
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_cards import figures_of, load_table
from runtone.dashboard.components.tables import known, segments_table
from runtone.dashboard.components.week_cards import group_loads, groups_table, weeks_grid
from runtone.muscles import explain
from runtone.tracks import splits
from runtone.wording import (
    MISSING,
    counted,
    day,
    duration_words,
    explanation_headline,
    local_start,
    run_name,
    set_sentences,
)
from runtone.wording.notes import EASY_MINUTE, ESTIMATE, SPOT_TONING, STRESS_MINUTE
from runtone.wording.training import baseline_sentence

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from runtone.dashboard.components.context import RenderContext
    from runtone.dashboard.components.run_cards import ShownRun
    from runtone.dashboard.components.week_cards import Weeks
    from runtone.training import BaselineComparison
    from runtone.wording import Units


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


def save_run(context: RenderContext, run: ShownRun) -> None:
    """Offer the run as a file."""
    on = run.figures["local_date"]
    save_panel("Save this run as a file", f"{on} {run.name or 'run'}", lambda: run_document(context, run))


def save_week(context: RenderContext, today: date, week: BaselineComparison, weeks: Weeks, drawing: Markup) -> None:
    """Offer the last days as a file."""
    save_panel("Save this week as a file", f"{today} week", lambda: week_document(context, today, week, weeks, drawing))


def run_document(context: RenderContext, run: ShownRun) -> str:
    """Return a run as one HTML document."""
    units, theme, start = context.units, context.theme, run.figures["local_start"]
    title = run_name(run.name, start)
    track = run.track_by_second()
    line = route(track, run.segments, units, theme)
    drawn = profile(track, run.segments, units, theme)
    load = run_load(run.muscle_stress, run.segments, theme)
    parts = [
        _head(title, local_start(start), figures_of(run.figures, units)),
        *([blocks.note_markup(run.note)] if run.note else []),
        *_section("Where it went", line, drawn),
        *_section(
            "What this run worked",
            blocks.sentence_markup(
                explanation_headline(explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones))
            ),
            load,
            load_table(run, context),
            blocks.note_markup(f"{STRESS_MINUTE} {EASY_MINUTE} {SPOT_TONING}"),
        ),
        *(_section("Sets and repeats", *_sets(context, run)) if len(run.sets) else ()),
        *(_section("Splits", _splits(run, units)) if "paused" in track else ()),
        *_section("Segments", segments_table(run.segments, units, theme)),
    ]
    return standalone_page(title, parts, theme)


def _sets(context: RenderContext, run: ShownRun) -> Iterator[Markup | go.Figure]:
    """Yield each set in one sentence, with a panel a repeat where there is a track."""
    track = run.track_by_second()
    for sentence, row in zip(set_sentences(run.sets, context.units), rows_of(run.sets), strict=True):
        yield blocks.sentence_markup(f"{str(row.kind).capitalize()}: {sentence}")
        if not track.empty:
            yield repeats(track, run.segments, list(row.segment_numbers), context.units, context.theme)


def _splits(run: ShownRun, units: Units) -> Markup:
    rows = [
        {
            units.pace: str(row.number) if row.whole else f"+ {units.distance(float(row.distance_m))}",
            "Pace": units.pace_text(known(row.speed_m_s)),
            "Climb": units.height_text(known(row.ascent_m)),
            "HR": MISSING if known(row.heart_rate_bpm) is None else f"{row.heart_rate_bpm:.0f}",
        }
        for row in rows_of(splits(run.track_by_second(), units.metres_per_distance))
    ]
    columns = [(units.pace, ""), *((name, "number") for name in ("Pace", "Climb", "HR"))]
    return blocks.table(columns, rows, caption="Splits")


def week_document(context: RenderContext, today: date, week: BaselineComparison, weeks: Weeks, drawing: Markup) -> str:
    """Return the last days and weeks as one HTML document."""
    latest = weeks.totals.iloc[-1]
    title = f"Week up to {day(today)}"
    figures = [
        ("this week", context.units.distance(float(latest.distance_m))),
        ("moving time", duration_words(float(latest.moving_s))),
        ("runs", counted(int(latest.runs), "run")),
    ]
    table = groups_table(group_loads(week.groups, weeks.lens), context, weeks.lens)
    parts = [
        _head(title, ESTIMATE, figures),
        *_section(
            f"{weeks.lens.title} by muscle group", blocks.sentence_markup(baseline_sentence(week)), drawing, table
        ),
        *_section("Week by week", weeks_grid(weeks, context), body_map_legend(context.theme, against_usual=True)),
        blocks.note_markup(SPOT_TONING),
    ]
    return standalone_page(title, parts, context.theme)


def _head(title: str, under: str, figures: list[tuple[str, str]]) -> Markup:
    known = [pair for pair in figures if pair[1] != MISSING]
    return Markup('<h1>{}</h1><p class="rt-muted">{}</p>{}').format(title, under, blocks.figures_markup(known))


def _section(heading: str, *parts: Markup | go.Figure | None) -> Iterator[Markup | go.Figure]:
    """Yield a section of those parts that have something to show."""
    yield Markup("<section><h2>{}</h2>").format(heading)
    for part in parts:
        if part is not None and not (part == "" if isinstance(part, Markup) else is_empty(part)):
            yield part
    yield Markup("</section>")


def _file_name(text: str) -> str:
    return re.sub(r"[^\w .-]+", " ", text).strip()[:80] or "runtone"


def export_name(on: date, part: str = "") -> str:
    """Return what an export made today is called; with a part, which part of the library it holds."""
    return f"runtone {on.isoformat()} {part}".rstrip() + ".zip"
