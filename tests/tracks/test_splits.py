from __future__ import annotations

import numpy as np
import pytest

from runtone import analyze, read_activity
from runtone.tracks import build_track, device_laps, splits
from tests.corpus import CORPUS, manifest, requires_corpus
from tests.tracks.runs import activity, pieces, recorded

RUNS = [row["file"] for row in manifest(klass="run")]


def test_splits_add_up_to_the_run() -> None:
    truth = pieces((700, 3.0, 0.0), (60, 0.0, 0.0), (900, 2.5, 0.03))
    run = analyze(activity(recorded(truth)))
    table = splits(run.track, 1000.0)
    assert table["distance_m"].sum() == pytest.approx(run.summary["distance_m"])
    assert table["timer_s"].sum() == pytest.approx(run.summary["timer_s"])
    assert table["moving_s"].sum() == pytest.approx(run.summary["moving_s"])
    assert table["ascent_m"].sum() == pytest.approx(run.summary["ascent_m"], abs=0.1)


def test_on_the_flat_adjusted_pace_is_pace() -> None:
    table = splits(build_track(activity(recorded(pieces((1800, 3.0, 0.0))))).frame, 1000.0)
    assert table["grade_adjusted_speed_m_s"].to_numpy() == pytest.approx(table["speed_m_s"].to_numpy(), rel=0.01)


@pytest.mark.parametrize("every_m", [1000.0, 1609.344, 100.0])
def test_a_run_shorter_than_a_split_is_one_piece_or_none(every_m: float) -> None:
    frame = build_track(activity(recorded(pieces((30, 3.0, 0.0))))).frame
    assert len(splits(frame, every_m)) == 1
    assert not len(splits(frame.iloc[:5], every_m))


@requires_corpus
@pytest.mark.corpus
def test_paces_of_laps_are_the_devices() -> None:
    off: list[float] = []
    for file in RUNS:
        recording = read_activity(CORPUS / file)
        track = build_track(recording)
        laps = device_laps(recording.laps, track.frame)
        long = laps[(laps["distance_m"] >= 400) & (laps["timer_s"] >= 60)]
        distance = track.frame["distance_m"].to_numpy()
        at = np.arange(distance.size)
        ours = np.interp(long["end_s"], at, distance) - np.interp(long["start_s"], at, distance)
        off += (ours / long["timer_s"] / long["speed_m_s"] - 1).abs().tolist()
    assert len(off) > 100
    assert np.median(off) < 0.005
    assert np.quantile(off, 0.8) < 0.01
