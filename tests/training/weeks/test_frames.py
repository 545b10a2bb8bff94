"""From analysed runs to the frames that the training room reads, and what the room promises."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import runtone
from runtone import training
from runtone.analysis import Run
from runtone.muscles import GROUPS
from runtone.training import Calendar


def recorded(start: datetime, speeds: NDArray[np.float64]) -> runtone.Run:
    """A run on the level, at the equator by Greenwich, with the given speed in each second."""
    time = pd.date_range(start, periods=len(speeds), freq="s")
    speed = np.asarray(speeds, dtype=float)
    records = pd.DataFrame(
        {
            "time": time,
            "distance_m": np.concatenate([[0.0], np.cumsum(speed)[:-1]]),
            "speed_m_s": speed,
            "cadence_spm": 165.0,
        }
    )
    return runtone.analyze(
        runtone.Activity(records=records), runtone.Runner(steady_speed_m_s=3.0, time_zone="Europe/Berlin")
    )


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    easy = np.full(1500, 3.0)
    sprints = np.concatenate([np.full(600, 3.0), *[np.r_[np.full(20, 5.5), np.full(100, 2.4)]] * 5, np.full(300, 3.0)])
    # The first starts before midnight in Berlin on a Sunday, which is no longer the UTC day.
    starts = [datetime(2026, 6, 7, 21, 50, tzinfo=UTC), datetime(2026, 6, 9, 5, tzinfo=UTC)]
    return [recorded(start, speed) for start, speed in zip(starts, (easy, sprints), strict=True)]


def test_frames_of_analysed_runs(runs: list[Run]) -> None:
    frames = training.run_frames(runs)
    assert frames.runs["run_id"].tolist() == [0, 1]
    assert frames.runs["local_date"].tolist() == [date(2026, 6, 7), date(2026, 6, 9)]
    for frame in frames[1:5]:
        assert isinstance(frame, pd.DataFrame)
        assert list(frame.columns[:1]) == ["run_id"]
        assert set(frame["run_id"]) == {0, 1}
        assert "segment" in frame
    assert len(frames.segments) == sum(len(run.segments) for run in runs)


def test_from_analysed_runs_to_weeks_and_techniques(runs: list[Run]) -> None:
    frames = training.run_frames(runs)
    today = date(2026, 6, 10)
    load = training.weekly_load(frames.runs, frames.muscle_load, Calendar.on(today), muscle_zones=frames.muscle_zones)
    for group in GROUPS:
        expected = sum(
            run.muscle_load.loc[run.muscle_load["muscle_group"] == group, "easy_minutes"].sum() for run in runs
        )
        assert load.loc[load["muscle_group"] == group, "easy_minutes"].sum() == pytest.approx(expected)
    found = training.recognised_techniques(frames.segments, frames.runs)
    assert found[["run_id", "technique", "repeats"]].to_numpy().tolist() == [[1, "sprinting", 5]]
    assert training.consistency(runs, today + timedelta(days=14)).weeks["runs"].tolist() == [1, 1, 0, 0]


def test_what_is_expected_of_a_session_is_what_its_run_is_read_as(runs: list[Run]) -> None:
    sprints = training.PlannedSprints(count=5, seconds=20, speed_m_s=5.5, recovery_s=100, recovery="jog")
    planned = training.planned_load(
        training.PlannedSession(easy_minutes=15, sprints=(sprints,)), runtone.Runner(steady_speed_m_s=3.0)
    )
    read = runs[1].muscle_load.groupby("muscle_group")["easy_minutes"].sum()
    for group in GROUPS:
        expected = planned.groups.set_index("muscle_group").loc[group, "easy_minutes"]
        assert expected == pytest.approx(read[group], rel=0.08)


def test_the_room_exports_what_it_names() -> None:
    assert training.__all__ == sorted(training.__all__, key=lambda name: (name[0].islower(), not name.isupper(), name))
    assert all(hasattr(training, name) for name in training.__all__)


MODULES = [info.name for info in pkgutil.walk_packages(training.__path__, "runtone.training.")]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings(module: str) -> None:
    results = doctest.testmod(importlib.import_module(module))
    assert results.failed == 0
