from __future__ import annotations

import pandas as pd
import pytest

from runtone.muscles import GROUPS, hardest_climb, hardest_stretches


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


def climbs(*those: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "kind": kind,
                "terrain": terrain,
                "ascent_m": max(rise, 0.0),
                "descent_m": max(-rise, 0.0),
                "distance_m": length,
            }
            for kind, terrain, rise, length in those
        ]
    )


def test_the_hardest_climb_is_the_mountain_and_not_the_steepest_ramp() -> None:
    segments = climbs(
        ("steady", "flat", 12.0, 4000.0),
        ("hill", "uphill", 16.0, 51.6),
        ("hill", "uphill", 437.0, 3640.0),
        ("sprint", "uphill", 8.0, 100.0),
        ("hill", "downhill", -600.0, 5000.0),
    )
    assert hardest_climb(segments) == 2
    assert hardest_climb(segments.drop(index=2)) == 1
    assert hardest_climb(segments.iloc[[0, 4]]) is None


def test_of_two_climbs_of_one_height_the_steeper_is_harder() -> None:
    assert hardest_climb(climbs(("hill", "uphill", 100.0, 2000.0), ("hill", "uphill", 100.0, 1000.0))) == 1
