from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.muscles import CadenceSample, cadence_ratio, cadence_sample, expected_cadence
from tests.muscles.tracks import track


def test_a_runs_ratio_is_the_median_over_its_running_seconds() -> None:
    speed = np.concatenate([np.full(600, 3.0), np.full(300, 4.0), np.full(100, 1.0), np.zeros(50)])
    cadence = 1.06 * expected_cadence(speed)
    cadence[900:] = 60.0
    cadence[:30] = np.nan
    sample = cadence_sample(track(len(speed), speed, cadence_spm=cadence))
    assert sample is not None
    assert sample.ratio == pytest.approx(1.06)
    assert sample.running_s == 870.0


def test_slopes_are_allowed_for() -> None:
    sample = cadence_sample(track(600, 3.0, grade=0.1, cadence_spm=float(expected_cadence(3.0, 0.1))))
    assert sample is not None
    assert sample.ratio == pytest.approx(1.0)


@pytest.mark.parametrize("frame", [track(600), track(0), track(600, 1.0, cadence_spm=110.0)])
def test_without_cadence_or_running_there_is_nothing_to_say(frame: pd.DataFrame) -> None:
    assert cadence_sample(frame) is None


def test_two_hours_are_needed() -> None:
    assert cadence_ratio([CadenceSample(1.04, 3599.0)] * 2) is None
    assert cadence_ratio([CadenceSample(1.04, 3600.0)] * 2) == 1.04
    assert cadence_ratio([]) is None


def test_longer_runs_weigh_more_and_sensors_of_one_foot_nothing() -> None:
    runs = [CadenceSample(0.95, 1000.0), CadenceSample(1.03, 9000.0), CadenceSample(1.10, 500.0)]
    assert cadence_ratio(runs) == 1.03
    assert cadence_ratio([*runs, CadenceSample(0.5, 90000.0)]) == 1.03


@given(
    st.lists(st.builds(CadenceSample, st.floats(0.8, 1.2), st.floats(600.0, 9000.0)), min_size=12, max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_runs_does_not_matter(runs: list[CadenceSample], random: Random) -> None:
    shuffled = list(runs)
    random.shuffle(shuffled)
    ratio = cadence_ratio(runs)
    assert ratio is not None
    assert cadence_ratio(shuffled) == ratio
    assert min(runs).ratio <= ratio <= max(runs).ratio
