"""One shared run: its figures, its profile, what it worked and why."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from runtone.dashboard.charts import is_empty, profile, route, run_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.tables import segments_table
from runtone.muscles import cause_of, explain
from runtone.sharing.snapshot import SharedRun
from runtone.wording import (
    MISSING,
    duration,
    duration_words,
    easy_minutes,
    group_name,
    segment_label,
    set_sentences,
)

if TYPE_CHECKING:
    from runtone.dashboard.visitor.shared_page import Sheet

MOST_SEGMENTS = 150
SHORTENED = "The ends of this run and the runner's private places are left out, of every figure too."
SHAPE = "The line is a shape without a place."
HEIGHTS = "Heights are told to five metres, above the lowest point that is shown."


def show_run(run: SharedRun, sheet: Sheet) -> None:
    """Draw one run."""
    figures, units = run.figures, sheet.units
    pairs = [
        ("distance", units.distance(figures["distance_m"])),
        ("moving time", duration(figures["moving_s"])),
        ("pace", units.pace_text(figures["mean_speed_m_s"])),
        ("grade-adjusted", units.pace_text(figures["mean_grade_adjusted_speed_m_s"])),
        ("ascent", units.height_text(figures["ascent_m"])),
    ]
    if figures["mean_heart_rate_bpm"] is not None:
        pairs.append(("heart rate", f"{figures['mean_heart_rate_bpm']:.0f} bpm"))
    blocks.figures(pair for pair in pairs if pair[1] != MISSING)
    if run.note:
        blocks.note(run.note)
    _profile(run, sheet)
    _worked(run, sheet)
    _sets(run, sheet)
    with st.container(border=True, key=f"card-{sheet.key}-segments"):
        blocks.heading("Segments")
        if run.track.empty:
            blocks.html(_sums_by_kind(run, sheet))
        else:
            blocks.html(segments_table(run.segments.head(MOST_SEGMENTS), units, sheet.theme))


def _sums_by_kind(run: SharedRun, sheet: Sheet) -> str:
    """Return how many segments of each kind there were, and how long they were together."""
    rows = [
        {
            "Segment": blocks.swatch(
                sheet.theme.segments[cause_of(str(kind), str(terrain))], segment_label(str(kind), str(terrain))
            ),
            "How many": str(len(alike)),
            "Time": duration_words(float((alike["end_s"] - alike["start_s"]).sum())),
            "Distance": sheet.units.distance(float(alike["distance_m"].sum())),
            "Up": sheet.units.height_text(float(alike["ascent_m"].sum())),
            "Down": sheet.units.height_text(float(alike["descent_m"].sum())),
        }
        for (kind, terrain), alike in run.segments.groupby(["kind", "terrain"], sort=False, observed=True)
    ]
    columns = [(name, "name" if name == "Segment" else "number") for name in rows[0]] if rows else []
    return blocks.table(columns, rows, caption="Segments by kind", trusted=("Segment",))


def _profile(run: SharedRun, sheet: Sheet) -> None:
    track = run.track_by_second()
    heights = bool(track["altitude_m"].notna().any())
    figure = profile(track, run.segments, sheet.units, sheet.theme)
    line = route(track, run.segments, sheet.units, sheet.theme)
    if is_empty(figure):
        return
    with st.container(border=True, key=f"card-{sheet.key}-profile"):
        alt = "Altitude above the lowest point, and pace, over distance" if heights else "Pace over distance"
        if line is None:
            sheet.chart(figure, "profile", alt)
        else:
            left, right = st.columns([1, 1.75], gap="medium", vertical_alignment="center")
            with left:
                picture(line, key=f"{sheet.key}-route", image="png")
            with right:
                sheet.chart(figure, "profile", alt)
        if run.shortened:
            blocks.note(" ".join([SHORTENED, *([SHAPE] if line is not None else []), *([HEIGHTS] if heights else [])]))


def _worked(run: SharedRun, sheet: Sheet) -> None:
    figure = run_load(run.muscle_load, run.segments, sheet.theme)
    if is_empty(figure):
        return
    told = explain(run.muscle_load, run.segments)
    with st.container(border=True, key=f"card-{sheet.key}-worked"):
        blocks.heading("What this run worked")
        blocks.sentence(told.headline)
        sheet.chart(figure, "load", "Load of each muscle group by what caused it")
        with st.expander("The same in numbers, and why"):
            blocks.html(_load_table(run, sheet))
            sentences = "".join(f'<p class="rt-note">{escape(each)}</p>' for each in told.sentences.values())
            blocks.html(sentences)


def _load_table(run: SharedRun, sheet: Sheet) -> str:
    load = run.muscle_load.astype({"muscle_group": str, "action": str})
    table = load.pivot_table(index="muscle_group", columns="action", values="easy_minutes", aggfunc="sum")
    by_group: dict[Any, dict[Any, float]] = table.to_dict(orient="index")
    rows = []
    for group in (name for name in sheet.theme.groups if name in by_group):
        minutes = by_group[group]
        sure = run.confidence.get(group)
        rows.append(
            {
                "Muscle group": blocks.swatch(sheet.theme.groups[group], group_name(group)),
                "Easy min": easy_minutes(sum(value for value in minutes.values() if value == value)),
                "push": easy_minutes(minutes.get("concentric")),
                "brake": easy_minutes(minutes.get("eccentric")),
                "How sure": sure.level if sure else MISSING,
            }
        )
    return blocks.table(
        [("Muscle group", ""), ("Easy min", "number"), ("push", "number"), ("brake", "number"), ("How sure", "late")],
        rows,
        caption="Load by muscle group",
        trusted=("Muscle group",),
    )


def _sets(run: SharedRun, sheet: Sheet) -> None:
    if run.sets.empty:
        return
    with st.container(border=True, key=f"card-{sheet.key}-sets"):
        blocks.heading("Sets and repeats")
        for told in set_sentences(run.sets, sheet.units):
            blocks.note(told)
