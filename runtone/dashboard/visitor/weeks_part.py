"""The shared weeks, drawn with the cards of the owner's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.lens import LOAD, STRESS
from runtone.dashboard.components.save import DaysShown, save_weeks
from runtone.dashboard.components.week_cards import (
    GroupLoad,
    body_drawing,
    consistency_figures,
    group_loads,
    groups_table,
    weeks_body,
    weeks_of,
)
from runtone.vocabulary import GROUPS

STREAK = ("streak", "longest", "forgiven")

if TYPE_CHECKING:
    from runtone.dashboard.components.context import RenderContext
    from runtone.dashboard.components.lens import Lens
    from runtone.sharing.snapshot import Snapshot


def show_days(snapshot: Snapshot, context: RenderContext) -> None:
    """Draw the last seven days against the usual weeks; for a range, all its days together."""
    loads = _loads(snapshot, STRESS)
    living = snapshot.kind == "living"
    left, right = st.columns([1.08, 1], gap="medium")
    with left, context.card("body"):
        blocks.heading("Last 7 days" if living else "All these runs together")
        if snapshot.sentence:
            blocks.sentence(snapshot.sentence)
        title = f"Stress by muscle group{', last 7 days' if living else ''}"
        context.picture(body_drawing(loads, context, title=title, lens=STRESS), "body")
    with right:
        if snapshot.consistency:
            with context.card("consistency"):
                blocks.heading("Consistency")
                of = snapshot.consistency
                consistency_figures(of.get("score"), *(int(of.get(name) or 0) for name in STREAK))
        with context.card("groups"):
            blocks.heading("The same in numbers")
            blocks.html(groups_table(loads, context, STRESS))
            with st.expander("Load"):
                blocks.html(groups_table(_loads(snapshot, LOAD), context, LOAD))


def show_weeks(snapshot: Snapshot, context: RenderContext) -> None:
    """Draw distance and stress week by week."""
    if snapshot.weeks.empty:
        return
    with context.card("weeks"):
        weeks_body(weeks_of(snapshot.weeks, STRESS), context, latest="The last week")


def save_shown(snapshot: Snapshot, context: RenderContext, title: str, under: str) -> None:
    """Offer the days and weeks as a file."""
    loads = _loads(snapshot, STRESS)
    days = DaysShown(title=title, under=under, sentence=snapshot.sentence, loads=loads, latest="The last week")
    weeks = weeks_of(snapshot.weeks, STRESS)
    save_weeks(context, days, weeks, "Save these weeks as a file", f"{snapshot.last_day} weeks")


def _loads(snapshot: Snapshot, lens: Lens) -> tuple[GroupLoad, ...]:
    """Return one figure of each group; only stress is compared with the usual weeks."""
    if snapshot.kind == "living" and lens is STRESS:
        return group_loads(snapshot.groups, STRESS)
    if snapshot.kind == "living":
        sums = snapshot.groups.set_index("muscle_group")[lens.figure]
    else:
        frames = [run.muscle_stress if lens is STRESS else run.muscle_load for run in snapshot.runs]
        sums = pd.concat(frames).astype({"muscle_group": str}).groupby("muscle_group")[lens.figure].sum()
    return tuple(GroupLoad(muscle_group=group, minutes=float(sums.get(group, 0.0))) for group in GROUPS)
