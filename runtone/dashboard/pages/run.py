"""One run: where it went, what it worked and why, and how sure that is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.charts import equivalent_paces, is_empty
from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_cards import figures_card, profile_card, sets_card, worked_card
from runtone.dashboard.components.save import save_run
from runtone.dashboard.components.tables import known, segments_table
from runtone.dashboard.data import stored_run
from runtone.dashboard.pages.run_edit import edit_run
from runtone.dashboard.pages.run_file import file_and_confidence
from runtone.dashboard.view import View
from runtone.muscles import cause_of, hardest_climb, segment_equivalent_speeds
from runtone.tracks import splits
from runtone.wording import (
    CAUSE_NAMES,
    MISSING,
    local_start,
    minutes_seconds,
    percent,
    run_name,
)
from runtone.wording.notes import EASY_MINUTE, SPOT_TONING

if TYPE_CHECKING:
    from runtone.library import StoredRun

FIRST_SEGMENTS = 24
NO_ALTITUDE = "No altitude in this file, so hills are not looked for and grade counts as level."


def show(view: View) -> None:
    """Draw the page."""
    asked = st.query_params.get("run", "")
    if not asked.isdigit():
        blocks.empty(
            "No run chosen",
            "The address does not say which run to show.",
            "Choose one under Runs, or import your files.",
        )
        return
    run = stored_run(view.stand, int(asked))
    context = view.context
    kind = "" if run.sport in (None, "running") else f", {run.sport}"
    start = run.summary["local_start"]
    blocks.title(run_name(run.name, start), local_start(start) + kind)
    figures_card(run, context)
    profile_card(
        run,
        context,
        alt="Altitude and pace over distance, coloured by segment",
        without_line="No positions in this file (a treadmill, or a watch without GPS), so there is no map.",
        remarks=() if run.track["altitude_m"].notna().any() else (NO_ALTITUDE,),
    )
    climb = hardest_climb(run.segments)
    beside = None if climb is None else partial(_climb, view, run, climb)
    worked_card(run, context, remark=f"{EASY_MINUTE} {SPOT_TONING}", beside=beside)
    sets_card(run, context)
    _segments(view, run)
    _splits(view, run)
    file_and_confidence(view, run)
    edit_run(view, run)
    save_run(context, run)


def _climb(view: View, run: StoredRun, climb: int) -> None:
    row = run.segments.loc[[climb]].to_dict(orient="records")[0]
    speeds = segment_equivalent_speeds(run.muscle_load, run.segments, foot_strike=view.preferences.foot_strike)
    own = speeds[speeds["segment"] == climb].set_index("muscle_group").drop(index="core", errors="ignore")
    figure = equivalent_paces(own, float(row["mean_speed_m_s"]), view.units, view.theme)
    if is_empty(figure):
        return
    blocks.subheading(
        f"The hardest climb, muscle by muscle ({percent(float(row['mean_grade']))}, "
        f"{view.units.distance(float(row['distance_m']))})"
    )
    view.context.chart(
        figure, "climb", "The level pace that would load each muscle group as much as the hardest climb did"
    )
    blocks.note("Each group worked as hard as it would on the flat at this pace.")


def _segments(view: View, run: StoredRun) -> None:
    with st.container(border=True, key="card-segments"):
        blocks.heading("Segments")
        kinds = [cause_of(str(k), str(t)) for k, t in zip(run.segments["kind"], run.segments["terrain"], strict=True)]
        present = [name for name in CAUSE_NAMES if name in kinds]
        chosen = st.pills(
            "Kinds of segment",
            present,
            selection_mode="multi",
            format_func=CAUSE_NAMES.__getitem__,
            key="kind",
            label_visibility="collapsed",
            bind="query-params",
        )
        rows = run.segments[[kind in chosen for kind in kinds]] if chosen else run.segments
        whole = len(rows) <= FIRST_SEGMENTS or st.toggle(f"Show all {len(rows)}", key="all-segments")
        blocks.html(segments_table(rows if whole else rows.head(FIRST_SEGMENTS), view.units, view.theme))


def _splits(view: View, run: StoredRun) -> None:
    table = splits(run.track, view.units.metres_per_distance)
    if len(table) < 2:
        return
    stopped = bool((table["timer_s"] - table["moving_s"] >= 1).any())
    with st.container(border=True, key="card-splits"):
        blocks.heading(f"Splits, each {view.units.pace}")
        rows = [
            {
                view.units.pace: f"{row.number}" if row.whole else view.units.distance(float(row.distance_m)),
                "Pace": minutes_seconds(view.units.pace_s(float(row.speed_m_s))) if row.speed_m_s > 0.3 else MISSING,
                "Moving": minutes_seconds(float(row.moving_s)) if row.timer_s - row.moving_s >= 1 else "",
                "Grade-adj.": view.units.pace_text(float(row.grade_adjusted_speed_m_s), unit=False),
                "Up": view.units.height_text(known(row.ascent_m)),
                "Down": view.units.height_text(known(row.descent_m)),
                "HR": MISSING if known(row.heart_rate_bpm) is None else f"{row.heart_rate_bpm:.0f}",
            }
            for row in rows_of(table)
        ]
        blocks.html(
            blocks.table(
                [
                    (view.units.pace, ""),
                    ("Pace", "number"),
                    *([("Moving", "number")] if stopped else []),
                    ("Grade-adj.", "number"),
                    ("Up", "number"),
                    ("Down", "number"),
                    ("HR", "number"),
                ],
                rows,
                caption=f"Splits; pace in {view.units.pace_unit}, by the watch's timer",
            )
        )
