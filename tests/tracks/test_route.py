"""Two runs are told to be of one route by where they went, whichever watch and whichever way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from runtone.tracks.places.route import POINTS, route_points, same_route


def loop(
    radius_m: float = 500.0,
    *,
    seconds: int = 1200,
    noise_m: float = 0.0,
    seed: int = 1,
    at: tuple[float, float] = (48.0, 11.0),
) -> pd.DataFrame:
    """A loop round a place, one row a second."""
    random = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, seconds)
    east = radius_m * (1.0 - np.cos(angle)) + random.normal(0.0, noise_m, seconds)
    north = 1.6 * radius_m * np.sin(angle) + random.normal(0.0, noise_m, seconds)
    steps = np.hypot(np.diff(radius_m * (1.0 - np.cos(angle))), np.diff(1.6 * radius_m * np.sin(angle)))
    metre = 1.0 / 111_200.0
    return pd.DataFrame(
        {
            "latitude_deg": at[0] + north * metre,
            "longitude_deg": (at[1] + east * metre / np.cos(np.radians(at[0])) + 180.0) % 360.0 - 180.0,
            "distance_m": np.concatenate(([0.0], np.cumsum(steps))),
        }
    )


def points(frame: pd.DataFrame) -> NDArray[np.float64]:
    found = route_points(frame)
    assert found is not None
    return found


@pytest.mark.parametrize("at", [(48.0, 11.0), (-33.0, 151.0), (0.0, 179.999), (69.0, -179.998)])
def test_the_same_loop_is_the_same_route_whatever_the_watch_and_the_pace(at: tuple[float, float]) -> None:
    first = points(loop(at=at))
    assert first.shape == (POINTS, 2)
    assert same_route(first, points(loop(noise_m=5.0, seed=2, seconds=1500, at=at))) == "same"


def test_the_other_way_round_is_said() -> None:
    frame = loop()
    backwards = frame[::-1].reset_index(drop=True).assign(distance_m=frame["distance_m"].to_numpy())
    assert same_route(points(frame), points(backwards)) == "reverse"


@pytest.mark.parametrize("other", [loop(radius_m=800.0), loop(at=(48.02, 11.0)), loop(at=(-48.0, 11.0))])
def test_another_loop_is_another_route(other: pd.DataFrame) -> None:
    assert same_route(points(loop()), points(other)) is None


def test_a_run_without_positions_has_no_route() -> None:
    assert route_points(loop().assign(latitude_deg=np.nan)) is None
    half = loop()
    half.loc[600:, "latitude_deg"] = np.nan
    assert route_points(half) is None
    assert route_points(loop(radius_m=30.0, seconds=60)) is None


def test_a_gap_in_the_positions_is_bridged() -> None:
    frame = loop()
    frame.loc[500:560, ["latitude_deg", "longitude_deg"]] = np.nan
    assert same_route(points(loop()), points(frame)) == "same"
