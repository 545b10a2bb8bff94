from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from runtone.tracks.altitude.dead_band import dead_band_m, without_small_waves

PROFILES = hnp.arrays(
    np.float64, st.integers(2, 80), elements=st.floats(-20, 20, width=16).map(lambda height: round(height, 1))
)


def rises(height: np.ndarray) -> float:
    return float(np.maximum(np.diff(height), 0).sum())


def counted(height: np.ndarray, band: float) -> float:
    """The rises that a watch counts, height by height: it turns round once the height came back by the band."""
    total, direction, low, high = 0.0, 0, height[0], height[0]
    for now in height[1:]:
        if direction == 0:
            low, high = min(low, now), max(high, now)
            if now - low >= band:
                direction, high = 1, now
            elif high - now >= band:
                direction, low = -1, now
        elif direction == 1:
            high = max(high, now)
            if high - now >= band:
                total, direction, low = total + high - low, -1, now
        else:
            low = min(low, now)
            if now - low >= band:
                direction, high = 1, now
    return total + (high - low if direction == 1 else 0.0)


@settings(deadline=None)
@given(PROFILES, st.floats(0.05, 10))
@example(np.array([0.0, 1.0]), 2.0)
@example(np.array([3.0]), 2.0)
def test_it_counts_as_a_watch_with_that_dead_band_does(height: NDArray[np.float64], band: float) -> None:
    assert rises(without_small_waves(height, band)) == pytest.approx(counted(height, band), abs=1e-6)


@settings(deadline=None)
@given(PROFILES, st.floats(0.05, 10))
def test_no_height_moves_by_more_than_the_band(height: NDArray[np.float64], band: float) -> None:
    smooth = without_small_waves(height, band)
    assert smooth.shape == height.shape
    assert np.abs(smooth - height).max() <= band + 1e-9


@settings(deadline=None)
@given(PROFILES, st.floats(0.05, 10), st.floats(-3000, 3000))
def test_it_does_not_matter_how_high_the_ground_is(height: NDArray[np.float64], band: float, up: float) -> None:
    raised = without_small_waves(height + up, band) - up
    # Within rounding of the height a wave may or may not be as high as the band.
    assert rises(raised) == pytest.approx(counted(height + up, band), abs=1e-6)


def test_no_band_changes_nothing() -> None:
    height = np.array([0.0, 0.3, 0.1, 0.4])
    assert without_small_waves(height, 0.0).tolist() == height.tolist()


def test_a_profile_of_nothing_but_small_waves_is_level() -> None:
    height = 100 + 0.3 * np.sin(np.arange(300))
    assert np.ptp(without_small_waves(height, 1.0)) == 0.0


def test_flat_runs_have_a_band_and_hilly_ones_have_none() -> None:
    along = np.arange(2000.0)
    flat = 2.0 * np.sin(along / 60)
    assert dead_band_m(flat, 5.0) > 0.5
    assert dead_band_m(flat * 20, 5.0) == 0.0
    assert 0.0 < dead_band_m(flat * 2.1, 5.0) < 0.9
