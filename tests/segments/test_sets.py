from __future__ import annotations

from dataclasses import replace

import pytest

from runtone.segments import SET_COLUMNS
from runtone.wording import set_sentences
from tests.segments.runs import Piece, back, cut, jog, stand, times, track_of, walk


def repeats(speeds: tuple[float, ...], metres: int, rest: Piece) -> list[Piece]:
    return [p for v in speeds for p in (jog(round(metres / v), v), rest)]


def test_an_interval_set_is_described_in_one_sentence() -> None:
    speeds = (4.35, 4.3, 4.25, 4.2, 4.25, 4.2)
    run = cut(track_of(jog(900), *repeats(speeds, 400, jog(90, 2.25)), jog(600)), steady=3.0)
    one = run.sets.iloc[0]
    assert len(run.sets) == 1
    assert one["kind"] == "intervals"
    assert one["repeats"] == 6
    assert set_sentences(run.sets) == ["6 x 400 m in 1:32-1:34, jog 210 m between; last 3 % slower than first"]
    rows = run.segments.loc[list(one["segment_numbers"])]
    assert set(rows["kind"]) == {"sprint"}
    assert rows["start_s"].iloc[0] == one["start_s"]
    assert rows["end_s"].iloc[-1] == one["end_s"]


@pytest.mark.parametrize(("rest", "words"), [(stand(80), "stand 1:20"), (walk(80), "walk 1:20")])
def test_what_lies_between_is_named(rest: Piece, words: str) -> None:
    run = cut(track_of(jog(900), *repeats((4.3,) * 5, 400, rest), jog(600)))
    assert words in set_sentences(run.sets)[0]
    assert "last as fast as first" in set_sentences(run.sets)[0]


def test_strides_are_told_by_their_time() -> None:
    pieces = times(6, jog(20, 4.9), jog(70))
    run = cut(track_of(jog(1500), *pieces, jog(300)))
    assert run.sets["repeats"].item() == 6


def test_unlike_surges_are_no_set() -> None:
    surges = [p for s in (20, 75, 35, 120, 15) for p in (jog(s, 4.4), jog(150))]
    run = cut(track_of(jog(900), *surges, jog(300)))
    assert len(run.sets) == 0
    assert list(run.sets.columns) == list(SET_COLUMNS)


def test_hill_repeats_are_recognised_by_their_climb() -> None:
    pieces = times(5, jog(80, 3.2, 0.07), back(jog(75, 2.8, -0.07)))
    run = cut(track_of(jog(900), *pieces, jog(600)))
    one = run.sets.iloc[0]
    assert (one["kind"], one["repeats"]) == ("hill repeats", 5)
    assert set_sentences(run.sets)[0].startswith("5 x 200 m uphill (+14 m) in 1:")
    assert "jog back down in 1:" in set_sentences(run.sets)[0]
    rows = run.segments.loc[list(one["segment_numbers"])]
    assert set(rows["terrain"]) == {"uphill"}


def test_sprints_up_a_hill_are_hill_repeats() -> None:
    up, over, down = Piece(15, 3.6, 0.08), Piece(10, 1.9, 0.08), back(jog(40, 2.6, -0.08))
    run = cut(track_of(jog(900), *times(6, up, over, down), jog(600)))
    assert run.sets["kind"].tolist() == ["hill repeats"]
    assert run.sets["repeats"].item() == 6


def test_stairs_of_hills_that_never_go_back_down_are_no_repeats() -> None:
    run = cut(track_of(jog(900), *times(4, jog(80, 3.0, 0.07), jog(120)), jog(600)))
    assert len(run.sets) == 0


def test_the_first_of_hill_repeats_counts_though_the_way_to_the_foot_climbs_too() -> None:
    up, down = jog(80, 3.2, 0.07), back(jog(64, 2.8, -0.07))
    run = cut(track_of(jog(900), jog(60, 3.0, 0.04), up, down, up, down, up, down, jog(600)))
    assert run.sets["repeats"].tolist() == [3]
    assert run.sets["start_s"].item() == pytest.approx(960, abs=5)


def test_a_rolling_road_has_no_set_of_hill_repeats() -> None:
    # The same climb fifteen times, one after the other along a road.
    rolling = times(15, jog(80, 3.0, 0.05), jog(70, 3.0, -0.05))
    assert len(cut(track_of(*rolling)).sets) == 0
    there_and_back = times(15, jog(86, 3.0, 0.05), back(jog(68, 3.0, -0.05)))
    assert cut(track_of(*there_and_back)).sets["kind"].tolist() == ["hill repeats"]


def test_without_positions_the_same_hill_is_told_by_its_foot() -> None:
    pieces = times(5, jog(80, 3.2, 0.07), jog(75, 2.8, -0.07))
    track = track_of(jog(900), *pieces, jog(600))
    unplaced = replace(track, frame=track.frame.assign(latitude_deg=float("nan"), longitude_deg=float("nan")))
    assert cut(unplaced).sets["repeats"].tolist() == [5]
    stairs = track_of(jog(900), *times(4, jog(80, 3.0, 0.07), jog(60, 3.0, -0.03)), jog(600))
    unplaced = replace(stairs, frame=stairs.frame.assign(latitude_deg=float("nan"), longitude_deg=float("nan")))
    assert len(cut(unplaced).sets) == 0


def test_the_first_repeat_keeps_its_edges() -> None:
    # The flat before it is run nearly as fast over ground as the hill is.
    up, down = Piece(60, 3.2, 0.075), back(walk(137, 1.4, -0.075))
    run = cut(track_of(jog(895, 2.85), *times(8, up, down), jog(600)))
    one = run.sets.iloc[0]
    assert one["repeats"] == 8
    assert one["start_s"] == pytest.approx(896, abs=3)
    assert "walk back down in 2:" in set_sentences(run.sets)[0]


@pytest.mark.parametrize("grade", [0.11, -0.08, 0.0])
@pytest.mark.parametrize("stop", [20, 45])
def test_stops_on_an_even_climb_or_an_easy_run_make_no_repeats(grade: float, stop: int) -> None:
    pieces = [p for s in (300, 405, 400, 395, 390, 405, 400, 395, 390) for p in (jog(s, 2.6, grade), stand(stop))]
    run = cut(track_of(*pieces, jog(725, 2.6, grade), speed_noise=0.03))
    assert len(run.sets) == 0
    assert "sprint" not in set(run.segments["kind"])


def test_slower_climbing_between_is_no_recovery() -> None:
    pieces = times(10, Piece(400, 1.85, 0.12), Piece(75, 1.05, 0.12))
    run = cut(track_of(*pieces))
    assert len(run.sets) == 0
    assert run.segments["kind"].tolist() == ["hill"]
