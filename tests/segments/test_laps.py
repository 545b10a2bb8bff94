from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.segments import Segmentation
from runtone.wording import reason_sentences
from tests.segments.runs import cut, jog, laps_of, spans, stand, times, track_of

SESSION = (jog(600), *times(4, jog(90, 4.3), jog(60, 2.4)), jog(400))
EDGES = [0, 600, *np.cumsum([600, *([90, 60] * 4)])[1:].tolist(), 1600]


def session_laps(
    work: str | None,
    other: str | None,
    trigger: str | None = None,
    warm: str | None = "warmup",
    cool: str | None = "cooldown",
) -> pd.DataFrame:
    marks = [warm, *([work, other] * 4), cool]
    return laps_of(*((a, b, mark, trigger) for a, b, mark in zip(EDGES[:-1], EDGES[1:], marks, strict=True)))


def from_laps(run: Segmentation) -> pd.DataFrame:
    return run.segments[run.segments["source"] == "device lap"]


@pytest.mark.parametrize("work", ["active", "interval"])
def test_laps_that_mark_intervals_win_over_detection(work: str) -> None:
    # A public lesson: prefer the device's laps and steps, detect only where there are none.
    run = cut(track_of(*SESSION), session_laps(work, "rest"))
    rows = from_laps(run)
    assert rows["start_s"].tolist() == [600, 750, 900, 1050]
    assert rows["end_s"].tolist() == [690, 840, 990, 1140]
    assert set(rows["kind"]) == {"sprint"}
    assert run.confidence["sprints"].level == "high"
    assert run.warnings == ()
    assert all("the watch marks lap" in reason for reason in reason_sentences(rows))


def test_a_workout_step_speaks_before_the_lap() -> None:
    laps = session_laps("active", "active", warm="active", cool="active")
    laps["workout_step_intensity"] = ["warmup", *(["interval", "recovery"] * 4), "cooldown"]
    assert len(from_laps(cut(track_of(*SESSION), laps))) == 4


@pytest.mark.parametrize("mark", ["active", "interval", None])
def test_a_watch_that_marks_every_lap_alike_marks_nothing(mark: str | None) -> None:
    easy = track_of(jog(3600), speed_noise=0.05)
    laps = laps_of(*((k * 360, (k + 1) * 360, mark, "manual") for k in range(10)))
    run = cut(easy, laps)
    assert len(from_laps(run)) == 0
    assert spans(run.effort, "sprint") == []


@pytest.mark.parametrize("trigger", ["distance", "time", None])
def test_automatic_laps_mark_nothing(trigger: str | None) -> None:
    laps = laps_of(*((k * 333, min((k + 1) * 333, 1600), None, trigger) for k in range(5)))
    laps["distance_m"] = [1000.0, 1000.0, 1000.0, 1000.0, 600.0]
    run = cut(track_of(*SESSION), laps)
    assert len(from_laps(run)) == 0
    assert len(spans(run.effort, "sprint")) == 4


def test_laps_pressed_by_hand_tell_the_repeats_by_their_speed() -> None:
    laps = session_laps(None, None, "manual", warm=None, cool=None)
    rows = from_laps(cut(track_of(*SESSION), laps))
    assert rows["start_s"].tolist() == [600, 750, 900, 1050]
    assert all("the lap button was pressed at both ends" in reason for reason in reason_sentences(rows))


def test_the_warm_up_is_not_a_repeat() -> None:
    # A public complaint: the warm-up was counted among the repeats.
    for laps in (session_laps("active", "rest"), session_laps(None, None, "manual", warm=None, cool=None)):
        effort = np.asarray(cut(track_of(*SESSION), laps).effort)
        assert not (effort[:600] == "sprint").any()
        assert not (effort[1200:] == "sprint").any()


def test_where_laps_and_detection_disagree_the_run_says_so() -> None:
    slow_second = (jog(600), jog(90, 4.3), jog(60, 2.4), jog(90, 3.0), jog(60, 2.4), jog(90, 4.3), jog(60, 2.4),
                   jog(90, 4.3), jog(60, 2.4), jog(100), jog(60, 4.6), jog(240))  # fmt: skip
    run = cut(track_of(*slow_second), session_laps("active", "rest"))
    assert len(from_laps(run)) == 4
    assert len(run.warnings) == 2
    assert run.warnings[0].startswith("Lap 4 was not clearly faster")
    assert run.warnings[1].startswith("A fast stretch (from 21:4")


def test_standing_inside_a_marked_lap_is_still_a_rest() -> None:
    pieces = (jog(600), jog(50, 4.3), stand(20), jog(20, 4.3), jog(60, 2.4), *times(3, jog(90, 4.3), jog(60, 2.4)),
              jog(400))  # fmt: skip
    effort = np.asarray(cut(track_of(*pieces), session_laps("active", "rest")).effort)
    assert (effort[655:668] == "rest").all()
    assert effort[620] == effort[685] == "sprint"


def test_laps_one_upon_the_other_are_two_sprints() -> None:
    laps = laps_of(
        (0, 600, "warmup", None), (600, 690, "active", None), (691, 760, "active", None), (760, 1400, "cooldown", None)
    )
    rows = from_laps(cut(track_of(jog(600), jog(160, 4.3), jog(640)), laps))
    assert rows["start_s"].tolist() == [600, 691]
    assert rows["end_s"].tolist() == [691, 760]


def test_a_slip_of_the_thumb_is_no_repeat() -> None:
    laps = session_laps("active", "rest")
    slip = laps_of((1200, 1203, "active", "manual"), (1203, 1600, "cooldown", "manual"))
    laps = laps.iloc[:-1].copy()
    run = cut(track_of(*SESSION), type(laps)(np.vstack([laps, slip]), columns=laps.columns))
    assert len(from_laps(run)) == 4


def test_laps_out_of_order_or_without_a_start_are_sorted_out() -> None:
    laps = session_laps("active", "rest")
    shuffled = laps.iloc[[3, 0, 5, 2, 9, 1, 4, 8, 6, 7]].reset_index(drop=True)
    lost = laps_of((0, 10, "active", "manual"))
    lost["start_time"] = lost["start_time"].astype("datetime64[ns, UTC]").where(np.array([False]))
    both = type(laps)(np.vstack([shuffled, lost]), columns=laps.columns)
    rows = from_laps(cut(track_of(*SESSION), both))
    assert rows["start_s"].tolist() == [600, 750, 900, 1050]
