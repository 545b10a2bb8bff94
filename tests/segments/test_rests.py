from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.segments.runs import Piece, cut, jog, pause, spans, stand, times, track_of, walk, why


def test_standing_is_a_rest_from_stop_to_start() -> None:
    run = cut(track_of(jog(300), stand(30), jog(300)))
    np.testing.assert_allclose(spans(run.effort, "rest"), [(303, 331)], atol=3)


def rests_at(speed: np.ndarray) -> list[tuple[int, int]]:
    track = track_of(jog(len(speed)))
    frame = track.frame.assign(
        speed_m_s=speed, grade_adjusted_speed_m_s=speed, distance_m=np.cumsum(speed) - speed[0], moving=speed >= 0.7
    )
    return spans(cut(replace(track, frame=frame)).effort, "rest")


def test_three_slow_seconds_are_no_rest() -> None:
    speed = np.full(60, 3.0)
    speed[20:23] = 0.3
    assert rests_at(speed) == []
    speed[20:24] = 0.3
    assert rests_at(speed) == [(20, 24)]


def test_creeping_forward_does_not_end_a_rest() -> None:
    speed = np.full(60, 3.0)
    speed[20:40] = 0.5
    speed[30] = 1.0
    assert rests_at(speed) == [(20, 40)]


def test_creeping_on_for_long_is_no_rest() -> None:
    # Who climbs on at 0.9 m/s after a stop does not stand there for the rest of the mountain.
    speed = np.full(200, 3.0)
    speed[20:40], speed[40:160] = 0.2, 0.9
    assert rests_at(speed) == [(20, 40)]


@pytest.mark.parametrize("cadence", [True, False])
def test_walking_on_the_flat_is_a_rest(cadence: bool) -> None:
    run = cut(track_of(jog(300), walk(40), jog(300), cadence=cadence))
    assert run.segments["kind"].tolist() == ["steady", "rest", "steady"]
    np.testing.assert_allclose(spans(run.effort, "walk"), [(302, 340)], atol=3)
    (reason,) = why(run, "rest")
    assert reason.startswith("Walked")
    assert ("110 steps a minute" in reason) == cadence


def test_walking_up_a_steep_hill_is_the_hill() -> None:
    steep = [jog(200, grade=0.18)]
    run = cut(track_of(jog(600), *steep, jog(600)))
    assert steep[0].speed < 1.9
    assert spans(run.effort, "rest") == []
    assert run.segments["kind"].tolist() == ["steady", "hill", "steady"]
    assert run.segments["effort"].tolist() == ["steady", "walk", "steady"]


def test_a_walk_break_seen_from_uneven_speed_is_one() -> None:
    # 85 s at 1.7 m/s between runs at 3 m/s, as a runner marked it; positions make the speed rise and fall.
    for seed in range(8):
        run = cut(track_of(jog(400), walk(85, 1.7), jog(400), cadence=False, speed_noise=0.08, seed=seed))
        np.testing.assert_allclose(spans(run.effort, "walk"), [(402, 486)], atol=12)
        assert run.segments["kind"].tolist() == ["steady", "rest", "steady"]


def test_a_jogged_recovery_is_not_a_rest() -> None:
    # A public complaint: the jog between repeats was taken out as a pause.
    run = cut(track_of(jog(600), *times(5, jog(60, 4.3), jog(90, 2.2)), jog(600)))
    assert spans(run.effort, "rest") == []
    assert len(spans(run.effort, "sprint")) == 5


def test_a_pause_is_a_rest_segment() -> None:
    run = cut(track_of(jog(300), pause(90), jog(300)))
    rest = run.segments[run.segments["kind"] == "rest"]
    assert len(rest) == 1
    assert rest["start_s"].item() == pytest.approx(300, abs=1)
    assert rest["distance_m"].item() == pytest.approx(0, abs=3.1)
    assert why(run, "rest")[0] == "A pause: nothing was recorded for 1:30."


def test_standing_around_a_pause_is_one_rest() -> None:
    run = cut(track_of(jog(300), stand(20), pause(40), stand(20), jog(300)))
    rest = run.segments[run.segments["kind"] == "rest"]
    assert len(rest) == 1
    assert "nothing was recorded for 40 s besides" in why(run, "rest")[0]


def test_who_walks_the_whole_way_does_not_rest_by_walking() -> None:
    run = cut(track_of(walk(3600, 1.5)))
    assert spans(run.effort, "rest") == []
    assert run.segments["kind"].tolist() == ["steady"]
    assert run.segments["effort"].tolist() == ["walk"]


def test_a_slow_jogger_with_few_steps_is_not_walking() -> None:
    slow = [Piece(600, 2.15, cadence=140.0), Piece(60, 1.75, cadence=125.0), Piece(600, 2.15, cadence=140.0)]
    brisk = [Piece(600, 2.6), Piece(60, 1.75, cadence=125.0), Piece(600, 2.6)]
    assert spans(cut(track_of(*slow, speed_noise=0.02)).effort, "walk") == []
    assert len(spans(cut(track_of(*brisk)).effort, "walk")) == 1
