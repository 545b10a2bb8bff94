"""Weekly totals and weekly load."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from runtone.muscles import GROUPS
from runtone.training import Calendar, daily_load, kept_weeks, weekly_load, weekly_totals
from tests.training.seasons import FIRST_MONDAY, Outing, make_season, nth_day


def test_totals_of_each_week_empty_ones_among_them() -> None:
    season = make_season([Outing(0, 30), Outing(2, 60), Outing(16, 40), Outing(22, 20)])
    today = nth_day(23)
    weeks = weekly_totals(season.runs, Calendar.on(today), segments=season.segments)
    assert weeks["week"].tolist() == [nth_day(7 * number) for number in range(4)]
    assert weeks["runs"].tolist() == [2, 0, 1, 1]
    assert weeks["moving_min"].tolist() == [90, 0, 40, 20]
    assert weeks["distance_m"].tolist() == [16200, 0, 7200, 3600]
    assert weeks["ascent_m"].tolist() == [40, 0, 20, 20]
    assert weeks["steady_min"].tolist() == [90, 0, 40, 20]
    assert weeks[["uphill_min", "downhill_min", "sprint_min", "rest_min"]].to_numpy().sum() == 0
    assert weeks["finished"].tolist() == [True, True, True, False]


def test_minutes_by_kind_add_up_to_the_segments() -> None:
    runs = pd.DataFrame({"run_id": [7], "local_date": [FIRST_MONDAY], "moving_s": [600.0]})
    segments = pd.DataFrame(
        {
            "run_id": 7,
            "kind": pd.Categorical(["steady", "hill", "hill", "sprint", "rest"]),
            "terrain": pd.Categorical(["flat", "uphill", "downhill", "uphill", "flat"]),
            "start_s": [0, 120, 240, 300, 330],
            "end_s": [120, 240, 300, 330, 600],
        }
    )
    week = weekly_totals(runs, Calendar.on(FIRST_MONDAY), segments=segments).iloc[0]
    kinds = ["uphill", "downhill", "sprint", "steady", "rest"]
    assert week[[f"{kind}_min" for kind in kinds]].tolist() == [2, 1, 0.5, 2, 4.5]
    assert "distance_m" not in week


def test_an_unknown_ascent_stays_unknown_and_an_empty_week_has_none() -> None:
    runs = make_season([Outing(0), Outing(2), Outing(7), Outing(21)]).runs
    runs["ascent_m"] = [None, None, 12.0, None]
    weeks = weekly_totals(runs, Calendar.on(nth_day(21)))
    assert np.array_equal(weeks["ascent_m"], [np.nan, 12.0, 0.0, np.nan], equal_nan=True)


def test_a_midnight_run_and_the_sunday_setting_move_between_weeks() -> None:
    # 00:20 on Monday in Berlin is still Sunday in UTC, and the night before has 23 hours.
    runs = pd.DataFrame(
        {
            "start_time": pd.to_datetime(["2026-03-29 21:30", "2026-03-29 22:20"], utc=True),
            "time_zone": "Europe/Berlin",
            "moving_s": 1800.0,
        }
    )
    monday = kept_weeks(runs, Calendar.on(date(2026, 3, 31)))
    assert monday["week"].tolist() == [date(2026, 3, 23), date(2026, 3, 30)]
    assert monday["runs"].tolist() == [1, 1]
    sunday = kept_weeks(runs, Calendar.on(date(2026, 3, 31), "sunday"))
    assert sunday["week"].tolist() == [date(2026, 3, 29)]
    assert sunday["runs"].tolist() == [2]


def test_no_runs_give_no_weeks() -> None:
    season = make_season([Outing(10)])
    before = nth_day(3)
    assert len(weekly_totals(season.runs, Calendar.on(before), segments=season.segments)) == 0
    assert len(weekly_load(season.runs, season.muscle_load, Calendar.on(before), muscle_zones=season.muscle_zones)) == 0
    assert len(daily_load(season.runs, season.muscle_load, before)) == 0


def test_load_of_each_group_and_week() -> None:
    season = make_season(
        [Outing(0, 30), Outing(1, 20, {"quads": (5.0, 25.0)}, {"quads": 4.0}), Outing(15, 40), Outing(40, 99)]
    )
    today = nth_day(20)
    load = weekly_load(season.runs, season.muscle_load, Calendar.on(today), muscle_zones=season.muscle_zones)
    assert load["muscle_group"].tolist() == list(GROUPS) * 3
    quads = load[load["muscle_group"] == "quads"]
    assert quads["easy_minutes"].tolist() == [60, 0, 40]
    assert quads["concentric"].tolist() == [17, 0, 16]
    assert quads["eccentric"].tolist() == [43, 0, 24]
    assert quads["hard_minutes"].tolist() == [4, 0, 0]
    core = load[load["muscle_group"] == "core"]
    assert core["easy_minutes"].tolist() == [50, 0, 40]
    assert core[["concentric", "eccentric"]].to_numpy().sum() == 0
    days = daily_load(season.runs, season.muscle_load, today)
    assert len(days) == 21 * 7
    assert days["easy_minutes"].sum() == pytest.approx(load["easy_minutes"].sum())


def test_load_may_be_summed_over_segments_before_or_not() -> None:
    season = make_season([Outing(0, 30), Outing(3, 45)])
    split = pd.concat(
        [
            season.muscle_load.assign(easy_minutes=season.muscle_load["easy_minutes"] * share, segment=number)
            for number, share in enumerate((0.25, 0.75))
        ]
    )
    whole = weekly_load(season.runs, season.muscle_load, Calendar.on(nth_day(6)))
    parts = weekly_load(season.runs, split, Calendar.on(nth_day(6)))
    pd.testing.assert_frame_equal(whole, parts)
