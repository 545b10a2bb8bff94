"""A month with distances in its cells, and lines of means over a year."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from runtone.dashboard.charts import Line, month_calendar, trend_lines
from runtone.dashboard.charts.calendar import DayTotals
from runtone.dashboard.components.theme import DARK, LIGHT, Theme, contrast
from runtone.wording import Units

TODAY = date(2026, 11, 21)
DAYS = {
    date(2026, 11, 3): DayTotals(1, 1500.0, 4120.0),
    date(2026, 11, 8): DayTotals(2, 6000.0, 15_400.0),
    date(2026, 10, 31): DayTotals(1, 60, 99.0),
}


def month(theme: Theme = LIGHT, units: Units | None = None, **more: Any) -> str:
    return str(month_calendar(DAYS, TODAY, TODAY, units or Units(), theme, **more))


def test_a_month_has_its_own_days_alone_and_their_distances() -> None:
    shown = month()
    assert re.findall(r"<small>(\d+)</small>", shown) == [str(day) for day in range(1, 31)]
    assert re.findall(r'data-choose="(\d{4}-\d\d-\d\d)".*?<b>(.*?)</b>', shown) == [
        ("2026-11-03", "4.1"),
        ("2026-11-08", "15"),
    ]
    assert "Sun 8 Nov 2026: 2 runs, 15.4 km, 1 h 40 min" in shown
    assert "<b>2.6</b>" in month(units=Units(pace="mi", height="ft"))


@pytest.mark.parametrize(("week_start", "before"), [("monday", 6), ("sunday", 0)])
def test_a_month_begins_on_its_weekday(week_start: str, before: int) -> None:
    # 1 November 2026 is a Sunday
    shown = month(week_start=week_start)
    assert shown.partition("<small>1</small>")[0].count("rt-other") == before


def test_the_way_leads_to_months_that_have_been() -> None:
    assert 'data-choose="2026-10"' in month()
    assert 'data-choose="2026-12"' not in month()
    assert 'data-choose="2026-10"' not in month(earliest=date(2026, 11, 2))


def test_an_excused_week_is_marked() -> None:
    shown = month(excused=(date(2026, 11, 9),))
    assert len(re.findall("excused week", shown)) == 7


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_on_a_day_can_be_read(theme: Theme) -> None:
    for ground, ink in re.findall(r"background:(#\w+);border-color:#\w+;color:(#\w+)", month(theme)):
        assert contrast(ground, ink) >= 4.5


def test_lines_of_a_year_tell_their_figures() -> None:
    days = [TODAY - timedelta(days=back) for back in range(364, -1, -1)]
    means = pd.DataFrame({"7": 210.0, "28": 150.0}, index=pd.Index(days, dtype=object))
    lines = (Line("7", "7 days", "#111111"), Line("28", "28 days", "#222222"))
    shown = str(trend_lines(means, lines, LIGHT, title="Load", unit="easy min a week"))
    assert shown.count("<polyline") == 4
    assert "Sat 21 Nov 2026: 7 days 210, 28 days 150 easy min a week" in shown
    assert "2026</text>" in shown
    assert not trend_lines(means.iloc[:0], lines, LIGHT, title="Load", unit="")
    assert not trend_lines(means * float("nan"), lines, LIGHT, title="Load", unit="")
