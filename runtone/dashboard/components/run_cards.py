"""The cards of one run, for its owner and for a visitor: its figures, where it went, what it worked and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import is_empty, profile, repeats, route, run_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.muscles import explain, load_totals
from runtone.vocabulary import GROUPS, Action
from runtone.wording import (
    MISSING,
    duration,
    easy_minutes,
    explanation_headline,
    group_name,
    group_sentence,
    set_sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from runtone.confidence import Confidence
    from runtone.dashboard.components.context import RenderContext
    from runtone.wording import Units

_LOAD_ALT = "Load of each muscle group by what caused it"


class ShownRun(Protocol):
    """A run as its page reads it: one of the library, or one of a shared snapshot."""

    @property
    def name(self) -> str | None:
        """Name, where it is told."""
        ...

    @property
    def note(self) -> str | None:
        """Note, where it is told."""
        ...

    @property
    def figures(self) -> Mapping[str, Any]:
        """Figures of the whole run, by the names of its summary."""
        ...

    @property
    def segments(self) -> pd.DataFrame:
        """As `runtone.Run` has them."""
        ...

    @property
    def sets(self) -> pd.DataFrame:
        """As `runtone.Run` has them."""
        ...

    @property
    def muscle_stress(self) -> pd.DataFrame:
        """Stress by segment and muscle group."""
        ...

    @property
    def muscle_zones(self) -> pd.DataFrame:
        """Minutes by segment, muscle group and zone."""
        ...

    @property
    def muscle_load(self) -> pd.DataFrame:
        """As `runtone.Run` has it."""
        ...

    @property
    def confidence(self) -> Mapping[str, Confidence]:
        """How sure each figure is."""
        ...

    def track_by_second(self) -> pd.DataFrame:
        """Return the track, one row a second."""
        ...


def figures_of(figures: Mapping[str, Any], units: Units) -> list[tuple[str, str]]:
    """Return a run's figures by name, those that are missing left out."""
    heart_rate = figures.get("mean_heart_rate_bpm")
    pairs = [
        ("distance", units.distance(figures["distance_m"])),
        ("moving time", duration(figures["moving_s"])),
        ("pace", units.pace_text(figures["mean_speed_m_s"])),
        ("grade-adjusted", units.pace_text(figures["mean_grade_adjusted_speed_m_s"])),
        ("ascent", units.height_text(figures["ascent_m"])),
        ("heart rate", MISSING if heart_rate is None else f"{heart_rate:.0f} bpm"),
    ]
    return [pair for pair in pairs if pair[1] != MISSING]


def figures_card(run: ShownRun, context: RenderContext) -> None:
    """Show a run's figures in a row, and its note."""
    blocks.figures(figures_of(run.figures, context.units))
    if run.note:
        blocks.note(run.note)


def profile_card(
    run: ShownRun, context: RenderContext, *, alt: str, without_line: str = "", remarks: tuple[str, ...] = ()
) -> None:
    """Draw the line of a run beside its profile.

    Parameters
    ----------
    run : ShownRun
    context : RenderContext
    alt : str
        What the profile shows, for a screen reader.
    without_line : str
        Said where there is no line to draw.
    remarks : tuple of str
        Said below.
    """
    track = run.track_by_second()
    figure = profile(track, run.segments, context.units, context.theme)
    line = route(track, run.segments, context.units, context.theme)
    with context.card("profile"):
        if is_empty(figure):
            blocks.note("There is no distance, so there is no profile to draw.")
            return
        if line is None:
            context.chart(figure, "profile", alt)
            remarks = (without_line, *remarks)
        else:
            left, right = st.columns([1, 1.75], gap="medium", vertical_alignment="center")
            with left:
                context.picture(line, "route")
            with right:
                context.chart(figure, "profile", alt)
        for remark in filter(None, remarks):
            blocks.note(remark)


def worked_card(
    run: ShownRun, context: RenderContext, *, remark: str = "", beside: Callable[[], None] | None = None
) -> None:
    """Say what a run worked, with the picture and the numbers.

    Parameters
    ----------
    run : ShownRun
    context : RenderContext
    remark : str
        Said below.
    beside : callable, optional
        Draws what stands at the right of the picture.
    """
    with context.card("worked"):
        blocks.heading("What this run worked")
        figure = run_load(run.muscle_load, run.segments, context.theme)
        if is_empty(figure):
            blocks.note("There is no running here that load could be estimated from.")
            return
        explanation = explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones)
        blocks.sentence(explanation_headline(explanation))
        if beside is None:
            context.chart(figure, "load", _LOAD_ALT)
        else:
            left, right = st.columns([1.35, 1], gap="medium")
            with left:
                context.chart(figure, "load", _LOAD_ALT)
            with right:
                beside()
        with st.expander("The same in numbers, and why"):
            blocks.html(load_table(run, context))
            for group in explanation.groups:
                blocks.note(group_sentence(explanation, group))
        if remark:
            blocks.note(remark)


def load_table(run: ShownRun, context: RenderContext) -> Markup:
    """Return the load of each muscle group as a table; with its band where the run has one, as a shared one has not."""
    load = run.muscle_load.astype({"muscle_group": str, "action": str})
    by_action = load.groupby(["muscle_group", "action"])["easy_minutes"].sum()
    banded = "sd_easy_minutes" in load
    totals = load_totals(load).set_index("muscle_group") if banded else None
    rows = []
    for group in (group for group in GROUPS if group in by_action.index):
        minutes = by_action[group]
        sure = run.confidence.get(group)
        rows.append(
            {
                "Muscle group": blocks.swatch(context.theme.groups[group], group_name(group)),
                "Easy min": easy_minutes(float(minutes.sum())) if totals is None else str(totals.loc[group, "text"]),
                "push": easy_minutes(minutes.get(Action.CONCENTRIC)),
                "brake": easy_minutes(minutes.get(Action.ECCENTRIC)),
                "How sure": str(totals.loc[group, "confidence"])
                if totals is not None
                else sure.level
                if sure
                else MISSING,
            }
        )
    return blocks.table(
        [("Muscle group", ""), ("Easy min", "number"), ("push", "number"), ("brake", "number"), ("How sure", "late")],
        rows,
        caption=f"Load by muscle group{', give or take one standard deviation' if banded else ''}",
    )


def sets_card(run: ShownRun, context: RenderContext) -> None:
    """Show a run's sets, one panel a repeat."""
    if run.sets.empty:
        return
    track = run.track_by_second()
    with context.card("sets"):
        blocks.heading("Sets and repeats")
        sentences = set_sentences(run.sets, context.units)
        for number, row in enumerate(rows_of(run.sets)):
            blocks.subheading(str(row.kind).capitalize())
            blocks.note(sentences[number])
            if track.empty:
                continue
            figure = repeats(track, run.segments, list(row.segment_numbers), context.units, context.theme)
            if not is_empty(figure):
                context.chart(figure, f"set-{number}", f"{row.kind}, one panel a repeat")
