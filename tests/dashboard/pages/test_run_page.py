"""A run's page: what is picked out, its tables, what it is beside other runs, and the records."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from runtone.dashboard.components.marks import stretch_of
from runtone.dashboard.pages.run_parts.before import best_efforts
from runtone.library import Library
from runtone.library.shown_day import SAMPLE_OWNER
from runtone.wording.records import hill_again, ordinal, record_distance, route_again, standing
from tests.dashboard.pages.drawn import drawn, markup, words


@pytest.fixture(scope="module")
def numbers(season: Path) -> dict[int, str]:
    """The names of the sample season's runs, by number."""
    library = Library.open(f"sqlite:///{season / 'library.sqlite3'}")
    runs = library.owned_by(SAMPLE_OWNER).runs()
    library.close()
    return {int(number): str(name) for number, name in zip(runs["run_id"], runs["name"], strict=True)}


def numbered(numbers: dict[int, str], part: str) -> str:
    return str(next(number for number, name in numbers.items() if part in name))


def test_what_is_pressed_is_marked_on_the_line_and_the_profile(numbers: dict[int, str]) -> None:
    sprints = numbered(numbers, "hill sprints")
    plain = drawn("run", season="sample", run=sprints)
    assert 'class="rt-stretch"' not in markup(plain)
    pressed = re.findall(r'data-choose="(segment-\d+)"', markup(plain))
    marked = drawn("run", season="sample", run=sprints, mark=pressed[0])
    assert 'class="rt-stretch"' in markup(marked)
    assert markup(marked).count('aria-selected="true"') == 1
    assert 'class="rt-under"' in markup(marked)
    shapes = [page.get("plotly_chart")[0].proto.spec.count('"layer":"above"') for page in (plain, marked)]
    assert shapes == [0, 1]


@pytest.mark.parametrize("mark", ["segment-99999", "segment--1", "lap-x", "<b>", "segment-", "split-²"])
def test_an_address_that_marks_nothing_is_no_fault(numbers: dict[int, str], mark: str) -> None:
    page = drawn("run", season="sample", run=numbered(numbers, "hill sprints"), mark=mark)
    assert 'class="rt-stretch"' not in markup(page)


def test_marks_are_found_by_kind_and_number() -> None:
    table = pd.DataFrame({"start_s": [0, 60], "end_s": [60, 90]})
    assert stretch_of("lap-1", {"lap": table}) == (60.0, 90.0)
    assert stretch_of("lap-2", {"lap": table}) is None
    assert stretch_of("split-1", {"lap": table}) is None


def test_records_are_told_as_of_then_and_as_of_now() -> None:
    times = pd.DataFrame(
        {
            "run_id": [1, 2, 3, 4],
            "local_date": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]),
            "distance_m": 5000.0,
            "seconds": [1500.0, 1400.0, 1300.0, 1450.0],
            "start_s": 0.0,
        }
    )
    told = {}
    for run_id in (1, 2, 3, 4):
        (best,) = best_efforts(times, run_id)
        told[run_id] = standing(best.rank, best.of, best.rank_then, best.beaten_on)
    assert told == {
        1: "your record until 1 Feb 2026",
        2: "your record until 1 Mar 2026",
        3: "your record",
        4: "3rd of 4",
    }
    assert best_efforts(times, 5) == []
    assert standing(1, 1, 1, None) == "your first"


def test_the_same_hill_and_route_are_said_in_one_sentence() -> None:
    on = date(2026, 5, 3)
    assert hill_again(6, 252.0, 238.0, on) == "6th time up: 4:12, best 3:58 (3 May 2026)"
    assert hill_again(2, 230.0, 238.0, on) == "2nd time up: 3:50, your fastest; the next is 3:58 (3 May 2026)"
    assert route_again(3, 3310.0, 3310.4, on) == (
        "3rd time on this route: 55:10, as fast as the best, 55:10 (3 May 2026)"
    )
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 111, 1002)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "1,002nd")
    ]
    assert [record_distance(metres) for metres in (400.0, 1000.0, 1609.344, 21_097.5)] == [
        *("400 m", "1 km", "1 mile", "Half marathon")
    ]


def test_a_run_is_set_beside_others_and_the_records_page_lists_them(numbers: dict[int, str]) -> None:
    shown = words(drawn("run", season="sample", run=numbered(numbers, "hill sprints")))
    assert "Beside your other runs" in shown
    assert re.search(r"\d+(st|nd|rd|th) time up: ", shown)
    records = drawn("records", season="sample")
    for text in ("400 m", "10 km", "Biggest climbs"):
        assert text in words(records)
    linked = {int(number) for number in re.findall(r'<tr data-choose="(\d+)"', markup(records))}
    assert linked
    assert linked <= set(numbers)
