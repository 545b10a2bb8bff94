"""Reasons and sets in words: metric, imperial and SI, all from the same figures."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from runtone.segments import Reason, ReasonCode
from runtone.wording import Units, reason_sentence, reason_sentences, segment_label, set_sentences

METRIC, IMPERIAL = Units("km", "m"), Units("mi", "ft")
CLIMB = Reason(code=ReasonCode.HILL, climb_m=437.0, length_m=3640.0, dips_m=9.0, above_ramp_m=364.2)
SPRINT = Reason(
    code=ReasonCode.FASTER, distance_m=79.0, seconds=14.0, level_ratio=1.5, steady_speed_m_s=3.0, provisional=True
)
SET = {
    "kind": "intervals",
    "repeats": 6,
    "distance_m": 402.0,
    "distance_spread": 0.01,
    "climb_m": 1.0,
    "shortest_s": 15,
    "median_s": 16.0,
    "longest_s": 18,
    "time_spread": 0.02,
    "rest": "jog",
    "rest_s": 90.0,
    "rest_distance_m": 203.0,
    "back_down": False,
    "last_over_first": 0.97,
}


def test_a_climb_is_told_in_the_readers_units() -> None:
    assert reason_sentence(CLIMB) == "Climbs 437 m in 3640 m (12.0 %) beside 9 m of dips, 364 m more than a 2 % ramp."
    assert reason_sentence(CLIMB, METRIC).startswith("Climbs 437 m in 3.64 km (12.0 %)")
    imperial = reason_sentence(CLIMB, IMPERIAL)
    assert imperial.startswith("Climbs 1,434 ft in 2.26 mi (12.0 %) beside 30 ft of dips")
    assert not re.search(r"\d m\b|km", imperial)


def test_a_fast_stretch_tells_its_speed_as_the_reader_does() -> None:
    assert "50 % faster than steady running at 3.00 m/s" in reason_sentence(SPRINT)
    assert "steady running at 5:33 min/km" in reason_sentence(SPRINT, METRIC)
    assert "steady running at 8:56 min/mi" in reason_sentence(SPRINT, IMPERIAL)
    assert reason_sentence(SPRINT).endswith("provisional, because steady speed is judged from this run alone.")


def test_a_lap_that_was_not_faster_is_not_called_minus_one_percent_faster() -> None:
    slow = Reason(
        code=ReasonCode.MARKED_LAP, distance_m=1000.0, seconds=300.0, level_ratio=0.96, steady_speed_m_s=3.5, lap=4
    )
    assert "4 % slower than steady running" in reason_sentence(slow)
    assert "-" not in reason_sentence(slow)


@pytest.mark.parametrize(
    ("metres", "seconds", "paused"), [(28.0, 18.0, 157.0), (118.0, 85.0, None), (900.0, 640.0, 5.0)]
)
def test_a_walks_speed_is_that_of_its_own_metres_and_time(metres: float, seconds: float, paused: float | None) -> None:
    reason = Reason(code=ReasonCode.WALKING, distance_m=metres, seconds=seconds, paused_s=paused, cadence_spm=110.0)
    found = re.match(r"Walked (\d+) m in (?:(\d+):)?(\d+)(?: s)?, ([\d.]+) m/s", reason_sentence(reason))
    assert found is not None
    told_s = 60 * int(found[2] or 0) + int(found[3])
    assert float(found[4]) == pytest.approx(int(found[1]) / told_s, abs=0.06)


@pytest.mark.parametrize(("cadence", "told"), [(110.0, True), (134.8, False), (169.0, False), (None, False)])
def test_steps_are_told_where_they_told_the_walk(cadence: float | None, told: bool) -> None:
    reason = Reason(code=ReasonCode.WALKING, distance_m=100.0, seconds=70.0, cadence_spm=cadence)
    assert ("steps a minute" in reason_sentence(reason)) == told


@pytest.mark.parametrize("code", [code for code in ReasonCode if code != ReasonCode.UNTOLD])
def test_every_reason_has_a_sentence(code: ReasonCode) -> None:
    assert reason_sentence(Reason(code=code)).endswith(".")


@pytest.mark.parametrize("text", ["", "Climbs 3 m.", "[]", "{}", '{"code": "what"}', '{"code": 3}', "null"])
def test_a_reason_that_cannot_be_read_says_nothing(text: str) -> None:
    assert reason_sentence(Reason.from_text(text)) == ""


def test_reasons_come_back_as_they_were_stored() -> None:
    for reason in (CLIMB, SPRINT, Reason(code=ReasonCode.STEADY, hills_known=False)):
        assert Reason.from_text(reason.to_text()) == reason
    assert reason_sentences(pd.DataFrame({"reason": [CLIMB, SPRINT]})) == [
        reason_sentence(CLIMB),
        reason_sentence(SPRINT),
    ]


def sentence(units: Units | None = None, **changed: Any) -> str:
    (told,) = set_sentences(pd.DataFrame([{**SET, **changed}]), units)
    return told


def test_a_set_is_told_by_its_round_distance_and_a_range_keeps_its_unit_once() -> None:
    assert sentence() == "6 x 400 m in 15-18 s, jog 200 m between; last 3 % slower than first"
    assert sentence(IMPERIAL).startswith("6 x 400 m in 15-18 s, jog 0.12 mi between")


def test_back_down_is_said_of_what_goes_back_down() -> None:
    hill: dict[str, Any] = {
        "kind": "hill repeats",
        "distance_m": 188.0,
        "climb_m": 14.0,
        "shortest_s": 58,
        "longest_s": 61,
    }
    assert sentence(**hill, back_down=True, rest="walk", rest_s=137.0).startswith(
        "6 x 190 m uphill (+14 m) in 58 s-1:01, walk back down in 2:15 between"
    )
    assert "back down" not in sentence(**hill, back_down=False)
    assert "(+46 ft)" in sentence(IMPERIAL, **hill)


def test_a_short_surge_is_a_sprint_and_a_long_or_marked_one_an_interval() -> None:
    assert segment_label("sprint", "flat", 40.0).endswith("Sprint")
    assert segment_label("sprint", "flat", 240.0).endswith("Interval")
    assert segment_label("sprint", "flat", 40.0, "device lap").endswith("Interval")
    assert segment_label("sprint", "uphill", 240.0).endswith("Interval uphill")


def test_a_pace_at_the_end_of_the_models_range_says_so() -> None:
    assert METRIC.limited_pace(2.0, clamped=True) == "slower than 8:20"
    assert METRIC.limited_pace(9.0, clamped=True) == "faster than 1:51"
    assert METRIC.limited_pace(2.0, clamped=False) == "8:20"
