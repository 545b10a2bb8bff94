"""The cards of one run, for its owner and for a visitor: its figures, where it went, what it worked and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import fingerprint, is_empty, repeats, run_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.muscles import NothingHard, explain, load_totals
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
    from runtone.confidence import Confidence
    from runtone.dashboard.components.context import RenderContext
    from runtone.wording import Units

LEAST_STOPPED_S = 30
"""Stops of less in all are not worth a second time [s]."""
LEAST_ADJUSTED_S = 3.0
"""Nor is an adjusted pace so near to the pace [s a kilometre or mile]."""
_LOAD_ALT = "Stress of each muscle group by what caused it, beside easy running of the same length"


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
    def laps(self) -> pd.DataFrame:
        """The watch's laps, columns `runtone.tracks.LAP_COLUMNS`."""
        ...

    @property
    def confidence(self) -> Mapping[str, Confidence]:
        """How sure each figure is."""
        ...

    @property
    def shortened(self) -> bool:
        """Whether the ends and private places were cut out, of every figure too."""
        ...

    def track_by_second(self) -> pd.DataFrame:
        """Return the track, one row a second."""
        ...

    def splits_every(self, every_m: float) -> pd.DataFrame:
        """Return the splits of one length [m], as `runtone.tracks.splits` does."""
        ...


def figures_of(run: ShownRun, units: Units) -> list[tuple[str, str]]:
    """Return a run's figures by name, without what is missing or says the same again; a cut run's say so."""
    most = run.track_by_second()["heart_rate_bpm"].max()
    figures = run.figures
    moving, elapsed = figures["moving_s"], figures.get("elapsed_s")
    speed, level = figures["mean_speed_m_s"], figures["mean_grade_adjusted_speed_m_s"]
    apart = abs(units.pace_s(speed) - units.pace_s(level)) if speed and level else 0.0
    pairs = [
        ("distance", units.distance(figures["distance_m"])),
        ("moving time", duration(moving)),
        ("elapsed", duration(elapsed) if elapsed is not None and elapsed - moving >= LEAST_STOPPED_S else MISSING),
        ("pace", units.pace_text(speed)),
        ("grade-adjusted", units.pace_text(level) if apart >= LEAST_ADJUSTED_S else MISSING),
        ("ascent", units.height_text(figures["ascent_m"])),
        ("heart rate", _beats(figures.get("mean_heart_rate_bpm"), None if pd.isna(most) else float(most))),
        ("cadence", _rounded(figures.get("mean_cadence_spm"), "steps/min")),
    ]
    mark = ", cut" if run.shortened else ""
    return [(f"{name}{mark}", value) for name, value in pairs if value != MISSING]


def _beats(mean: float | None, most: float | None) -> str:
    if mean is None or most is None:
        return _rounded(mean, "bpm")
    return f"{mean:.0f} bpm, max {most:.0f}"


def _rounded(value: float | None, unit: str) -> str:
    return MISSING if value is None else f"{value:.0f} {unit}"


def figures_card(run: ShownRun, context: RenderContext) -> None:
    """Show a run's figures in a row, and its note."""
    blocks.figures(figures_of(run, context.units))
    if run.note:
        blocks.note(run.note)


def stress_a_minute(run: ShownRun) -> dict[str, float]:
    """Return the run's stress a minute by muscle group, 1 is easy running; nothing where it did not move."""
    seconds = run.figures["moving_s"] or 0.0
    if run.muscle_stress.empty or not seconds > 0:
        return {}
    sums = run.muscle_stress.astype({"muscle_group": str}).groupby("muscle_group")["stress_minutes"].sum()
    return {str(group): float(minutes) / seconds * 60 for group, minutes in sums.items()}


def worked_card(
    run: ShownRun,
    context: RenderContext,
    *,
    remark: str = "",
    like_it: str = "",
    beside: Callable[[], None] | None = None,
) -> None:
    """Say what a run worked, with the picture and the numbers; a run without anything hard is said in a line.

    Parameters
    ----------
    run : ShownRun
    context : RenderContext
    remark : str
        Said below.
    like_it : str
        What a run without anything hard is beside the last one like it.
    beside : callable, optional
        Draws what stands at the right of the picture.
    """
    with context.card("worked"):
        blocks.heading("What this run worked")
        explanation = explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones)
        figure = run_load(run.muscle_stress, run.segments, context.theme)
        if run.muscle_load.empty:
            blocks.note("There is no running here that load could be estimated from.")
            return
        headline = blocks.sentence_markup(explanation_headline(explanation))
        easy = isinstance(explanation.headline, NothingHard)
        if easy:
            blocks.html(headline)
            if like_it:
                blocks.sentence(like_it)
        else:
            bars = fingerprint(stress_a_minute(run), context.theme)
            # a picture: Streamlit's own HTML drops drawings
            context.picture(
                Markup('<div class="rt-worked">{}{}</div>').format(bars, headline), "worked", can_save=False
            )
            if not is_empty(figure):
                _picture(figure, context, beside)
        with st.expander("Muscle by muscle" if easy else "The same in numbers, and why"):
            if easy and not is_empty(figure):
                context.chart(figure, "load", _LOAD_ALT)
            blocks.html(load_table(run, context))
            for group in explanation.groups:
                blocks.note(group_sentence(explanation, group))
            if remark:
                blocks.note(remark)


def _picture(figure: Any, context: RenderContext, beside: Callable[[], None] | None) -> None:
    if beside is None:
        context.chart(figure, "load", _LOAD_ALT)
        return
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        context.chart(figure, "load", _LOAD_ALT)
    with right:
        beside()


def load_table(run: ShownRun, context: RenderContext) -> Markup:
    """Return the load of each muscle group as a table; with its band where the run has one, as a shared one has not."""
    load = run.muscle_load.astype({"muscle_group": str, "action": str})
    by_action = load.groupby(["muscle_group", "action"])["easy_minutes"].sum()
    stress = run.muscle_stress.astype({"muscle_group": str}).groupby("muscle_group")["stress_minutes"].sum()
    banded = "sd_easy_minutes" in load
    totals = load_totals(load).set_index("muscle_group") if banded else None
    rows = []
    for group in (group for group in GROUPS if group in by_action.index):
        minutes = by_action[group]
        sure = run.confidence.get(group)
        rows.append(
            {
                "Muscle group": blocks.swatch(context.theme.groups[group], group_name(group)),
                "Stress min": easy_minutes(stress.get(group)),
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
        [
            ("Muscle group", ""),
            *((name, "number") for name in ("Stress min", "Easy min", "push", "brake")),
            ("How sure", "late"),
        ],
        rows,
        caption=f"Stress and load by muscle group{', load give or take one standard deviation' if banded else ''}",
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
