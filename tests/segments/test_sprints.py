from __future__ import annotations

import numpy as np
import pytest

from tests.segments.runs import Piece, cut, jog, pause, spans, stand, times, track_of, why


def sprints(
    *pieces: Piece, steady: float | None = None, speed_from: str = "device", speed_noise: float = 0.0, seed: int = 1
) -> list[tuple[int, int]]:
    track = track_of(*pieces, speed_from=speed_from, speed_noise=speed_noise, seed=seed)
    return spans(cut(track, steady=steady).effort, "sprint")


def test_each_stride_is_found_with_its_edges() -> None:
    found = sprints(jog(900), *times(6, jog(20, 4.8), jog(60)), jog(300))
    assert len(found) == 6
    for k, (start, end) in enumerate(found):
        assert start == pytest.approx(900 + 80 * k, abs=3)
        assert end == pytest.approx(920 + 80 * k, abs=3)


def test_an_easy_run_with_noise_in_its_speed_has_none() -> None:
    # A public refusal: fast and slow cannot be split because raw pace is noisy.
    for seed in range(5):
        assert sprints(jog(3600), speed_noise=0.06, seed=seed) == []


def test_two_strides_joined_by_a_float_are_two() -> None:
    found = sprints(jog(900), jog(20, 5.0), jog(8, 3.7), jog(20, 5.0), jog(600))
    assert len(found) == 2


def test_a_tempo_finish_is_not_one_long_sprint() -> None:
    assert sprints(jog(1800), jog(1700, 3.6)) == []


def test_an_uphill_run_is_not_a_sprint_for_being_hard() -> None:
    # Runners push a little uphill: grade-adjusted speed rises though nobody sprints.
    hard = Piece(150, 3.0 / 1.25, 0.08)
    assert sprints(jog(900), hard, jog(900)) == []


def test_a_hill_sprint_is_a_sprint_uphill() -> None:
    up = Piece(15, 3.6, 0.08)
    down = jog(40, 2.6, -0.08)
    run = cut(track_of(jog(900), *times(6, up, Piece(10, 1.9, 0.08), down), jog(600)))
    rows = run.segments[run.segments["kind"] == "sprint"]
    assert len(rows) == 6
    assert set(rows["terrain"]) == {"uphill"}


def test_grade_noise_alone_makes_no_sprint_for_raw_speed_must_rise() -> None:
    # A flat river path with a restless barometer: level speed swings by a fifth, speed over ground does not.
    track = track_of(jog(3600))
    wave = 0.05 * np.sin(2 * np.pi * np.arange(3600) / 90)
    noisy = track.frame.assign(
        grade=wave, grade_adjusted_speed_m_s=track.frame["speed_m_s"] * (1 + 3 * np.maximum(wave, 0))
    )
    assert (
        spans(cut(type(track)(frame=noisy, altitude_source="barometer", speed_source="device")).effort, "sprint") == []
    )


def test_the_first_minutes_may_read_fast() -> None:
    assert sprints(jog(140, 3.5), jog(2400)) == []


def test_but_a_first_repeat_without_warm_up_is_found() -> None:
    found = sprints(*times(4, jog(88, 4.6), jog(110, 2.6)), jog(900))
    assert len(found) == 4
    assert found[0][0] <= 5


def test_a_stray_surge_in_a_track_of_positions_is_not_enough() -> None:
    surge = (jog(900), jog(20, 3.75), jog(900))
    assert len(sprints(*surge)) == 1
    assert sprints(*surge, speed_from="positions") == []


def test_a_pause_ends_a_sprint() -> None:
    found = sprints(jog(900), jog(30, 4.8), pause(60), jog(30, 4.8), jog(600))
    assert len(found) == 2


def test_without_history_sprints_are_provisional_and_say_so() -> None:
    pieces = (jog(900), *times(3, jog(20, 4.8), jog(60)), jog(300))
    alone = cut(track_of(*pieces))
    assert all("provisional" in reason for reason in why(alone, "sprint"))
    assert alone.confidence["sprints"].level == "low"
    assert "provisional" in alone.confidence["sprints"].why
    known = cut(track_of(*pieces), steady=3.0)
    assert not any("provisional" in reason for reason in why(known, "sprint"))
    assert known.confidence["sprints"].level == "high"


def test_a_sprint_says_by_how_much_it_was_faster() -> None:
    run = cut(track_of(jog(900), jog(100, 4.5), jog(900)), steady=3.0)
    (reason,) = why(run, "sprint")
    assert "50 % faster than steady running at 2.99 m/s on the level" in reason


def test_a_race_far_above_the_usual_speed_is_steady_running() -> None:
    run = cut(track_of(jog(2400, 3.9)), steady=3.0)
    assert spans(run.effort, "sprint") == []


@pytest.mark.parametrize("repeat", [60, 180, 300])
def test_repeats_without_warm_up_are_found_by_their_likeness(repeat: int) -> None:
    pieces = times(5, jog(repeat, 4.2), stand(90))
    run = cut(track_of(*pieces))
    assert len(spans(run.effort, "sprint")) == 5
    assert run.confidence["sprints"].level == "medium"
    assert run.steady_speed_m_s == pytest.approx(4.2 / 1.3, rel=0.03)


def test_traffic_lights_make_no_repeats() -> None:
    blocks = [jog(s) for s in (140, 310, 95, 420, 220, 60, 380)]
    pieces = [piece for block in blocks for piece in (block, stand(30))]
    assert sprints(*pieces) == []


def test_with_history_alike_blocks_at_steady_speed_are_no_repeats() -> None:
    assert sprints(*times(6, jog(240), stand(60)), steady=3.0) == []


def test_a_slower_repeat_of_a_set_still_belongs_to_it() -> None:
    pieces = [p for speed in (3.7, 3.7, 3.32, 3.7, 3.65) for p in (jog(240, speed), jog(120, 2.3))]
    assert len(sprints(jog(700), *pieces, jog(500))) == 5


def test_a_false_downhill_does_not_cut_a_repeat() -> None:
    track = track_of(jog(700), *times(3, jog(145, 3.75), jog(110, 2.6)), jog(600))
    level = track.frame["grade_adjusted_speed_m_s"].to_numpy().copy()
    level[760:790] *= 0.8
    broken = type(track)(
        frame=track.frame.assign(grade_adjusted_speed_m_s=level), altitude_source="barometer", speed_source="device"
    )
    assert len(spans(cut(broken).effort, "sprint")) == 3


def test_a_hill_sprint_ends_at_the_top_though_the_way_down_keeps_up_the_speed() -> None:
    laps = times(4, Piece(20, 4.0, 0.10), Piece(25, 4.0, -0.10), jog(60))
    found = sprints(jog(900), *laps, jog(600))
    assert [end - start for start, end in found] == [pytest.approx(20, abs=4)] * 4
