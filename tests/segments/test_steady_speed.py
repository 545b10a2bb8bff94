from __future__ import annotations

import numpy as np
import pytest

from runtone.runner import Runner
from runtone.segments import segment_track
from tests.segments.runs import cut, jog, laps_of, stand, times, track_of, walk


def test_an_easy_run_is_run_at_its_own_speed() -> None:
    run = cut(track_of(jog(3000, 2.8), speed_noise=0.05))
    assert run.steady_speed_m_s == pytest.approx(2.8, rel=0.02)
    assert run.steady_speed_source == "this run"


def test_warm_up_and_cool_down_tell_it_where_most_of_a_run_is_fast() -> None:
    run = cut(track_of(jog(500), *times(10, jog(90, 4.2), jog(45, 2.3)), jog(400)))
    assert run.steady_speed_m_s == pytest.approx(3.0, rel=0.03)


def test_a_recovery_jog_is_not_taken_for_steady_running() -> None:
    # Taken too low, steady speed makes the warm-up and the cool-down sprints.
    run = cut(track_of(jog(180, 3.4), *times(3, jog(145, 4.25), jog(115, 2.8)), jog(730, 3.3)))
    assert run.steady_speed_m_s == pytest.approx(3.3, rel=0.04)
    assert not (np.asarray(run.effort)[:170] == "sprint").any()
    assert not (np.asarray(run.effort)[980:] == "sprint").any()


def test_history_decides_unless_this_run_holds_a_level_near_it() -> None:
    without_warm_up = track_of(*times(5, jog(240, 4.2), jog(90, 2.3)))
    assert cut(without_warm_up, steady=3.1).steady_speed_m_s == 3.1
    easy = track_of(jog(3000, 2.9))
    run = cut(easy, steady=3.1)
    assert run.steady_speed_m_s == pytest.approx(2.9, rel=0.01)
    assert run.steady_speed_source == "history"


def test_critical_speed_stands_in_for_a_steady_speed_that_is_not_known() -> None:
    track = track_of(*times(5, jog(240, 4.2), jog(90, 2.3)))
    run = segment_track(track, laps_of(), Runner(critical_speed_m_s=4.0))
    assert run.steady_speed_m_s == pytest.approx(0.78 * 4.0)
    assert run.steady_speed_source == "history"


def test_walking_breaks_do_not_make_running_a_sprint() -> None:
    run = cut(track_of(*times(7, walk(300, 1.5), jog(100, 3.3), walk(20, 1.5), jog(200, 3.3)), cadence=False))
    assert run.steady_speed_m_s == pytest.approx(3.3, rel=0.05)


def test_nothing_moved_has_no_steady_speed() -> None:
    run = cut(track_of(stand(300)))
    assert np.isnan(run.steady_speed_m_s)
    assert run.segments["kind"].tolist() == ["rest"]
