"""Splits, hardest stretches and names, from tracks whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.dashboard.pages.imports import progress_words, safe_name, summary_of
from runtone.library import ImportProgress, ImportResult
from runtone.tracks import splits
from runtone.vocabulary import Status


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


@pytest.mark.parametrize("paused", [True, False])
def test_a_pause_is_no_part_of_a_split_and_a_stop_is(paused: bool) -> None:
    track = even_track(400, 3.0)
    stop = pd.DataFrame([track.iloc[200]] * 120)
    stopped = pd.concat([track.iloc[:201], stop, track.iloc[201:]], ignore_index=True)
    stopped.loc[201:320, "moving"] = False
    stopped.loc[201:320, "paused"] = paused
    table = splits(stopped, 1000.0)
    assert table["whole"].tolist() == [True, False]
    assert table["distance_m"].iloc[1] == pytest.approx(200.0)
    assert table["timer_s"].sum() == pytest.approx(400 if paused else 520, abs=2)
    assert table["moving_s"].sum() == pytest.approx(400, abs=2)
    assert table["speed_m_s"].iloc[1] == pytest.approx(3.0, rel=0.01)
    assert table["speed_m_s"].iloc[0] == pytest.approx(3.0 if paused else 1000 / (1000 / 3 + 120), rel=0.01)


def test_splits_without_altitude_have_no_ascent() -> None:
    track = even_track(600, 4.0).assign(altitude_m=np.nan)
    assert splits(track, 1000.0)["ascent_m"].isna().all()


def test_names_that_browsers_give_are_made_harmless() -> None:
    assert safe_name("../../etc/run.fit") == "run.fit"
    assert safe_name("C:\\watch\\run.fit") == "run.fit"
    assert safe_name("a\x00b\n.fit") == "ab.fit"
    assert safe_name("/") == "file"
    assert len(safe_name("x" * 5000)) == 200


def test_an_import_is_told_in_one_sentence() -> None:
    results = [
        ImportResult("a.fit", Status.IMPORTED, 1, ""),
        ImportResult("b.fit", Status.IMPORTED, 2, ""),
        ImportResult("c.fit", Status.FAILED, None, "Not a FIT file."),
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
