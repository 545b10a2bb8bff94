"""The week, month and year so far against the last ones up to the same day."""

from __future__ import annotations

import pandas as pd
import pytest

from runtone.training import Calendar, consistency, monthly_totals, period_totals, week_of


def totals(today: str, days: list[str], week_start: str = "monday") -> pd.DataFrame:
    runs = pd.DataFrame({"local_date": days, "moving_s": 600.0, "distance_m": 2000.0, "ascent_m": 5.0})
    return period_totals(runs, Calendar.on(today, week_start)).set_index(["period", "last"])


def test_a_period_is_compared_with_the_last_one_up_to_the_same_day() -> None:
    days = ["2025-03-04", "2025-03-05", "2026-02-04", "2026-02-05", "2026-02-25", "2026-02-26", "2026-03-03"]
    found = totals("2026-03-04", days)
    assert found["runs"].to_dict() == {
        ("week", False): 1,
        ("week", True): 1,
        ("month", False): 1,
        ("month", True): 1,
        ("year", False): 5,
        ("year", True): 1,
    }
    assert found.loc[("year", False), "distance_m"] == 10_000
    assert found.loc[("year", False), "ascent_m"] == 25


@pytest.mark.parametrize(
    ("today", "month", "year"),
    [
        ("2026-03-31", "2026-02-28", "2025-03-31"),
        ("2028-02-29", "2028-01-29", "2027-02-28"),
        ("2026-01-05", "2025-12-05", "2025-01-05"),
    ],
)
def test_the_same_day_is_one_that_the_last_month_and_year_have(today: str, month: str, year: str) -> None:
    found = totals(today, [])
    assert found["last_day"].loc[("month", True)].isoformat() == month
    assert found["last_day"].loc[("year", True)].isoformat() == year
    assert (found["distance_m"] == 0).all()


def test_a_week_begins_where_the_runner_says() -> None:
    days = ["2026-03-01"]  # a Sunday
    assert totals("2026-03-04", days).loc[("week", False), "runs"] == 0
    assert totals("2026-03-04", days, "sunday").loc[("week", False), "runs"] == 1


def test_a_figure_that_no_run_tells_is_not_zero() -> None:
    runs = pd.DataFrame({"local_date": ["2026-03-03"], "moving_s": [600.0], "distance_m": [2000.0], "ascent_m": [None]})
    found = period_totals(runs, Calendar.on("2026-03-04")).set_index(["period", "last"])
    assert pd.isna(found["ascent_m"].loc[("week", False)])
    assert found.loc[("week", True), "ascent_m"] == 0


def months(days: list[str], today: str = "2026-03-04") -> pd.DataFrame:
    runs = pd.DataFrame({"local_date": days, "moving_s": 600.0, "distance_m": 2000.0})
    return monthly_totals(runs, Calendar.on(today))


def test_months_without_a_run_are_among_them() -> None:
    found = months(["2025-12-31", "2025-12-31", "2026-02-01"])
    assert [month.isoformat() for month in found["month"]] == ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"]
    assert found["runs"].tolist() == [2, 0, 1, 0]
    assert found["run_days"].tolist() == [1, 0, 1, 0]
    assert found["distance_m"].tolist() == [4000, 0, 2000, 0]
    assert found["finished"].tolist() == [True, True, True, False]
    assert months([]).empty


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["2026-01-05"], "2026-01-05"),
        (["1989-12-31", "2026-01-05"], "2026-01-05"),
        (["1970-01-01", "1989-12-31", "2026-01-05"], "2026-01-05"),
        # a break is no mistake of a clock: there were runs before it
        (["2020-01-01", "2020-01-03", "2020-01-05", "2026-01-05"], "2020-01-01"),
        (["2025-01-05", "2026-01-05"], "2025-01-05"),
    ],
)
def test_a_clock_that_was_never_set_begins_no_history(days: list[str], first: str) -> None:
    found = months(days)
    assert found["month"].iloc[0].isoformat() == f"{first[:7]}-01"
    weeks = consistency(pd.DataFrame({"local_date": days, "moving_s": 600.0}), "2026-03-04").weeks
    assert weeks["week"].iloc[0] == week_of(first)
