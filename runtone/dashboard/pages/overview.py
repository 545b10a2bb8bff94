"""Overview: which muscles the last days worked, how consistent the weeks are, and the latest runs."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from runtone.dashboard.charts import calendar, weekly_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import Region, body_map, body_map_legend
from runtone.dashboard.components.overlap_questions import ask_about_overlaps
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_list import run_list
from runtone.dashboard.components.save import save_week
from runtone.dashboard.data import (
    latest_runs,
    muscle_load_between,
    runs_between,
    segments_between,
    weekly_consistency,
)
from runtone.dashboard.days import days_run, open_day
from runtone.dashboard.pages.imports import fresh_results
from runtone.dashboard.pages.welcome import welcome
from runtone.dashboard.view import View
from runtone.dashboard.weekly import Weeks, last_weeks, this_week
from runtone.muscles import explain
from runtone.training import BaselineComparison
from runtone.wording import (
    counted,
    day,
    duration_words,
    easy_minutes,
    group_name,
    times_usual,
)
from runtone.wording.notes import EASY_MINUTE, SPOT_TONING
from runtone.wording.training import baseline_sentence, consistency_sentence

CALENDAR_WEEKS = 12
LATEST = 5
LEAST_RUNS_TO_COMPARE = 2
SPANS = {"7-days": "Last 7 days", "week": "Calendar week"}


def show(view: View) -> None:
    """Draw the page."""
    if not len(view.runs()):
        welcome(view)
        return
    blocks.title("Overview", _when(view))
    if not view.is_sample:
        fresh_results()
    ask_about_overlaps(view)
    left, right = st.columns([1.08, 1], gap="medium")
    with left, st.container(border=True, key="card-body"):
        week, drawing = _body(view)
    with right:
        with st.container(border=True, key="card-consistency"):
            _consistency(view)
        with st.container(border=True, key="card-groups"):
            _groups(view, week)
    weeks = last_weeks(view.stand, view.calendar, CALENDAR_WEEKS)
    with st.container(border=True, key="card-weeks"):
        _weeks(view, weeks)
    with st.container(border=True, key="card-latest"):
        blocks.heading("Latest runs")
        run_list(view, latest_runs(view.stand, LATEST), key="latest")
    save_week(view, week, weeks, drawing)
    blocks.note(SPOT_TONING)


def _when(view: View) -> str:
    if view.as_of is not None and not view.is_sample:
        return f"No runs since {day(view.as_of)}, so this page shows the weeks up to that day."
    return day(view.today)


def _body(view: View) -> tuple[BaselineComparison, str]:
    span = st.segmented_control(
        "Days shown",
        list(SPANS),
        default="7-days",
        format_func=SPANS.__getitem__,
        key="range",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    week = this_week(view.stand, view.calendar, "week" if span == "week" else "seven days")
    first = view.calendar.this_week if span == "week" else view.today - timedelta(days=6)
    blocks.sentence(_sentence(view, week, first))
    known = week.known
    drawing = body_map(
        _regions(view, week), view.theme, title=f"Load by muscle group, {SPANS[span or '7-days'].lower()}"
    ) + body_map_legend(view.theme, against_usual=known)
    chosen = picture(drawing, key="body", image=view.image_format())
    if chosen:
        view.goto("muscles", {"group": chosen})
    return week, drawing


def _sentence(view: View, week: BaselineComparison, first: date) -> str:
    groups = week.groups.set_index("muscle_group")
    if not float(groups["easy_minutes"].sum()) > 0:
        return "No run in these days yet." if week.known else baseline_sentence(week)
    legs = groups.drop(index="core")
    standing_out = (
        legs["ratio"].astype(float).idxmax()
        if legs["ratio"].notna().any()
        else legs["easy_minutes"].astype(float).idxmax()
    )
    load = muscle_load_between(view.stand, first, view.today)
    told = explain(load, segments_between(view.stand, first, view.today)).sentences[str(standing_out)]
    top = top_run(load, runs_between(view.stand, first, view.today), str(standing_out))
    return " ".join(part for part in (baseline_sentence(week), told, top) if part)


def top_run(load: pd.DataFrame, runs: pd.DataFrame, group: str) -> str:
    """Return which run gave a group most of its load, where one stands out from the others."""
    own = load[load["muscle_group"].astype(str) == group].groupby("run_id")["easy_minutes"].sum()
    if len(own) < LEAST_RUNS_TO_COMPARE or not float(own.sum()) > 0:
        return ""
    row = runs[runs["run_id"] == own.idxmax()].iloc[0]
    on = pd.Timestamp(row["local_date"]).date()
    name = f", {row['name']}" if isinstance(row["name"], str) and row["name"] else ""
    return f"Most of it in one run: {float(own.max() / own.sum()) * 100:.0f} % on {day(on, year=False)}{name}."


def _regions(view: View, week: BaselineComparison) -> dict[str, Region]:
    known = week.known
    minutes = week.groups["easy_minutes"].astype(float)
    top = max(float(minutes.max()), 1e-9)
    regions = {}
    for row in rows_of(week.groups):
        load, ratio, step = float(row.easy_minutes), float(row.ratio), row.step
        if step == "still open":
            colour, figure = view.theme.ramp[step], f"{easy_minutes(load)} easy min"
            spoken = f"{easy_minutes(load)} easy minutes so far; the week is not over"
        elif known and step is not None:
            colour, figure = view.theme.ramp[step], times_usual(ratio)
            spoken = f"{easy_minutes(load)} easy minutes, {ratio:.1f} times your usual week, {step}"
        else:
            colour = view.theme.single_hue[min(4, int(load / top * 5))]
            figure = f"{easy_minutes(load)} easy min"
            spoken = f"{easy_minutes(load)} easy minutes; no usual weeks to compare with yet"
        regions[str(row.muscle_group)] = Region(colour=colour, figure=figure, spoken=f"{spoken}. Opens the group.")
    return regions


def _groups(view: View, week: BaselineComparison) -> None:
    blocks.heading("The same in numbers")
    rows = [
        {
            "Muscle group": blocks.swatch(view.theme.groups[row.muscle_group], group_name(row.muscle_group)),
            "Easy min": easy_minutes(float(row.easy_minutes)),
            "Usual week": easy_minutes(float(row.median)),
            "Against usual": blocks.step_chip(row.step, view.theme),
        }
        for row in rows_of(week.groups)
    ]
    blocks.html(
        blocks.table(
            [("Muscle group", "name"), ("Easy min", "number"), ("Usual week", "number late"), ("Against usual", "")],
            rows,
            caption="Load by muscle group",
            trusted=("Muscle group", "Against usual"),
        )
    )
    blocks.note(EASY_MINUTE)


def _consistency(view: View) -> None:
    result = weekly_consistency(view.stand, view.calendar, view.preferences.target_runs_per_week)
    blocks.heading("Consistency")
    blocks.figures(
        [
            ("score", f"{result.score} of 100" if result.score is not None else "not yet"),
            ("streak", counted(result.streak.current, "week")),
            ("longest", counted(result.streak.longest, "week")),
        ]
    )
    blocks.note(consistency_sentence(result))
    first = view.calendar.this_week - timedelta(weeks=CALENDAR_WEEKS - 1)
    excused = view.calendar.excused_weeks
    chosen = picture(
        calendar(
            days_run(view.runs(), first), first, CALENDAR_WEEKS, view.today, view.units, view.theme, excused=excused
        ),
        key="calendar",
    )
    if chosen:
        open_day(view, chosen)


def _weeks(view: View, weeks: Weeks) -> None:
    blocks.heading("Week by week")
    grid = weekly_load(weeks.totals, weeks.loads, weeks.steps, view.units, view.theme, unfinished=weeks.unfinished)
    if not grid:
        blocks.note("No week with a run in this range.")
        return
    latest = weeks.totals.iloc[-1]
    so_far = " so far" if weeks.unfinished else ""
    blocks.note(
        f"This week{so_far}: {view.units.distance(float(latest.distance_m))}, "
        f"{duration_words(float(latest.moving_s))}, "
        f"{counted(int(latest.runs), 'run')}. Below the bars, each group's load against the weeks that were usual "
        "before it."
    )
    picture(grid, key="weeks", image=view.image_format())
    known = weeks.steps.notna().to_numpy()
    blocks.html(body_map_legend(view.theme, against_usual=bool(known.any())))
    if known.any() and not known.all():
        blocks.note("Blue-grey: before there were usual weeks to compare with, darker for more easy minutes.")
