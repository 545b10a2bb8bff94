from __future__ import annotations

import numpy as np
import pytest

from runtone.segments import HillSignature, compare_hills, hill_path, signature_of
from tests.segments.runs import Piece, jog, track_of

CLIMB = (jog(100), jog(120, 3.0, 0.06), jog(100))


def effort(
    *pieces: Piece,
    offset_m: float = 0.0,
    start: int = 100,
    end: int = 220,
    latitude_deg: float = 47.0,
    longitude_deg: float = 11.0,
) -> HillSignature:
    track = track_of(*(pieces or CLIMB), latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    frame = track.frame.copy()
    rng = np.random.default_rng(7)
    frame["latitude_deg"] += (offset_m + rng.normal(0, 1.0, len(frame))) / 111_195
    signature = signature_of(hill_path(frame), start, end)
    assert signature is not None
    return signature


def test_the_same_hill_met_again_is_known_and_its_efforts_compared() -> None:
    faster = effort(jog(100), jog(100, 3.6, 0.06), jog(100), end=200, offset_m=6)
    shared = compare_hills(effort(), faster)
    assert shared is not None
    assert shared.first_s == pytest.approx(120, abs=6)
    assert shared.second_s == pytest.approx(100, abs=6)
    assert shared.length_m == pytest.approx(293, abs=15)


def test_ends_cut_elsewhere_do_not_matter() -> None:
    assert compare_hills(effort(), effort(start=110, end=212)) is not None


def test_the_way_down_is_another_hill() -> None:
    up = effort()
    turned = type(up)(
        latitude_deg=up.latitude_deg[::-1],
        longitude_deg=up.longitude_deg[::-1],
        distance_m=up.distance_m,
        seconds=up.seconds,
        climb_m=-up.climb_m,
    )
    assert compare_hills(up, turned) is None


def test_a_parallel_road_is_another_hill() -> None:
    assert compare_hills(effort(), effort(offset_m=10)) is not None
    assert compare_hills(effort(), effort(offset_m=80)) is None


def test_a_short_piece_of_a_long_climb_is_not_the_climb() -> None:
    long = effort(jog(100), jog(400, 3.0, 0.06), jog(100), end=500)
    assert compare_hills(long, effort()) is None


def test_a_hill_across_the_date_line_is_one_hill() -> None:
    assert compare_hills(effort(longitude_deg=179.9990), effort(longitude_deg=179.9990 - 360)) is not None


def test_without_positions_there_is_no_signature() -> None:
    track = track_of(*CLIMB)
    frame = track.frame.assign(latitude_deg=np.nan, longitude_deg=np.nan)
    assert signature_of(hill_path(frame), 100, 220) is None
