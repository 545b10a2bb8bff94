"""The shared weeks: the last days by muscle group, consistency, and week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import streamlit as st

from runtone.dashboard.charts import weekly_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import Region, body_map, body_map_legend
from runtone.dashboard.components.picture import picture
from runtone.muscles import GROUPS
from runtone.sharing.snapshot import Snapshot
from runtone.wording import counted, duration_words, easy_minutes, group_name, times_usual

if TYPE_CHECKING:
    from runtone.dashboard.visitor.shared_page import Sheet
    from runtone.vocabulary import Step


def show_days(snapshot: Snapshot, sheet: Sheet) -> None:
    """Draw the last seven days against the usual weeks; for a range, all its days together."""
    groups = _groups(snapshot)
    left, right = st.columns([1.08, 1], gap="medium")
    with left, st.container(border=True, key=f"card-{sheet.key}-body"):
        known = any(row["step"] for row in groups)
        title = "Load by muscle group, last 7 days" if snapshot.kind == "living" else "Load by muscle group"
        blocks.heading("Last 7 days" if snapshot.kind == "living" else "All these runs together")
        if snapshot.sentence:
            blocks.sentence(snapshot.sentence)
        picture(
            body_map(_regions(groups, sheet), sheet.theme, title=title)
            + body_map_legend(sheet.theme, against_usual=known),
            key=f"{sheet.key}-body",
            image="png",
        )
    with right:
        if snapshot.consistency:
            with st.container(border=True, key=f"card-{sheet.key}-consistency"):
                _consistency(snapshot)
        with st.container(border=True, key=f"card-{sheet.key}-groups"):
            blocks.heading("The same in numbers")
            blocks.html(_table(groups, sheet))


def show_weeks(snapshot: Snapshot, sheet: Sheet) -> None:
    """Draw distance and load week by week."""
    weeks = snapshot.weeks
    if weeks.empty:
        return
    of_week = weeks.drop_duplicates("week").set_index("week")
    totals = of_week[["distance_m", "moving_s", "runs"]]
    loads = weeks.pivot_table(index="week", columns="muscle_group", values="easy_minutes")[list(GROUPS)]
    by_group = {str(group): rows.set_index("week")["step"] for group, rows in weeks.groupby("muscle_group")}
    steps = pd.DataFrame(by_group).reindex(columns=list(GROUPS)).astype(object)
    steps = steps.where(steps.notna(), None)
    running = [week for week, row in of_week.iterrows() if row["unfinished"]]
    grid = weekly_load(
        totals, loads, steps, sheet.units, sheet.theme, unfinished=cast("Any", running[-1]) if running else None
    )
    if not grid:
        return
    with st.container(border=True, key=f"card-{sheet.key}-weeks"):
        blocks.heading("Week by week")
        latest = totals.iloc[-1]
        so_far = " so far" if running else ""
        blocks.note(
            f"The last week{so_far}: {sheet.units.distance(float(latest['distance_m']))}, "
            f"{duration_words(float(latest['moving_s']))}, {counted(int(latest['runs']), 'run')}."
        )
        picture(grid, key=f"{sheet.key}-weeks", image="png")
        blocks.html(body_map_legend(sheet.theme, against_usual=bool(steps.notna().to_numpy().any())))


def _groups(snapshot: Snapshot) -> list[dict[str, Any]]:
    if snapshot.kind == "living":
        return cast("list[dict[str, Any]]", _plain(snapshot.groups))
    load = pd.concat([run.muscle_load for run in snapshot.runs]).astype({"muscle_group": str})
    sums = load.groupby("muscle_group")["easy_minutes"].sum()
    return [{"muscle_group": group, "easy_minutes": float(sums.get(group, 0.0)), "step": None} for group in GROUPS]


def _plain(groups: pd.DataFrame) -> list[dict[Any, Any]]:
    return groups.astype(object).where(groups.notna(), None).to_dict(orient="records")


def _regions(groups: list[dict[str, Any]], sheet: Sheet) -> dict[str, Region]:
    top = max([float(row["easy_minutes"]) for row in groups] + [1e-9])
    regions = {}
    for row in groups:
        minutes, step = float(row["easy_minutes"]), cast("Step | None", row["step"])
        spoken = f"{easy_minutes(minutes)} easy minutes"
        if step == "still open":
            colour, figure = sheet.theme.ramp[step], f"{easy_minutes(minutes)} easy min"
            spoken += " so far; the week is not over"
        elif step is not None and row.get("ratio") is not None:
            colour, figure = sheet.theme.ramp[step], times_usual(float(row["ratio"]))
            spoken += f", {float(row['ratio']):.1f} times the usual week, {step}"
        else:
            colour = sheet.theme.single_hue[min(4, int(minutes / top * 5))]
            figure = f"{easy_minutes(minutes)} easy min"
        regions[str(row["muscle_group"])] = Region(colour=colour, figure=figure, spoken=f"{spoken}.")
    return regions


def _consistency(snapshot: Snapshot) -> None:
    told = snapshot.consistency
    score = told.get("score")
    blocks.heading("Consistency")
    blocks.figures(
        [
            ("score", f"{score} of 100" if score is not None else "not yet"),
            ("streak", counted(int(told.get("streak") or 0), "week")),
            ("longest", counted(int(told.get("longest") or 0), "week")),
        ]
    )


def _table(groups: list[dict[str, Any]], sheet: Sheet) -> str:
    compared = any(row["step"] for row in groups)
    columns = [("Muscle group", "name"), ("Easy min", "number")]
    if compared:
        columns += [("Usual week", "number late"), ("Against usual", "")]
    rows = [
        {
            "Muscle group": blocks.swatch(
                sheet.theme.groups[str(row["muscle_group"])], group_name(str(row["muscle_group"]))
            ),
            "Easy min": easy_minutes(float(row["easy_minutes"])),
            "Usual week": easy_minutes(row.get("median")),
            "Against usual": blocks.step_chip(row["step"], sheet.theme) if compared else "",
        }
        for row in groups
    ]
    return blocks.table(columns, rows, caption="Load by muscle group", trusted=("Muscle group", "Against usual"))
