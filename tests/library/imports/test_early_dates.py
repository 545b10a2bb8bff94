"""A run dated 1,024 weeks early is told by name, format or age, and asked about until the runner answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from runtone import clock
from runtone.library import ImportResult, OwnedLibrary
from runtone.library.imports.executors import Inline
from tests.library.recordings import InventedRun, fit_file, gpx_file

WEEKS = timedelta(weeks=1_024)
LATE = datetime(2026, 5, 4, 6, tzinfo=UTC)
EARLY = LATE - WEEKS


def run_at(start: datetime) -> InventedRun:
    return InventedRun(start=start, minutes=3)


def imported(mine: OwnedLibrary, *files: tuple[str, bytes]) -> list[ImportResult]:
    return list(mine.import_sources(files, executor=Inline()))


def days(mine: OwnedLibrary) -> list[date]:
    return [each.date() for each in mine.runs()["local_date"]]


@pytest.mark.parametrize(
    ("name", "format_", "counted_on", "early"),
    [
        ("2026-05-04.gpx", gpx_file, LATE, True),
        ("2026-05-04.gpx", gpx_file, LATE, False),
        ("a.fit", fit_file, LATE, False),
        ("a.gpx", gpx_file, EARLY, True),
        ("a.gpx", gpx_file, EARLY, False),
    ],
)
def test_the_runner_is_asked_and_the_answer_holds(
    mine: OwnedLibrary, name: str, format_: Callable[[InventedRun], bytes], counted_on: datetime, early: bool
) -> None:
    data = format_(run_at(EARLY))
    (result,) = imported(mine, (name, data))
    assert f"Was it run on {LATE.date()}? Until you say, it counts on {counted_on.date()}." in result.message
    assert days(mine) == [counted_on.date()]
    (asked,) = mine.date_questions()
    assert (asked.run_id, asked.early, asked.late) == (result.run_id, EARLY.date(), LATE.date())
    assert any(asked.sentence in finding.sentence for finding in mine.examine())
    mine.answer_dates([asked.run_id], early=early)
    answered = (LATE if early else EARLY).date()
    assert days(mine) == [answered]
    assert mine.date_questions() == []
    list(mine.reanalyze(executor=Inline(), everything=True))
    assert days(mine) == [answered]
    assert imported(mine, (name, data))[0].status == "duplicate"
    assert mine.date_questions() == []
    assert [finding.severity for finding in mine.examine()] == ["well"]


def test_a_run_moved_to_its_day_is_one_with_its_other_recording(mine: OwnedLibrary) -> None:
    imported(mine, ("phone.gpx", gpx_file(run_at(LATE))), ("watch.gpx", gpx_file(run_at(EARLY))))
    (asked,) = mine.date_questions()
    mine.answer_dates([asked.run_id], early=True)
    assert days(mine) == [LATE.date()]
    assert mine.run_days()["distance_m"].sum() == pytest.approx(run_at(LATE).samples()["distance"][-1], rel=0.01)


def test_a_runner_of_many_years_is_asked_only_about_runs_that_stand_alone(
    mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2031, 6, 1, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    early = now - timedelta(days=3) - WEEKS
    later = [(f"{day}.gpx", gpx_file(run_at(now - timedelta(days=day)))) for day in (9, 12)]
    alone = ("alone.gpx", gpx_file(run_at(early)))
    imported(mine, alone)
    assert mine.date_questions() == []  # nothing of the runner is near the later day
    imported(mine, *later)
    assert [each.late for each in mine.date_questions()] == [(now - timedelta(days=3)).date()]
    imported(mine, ("of then.gpx", gpx_file(run_at(early - timedelta(days=40)))))
    assert mine.date_questions() == []
