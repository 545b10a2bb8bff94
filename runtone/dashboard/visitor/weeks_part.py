"""The shared weeks, drawn with the cards of the owner's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from runtone.dashboard.components import blocks
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
    from runtone.sharing.snapshot import Snapshot


def show_days(snapshot: Snapshot, context: RenderContext) -> None:
    """Draw the last seven days against the usual weeks; for a range, all its days together."""
    loads = _loads(snapshot)
    living = snapshot.kind == "living"
    left, right = st.columns([1.08, 1], gap="medium")
    with left, context.card("body"):
        blocks.heading("Last 7 days" if living else "All these runs together")
        if snapshot.sentence:
            blocks.sentence(snapshot.sentence)
        title = f"Load by muscle group{', last 7 days' if living else ''}"
        context.picture(body_drawing(loads, context, title=title), "body")
    with right:
        if snapshot.consistency:
            with context.card("consistency"):
                blocks.heading("Consistency")
                of = snapshot.consistency
                consistency_figures(of.get("score"), *(int(of.get(name) or 0) for name in STREAK))
        with context.card("groups"):
            blocks.heading("The same in numbers")
            blocks.html(groups_table(loads, context))


def show_weeks(snapshot: Snapshot, context: RenderContext) -> None:
    """Draw distance and load week by week."""
    if snapshot.weeks.empty:
        return
    with context.card("weeks"):
        weeks_body(weeks_of(snapshot.weeks), context, latest="The last week")


def _loads(snapshot: Snapshot) -> tuple[GroupLoad, ...]:
    if snapshot.kind == "living":
        return group_loads(snapshot.groups)
    load = pd.concat([run.muscle_load for run in snapshot.runs]).astype({"muscle_group": str})
    sums = load.groupby("muscle_group")["easy_minutes"].sum()
    return tuple(GroupLoad(muscle_group=group, minutes=float(sums.get(group, 0.0))) for group in GROUPS)
