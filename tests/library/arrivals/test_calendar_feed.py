"""The calendar of an owner's runs, read back by icalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from runtone.library import Library, OwnedLibrary
from runtone.library.arrivals.calendar_feed import calendar_feed
from runtone.library.imports.executors import Inline
from tests.library.recordings import InventedRun, fit_file


def test_runs_stand_at_their_time_with_their_length_and_nothing_of_where(mine: OwnedLibrary) -> None:
    start = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    list(mine.import_sources([("Rose Street.fit", fit_file(InventedRun(start=start)))], Inline()))
    (run,) = mine.runs().to_dict(orient="records")
    mine.rename(int(run["run_id"]), "Home loop, Rose Street")
    mine.annotate(int(run["run_id"]), "from the door")
    content = calendar_feed(mine, start.date() + timedelta(days=60))
    event: Any
    (event,) = Calendar.from_ical(content).events
    assert event.start == start
    assert abs((event.end - start).total_seconds() - run["elapsed_s"]) <= 1
    assert str(event["summary"]) == f"Run, {run['distance_m'] / 1000:.2f} km"
    for told in (b"Rose", b"door", b"LOCATION", b"GEO", b"TZID", b".fit", str(run["time_zone"]).encode()):
        assert told not in content
    mine.save_settings(units="imperial")
    assert b" mi" in calendar_feed(mine, start.date())


def test_an_event_keeps_its_name_so_that_a_calendar_shows_it_once(mine: OwnedLibrary, library: Library) -> None:
    start = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    files = [
        ("a.fit", fit_file(InventedRun(start=start))),
        ("b.fit", fit_file(InventedRun(start=start + timedelta(days=1)))),
    ]
    list(mine.import_sources(files, Inline()))
    other = library.owned_by("other")
    list(other.import_sources(files, Inline()))

    def names(owned: OwnedLibrary) -> set[str]:
        return {str(event["uid"]) for event in Calendar.from_ical(calendar_feed(owned, start.date())).events}

    assert len(names(mine)) == 2
    assert names(mine) == names(mine)
    assert not names(mine) & names(other)


def test_what_the_plan_suggests_is_tentative_and_on_a_day_to_come(season_folder: Path) -> None:
    library = Library.open(f"sqlite:///{season_folder / 'library.sqlite3'}")
    mine = library.owned_by("sample season")
    today = date(2026, 9, 29)  # a day of the season on which the Plan page suggests something
    events: list[Any] = Calendar.from_ical(calendar_feed(mine, today)).events
    suggested = [event for event in events if str(event.get("status")) == "TENTATIVE"]
    library.close()
    assert suggested
    assert all(event.start >= today and event.end - event.start == timedelta(days=1) for event in suggested)
    assert all(event.start.date() <= today + timedelta(days=1) for event in events if event not in suggested)
