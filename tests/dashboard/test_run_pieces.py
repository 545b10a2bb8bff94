"""Splits, hardest stretches and names, from tracks whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.dashboard.hardest import hardest_climb, hardest_stretches
from runtone.dashboard.pages.imports import progress_words, safe_name, summary_of
from runtone.dashboard.splits import splits
from runtone.library import ImportProgress, ImportResult
from runtone.muscles import GROUPS


def even_track(seconds: int, speed: float, rise_per_s: float = 0.0) -> pd.DataFrame:
    at = np.arange(seconds + 1, dtype=float)
    return pd.DataFrame(
        {
            "distance_m": at * speed,
            "speed_m_s": speed,
            "grade_adjusted_speed_m_s": speed,
            "altitude_m": at * rise_per_s,
            "heart_rate_bpm": 140.0,
            "paused": False,
            "moving": True,
            "effort": "steady",
        }
    )


def test_splits_of_an_even_run_are_even() -> None:
    table = splits(even_track(1000, 4.0, 0.01), 1000.0)
    assert table["whole"].tolist() == [True, True, True, True]
    assert table["speed_m_s"].to_numpy() == pytest.approx(4.0, rel=0.01)
    assert table["ascent_m"].sum() == pytest.approx(10.0, abs=0.1)
    assert (table["descent_m"] == 0).all()


def test_a_last_short_split_is_told_and_a_stop_is_no_running() -> None:
    track = even_track(400, 3.0)
    stop = pd.DataFrame([track.iloc[200]] * 120)
    stopped = pd.concat([track.iloc[:201], stop, track.iloc[201:]], ignore_index=True)
    stopped.loc[201:320, "effort"] = "rest"
    table = splits(stopped, 1000.0)
    assert table["whole"].tolist() == [True, False]
    assert table["distance_m"].iloc[1] == pytest.approx(200.0)
    assert table["speed_m_s"].to_numpy() == pytest.approx(3.0, rel=0.02)


def test_splits_without_altitude_have_no_ascent() -> None:
    track = even_track(600, 4.0).assign(altitude_m=np.nan)
    assert splits(track, 1000.0)["ascent_m"].isna().all()


def test_hardest_stretches_are_found_across_runs() -> None:
    segments = pd.DataFrame(
        {
            "run_id": [1, 1, 2],
            "segment": [0, 1, 0],
            "kind": ["steady", "sprint", "steady"],
            "terrain": "flat",
            "start_s": [0, 600, 0],
            "end_s": [600, 620, 600],
        }
    )
    load = pd.DataFrame(
        [
            {"run_id": run, "segment": part, "muscle_group": group, "action": "concentric", "easy_minutes": minutes}
            for run, part, minutes in ((1, 0, 10.0), (1, 1, 0.9), (2, 0, 11.0))
            for group in GROUPS[:6]
        ]
    )
    found = hardest_stretches(load, segments, "glutes")
    assert list(zip(found["run_id"], found["segment"], strict=True)) == [(1, 1), (2, 0), (1, 0)]
    assert found["equivalent_speed_m_s"].is_monotonic_decreasing
    assert found["equivalent_speed_m_s"].iloc[2] == pytest.approx(3.0, abs=0.02)


def test_the_hardest_climb_is_the_uphill_with_the_most_effort() -> None:
    segments = pd.DataFrame(
        {
            "kind": ["steady", "hill", "hill", "hill"],
            "terrain": ["flat", "uphill", "uphill", "downhill"],
            "start_s": [0, 100, 200, 300],
            "end_s": [100, 200, 300, 400],
            "mean_grade_adjusted_speed_m_s": [3.0, 3.4, 3.9, 5.0],
        }
    )
    assert hardest_climb(segments) == 2
    assert hardest_climb(segments.iloc[[0, 3]]) is None


def test_names_that_browsers_give_are_made_harmless() -> None:
    assert safe_name("../../etc/run.fit") == "run.fit"
    assert safe_name("C:\\watch\\run.fit") == "run.fit"
    assert safe_name("a\x00b\n.fit") == "ab.fit"
    assert safe_name("/") == "file"
    assert len(safe_name("x" * 5000)) == 200


def test_an_import_is_told_in_one_sentence() -> None:
    results = [
        ImportResult("a.fit", "imported", 1, ""),
        ImportResult("b.fit", "imported", 2, ""),
        ImportResult("c.fit", "failed", None, "Not a FIT file."),
    ]
    assert summary_of(results) == "3 files: 2 runs imported, 1 could not be read."
    assert summary_of(results[:1]) == "1 file: 1 run imported."


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (ImportProgress("reading files", 1, 1200, 0.0, None), "Reading files: 1 of 1,200"),
        (
            ImportProgress("reading files", 300, 1200, 12.04, 75.0),
            "Reading files: 300 of 1,200, 12.0 a second, about 1 min left",
        ),
        (ImportProgress("looking back", 7, 7, 30.0, 0.0), "Comparing with the weeks before: 7 of 7, 30.0 a second"),
    ],
)
def test_an_import_tells_its_rate_and_the_time_left(progress: ImportProgress, words: str) -> None:
    assert progress_words(progress) == words
