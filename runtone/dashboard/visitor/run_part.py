"""One shared run, drawn with the cards of the owner's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.dashboard.components import blocks
from runtone.dashboard.components.run_cards import figures_card, sets_card, worked_card
from runtone.dashboard.components.run_profile import profile_card
from runtone.dashboard.components.run_tables import tables_card
from runtone.dashboard.components.save import save_run
from runtone.dashboard.components.tables import kinds_table
from runtone.dashboard.visitor.words import run_title, run_when

if TYPE_CHECKING:
    from runtone.dashboard.components.context import RenderContext
    from runtone.sharing.snapshot import SharedRun

SHORTENED = "The ends of this run and the runner's private places are left out, of every figure too."
SHAPE = "The line is a shape without a place."
HEIGHTS = "Heights are told to five metres (16 feet), above the lowest point that is shown."


def show_run(run: SharedRun, context: RenderContext) -> None:
    """Draw one run."""
    figures_card(run, context)
    _profile(run, context)
    worked_card(run, context)
    sets_card(run, context)
    if run.track.empty:
        with context.card("segments"):
            blocks.heading("Segments")
            blocks.html(kinds_table(run.segments, context.units, context.theme))
    else:
        tables_card(run, context)
    title, when = run_title(run, context.units), run_when(run)
    save_run(context, run, title, f"{when}. {SHORTENED}" if run.shortened else when, f"{run.local_date} {title}")


def _profile(run: SharedRun, context: RenderContext) -> None:
    """Draw the profile of a run, with what is left out of it; nothing where the profile is not shared."""
    if run.track.empty:
        return
    heights = bool(run.track["altitude_m"].notna().any())
    has_line = bool(run.track[["latitude_deg", "longitude_deg"]].notna().all(axis=1).sum() > 1)
    remarks = (SHORTENED, SHAPE if has_line else "", HEIGHTS if heights else "") if run.shortened else ()
    alt = "Altitude above the lowest point, and pace, over distance" if heights else "Pace over distance"
    profile_card(run, context, alt=alt, remarks=(" ".join(filter(None, remarks)),))
