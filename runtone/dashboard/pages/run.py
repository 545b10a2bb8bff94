"""One run: where it went, what it worked and why, what it is beside others, and how sure that is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.charts import Tiles, equivalent_paces, is_empty
from runtone.dashboard.components import blocks
from runtone.dashboard.components.run_cards import figures_card, sets_card, worked_card
from runtone.dashboard.components.run_profile import profile_card
from runtone.dashboard.components.run_tables import tables_card
from runtone.dashboard.components.save import save_run
from runtone.dashboard.components.whole_number import whole_number
from runtone.dashboard.data import stored_run
from runtone.dashboard.pages.run_parts.before import before_card, like_it
from runtone.dashboard.pages.run_parts.edit import edit_run
from runtone.dashboard.pages.run_parts.saved_file import file_and_confidence
from runtone.dashboard.view import View
from runtone.muscles import hardest_climb, segment_equivalent_speeds
from runtone.settings import settings as server_settings
from runtone.wording import local_start, percent, run_name
from runtone.wording.notes import EASY_MINUTE, SPOT_TONING

if TYPE_CHECKING:
    from runtone.library import StoredRun

NO_ALTITUDE = "No altitude in this file, so hills are not looked for and grade counts as level."


def show(view: View) -> None:
    """Draw the page."""
    asked = st.query_params.get("run", "")
    number = whole_number(asked)
    if number is None:
        blocks.empty(
            "No run chosen",
            "The address does not say which run to show.",
            "Choose one under Runs, or import your files.",
        )
        return
    run = stored_run(view.state, number)
    context = view.context
    kind = "" if run.sport in (None, "running") else f", {run.sport}"
    start = run.summary["local_start"]
    blocks.title(run_name(run.name, start), local_start(start) + kind)
    figures_card(run, context)
    profile_card(
        run,
        context,
        alt="Altitude, pace, heart rate and cadence, coloured by segment",
        without_line="No positions in this file (a treadmill, or a watch without GPS), so there is no map.",
        remarks=() if run.track["altitude_m"].notna().any() else (NO_ALTITUDE,),
        tiles=_tiles(),
    )
    climb = hardest_climb(run.segments)
    beside = None if climb is None else partial(_climb, view, run, climb)
    worked_card(run, context, remark=f"{EASY_MINUTE} {SPOT_TONING}", like_it=like_it(view, run), beside=beside)
    sets_card(run, context)
    before_card(view, run)
    tables_card(run, context)
    file_and_confidence(view, run)
    edit_run(view, run)
    title, when = run_name(run.name, start), local_start(start)
    save_run(context, run, title, when, f"{run.summary['local_date']} {run.name or 'run'}")


def _tiles() -> Tiles | None:
    """Return the map under the line, where whoever runs the server names one."""
    server = server_settings()
    return None if server.tile_address is None else Tiles(server.tile_address, server.tile_credit)


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
