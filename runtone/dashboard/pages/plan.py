"""Plan: which techniques the last weeks lacked, and what a session would ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from runtone.dashboard.charts import is_empty, planned_week
from runtone.dashboard.components import blocks
from runtone.dashboard.components.lens import STRESS
from runtone.dashboard.data import frames_of_weeks, loads_of_weeks, run_rows
from runtone.dashboard.pages.logged_techniques import logged_techniques
from runtone.dashboard.view import View
from runtone.dashboard.weekly import COMPARED_WEEKS
from runtone.errors import SettingsError
from runtone.runner import Runner
from runtone.training import (
    TECHNIQUES,
    Advice,
    PlannedHills,
    PlannedSession,
    PlannedSprints,
    Suggestion,
    beside_week,
    planned_load,
    technique_advice,
)
from runtone.wording import METRES_PER_FOOT, Units, day, duration_words, group_name, listed
from runtone.wording.notes import SPOT_TONING
from runtone.wording.training import (
    advice_sentence,
    assumption_sentence,
    suggestion_guard,
    suggestion_start,
    suggestion_why,
)

NO_SESSION: Final[Mapping[str, int]] = {
    "easy": 0,
    "hills": 0,
    "hill_m": 150,
    "hill_grade": 6,
    "sprints": 0,
    "sprint_s": 15,
    "sprint_grade": 0,
}
KNOWN_SESSIONS: Final[Mapping[str, Mapping[str, int]]] = {
    "Easy run": {"easy": 45},
    "Long run": {"easy": 100},
    "8 hill sprints": {"easy": 30, "sprints": 8, "sprint_s": 10, "sprint_grade": 8},
    "6 x 400 m": {"easy": 25, "sprints": 6, "sprint_s": 90},
    "4 long hills": {"easy": 30, "hills": 4, "hill_m": 400, "hill_grade": 6},
    "3 x 8 min tempo": {"easy": 25, "sprints": 3, "sprint_s": 480},
}
"""Sessions as runners call them, in the fields below them."""


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
        "physiotherapist. " + SPOT_TONING
    )


def _runner(view: View) -> Runner:
    latest = run_rows(view.state, limit=1)
    speed = float(latest["steady_speed_m_s"].iloc[0]) if len(latest) else float("nan")
    return Runner(foot_strike=view.preferences.foot_strike, steady_speed_m_s=speed if 0.5 <= speed <= 8 else None)


def _techniques(view: View) -> None:
    advice = technique_advice(
        frames_of_weeks(view.state, view.calendar, COMPARED_WEEKS),
        view.calendar,
        _runner(view),
        view.owned.techniques(end=view.today),
    )
    blocks.sentence(advice_sentence(advice))
    if advice.suggestions:
        for column, suggestion in zip(
            st.columns(len(advice.suggestions), gap="medium"), advice.suggestions, strict=True
        ):
            with column, st.container(border=True, key=f"card-{suggestion.technique.name}"):
                _suggestion(suggestion)
    with st.container(border=True, key="card-techniques"):
        _table(advice)
        _log(view)


def _suggestion(suggestion: Suggestion) -> None:
    technique = suggestion.technique
    blocks.heading(technique.title)
    blocks.note(technique.what)
    for text in (suggestion_why(suggestion), suggestion_start(suggestion)):
        blocks.sentence(text)
    blocks.note(f"Loads {listed([group_name(group).lower() for group in technique.groups])} most.")
    blocks.note(technique.cautions)
    blocks.note(f"Not before {day(suggestion.not_before)}. {suggestion_guard(suggestion)}")


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
    logged_techniques(view)


def _what_if(view: View) -> None:
    with st.container(border=True, key="card-what-if"):
        blocks.heading("What if")
        answer = st.container(key="what-if-answer")
        left, right = st.columns([1, 1.6], gap="medium")
        with left:
            session = _session(view.units)
        if session is None:
            with answer:
                blocks.sentence("Give the session some easy running, hills or sprints.")
            return
        planned = planned_load(session, _runner(view))
        read = loads_of_weeks(view.state, view.calendar, 1)
        beside = beside_week(planned, read.runs, read.muscle_load, view.calendar, read.muscle_stress, STRESS.figure)
        with answer:
            blocks.sentence(_told(view.units, planned.minutes, planned.distance_m, beside))
        with right:
            figure = planned_week(beside, view.theme)
            if not is_empty(figure):
                view.context.chart(figure, "plan", "This week so far and the planned session, by muscle group")
            for assumption in planned.assumptions:
                blocks.note(assumption_sentence(assumption, view.units))


def _told(units: Units, minutes: float, distance_m: float, beside: pd.DataFrame) -> str:
    told = f"About {duration_words(minutes * 60)} and {units.distance(distance_m)}."
    over = beside[beside["step_with_session"].isin(["above", "well above"])]["muscle_group"]
    if len(over) == len(beside):
        return f"{told} Every group would end the week above your usual."
    if len(over):
        return f"{told} {listed([group_name(str(group)) for group in over])} would end the week above your usual."
    return told if beside["median"].isna().any() else f"{told} No group would end the week above your usual."


def _fill(fields: Mapping[str, int]) -> None:
    """Write a known session into the fields, in feet too where lengths are."""
    for key, value in {**NO_SESSION, **fields}.items():
        st.session_state[key] = value
    st.session_state["hill_ft"] = round(st.session_state["hill_m"] / METRES_PER_FOOT / 50) * 50


def _session(units: Units) -> PlannedSession | None:
    in_feet = units.height == "ft"
    with st.container(horizontal=True, key="known-sessions"):
        for name, fields in KNOWN_SESSIONS.items():
            st.button(name, key=f"known-{name}", on_click=_fill, args=(fields,), type="secondary")

    def number(label: str, key: str, value: int, high: int, step: int = 1) -> int:
        given = st.number_input(
            label, min_value=0, max_value=high, value=value, step=step, key=key, bind="query-params"
        )
        return int(given or 0)

    easy = number("Easy running (min)", "easy", 30, 600, 5)
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
