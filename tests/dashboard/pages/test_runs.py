"""The training log: months with their totals, filters that the address holds, two runs compared."""

from __future__ import annotations

import re
from pathlib import Path

from tests.dashboard.pages.drawn import drawn, markup, words

Season = Path


def rows(page: str) -> list[str]:
    """Return the markup of each run's row."""
    return re.findall(r"<tr>(<td.*?)</tr>", page, re.DOTALL)


def test_months_add_up_what_is_listed_under_them(season: Season) -> None:
    """A month's heading counts all runs of the month, also those on another page of the list."""
    months: dict[str, int] = {}
    listed: dict[str, int] = {}
    for at in ("1", "2"):
        page = markup(drawn("runs", season="sample", at=at))
        for each in re.split(r'(?=<tr class="rt-log-head rt-log-month")', page)[1:]:
            name, number = re.search(r"<span>(\w+ 2026)</span>.*?(\d+) runs?", each).groups()  # type: ignore[union-attr]
            months[name] = int(number)
            listed[name] = listed.get(name, 0) + len(rows(each.split("</table>")[0]))
    assert len(months) == 3
    assert listed == months
    year = re.search(r"rt-log-year.*?<span>2026</span>.*?(\d+) runs", markup(drawn("runs", season="sample")))
    assert year
    assert int(year[1]) == sum(months.values())


def test_a_row_holds_what_a_runner_looks_for(season: Season) -> None:
    page = markup(drawn("runs", season="sample", q="hill sprints"))
    row = rows(page)[0]
    for kind in ("date", "title", "distance", "time", "pace", "adjusted", "climb", "pulse"):
        assert re.search(rf'<td class="[^"]*rt-log-{kind}[^"]*">.*?\w', row), kind
    assert "sprints</span>" in row
    assert "Stress a minute, 1 is easy running: hip flexors" in row
    assert 'class="rt-outline"' in row
    assert 'aria-label="Select ' in row
    assert re.search(r'aria-label="Select [^"]+2026"', row)


def test_filters_of_the_address_narrow_the_list(season: Season) -> None:
    every = words(drawn("runs", season="sample"))
    for query in ({"min": "12"}, {"max": "6"}, {"climb": "150"}, {"with": "with sprints"}, {"from": "2026-11-01"}):
        told = words(drawn("runs", season="sample", **query))
        found = re.search(r"(\d+) of (\d+) runs", told)
        assert found, query
        assert 0 < int(found[1]) < int(found[2])
        assert f"{found[2]} runs, " in every
    for kind in ("treadmill", "not on a treadmill"):
        page = markup(drawn("runs", season="sample", **{"with": kind}))
        assert ("Treadmill" in page) == (kind == "treadmill")
        assert rows(page)
    assert "No run is like that" in words(drawn("runs", season="sample", min="90"))


def test_two_runs_are_compared(season: Season) -> None:
    numbers = re.findall(r'<a href="[^"]*" data-choose="(\d+)">', markup(drawn("runs", season="sample")))
    told = words(drawn("runs", season="sample", compare=f"{numbers[0]}-{numbers[5]}"))
    assert "Two runs compared" in told
    for name in ("Distance", "Moving time", "Pace", "Climb", "Heart rate", "Glutes, stress a minute", "Fingerprint"):
        assert f">{name}</td>" in told
    assert re.search(r"\d+ % (longer|shorter)", told)
    for wrong in ("", "7", "0-0", f"{numbers[0]}-{numbers[0]}", "x-y", "9" * 40 + "-1"):
        assert "Two runs are needed" in words(drawn("runs", season="sample", compare=wrong))
