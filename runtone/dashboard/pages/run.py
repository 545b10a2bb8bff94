"""One run: where it went, what it worked and why, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.charts import equivalent_paces, is_empty, profile, repeats, route, run_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.save import save_run
from runtone.dashboard.components.tables import known, segments_table
from runtone.dashboard.components.theme import Theme
from runtone.dashboard.data import stored_run
from runtone.dashboard.pages.run_edit import edit_run
from runtone.dashboard.pages.run_file import file_and_confidence
from runtone.dashboard.splits import splits
from runtone.dashboard.view import View
from runtone.muscles import cause_of, explain, hardest_climb, load_totals, segment_equivalent_speeds
from runtone.wording import (
    CAUSE_NAMES,
    MISSING,
    duration,
    easy_minutes,
    group_name,
    local_start,
    minutes_seconds,
    percent,
    run_name,
    set_sentences,
)
from runtone.wording.notes import EASY_MINUTE, SPOT_TONING

if TYPE_CHECKING:
    from runtone.library import StoredRun

FIRST_SEGMENTS = 24


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
    _title(view, run)
    _where(view, run)
    _worked(view, run)
    _sets(view, run)
    _segments(view, run)
    _splits(view, run)
    file_and_confidence(view, run)
    edit_run(view, run)
    save_run(view, run)


def _title(view: View, run: StoredRun) -> None:
    summary, units = run.summary, view.units
    kind = "" if run.sport in (None, "running") else f", {run.sport}"
    blocks.title(run_name(run.name, summary["local_start"]), local_start(summary["local_start"]) + kind)
    pairs = [
        ("distance", units.distance(summary["distance_m"])),
        ("moving time", duration(summary["moving_s"])),
        ("pace", units.pace_text(summary["mean_speed_m_s"])),
        ("grade-adjusted", units.pace_text(summary["mean_grade_adjusted_speed_m_s"])),
        ("ascent", units.height_text(summary["ascent_m"])),
    ]
    if summary.get("mean_heart_rate_bpm") is not None:
        pairs.append(("heart rate", f"{summary['mean_heart_rate_bpm']:.0f} bpm"))
    blocks.figures(pair for pair in pairs if pair[1] != MISSING)
    if run.note:
        blocks.note(run.note)


def _where(view: View, run: StoredRun) -> None:
    line = route(run.track, run.segments, view.units, view.theme)
    figure = profile(run.track, run.segments, view.units, view.theme)
    with st.container(border=True, key="card-profile"):
        if is_empty(figure):
            blocks.note("The file holds no distance, so there is no profile to draw.")
            return
        if line is None:
            view.chart(figure, "profile", "Altitude and pace over distance")
            blocks.note("No positions in this file (a treadmill, or a watch without GPS), so there is no map.")
        else:
            left, right = st.columns([1, 1.75], gap="medium", vertical_alignment="center")
            with left:
                picture(line, key="route", image=view.image_format())
            with right:
                view.chart(figure, "profile", "Altitude and pace over distance, coloured by segment")
        if not run.track["altitude_m"].notna().any():
            blocks.note("No altitude in this file, so hills are not looked for and grade counts as level.")


def _worked(view: View, run: StoredRun) -> None:
    with st.container(border=True, key="card-worked"):
        blocks.heading("What this run worked")
        figure = run_load(run.muscle_load, run.segments, view.theme)
        if is_empty(figure):
            blocks.note("There is no running in this file that load could be estimated from.")
            return
        told = explain(run.muscle_load, run.segments)
        blocks.sentence(told.headline)
        climb = hardest_climb(run.segments)
        if climb is None:
            view.chart(figure, "load", "Load of each muscle group by what caused it")
        else:
            left, right = st.columns([1.35, 1], gap="medium")
            with left:
                view.chart(figure, "load", "Load of each muscle group by what caused it")
            with right:
                _climb(view, run, climb)
        with st.expander("The same in numbers, and why"):
            blocks.html(_load_table(run, view.theme))
            blocks.html("".join(f'<p class="rt-note">{sentence}</p>' for sentence in told.sentences.values()))
        blocks.note(f"{EASY_MINUTE} {SPOT_TONING}")


def _climb(view: View, run: StoredRun, climb: int) -> None:
    row = run.segments.loc[[climb]].to_dict(orient="records")[0]
    speeds = segment_equivalent_speeds(run.muscle_load, run.segments, foot_strike=view.preferences.foot_strike)
    own = speeds[speeds["segment"] == climb].set_index("muscle_group").drop(index="core", errors="ignore")
    figure = equivalent_paces(own, float(row["mean_speed_m_s"]), view.units, view.theme)
    if is_empty(figure):
        return
    st.markdown(
        f"**The hardest climb, muscle by muscle** ({percent(float(row['mean_grade']))}, "
        f"{view.units.distance(float(row['distance_m']))})"
    )
    view.chart(figure, "climb", "The level pace that would load each muscle group as much as the hardest climb did")
    blocks.note("Each group worked as hard as it would on the flat at this pace.")


def _load_table(run: StoredRun, theme: Theme) -> str:
    rows = [
        {
            "Muscle group": blocks.swatch(theme.groups[total.muscle_group], group_name(total.muscle_group)),
            "Easy min": total.text,
            "push": easy_minutes(total.easy_minutes - total.braking_easy_minutes)
            if total.muscle_group != "core"
            else MISSING,
            "brake": easy_minutes(total.braking_easy_minutes) if total.muscle_group != "core" else MISSING,
            "How sure": total.confidence,
        }
        for total in rows_of(load_totals(run.muscle_load))
    ]
    return blocks.table(
        [("Muscle group", ""), ("Easy min", "number"), ("push", "number"), ("brake", "number"), ("How sure", "late")],
        rows,
        caption="Load by muscle group, give or take one standard deviation",
        trusted=("Muscle group",),
    )


def _sets(view: View, run: StoredRun) -> None:
    if run.sets.empty:
        return
    with st.container(border=True, key="card-sets"):
        blocks.heading("Sets and repeats")
        told = set_sentences(run.sets, view.units)
        for number, row in enumerate(rows_of(run.sets)):
            st.markdown(f"**{str(row.kind).capitalize()}**")
            blocks.note(told[number])
            figure = repeats(run.track, run.segments, list(row.segment_numbers), view.units, view.theme)
            if not is_empty(figure):
                view.chart(figure, f"set-{number}", f"{row.kind}, one panel a repeat")


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
    with st.container(border=True, key="card-splits"):
        blocks.heading(f"Splits, each {view.units.pace}")
        rows = [
            {
                view.units.pace: f"{row.number}" if row.whole else view.units.distance(float(row.distance_m)),
                "Pace": minutes_seconds(view.units.pace_s(float(row.speed_m_s))) if row.speed_m_s > 0.3 else MISSING,
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
                    ("Grade-adj.", "number"),
                    ("Up", "number"),
                    ("Down", "number"),
                    ("HR", "number"),
                ],
                rows,
                caption=f"Splits; pace in {view.units.pace_unit}, moving time",
            )
        )
