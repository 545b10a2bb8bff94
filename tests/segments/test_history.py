from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from runtone.segments import best_efforts, critical_speed_from_history, steady_speed_from_history
from tests.segments.runs import jog, track_of

TODAY = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)


def runs(*rows: tuple[int, int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(TODAY - timedelta(days=days), minutes * 60.0, speed) for days, minutes, speed in rows],
        columns=["start_time", "moving_s", "steady_speed_m_s"],
    )


def test_steady_speed_is_that_of_most_running() -> None:
    easy = [(day, 50, 2.9 + 0.02 * (day % 3)) for day in range(2, 60, 3)]
    races = [(10, 40, 3.9), (40, 95, 3.7)]
    assert steady_speed_from_history(runs(*easy, *races), TODAY) == pytest.approx(2.92, abs=0.03)


def test_only_the_ninety_days_before_count() -> None:
    rows = [(day, 50, 2.9) for day in (5, 20, 60)]
    old_and_new = [(day, 500, 4.0) for day in (91, 100, 120, 0, -1, -20)]
    assert steady_speed_from_history(runs(*rows, *old_and_new), TODAY) == 2.9


def test_a_little_history_says_nothing() -> None:
    assert steady_speed_from_history(runs((3, 60, 2.9), (5, 60, 2.9)), TODAY) is None
    assert steady_speed_from_history(runs((3, 15, 2.9), (5, 15, 2.9), (6, 15, 2.9)), TODAY) is None
    assert steady_speed_from_history(runs(), TODAY) is None
    assert steady_speed_from_history(runs((3, 60, np.nan), (5, 60, np.nan), (6, 60, np.nan)), TODAY) is None


def test_an_ultra_does_not_outvote_a_season() -> None:
    rows = [(day, 60, 3.0) for day in (2, 5, 9)]
    assert steady_speed_from_history(runs(*rows, (30, 1500, 1.9)), TODAY) == 3.0


def test_best_efforts_are_the_fastest_stretches() -> None:
    efforts = best_efforts(track_of(jog(600), jog(180, 4.5), jog(600)).frame).set_index("duration_s")["speed_m_s"]
    assert efforts[60] == pytest.approx(4.5, rel=0.01)
    assert efforts[180] == pytest.approx(4.5, rel=0.03)
    assert efforts[600] == pytest.approx((180 * 4.5 + 420 * 3.0) / 600, rel=0.01)
    assert efforts.is_monotonic_decreasing
    assert efforts.index.max() == 1200


def test_best_efforts_of_a_run_of_a_few_seconds_are_none() -> None:
    assert len(best_efforts(track_of(jog(8)).frame)) == 0


def line(critical: float, reserve: float, durations: tuple[int, ...] = (120, 180, 300, 600, 1200)) -> pd.DataFrame:
    seconds = np.array(durations, dtype=float)
    return pd.DataFrame({"duration_s": durations, "speed_m_s": critical + reserve / seconds})


def test_critical_speed_is_the_slope_of_distance_on_time() -> None:
    slower_runs = line(3.0, 100.0)
    history = pd.concat([line(4.0, 180.0), slower_runs], ignore_index=True)
    assert critical_speed_from_history(history, 3.0) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("efforts", "why"),
    [
        (line(4.0, 180.0, (120, 180, 240)), "too few durations"),
        (line(4.0, 180.0, (600, 720, 900, 1200)), "too narrow a range"),
        (line(3.1, 20.0), "easy running, which has no reserve"),
        (line(3.2, 100.0), "hardly faster than easy running"),
        (line(4.0, 180.0).assign(speed_m_s=[5.5, 4.3, 4.9, 4.1, 4.2]), "not on one line"),
        (line(0.0, 0.0), "a recording of somebody who stands still"),
    ],
)
def test_critical_speed_is_not_read_out_of_training_that_does_not_hold_it(efforts: pd.DataFrame, why: str) -> None:
    assert critical_speed_from_history(efforts, 3.0) is None, why
