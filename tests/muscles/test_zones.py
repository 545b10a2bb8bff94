from collections.abc import Hashable

import numpy as np
import pandas as pd
import pytest

from runtone.muscles import GROUPS, ZONES, zone_minutes
from runtone.runner import Runner
from tests.muscles.tracks import FLAT, HILLY, SPRINTS, course, track


def by_zone(zones: pd.DataFrame, group: str) -> dict[Hashable, float]:
    return zones[zones["muscle_group"] == group].groupby("zone")["minutes"].sum().to_dict()


@pytest.mark.parametrize(
    ("factor", "zone"), [(1.0, "easy"), (1.04, "easy"), (1.1, "moderate"), (1.3, "hard"), (1.7, "sprint")]
)
@pytest.mark.parametrize("steady", [2.6, 3.0, 3.6])
def test_borders_are_multiples_of_the_steady_speed(factor: float, zone: str, steady: float) -> None:
    frame, segments = course(("steady", "flat", 600, factor * steady, 0.0))
    zones = zone_minutes(frame, segments, Runner(), steady)
    for group in GROUPS:
        assert by_zone(zones, group) == {zone: 10.0}


def test_every_loaded_second_is_in_one_zone_of_each_group() -> None:
    frame, segments = course(*SPRINTS)
    zones = zone_minutes(frame, segments, Runner(), 3.0)
    assert set(zones["zone"]) <= set(ZONES)
    per_group = zones.groupby("muscle_group")["minutes"].sum()
    assert per_group.to_dict() == pytest.approx(dict.fromkeys(GROUPS, len(frame) / 60.0))


def test_four_hill_sprints_are_seen_beside_easy_minutes() -> None:
    frame, segments = course(*SPRINTS)
    zones = by_zone(zone_minutes(frame, segments, Runner(), 3.0), "glutes")
    assert zones["sprint"] > 1.0
    assert zones["easy"] > 30.0


def test_climbing_is_hard_for_glutes_and_easy_for_quads_and_descending_the_reverse() -> None:
    frame, segments = course(*HILLY)
    zones = zone_minutes(frame, segments, Runner(), 2.6)
    climb, descent = (zones[zones["segment"] == segment] for segment in (1, 2))
    assert by_zone(climb, "glutes")["hard"] > 3.0
    assert by_zone(climb, "quads")["easy"] > 3.0
    assert by_zone(descent, "quads")["hard"] > 3.0
    assert by_zone(descent, "calves")["easy"] > 3.0


def test_standing_is_in_no_zone_and_walking_is_easy() -> None:
    frame, segments = course(("rest", "flat", 60, 0.0, 0.0), ("rest", "flat", 60, 1.2, 0.0))
    zones = zone_minutes(frame, segments, Runner(), 3.0)
    assert set(zones["segment"]) == {1}
    assert set(zones["zone"]) == {"easy"}


def test_a_very_slow_runner_runs_easily() -> None:
    frame, segments = course(("steady", "flat", 600, 1.85, 0.0))
    assert set(zone_minutes(frame, segments, Runner(), 1.85)["zone"]) == {"easy"}


@pytest.mark.parametrize("steady", [np.nan, 0.0])
def test_without_a_steady_speed_the_reference_stands_in(steady: float) -> None:
    frame, segments = course(*FLAT)
    pd.testing.assert_frame_equal(
        zone_minutes(frame, segments, Runner(), steady), zone_minutes(frame, segments, Runner(), 3.0)
    )


def test_the_runners_own_habits_are_easy() -> None:
    runner = Runner(foot_strike="fore", cadence_ratio=1.07)
    frame = track(600, 3.0, cadence_spm=1.07 * 167.0)
    segments = pd.DataFrame({"kind": ["steady"], "terrain": ["flat"], "start_s": [0], "end_s": [600]})
    assert set(zone_minutes(frame, segments, runner, 3.0)["zone"]) == {"easy"}
