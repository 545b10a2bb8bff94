"""Overview: which muscles the last days worked, how consistent the weeks are, and the latest runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.choice import choose
from runtone.dashboard.components.lens import LENSES, LOAD, STRESS, Lens, choose_lens
from runtone.dashboard.components.save import DaysShown, save_weeks
from runtone.dashboard.components.week_cards import (
    body_drawing,
    consistency_figures,
    group_loads,
    groups_table,
    totals_table,
    trend_body,
    weeks_body,
)
from runtone.dashboard.data import (
    run_rows,
    stress_rows,
    weekly_consistency,
    zone_rows,
)
from runtone.dashboard.days import show_month
from runtone.dashboard.pages import questions
from runtone.dashboard.pages.imports import fresh_results
from runtone.dashboard.pages.training_log.run_list import run_list
from runtone.dashboard.pages.welcome import welcome
from runtone.dashboard.view import View
from runtone.dashboard.weekly import days_since_hard, explained, last_weeks, means_of, this_week, totals_so_far, trends
from runtone.muscles import StandsOut
from runtone.muscles.facts import Lens as Side
from runtone.training import BaselineComparison
from runtone.vocabulary import MUSCLES
from runtone.wording import day, explanation_headline
from runtone.wording.notes import EASY_MINUTE, SPOT_TONING, STRESS_MINUTE
from runtone.wording.training import baseline_sentence, consistency_sentence

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

WEEKS = 12
LATEST = 5
LEAST_RUNS_TO_COMPARE = 2
_SIDES: dict[Side, Lens] = {"all": STRESS, "push": LENSES["push"], "brake": LENSES["brake"]}
SPANS = {"7-days": "Last 7 days", "week": "Calendar week"}


def show(view: View) -> None:
    """Draw the page."""
    if not len(view.runs()):
        welcome(view)
        return
    blocks.title("Overview", _when(view))
    if not view.is_sample:
        fresh_results(view)
    questions.ask(view)
    answer = st.container(key="answer")
    left, right = st.columns([1.08, 1], gap="medium")
    with left, st.container(border=True, key="card-body"):
        lens, week = _body(view, answer)
    with right:
        with st.container(border=True, key="card-totals"):
            blocks.html(totals_table(totals_so_far(view.state, view.calendar), view.units))
            blocks.note("Below each: the last week, month and year up to the same day.")
        with st.container(border=True, key="card-consistency"):
            _consistency(view)
        with st.container(border=True, key="card-month"):
            show_month(view)
    weeks = last_weeks(view.state, view.calendar, WEEKS, lens)
    with st.container(border=True, key="card-weeks"):
        weeks_body(weeks, view.context, latest="This week")
    with st.container(border=True, key="card-trend"):
        trend_body(means_of(trends(view.state, view.calendar), MUSCLES, lens), view.context, lens)
    with st.container(border=True, key="card-latest"):
        blocks.heading("Latest runs")
        run_list(view, run_rows(view.state, limit=LATEST), key="latest")
    days = DaysShown(
        title=f"Week up to {day(view.today)}",
        under="",
        sentence=baseline_sentence(week),
        loads=group_loads(week.groups, lens),
        latest="This week",
    )
    save_weeks(view.context, days, weeks, "Save this week as a file", f"{view.today} week")
    blocks.note(SPOT_TONING)


def _when(view: View) -> str:
    if view.as_of is not None and not view.is_sample:
        return f"No runs since {day(view.as_of)}, so this page shows the weeks up to that day."
    return day(view.today)


def _body(view: View, answer: DeltaGenerator) -> tuple[Lens, BaselineComparison]:
    """Show the body map, and above it what it says in a sentence."""
    with st.container(horizontal=True, key="lenses"):
        span = choose("Days shown", SPANS, default="7-days", key="range")
        lens = choose_lens()
    week = this_week(view.state, view.calendar, "week" if span == "week" else "seven days", lens)
    first = view.calendar.this_week if span == "week" else view.today - timedelta(days=6)
    with answer:
        blocks.sentence(_sentence(view, week, first, lens))
    title = f"{lens.title} by muscle group, {SPANS[span].lower()}"
    drawing = body_drawing(group_loads(week.groups, lens), view.context, title=title, opens=True, lens=lens)
    chosen = view.context.picture(drawing, "body")
    if chosen:
        view.goto("muscles", {"group": chosen})
    with st.expander("The same in numbers"):
        loads = group_loads(week.groups, lens, days_since_hard(view.state, view.calendar))
        blocks.html(groups_table(loads, view.context, lens))
        blocks.note(EASY_MINUTE if lens is LOAD else STRESS_MINUTE)
    return lens, week


def _sentence(view: View, week: BaselineComparison, first: date, lens: Lens) -> str:
    groups = week.groups.set_index("muscle_group")
    if not float(groups[lens.figure].sum()) > 0:
        return "No run in these days yet." if week.known else baseline_sentence(week)
    stress = stress_rows(view.state, start=first, end=view.today)
    usual_week, usual_seconds = _usual(view) if week.finished else (None, None)
    told = explained(
        view.state,
        first,
        view.today,
        usual_week=usual_week,
        usual_seconds=usual_seconds,
        muscle_zones=zone_rows(view.state, start=first, end=view.today),
    )
    top = ""
    if isinstance(told.headline, StandsOut):
        group, side = told.headline.group.muscle_group, told.headline.lens
        column = "stress_minutes" if side == "all" else f"{side}_stress_minutes"
        top = top_run(stress, run_rows(view.state, start=first, end=view.today), group, column)
    # what stands out is said against the usual week; where there is none, the groups are
    standing = "" if usual_week else baseline_sentence(week)
    return " ".join(part for part in (standing, explanation_headline(told), top) if part)


def _usual(view: View) -> tuple[dict[Side, dict[str, float]] | None, float | None]:
    """Return each group's stress in the usual week, by lens, and its running time [s]; None before there are any."""
    by_side: dict[Side, dict[str, float]] = {}
    for side, lens in _SIDES.items():
        usual = this_week(view.state, view.calendar, "seven days", lens)
        if not usual.known:
            return None, None
        by_side[side] = dict(zip(usual.groups["muscle_group"], usual.groups["median"].astype(float), strict=True))
    finished = last_weeks(view.state, view.calendar, WEEKS, STRESS).totals.iloc[:-1]["moving_s"].astype(float)
    running = finished[finished > 0]
    return by_side, float(running.median()) if len(running) else None


def top_run(stress: pd.DataFrame, runs: pd.DataFrame, group: str, column: str = "stress_minutes") -> str:
    """Return which run gave a group most of its stress, where there are several."""
    own = stress[stress["muscle_group"].astype(str) == group].groupby("run_id")[column].sum()
    if len(own) < LEAST_RUNS_TO_COMPARE or not float(own.sum()) > 0:
        return ""
    row = runs[runs["run_id"] == own.idxmax()].iloc[0]
    on = pd.Timestamp(row["local_date"]).date()
    name = f", {row['name']}" if isinstance(row["name"], str) and row["name"] else ""
    return f"Most of it in one run: {float(own.max() / own.sum()) * 100:.0f} % on {day(on, year=False)}{name}."


def _consistency(view: View) -> None:
    result = weekly_consistency(view.state, view.calendar, view.preferences.target_runs_per_week)
    streak = result.streak
    consistency_figures(result.score, streak.current, streak.longest, streak.forgiven)
    if result.score is None:
        blocks.note(consistency_sentence(result))
