"""Saving a run or a week as one HTML file that opens anywhere, offline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import CURVES, fingerprint, is_empty, profile, repeats, route, run_load, standalone_page
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import body_map_legend
from runtone.dashboard.components.context import IMAGE_FORMAT
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_cards import figures_of, load_table, stress_a_minute
from runtone.dashboard.components.run_tables import splits_table
from runtone.dashboard.components.tables import kinds_table, segments_table
from runtone.dashboard.components.theme import LIGHT
from runtone.dashboard.components.week_cards import body_drawing, groups_table, weeks_grid
from runtone.muscles import explain
from runtone.wording import MISSING, duration_words, explanation_headline, set_sentences
from runtone.wording.notes import EASY_MINUTE, ESTIMATE, SPOT_TONING, STRESS_MINUTE

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from runtone.dashboard.components.context import RenderContext
    from runtone.dashboard.components.run_cards import ShownRun
    from runtone.dashboard.components.week_cards import GroupLoad, Latest, Weeks
    from runtone.wording import Units


def save_panel(context: RenderContext, label: str, file_name: str, document: Callable[[], str]) -> None:
    """Offer a page as a file, and say how charts are saved."""
    with context.card("save"):
        blocks.heading("Save")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.download_button(
                label,
                data=lambda: document().encode(),
                file_name=f"{_file_name(file_name)}.html",
                mime="text/html",
                on_click="ignore",
                key=context.key_of("save"),
            )
            st.segmented_control(
                "Save single charts as",
                ["png", "svg"],
                default="png",
                key=context.key_of(IMAGE_FORMAT),
                required=True,
                format_func=str.upper,
            )
        blocks.note(
            "The file opens offline and holds everything shown, the map line included: think before you send it. "
            "A single chart is saved with the camera at its upper right corner."
        )


def save_run(context: RenderContext, run: ShownRun, title: str, under: str, file_name: str) -> None:
    """Offer a run as a file, under its title and what is said below that."""
    save_panel(context, "Save this run as a file", file_name, lambda: run_document(context, run, title, under))


def save_weeks(context: RenderContext, days: DaysShown, weeks: Weeks, label: str, file_name: str) -> None:
    """Offer some days and weeks as a file."""
    save_panel(context, label, file_name, lambda: weeks_document(context, days, weeks))


def run_document(context: RenderContext, run: ShownRun, title: str, under: str) -> str:
    """Return a run as one HTML document, light whatever the page is: it may be printed."""
    context = replace(context, theme=LIGHT)
    units, theme = context.units, context.theme
    track = run.track_by_second()
    drawn: tuple[Markup | go.Figure | None, ...] = ()
    if not track.empty:
        drawn = (
            route(track, run.segments, units, theme),
            profile(track, run.segments, units, theme, curves=tuple(CURVES)),
        )
    cut = splits_table(run, units)
    bars = fingerprint(stress_a_minute(run), theme)
    headline = explanation_headline(explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones))
    parts = [
        _head(title, under, figures_of(run, units)),
        *([blocks.note_markup(run.note)] if run.note else []),
        *(_section("Where it went", *drawn) if drawn else ()),
        *_section(
            "What this run worked",
            Markup('<div class="rt-worked">{}{}</div>').format(bars, blocks.sentence_markup(headline)),
            run_load(run.muscle_stress, run.segments, theme),
            load_table(run, context),
            blocks.note_markup(f"{STRESS_MINUTE} {EASY_MINUTE} {SPOT_TONING}"),
        ),
        *(_section("Sets and repeats", *_sets(context, run)) if len(run.sets) else ()),
        *(_section("Splits", cut) if cut else ()),
        *_section("Segments", (kinds_table if track.empty else segments_table)(run.segments, units, theme)),
    ]
    return standalone_page(title, parts, theme)


def _sets(context: RenderContext, run: ShownRun) -> Iterator[Markup | go.Figure]:
    """Yield each set in one sentence, with a panel a repeat where there is a track."""
    track = run.track_by_second()
    for sentence, row in zip(set_sentences(run.sets, context.units), rows_of(run.sets), strict=True):
        yield blocks.sentence_markup(f"{str(row.kind).capitalize()}: {sentence}")
        if not track.empty:
            yield repeats(track, run.segments, list(row.segment_numbers), context.units, context.theme)


@dataclass(frozen=True, kw_only=True)
class DaysShown:
    """Some days of running, as a file tells them.

    Parameters
    ----------
    title : str
    under : str
        Said below the title.
    sentence : str
    loads : sequence of GroupLoad
        Each muscle group's, by the lens of the weeks that are told below.
    latest : str
        What the last of these weeks is called.
    """

    title: str
    under: str
    sentence: str
    loads: Sequence[GroupLoad]
    latest: Latest


def weeks_document(context: RenderContext, days: DaysShown, weeks: Weeks) -> str:
    """Return some days and the weeks up to them as one HTML document, light whatever the page is."""
    context = replace(context, theme=LIGHT)
    lens = weeks.lens
    heading = f"{lens.title} by muscle group"
    parts = [
        _head(days.title, days.under, _figures_of_latest(weeks, context.units, days.latest)),
        *_section(
            heading,
            blocks.sentence_markup(days.sentence) if days.sentence else None,
            body_drawing(days.loads, context, title=heading, lens=lens),
            groups_table(days.loads, context, lens),
        ),
        *(
            _section(
                "Week by week",
                weeks_grid(weeks, context, latest=days.latest),
                body_map_legend(LIGHT, against_usual=True),
            )
            if len(weeks.totals)
            else ()
        ),
        blocks.note_markup(f"{ESTIMATE} {SPOT_TONING}"),
    ]
    return standalone_page(days.title, parts, LIGHT)


def _figures_of_latest(weeks: Weeks, units: Units, latest: Latest) -> list[tuple[str, str]]:
    if not len(weeks.totals) or not weeks.totals["runs"].iloc[-1]:
        return []
    week = weeks.totals.iloc[-1]
    return [
        (latest.lower(), units.distance(float(week.distance_m))),
        ("moving time", duration_words(float(week.moving_s))),
        ("runs", f"{week.runs:.0f}"),
    ]


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
