"""Barometers that step, gust, drift and lag, through cleaning and segmentation together."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from runtone.files import Activity
from runtone.runner import Runner
from runtone.segments import Segmentation, segment_track
from runtone.tracks import build_track
from tests.segments.runs import Piece, jog, laps_of, recorded, spans, times, track_of

FLAT_WITH_STRIDES = (jog(1500), *times(4, jog(25, 4.8), jog(70)), jog(900))
n = sum(piece.seconds for piece in FLAT_WITH_STRIDES)
second = np.arange(n)
rng = np.random.default_rng(5)


def read(altitude: np.ndarray, *pieces: Piece) -> Segmentation:
    activity = recorded(track_of(*(pieces or FLAT_WITH_STRIDES), speed_noise=0.03))
    records = activity.records.assign(altitude_m=altitude[: len(activity.records)])
    return segment_track(build_track(Activity(records=records)), laps_of(), Runner())


def gusts() -> np.ndarray:
    wind = np.zeros(n)
    for start in rng.integers(60, n - 60, 15):
        wind[start : start + 20] += rng.choice([-2.5, 2.5]) * np.hanning(20)
    return 100 + wind + rng.normal(0, 0.1, n)


def pressure_that_sinks_with_speed() -> np.ndarray:
    speed = track_of(*FLAT_WITH_STRIDES).frame["speed_m_s"].to_numpy()
    return np.round((100 - 0.8 * (speed - 3.0) + rng.normal(0, 0.1, n)) / 0.2) * 0.2


def two_spikes() -> np.ndarray:
    spiked = 100 + rng.normal(0, 0.1, n)
    spiked[700:703] += 9
    spiked[1400:1403] += 9
    return spiked


@pytest.mark.parametrize(
    "altitude",
    [
        np.round((104 + 3.0 * np.sin(second / 300) + rng.normal(0, 0.4, n)) / 10) * 10,
        gusts(),
        pressure_that_sinks_with_speed(),
        two_spikes(),
        100 + np.cumsum(rng.normal(0, 0.02, n)) + rng.normal(0, 0.3, n),
    ],
    ids=["steps of 10 m", "gusts", "sinking with speed", "two spikes of 9 m", "drift"],
)
def test_a_rough_barometer_on_the_flat_makes_no_hills_and_no_hill_sprints(altitude: NDArray[np.float64]) -> None:
    run = read(altitude)
    assert set(run.terrain) == {"flat"}
    assert set(run.segments["terrain"]) == {"flat"}
    assert len(spans(run.effort, "sprint")) == 4


def test_a_slow_barometer_still_shows_the_hill() -> None:
    pieces = (jog(900), jog(150, grade=0.06), jog(300), jog(130, grade=-0.06), jog(900))
    true = track_of(*pieces).frame["altitude_m"].to_numpy()
    late = np.interp(np.arange(len(true)) - 5.0, np.arange(len(true)), true)
    run = read(np.round((late + rng.normal(0, 0.1, len(late))) / 0.2) * 0.2, *pieces)
    np.testing.assert_allclose(spans(run.terrain, "uphill"), [(900, 1050)], atol=15)
    np.testing.assert_allclose(spans(run.terrain, "downhill"), [(1350, 1480)], atol=15)
    assert spans(run.effort, "sprint") == []
