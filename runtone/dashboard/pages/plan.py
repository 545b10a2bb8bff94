"""Plan: which techniques the last weeks lacked, and what a session would ask."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from runtone.dashboard.charts import is_empty, planned_week
from runtone.dashboard.components import blocks
from runtone.dashboard.data import (
    REACH_BACK_WEEKS,
    days_as_runs,
    latest_runs,
    muscle_load_between,
    muscle_zones_between,
    runs_between,
    segments_between,
)
from runtone.dashboard.view import View
from runtone.errors import SettingsError
from runtone.runner import Runner
from runtone.training.planning.planned_load import beside_week, planned_load
from runtone.training.planning.planned_session import PlannedHills, PlannedSession, PlannedSprints
from runtone.training.techniques.advice import Advice, Suggestion, technique_advice
from runtone.training.techniques.cards import TECHNIQUES
from runtone.wording import METRES_PER_FOOT, Units, day, duration_words, group_name, listed


def show(view: View) -> None:
    """Draw the page."""
    blocks.title("Plan", "What the last four weeks lacked, and what a session would ask of each muscle group.")
    if not len(view.runs()):
        blocks.empty(
            "No runs yet",
            "Suggestions look at the last four weeks; there are none.",
            "Import your files, or open the sample season under Import. The what-if below works without runs.",
        )
    else:
        _techniques(view)
    _what_if(view)
    blocks.note(
        "Suggestions are about variety and load, not about health. Pain, illness or doubt is a question for a doctor "
        "or a "
        "physiotherapist. " + blocks.SPOT_TONING
    )


def _runner(view: View) -> Runner:
    latest = latest_runs(view.stand, 1)
    speed = float(latest["steady_speed_m_s"].iloc[0]) if len(latest) else float("nan")
    return Runner(foot_strike=view.preferences.foot_strike, steady_speed_m_s=speed if 0.5 <= speed <= 8 else None)


def _techniques(view: View) -> None:
    first = view.today - timedelta(weeks=REACH_BACK_WEEKS + 6)
    advice = technique_advice(
        runs_between(view.stand, first, view.today),
        segments_between(view.stand, first, view.today),
        muscle_load_between(view.stand, first, view.today),
        view.today,
        _runner(view),
        view.preferences.week_start,
        view.excused,
        view.owned.techniques(first, view.today),
        muscle_zones_between(view.stand, first, view.today),
    )
    blocks.sentence(advice.sentence)
    if advice.suggestions:
        for column, suggestion in zip(
            st.columns(len(advice.suggestions), gap="medium"), advice.suggestions, strict=True
        ):
            with column, st.container(border=True, key=f"card-{suggestion.technique.name}"):
                _suggestion(suggestion, view)
    with st.container(border=True, key="card-techniques"):
        _table(advice)
        _log(view)


def _suggestion(suggestion: Suggestion, view: View) -> None:
    technique = suggestion.technique
    blocks.heading(technique.title)
    in_own = view.units.in_own_units
    for text in (suggestion.why, suggestion.how_to_begin):
        blocks.html(f'<p class="rt-sentence">{escape(in_own(text))}</p>')
    blocks.note(f"Loads {listed([group_name(group).lower() for group in technique.groups])} most.")
    blocks.note(technique.cautions)
    blocks.note(f"Not before {day(suggestion.not_before)}. {in_own(suggestion.guard)}")


def _table(advice: Advice) -> None:
    blocks.heading("In the last four weeks")
    counts = {row["technique"]: row for row in advice.techniques.to_dict(orient="records")}
    rows = [
        {
            "Technique": technique.title,
            "Days": str(int(counts[technique.name]["times"])),
            "Last": _last(counts[technique.name]["last_day"]),
            "Loads most": listed([group_name(group).lower() for group in technique.groups]),
            "Seen": "in your runs" if technique.seen_in_runs else "logged by hand",
        }
        for technique in TECHNIQUES
    ]
    blocks.html(
        blocks.table(
            [("Technique", "name"), ("Days", "number"), ("Last", ""), ("Loads most", "late"), ("Seen", "late")],
            rows,
            caption="Techniques in the last four weeks",
        )
    )


def _last(value: object) -> str:
    return "never" if value is None or pd.isna(value) else day(pd.Timestamp(value).date(), year=False)  # type: ignore[arg-type, call-overload]


def _log(view: View) -> None:
    by_hand = {technique.name: technique.title for technique in TECHNIQUES if not technique.seen_in_runs}
    with st.expander("Log one by hand"), st.form("log", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("Technique", list(by_hand), format_func=by_hand.__getitem__, width=180)
            on = st.date_input("Day", value=view.today, width=150)
            minutes = st.number_input("Minutes", min_value=1, max_value=180, value=5, width=120)
            sent = st.form_submit_button("Log it")
        if sent and name:
            view.owned.log_technique(str(name), on, minutes=float(minutes or 5))
            st.rerun()


def _what_if(view: View) -> None:
    with st.container(border=True, key="card-what-if"):
        blocks.heading("What if")
        left, right = st.columns([1, 1.6], gap="medium")
        with left:
            session = _session(view.units)
        with right:
            if session is None:
                blocks.note("Give the session some easy minutes, hills or sprints.")
                return
            planned = planned_load(session, _runner(view))
            days, load = days_as_runs(view.stand, view.today, 1)
            beside = beside_week(planned, days, load, view.today, view.preferences.week_start, view.excused)
            blocks.sentence(_told(view.units, planned.minutes, planned.distance_m, beside))
            figure = planned_week(beside, view.theme)
            if not is_empty(figure):
                view.chart(figure, "plan", "This week so far and the planned session, by muscle group")
            for assumption in planned.assumptions:
                blocks.note(view.units.in_own_units(assumption))


def _told(units: Units, minutes: float, distance_m: float, beside: pd.DataFrame) -> str:
    told = f"About {duration_words(minutes * 60)} and {units.distance(distance_m)}."
    over = beside[beside["step_with_session"].isin(["above", "well above"])]["muscle_group"]
    if len(over) == len(beside):
        return f"{told} Every group would end the week above your usual."
    if len(over):
        return f"{told} {listed([group_name(str(group)) for group in over])} would end the week above your usual."
    return told if beside["median"].isna().any() else f"{told} No group would end the week above your usual."


def _session(units: Units) -> PlannedSession | None:
    in_feet = units.height == "ft"

    def number(label: str, key: str, value: int, high: int, step: int = 1) -> int:
        given = st.number_input(
            label, min_value=0, max_value=high, value=value, step=step, key=key, bind="query-params"
        )
        return int(given or 0)

    easy = number("Easy minutes", "easy", 30, 600, 5)
    first, second = st.columns(2)
    with first:
        hills = number("Hills", "hills", 6, 50)
        if in_feet:
            hill_m = number("Length of each (ft)", "hill_ft", 500, 16_000, 50) * METRES_PER_FOOT
        else:
            hill_m = float(number("Length of each (m)", "hill_m", 150, 5000, 10))
        hill_grade = number("Grade (%)", "hill_grade", 6, 30)
    with second:
        sprints = number("Sprints", "sprints", 0, 50)
        sprint_s = number("Seconds of each", "sprint_s", 15, 600, 5)
        sprint_grade = number("Grade of sprints (%)", "sprint_grade", 0, 30)
    try:
        return PlannedSession(
            easy_minutes=float(easy),
            hills=(PlannedHills(count=hills, length_m=hill_m, grade=hill_grade / 100),) if hills else (),
            sprints=(PlannedSprints(count=sprints, seconds=float(sprint_s), grade=sprint_grade / 100),)
            if sprints
            else (),
        )
    except SettingsError as error:
        blocks.note(str(error))
        return None
