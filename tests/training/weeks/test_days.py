"""Which day a run belongs to, and which week a day belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.errors import SettingsError
from runtone.training import Calendar, local_date, week_of
from runtone.training.weeks.days import as_date, dated_runs
from runtone.wording.dates import day_and_month


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        # 23:40 in Berlin in winter is the same day in UTC, 00:10 is not.
        (datetime(2026, 1, 10, 22, 40, tzinfo=UTC), "Europe/Berlin", date(2026, 1, 10)),
        (datetime(2026, 1, 10, 23, 10, tzinfo=UTC), "Europe/Berlin", date(2026, 1, 11)),
        # Summer time: midnight comes an hour earlier in UTC.
        (datetime(2026, 7, 10, 22, 10, tzinfo=UTC), "Europe/Berlin", date(2026, 7, 11)),
        # The night the clocks go forward (29 March 2026), either side of the jump.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 1, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        # The night they go back: the hour that exists twice belongs to one day.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        # Far from UTC, both ways.
        (datetime(2026, 1, 10, 12, 30, tzinfo=UTC), "Pacific/Auckland", date(2026, 1, 11)),
        (datetime(2026, 1, 10, 8, 30, tzinfo=UTC), "America/Los_Angeles", date(2026, 1, 10)),
        (datetime(2026, 1, 10, 6, 30, tzinfo=UTC), "America/Los_Angeles", date(2026, 1, 9)),
        (datetime(2026, 1, 10, 19, 0, tzinfo=UTC), "Asia/Kathmandu", date(2026, 1, 11)),
        # A fixed offset, as a run without coordinates has it.
        (datetime(2026, 1, 10, 23, 0, tzinfo=UTC), "Etc/GMT-2", date(2026, 1, 11)),
    ],
)
def test_a_run_belongs_to_the_local_day_on_which_it_began(instant: datetime, zone: str, day: date) -> None:
    assert local_date(instant, zone) == day
    assert local_date(instant.replace(tzinfo=None), zone) == day
    assert local_date(pd.Timestamp(instant), zone) == day


def test_an_unknown_time_zone_is_named() -> None:
    with pytest.raises(SettingsError, match="Mars/Olympus"):
        local_date(datetime(2026, 1, 1, tzinfo=UTC), "Mars/Olympus")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["monday", "sunday"]))
def test_a_week_has_seven_days_that_agree(day: date, week_start: str) -> None:
    start = week_of(day, week_start)
    assert start.strftime("%A").lower() == week_start
    assert 0 <= (day - start).days <= 6
    assert {week_of(start + timedelta(days=number), week_start) for number in range(7)} == {start}
    assert week_of(start + timedelta(days=7), week_start) == start + timedelta(days=7)


def test_weeks_across_daylight_saving_and_the_turn_of_the_year_are_seven_days_apart() -> None:
    starts = Calendar.on(date(2026, 4, 1)).weeks_since(date(2025, 12, 30))
    assert starts[0] == date(2025, 12, 29)
    assert starts[-1] == date(2026, 3, 30)
    assert {after - before for before, after in pairwise(starts)} == {timedelta(days=7)}


def test_a_day_may_be_written_in_several_ways() -> None:
    expected = date(2026, 3, 9)
    for day in (
        expected,
        datetime(2026, 3, 9, 23, 59, tzinfo=UTC),
        pd.Timestamp("2026-03-09 12:00"),
        "2026-03-09",
        "2026-W11",
    ):
        assert as_date(day) == expected
    assert day_and_month(expected) == "9 March"


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", 20260309, None, pd.NaT])
def test_what_is_no_day_is_refused(day: object) -> None:
    with pytest.raises(SettingsError, match="not a day"):
        as_date(day)  # type: ignore[arg-type]  # a wrong type is what is refused


def test_runs_are_dated_by_their_own_time_zone() -> None:
    runs = pd.DataFrame(
        {
            "start_time": pd.to_datetime(pd.Series(["2026-03-28 23:10", "2026-03-29 06:30", None]), utc=True),
            "time_zone": ["Europe/Berlin", "America/Los_Angeles", "UTC"],
            "moving_s": [1800.0, 3600.0, 60.0],
        }
    )
    dated = dated_runs(runs)
    assert dated["local_date"].tolist() == [date(2026, 3, 28), date(2026, 3, 29)]
    assert dated["moving_s"].tolist() == [3600.0, 1800.0]


def test_the_local_date_that_a_run_states_is_believed_before_its_instant() -> None:
    runs = pd.DataFrame(
        {
            "local_date": [date(2026, 3, 28)],
            "start_time": pd.to_datetime(["2026-03-29 03:00"], utc=True),
            "time_zone": ["UTC"],
        }
    )
    assert dated_runs(runs)["local_date"].tolist() == [date(2026, 3, 28)]
    assert dated_runs(runs)["moving_s"].isna().all()


def test_moving_time_is_filled_from_the_next_best_column() -> None:
    runs = pd.DataFrame(
        {
            "date": ["2026-03-01", "2026-03-02", "2026-03-03"],
            "moving_s": [600.0, None, None],
            "duration_s": pd.to_timedelta([900, 900, None], unit="s"),
            "elapsed_s": [1000.0, 1000.0, 1000.0],
        }
    )
    assert dated_runs(runs)["moving_s"].tolist() == [600.0, 900.0, 1000.0]
