"""Inputs whose right answer is known, and variations of each kind."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from runtone.analysis import Run, analyze
from runtone.files import read_activity
from runtone.wording import set_sentences
from tests.cases import CASES, requires_cases
from tests.corpus import CORPUS
from tests.segments.runs import Piece, back, cut, jog, spans, stand, times, track_of, walk

TRAILS = [
    CASES / "trail_21km.fit",
    *(
        CORPUS / f"wuyueSea__my_running_page/FIT_OUT/{number}.fit"
        for number in (467478442384850952, 468591043464429576, 472821513773416551)
    ),
]


@cache
def run_of(path: str) -> Run:
    return analyze(read_activity(path))


def case(name: str) -> Run:
    return run_of(str(CASES / name))


@requires_cases
@pytest.mark.parametrize(
    ("name", "terrain", "metres"),
    [
        ("one_climb_dips_1m.fit", "uphill", 870),
        ("one_climb_dips_5m.fit", "uphill", 850),
        ("one_descent_bumps_2m.fit", "downhill", 836),
        ("climb_with_photo_stops.fit", "uphill", 772),
        ("climb_with_stops.fit", "uphill", 979),
        ("steep_vertical_km_60min.fit", "uphill", 1000),
        ("steep_vertical_km_42min.fit", "uphill", 1000),
        ("steep_stairs.fit", "uphill", 250),
    ],
)
def test_one_mountain_is_one_climb(name: str, terrain: str, metres: int) -> None:
    run = case(name)
    hills = run.segments[run.segments["kind"] == "hill"]
    assert hills["terrain"].tolist() == [terrain]
    assert abs(hills["ascent_m"].item() - hills["descent_m"].item()) == pytest.approx(metres, rel=0.02)
    assert "sprint" not in set(run.segments["kind"])
    assert len(run.sets) == 0


@requires_cases
def test_a_vertical_kilometre_is_hiked_from_start_to_end() -> None:
    for name in ("steep_vertical_km_60min.fit", "steep_vertical_km_42min.fit", "steep_stairs.fit"):
        run = case(name)
        hill = run.segments[run.segments["kind"] == "hill"].iloc[0]
        assert hill["effort"] == "walk"
        assert (run.track["effort"][hill["start_s"] : hill["end_s"]] == "rest").mean() < 0.01


@requires_cases
def test_eight_hill_repeats_walked_back_are_eight() -> None:
    run = case("hill_repeats_8_walk_back.fit")
    assert run.sets["repeats"].tolist() == [8]
    repeats = run.segments.loc[list(run.sets["segment_numbers"].item())]
    first, *others = (repeats["end_s"] - repeats["start_s"]).tolist()
    assert first == pytest.approx(np.mean(others), abs=5)
    assert "walk back down" in set_sentences(run.sets)[0]


@requires_cases
def test_a_rolling_road_is_no_set() -> None:
    assert len(case("rolling_road_no_set.fit").sets) == 0


@requires_cases
def test_falls_walked_with_gps_altitude_stay_downhills() -> None:
    run = case("trail_gps_altitude_descents.gpx.gz")
    flat = run.segments[(run.segments["kind"] == "steady") & (run.segments["terrain"] == "flat")]
    steep = flat[(flat["descent_m"] - flat["ascent_m"] >= 4) & (flat["mean_grade"] < -0.03)]
    assert steep.empty


def rises(altitude: np.ndarray, least: float = 10.0) -> int:
    """How often an altitude rises by so much between turning points."""
    count, low, high, rising = 0, altitude[0], altitude[0], False
    for height in altitude.tolist():
        low, high = min(low, height), max(high, height)
        if rising and high - height >= least:
            rising, low = False, height
        elif not rising and height - low >= least:
            rising, high, count = True, height, count + 1
    return count


@requires_cases
@pytest.mark.parametrize("path", TRAILS, ids=lambda path: path.stem)
def test_a_trail_has_the_climbs_that_a_runner_counts(path: Path) -> None:
    if not path.is_file():
        pytest.skip("this recording is not beside this checkout")
    run = run_of(str(path))
    rows = run.segments
    hours = len(run.track) / 3600
    assert len(rows) <= 25 * hours
    short = rows[rows["end_s"] - rows["start_s"] < 10]
    assert set(short["kind"]) <= {"sprint"}
    up = rows[(rows["terrain"] == "uphill") & (rows["kind"] != "rest")]
    counted = int((up["ascent_m"] - up["descent_m"] >= 10).sum())
    true = rises(run.track["altitude_m"].ffill().bfill().to_numpy(dtype=float))
    assert true / 1.5 <= counted <= 1.5 * true
    assert len(run.sets[run.sets["kind"] == "hill repeats"]) == 0


# Variations: other scales, paces, sensors and seeds.


@pytest.mark.parametrize(("rise_m", "dip_m", "grade"), [(40, 2, 0.06), (60, 6, 0.08), (200, 18, 0.12), (90, 3, 0.25)])
@pytest.mark.parametrize("way", [1, -1])
def test_dips_small_against_the_climb_do_not_cut_it(rise_m: int, dip_m: int, grade: float, way: int) -> None:
    speed = 3.0 / (1 + 8 * grade)
    up = Piece(round(rise_m / grade / speed), speed, way * grade)
    down = Piece(round(dip_m / grade / speed), speed, -way * grade)
    run = cut(track_of(jog(300), up, down, up, down, up, jog(300), speed_noise=0.03))
    hills = run.segments[run.segments["kind"] == "hill"]
    assert hills["terrain"].tolist() == ["uphill" if way > 0 else "downhill"]


@pytest.mark.parametrize(("rise_m", "dip_m"), [(20, 10), (60, 20), (200, 60)])
def test_a_real_descent_between_cuts_it(rise_m: int, dip_m: int) -> None:
    up, down = Piece(round(rise_m / 0.1 / 2), 2.0, 0.1), Piece(round(dip_m / 0.1 / 3), 3.0, -0.1)
    run = cut(track_of(jog(300), up, down, up, jog(300)))
    hills = run.segments[run.segments["kind"] == "hill"]
    assert hills["terrain"].tolist() == ["uphill", "downhill", "uphill"]


def test_the_least_hill_is_small_on_the_flat_and_larger_beside_a_mountain() -> None:
    bump = jog(40, grade=0.06)
    alone = cut(track_of(jog(600), bump, jog(600)))
    assert alone.segments["kind"].tolist() == ["steady", "hill", "steady"]
    mountain = Piece(900, 1.5, 0.12)
    beside = cut(track_of(mountain, jog(120), Piece(60, 3.0, -0.02), bump, jog(150, grade=-0.015), jog(200)))
    up = beside.segments[(beside.segments["terrain"] == "uphill") & (beside.segments["kind"] == "hill")]
    assert len(up) == 1


@pytest.mark.parametrize("cadence", [True, False])
@pytest.mark.parametrize(("speed", "grade"), [(0.53, 0.52), (0.75, 0.35), (1.1, 0.2), (0.45, 0.6)])
def test_hiking_up_is_a_walked_hill_whatever_its_pace(speed: float, grade: float, cadence: bool) -> None:
    track = track_of(jog(300), Piece(1200, speed, grade, cadence=100.0), jog(300), cadence=cadence)
    moving = track.frame["moving"] | (track.frame["grade"] > 0.1)
    run = cut(type(track)(frame=track.frame.assign(moving=moving), altitude_source="barometer", speed_source="device"))
    assert run.segments["kind"].tolist() == ["steady", "hill", "steady"]
    assert run.segments["effort"].tolist() == ["steady", "walk", "steady"]


@pytest.mark.parametrize("seed", range(4))
def test_rolling_country_gives_no_set(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pieces = []
    for _ in range(14):
        seconds = int(rng.integers(60, 95))
        pieces += [jog(seconds, 2.9, 0.05), jog(seconds - 10, 2.9, -0.05)]
    assert len(cut(track_of(*pieces, seed=seed, speed_noise=0.03)).sets) == 0


@pytest.mark.parametrize(
    ("up_s", "speed", "grade", "rest"), [(30, 3.9, 0.09, 70), (90, 3.2, 0.07, 200), (150, 2.9, 0.06, 300)]
)
def test_repeats_on_one_hill_are_a_set(up_s: int, speed: float, grade: float, rest: int) -> None:
    metres = up_s * speed
    up, down = Piece(up_s, speed, grade), back(walk(rest, metres / rest, -grade))
    run = cut(track_of(jog(900, 2.8), *times(6, up, down), jog(600, 2.8)))
    assert run.sets["repeats"].tolist() == [6]
    assert run.sets["kind"].tolist() == ["hill repeats"]


@pytest.mark.parametrize("stop", [7, 30, 100])
def test_stops_on_the_flat_are_rests_and_no_rows_when_short(stop: int) -> None:
    run = cut(track_of(jog(400), stand(stop), jog(400)))
    assert len(spans(run.effort, "rest")) == 1
    assert run.segments["kind"].tolist() == (["steady"] if stop < 10 else ["steady", "rest", "steady"])
