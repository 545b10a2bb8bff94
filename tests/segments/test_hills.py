from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtone.segments.hills import RAMP_GRADE
from runtone.segments.stretches import best_stretches
from runtone.tracks import Track
from runtone.wording import reason_sentences
from tests.segments.runs import Piece, cut, jog, pause, spans, stand, times, track_of, why


def test_a_climb_and_its_descent_are_found_where_they_are() -> None:
    run = cut(track_of(jog(300), jog(120, grade=0.06), jog(100), jog(100, grade=-0.06), jog(300)))
    np.testing.assert_allclose(spans(run.terrain, "uphill"), [(300, 420)], atol=3)
    np.testing.assert_allclose(spans(run.terrain, "downhill"), [(520, 620)], atol=3)


def test_a_flat_run_with_a_wandering_sensor_has_no_hills() -> None:
    # A public complaint: a flat run of 39 m was shown with 1165 m of ascent.
    run = cut(track_of(jog(7200), altitude_wander=0.8))
    assert run.segments["kind"].tolist() == ["steady"]


def test_a_hilly_run_keeps_its_hills() -> None:
    # The opposite complaint: 245 m of ascent were shown as 31 m.
    pieces = times(7, jog(200), jog(240, grade=0.05), jog(200, grade=-0.05))
    run = cut(track_of(*pieces))
    assert len(spans(run.terrain, "uphill")) == 7
    hills = run.segments[(run.segments["kind"] == "hill") & (run.segments["terrain"] == "uphill")]
    assert hills["ascent_m"].sum() == pytest.approx(7 * 240 * 3.0 / 1.1815 * 0.05, rel=0.03)


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        (jog(25, grade=0.04), "too little climbed"),
        (jog(600, grade=0.018), "a false flat"),
        (Piece(12, 3.0, 0.08), "too short"),
    ],
)
def test_what_no_runner_would_call_a_hill_is_none(piece: Piece, why: str) -> None:
    run = cut(track_of(jog(300), piece, jog(300)))
    assert spans(run.terrain, "uphill") == [], why


def test_a_short_level_stretch_does_not_cut_a_hill_and_a_long_one_does() -> None:
    short = cut(track_of(jog(200), jog(100, grade=0.07), jog(8), jog(100, grade=0.07), jog(200)))
    long = cut(track_of(jog(200), jog(100, grade=0.07), jog(60), jog(100, grade=0.07), jog(200)))
    assert len(spans(short.terrain, "uphill")) == 1
    assert len(spans(long.terrain, "uphill")) == 2


@pytest.mark.parametrize("altitude", ["phone", "none"])
def test_without_an_altitude_to_trust_there_are_no_hills_and_the_run_says_why(altitude: str) -> None:
    run = cut(track_of(jog(300), jog(200, grade=0.08), jog(300), altitude=altitude))
    assert spans(run.terrain, "uphill") == []
    assert run.confidence["hills"].level == "low"
    assert ("phone" if altitude == "phone" else "no altitude") in run.confidence["hills"].why


@pytest.mark.parametrize(
    ("altitude", "level"),
    [("barometer", "high"), ("coarse barometer", "medium"), ("terrain model", "medium"), ("GPS", "low")],
)
def test_confidence_in_hills_follows_the_sensor(altitude: str, level: str) -> None:
    assert cut(track_of(jog(300), altitude=altitude)).confidence["hills"].level == level


def test_a_lift_taken_while_the_watch_was_paused_is_no_climb() -> None:
    # A public complaint: the ascent of a paused ropeway was counted.
    run = cut(track_of(jog(300), jog(100, grade=0.06), pause(600, lift=400.0), jog(100, grade=0.06), jog(300)))
    assert run.segments["ascent_m"].max() < 20
    assert run.segments["ascent_m"].sum() == pytest.approx(200 * 3.0 / 1.228 * 0.06, rel=0.05)
    paused = run.segments[run.segments["start_s"].between(395, 405)].iloc[0]
    assert paused["kind"] == "rest"
    uphill = run.segments[(run.segments["kind"] == "hill")]
    assert len(uphill) == 2
    assert all(re.match(r"Climbs 1[45] m in 2\d\d m", reason) for reason in reason_sentences(uphill))


def test_a_stop_at_a_crossing_on_a_hill_leaves_one_hill() -> None:
    run = cut(track_of(jog(300), jog(60, grade=0.06), pause(30), jog(60, grade=0.06), jog(300)))
    assert len(spans(run.terrain, "uphill")) == 1


def test_missing_altitude_here_and_there_is_not_sea_level() -> None:
    # A public complaint: points without elevation broke the ascent, because nothing was read as 0.
    track = track_of(jog(300), jog(200, grade=0.06), jog(300))
    frame = track.frame.copy()
    frame.loc[[50, 51, 52, 350, 600], "altitude_m"] = np.nan
    holed = cut(type(track)(frame=frame, altitude_source="barometer", speed_source="device"))
    assert len(spans(holed.terrain, "uphill")) == 1
    assert spans(holed.terrain, "downhill") == []
    assert holed.segments["descent_m"].sum() == 0


def test_nought_metres_is_a_height() -> None:
    track = track_of(jog(300), jog(200, grade=0.06), jog(300))
    frame = track.frame.assign(altitude_m=track.frame["altitude_m"] - track.frame["altitude_m"].iloc[0])
    assert frame["altitude_m"].iloc[0] == 0
    by_the_sea = cut(type(track)(frame=frame, altitude_source="barometer", speed_source="device"))
    assert spans(by_the_sea.terrain, "uphill") == spans(cut(track).terrain, "uphill")


def test_each_hill_says_the_rule_and_its_numbers() -> None:
    # A public question: why is this a peak and that not?
    run = cut(track_of(jog(300), jog(200, grade=0.06), jog(300)))
    (reason,) = why(run, "hill")
    assert reason.startswith("Climbs 29 m in 489 m (6.0 %)")
    assert f"more than a {100 * RAMP_GRADE:.0f} % ramp" in reason


@pytest.mark.parametrize(("seconds", "rows"), [(15, 1), (40, 1), (110, 1), (150, 2)])
def test_a_stop_of_less_than_two_minutes_does_not_cut_a_climb(seconds: int, rows: int) -> None:
    run = cut(track_of(jog(300), jog(100, grade=0.06), stand(seconds), jog(100, grade=0.06), jog(300)))
    assert len(spans(run.terrain, "uphill")) == 1
    assert len(spans(run.effort, "rest")) == 1
    assert run.segments["kind"].tolist().count("hill") == rows
    assert run.segments["kind"].tolist().count("rest") == rows - 1


def test_means_are_taken_second_by_second_and_not_over_the_net_grade() -> None:
    # A public complaint: net grade over a kilometre hides what goes up and down again.
    bumps = times(20, jog(15, grade=0.08), jog(10, grade=-0.08))
    run = cut(track_of(jog(300), *bumps, jog(300)))
    one = run.segments.iloc[run.segments["distance_m"].argmax()]
    net = abs(one["ascent_m"] - one["descent_m"])
    assert one["ascent_m"] > 10 * max(net, 1)
    assert one["mean_grade_adjusted_speed_m_s"] == pytest.approx(3.0, rel=0.02)


@st.composite
def profiles(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    legs = draw(st.lists(st.tuples(st.integers(-12, 12), st.integers(1, 30)), min_size=1, max_size=12))
    climb = np.concatenate([np.full(length, 0.25 * slope) for slope, length in legs])
    return climb, np.full(len(climb), 12.5)


def best_of_three_states(climb: np.ndarray, step: np.ndarray, fee: float) -> float:
    flat, up, down = 0.0, -np.inf, -np.inf
    for dz, dx in zip(climb, step, strict=True):
        best = max(flat, up, down)
        up = max(up, best - fee) + dz - RAMP_GRADE * dx
        down = max(down, best - fee) - dz - RAMP_GRADE * dx
        flat = best
    return max(flat, up, down)


@given(profiles())
@settings(max_examples=200)
def test_solving_up_and_down_apart_gives_the_best_hills_together(
    profile: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    # Quarters and 2 % of 12.5 m: every sum is exact.
    climb, step = profile
    worth, taken = 0.0, np.zeros(len(climb), dtype=int)
    for way in (1, -1):
        score = way * climb - RAMP_GRADE * step
        for a, b in zip(*best_stretches(score, 1.5), strict=True):
            worth += score[a:b].sum() - 1.5
            taken[a:b] += 1
    assert worth == pytest.approx(best_of_three_states(climb, step, 1.5))
    assert taken.max() <= 1


def gps_track(*pieces: Piece, seen: float) -> Track:
    """A track whose GPS height shows only a share of the hills that the runner's speed shows."""
    track = track_of(*pieces, altitude="GPS")
    frame = track.frame
    height = 100 + seen * (frame["altitude_m"] - 100)
    return type(track)(
        frame=frame.assign(altitude_m=height, grade=seen * frame["grade"]), altitude_source="GPS", speed_source="device"
    )


def test_slowing_down_helps_an_unsure_height_to_tell_a_hill() -> None:
    hill = (jog(600), jog(70, grade=0.06), jog(600))
    unsure = cut(gps_track(*hill, seen=0.4))
    assert len(spans(unsure.terrain, "uphill")) == 1
    (reason,) = why(unsure, "hill")
    assert "by GPS, which is unsure" in reason
    assert "slower than steady" in reason


def test_slowing_down_alone_makes_no_hill() -> None:
    assert spans(cut(gps_track(jog(600), jog(90, 2.3), jog(600), seen=1.0)).terrain, "uphill") == []
