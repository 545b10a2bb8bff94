import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.sharing.private_zones import (
    INNER_MARGIN_M,
    LARGEST_RADIUS_M,
    SHORTEST_PIECE_M,
    SMALLEST_RADIUS_M,
    TRIM_M,
    FloatArray,
    PrivateZone,
    distance_m,
    hidden_seconds,
    zone_around,
    zones_for_ends,
)

SECRET = b"the owner's own secret, never shown"
latitudes = st.floats(-80, 80)
longitudes = st.floats(-180, 180)


def straight_north(
    start: tuple[float, float] = (10.0, 20.0), length_m: float = 8000, step_m: float = 3.0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    along = np.arange(0, length_m, step_m)
    return start[0] + along / 111_195.0, np.full(along.size, start[1]), along


def test_distances_agree_with_known_ones() -> None:
    assert distance_m(0, 0, 0, 1) == pytest.approx(111_195, rel=1e-4)
    assert distance_m(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343_560, rel=2e-3)
    assert distance_m(0, 179.999, 0, -179.999) == pytest.approx(222.4, rel=1e-3)


@given(latitudes, longitudes, st.binary(min_size=16, max_size=32))
def test_a_zone_holds_its_place_well_inside(latitude: float, longitude: float, secret: bytes) -> None:
    zone = zone_around(latitude, longitude, secret)
    assert SMALLEST_RADIUS_M <= zone.radius_m <= LARGEST_RADIUS_M
    away = float(distance_m(zone.latitude_deg, zone.longitude_deg, latitude, longitude))
    assert away <= zone.radius_m - INNER_MARGIN_M + 1.0


def test_a_zone_is_the_same_each_time_and_another_for_another_owner() -> None:
    assert zone_around(10.0, 20.0, SECRET) == zone_around(10.0, 20.0, SECRET)
    assert zone_around(10.0, 20.0, SECRET) != zone_around(10.0, 20.0, b"another owner")


def test_places_are_spread_over_the_whole_zone_and_not_near_its_middle() -> None:
    offsets = []
    for number in range(400):
        zone = zone_around(10.0, 20.0, f"owner {number}".encode())
        away = float(distance_m(zone.latitude_deg, zone.longitude_deg, 10.0, 20.0))
        offsets.append(away / (zone.radius_m - INNER_MARGIN_M))
    share_in_inner_half = np.mean(np.array(offsets) < 0.5)
    assert share_in_inner_half == pytest.approx(0.25, abs=0.08)  # a quarter of a disc lies within half its radius


def test_an_owner_can_ask_for_a_larger_zone() -> None:
    assert zone_around(10.0, 20.0, SECRET, smallest_m=3000).radius_m >= 3000


def test_ends_already_covered_need_no_new_zone() -> None:
    ends = np.array([[10.0, 20.0], [10.001, 20.0], [np.nan, 20.0], [10.0, 21.0]])
    zones = zones_for_ends(ends, SECRET)
    assert len(zones) == 2
    assert zones_for_ends(ends, SECRET, known=zones) == ()
    assert all(any(zone.covers(*end) for zone in zones) for end in ends[np.isfinite(ends).all(axis=1)])


def test_zones_and_ends_are_hidden_by_the_same_random_lengths_each_time() -> None:
    latitude, longitude, along = straight_north()
    zones = zones_for_ends(np.array([[latitude[0], longitude[0]]]), SECRET)
    hidden = hidden_seconds(latitude, longitude, along, zones, SECRET, "run 1")
    assert np.array_equal(hidden, hidden_seconds(latitude, longitude, along, zones, SECRET, "run 1"))
    assert not np.array_equal(hidden, hidden_seconds(latitude, longitude, along, zones, SECRET, "run 2"))
    assert hidden[zones[0].covers(latitude, longitude)].all()
    shown = along[~hidden]
    border = along[~zones[0].covers(latitude, longitude)][0]
    assert TRIM_M[0] <= shown[0] - border <= TRIM_M[1] + 3
    assert TRIM_M[0] <= along[-1] - shown[-1] <= TRIM_M[1] + 3


def test_a_pause_inside_a_zone_is_hidden_though_it_has_no_position() -> None:
    latitude, longitude, along = straight_north()
    latitude, longitude = latitude.copy(), longitude.copy()
    latitude[50:80] = longitude[50:80] = np.nan
    zone = PrivateZone(float(latitude[0]), float(longitude[0]), 1000.0)
    assert hidden_seconds(latitude, longitude, along, [zone], SECRET, "run")[50:80].all()


def test_a_run_that_never_leaves_the_zone_shows_nothing() -> None:
    latitude, longitude, along = straight_north(length_m=700)
    zones = zones_for_ends(np.array([[latitude[0], longitude[0]]]), SECRET)
    assert hidden_seconds(latitude, longitude, along, zones, SECRET, "run").all()


def test_a_run_without_positions_shows_nothing() -> None:
    along = np.arange(0, 3000, 3.0)
    nowhere = np.full(along.size, np.nan)
    assert hidden_seconds(nowhere, nowhere, along, [], SECRET, "run").all()


def test_short_pieces_between_zones_are_hidden() -> None:
    latitude, longitude, along = straight_north(length_m=6000)
    first = PrivateZone(float(latitude[500]), 20.0, 700.0)
    second = PrivateZone(float(latitude[1050]), 20.0, 700.0)  # leaves a gap of 250 m between the two
    hidden = hidden_seconds(latitude, longitude, along, [first, second], SECRET, "run")
    edges = np.flatnonzero(np.diff(np.r_[True, hidden, True].astype(int)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        assert along[stop - 1] - along[start] >= SHORTEST_PIECE_M
    assert hidden[500:1050].all()
