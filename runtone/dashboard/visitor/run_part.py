"""One shared run, drawn with the cards of the owner's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from runtone.dashboard.components import blocks
from runtone.dashboard.components.run_cards import figures_card, sets_card, worked_card
from runtone.dashboard.components.run_profile import profile_card
from runtone.dashboard.components.run_tables import tables_card
from runtone.muscles import cause_of
from runtone.wording import duration_words, segment_label

if TYPE_CHECKING:
    from runtone.dashboard.components.context import RenderContext
    from runtone.sharing.snapshot import SharedRun

SHORTENED = "The ends of this run and the runner's private places are left out, of every figure too."
SHAPE = "The line is a shape without a place."
HEIGHTS = "Heights are told to five metres, above the lowest point that is shown."


def show_run(run: SharedRun, context: RenderContext) -> None:
    """Draw one run."""
    figures_card(run, context, cut=run.shortened)
    _profile(run, context)
    worked_card(run, context)
    sets_card(run, context)
    if run.track.empty:
        with context.card("segments"):
            blocks.heading("Segments")
            blocks.html(_sums_by_kind(run, context))
    else:
        tables_card(run, context)


def _profile(run: SharedRun, context: RenderContext) -> None:
    """Draw the profile of a run, with what is left out of it; nothing where the profile is not shared."""
    if run.track.empty:
        return
    heights = bool(run.track["altitude_m"].notna().any())
    has_line = bool(run.track[["latitude_deg", "longitude_deg"]].notna().all(axis=1).sum() > 1)
    remarks = (SHORTENED, SHAPE if has_line else "", HEIGHTS if heights else "") if run.shortened else ()
    alt = "Altitude above the lowest point, and pace, over distance" if heights else "Pace over distance"
    profile_card(run, context, alt=alt, remarks=(" ".join(filter(None, remarks)),))


def _sums_by_kind(run: SharedRun, context: RenderContext) -> Markup:
    """Return how many segments of each kind there were, and how long they were together."""
    rows = [
        {
            "Segment": blocks.swatch(
                context.theme.segments[cause_of(str(kind), str(terrain))], segment_label(str(kind), str(terrain))
            ),
            "How many": str(len(alike)),
            "Time": duration_words(float((alike["end_s"] - alike["start_s"]).sum())),
            "Distance": context.units.distance(float(alike["distance_m"].sum())),
            "Up": context.units.height_text(float(alike["ascent_m"].sum())),
            "Down": context.units.height_text(float(alike["descent_m"].sum())),
        }
        for (kind, terrain), alike in run.segments.groupby(["kind", "terrain"], sort=False, observed=True)
    ]
    columns = [(name, "name" if name == "Segment" else "number") for name in rows[0]] if rows else []
    return blocks.table(columns, rows, caption="Segments by kind")
