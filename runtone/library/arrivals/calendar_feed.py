"""Past runs and suggested sessions as an iCalendar feed: days, lengths and heights; no places, no names, no numbers.

RFC 5545, written with icalendar.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from icalendar import Calendar, Event

from runtone import clock
from runtone.library.shown_day import shown_day
from runtone.library.store.export import units_of
from runtone.runner import Runner
from runtone.training import REACH_BACK_WEEKS, RunFrames, technique_advice
from runtone.wording import duration
from runtone.wording.training import suggestion_guard, suggestion_start, suggestion_why

if TYPE_CHECKING:
    from runtone.library.owned import OwnedLibrary
    from runtone.wording import Units

REACHES_BACK = timedelta(days=730)
"""Runs of two years are in the feed: calendars fetch all of it every time."""
_ADVICE_WEEKS = 5
REFRESH = timedelta(hours=1)


def calendar_feed(mine: OwnedLibrary, today: date) -> bytes:
    """Return an owner's calendar.

    Parameters
    ----------
    mine : OwnedLibrary
    today : datetime.date

    Returns
    -------
    bytes
        ``text/calendar`` in UTF-8.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//runtone//runs//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Runs")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    units = units_of(mine.settings())
    runs = mine.runs(
        start=today - REACHES_BACK, end=today + timedelta(days=1)
    )  # a runner may be a day ahead of the server
    for row in runs.to_dict(orient="records"):
        calendar.add_component(_run(mine.owner, row, units))
    for event in _suggestions(mine, runs, today):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _run(owner: str, row: dict[Any, Any], units: Units) -> Event:
    start = pd.Timestamp(row["start_time"]).tz_convert("UTC").to_pydatetime()
    event = _event(f"run {row['run_id']} of {owner}")
    event.add("summary", f"Run, {units.distance(row['distance_m'])}")
    event.add("dtstart", start.replace(microsecond=0))
    event.add("dtend", (start + timedelta(seconds=max(60.0, float(row["elapsed_s"])))).replace(microsecond=0))
    event.add(
        "description",
        f"{duration(row['moving_s'])} moving, {units.pace_text(row['mean_speed_m_s'])}, "
        f"{units.height_text(row['ascent_m'])} up; {int(row['hills'])} hills, {int(row['sprints'])} sprints.",
    )
    return event


def _suggestions(mine: OwnedLibrary, runs: pd.DataFrame, today: date) -> Iterator[Event]:
    """Yield the sessions that the Plan page suggests, each on the first day that it may be done."""
    last = None if runs.empty else runs["local_date"].max().date()
    preferences = mine.settings()
    calendar = preferences.calendar(shown_day(mine.owner, last, today))
    if last is None or calendar.today != today:  # nothing was run lately, so nothing is suggested
        return
    first = calendar.weeks_back(_ADVICE_WEEKS + REACH_BACK_WEEKS)
    frames = RunFrames(
        runs=mine.runs(start=first, end=today),
        segments=mine.segments(start=first, end=today),
        muscle_load=mine.muscle_load(start=first, end=today),
        muscle_zones=mine.muscle_zones(start=first, end=today),
        muscle_stress=mine.muscle_stress(start=first, end=today),
        techniques=mine.run_techniques(),
    )
    advice = technique_advice(frames, calendar, Runner(foot_strike=preferences.foot_strike), mine.techniques(end=today))
    for suggestion in advice.suggestions:
        technique, on = suggestion.technique, max(suggestion.not_before, today)
        event = _event(f"{technique.name} of {mine.owner}")
        event.add("summary", f"Suggested: {technique.title}")
        event.add("status", "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        words = (suggestion_why(suggestion), suggestion_start(suggestion), suggestion_guard(suggestion))
        event.add("description", " ".join(words))
        yield event


def _event(what: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(what.encode()).hexdigest()[:32]}@runtone")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    return event
