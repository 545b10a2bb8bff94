import re
from collections.abc import Hashable

import numpy as np
import pandas as pd
import pytest

from runtone.muscles import GROUPS, confidence_level, load_confidence, load_totals, rounded, segment_load
from runtone.runner import Runner
from tests.muscles.tracks import HILLY, SPRINTS, Part, course, track

KNOWN = Runner(foot_strike="rear")
LEVEL = {
    "hip_flexors": 0.25,
    "glutes": 0.35,
    "quads": 0.20,
    "hamstrings": 0.25,
    "calves": 0.15,
    "shins": 0.50,
    "core": 0.60,
}


def relative(frame: pd.DataFrame, runner: Runner = KNOWN, altitude: str | None = None) -> dict[Hashable, float]:
    """Of each group, band over easy minutes, of a track as one segment."""
    segments = pd.DataFrame({"start_s": [0], "end_s": [len(frame)]})
    sums = (
        segment_load(frame, segments, runner, altitude)
        .groupby("muscle_group")[["easy_minutes", "sd_easy_minutes"]]
        .sum()
    )
    return (sums["sd_easy_minutes"] / sums["easy_minutes"]).to_dict()


def quadrature(*parts: float) -> float:
    return float(np.sqrt(np.square(parts).sum()))


def test_on_the_level_with_all_known_only_the_model_is_unsure() -> None:
    assert relative(track(600, 3.5, cadence_spm=172.5)) == pytest.approx(LEVEL)


@pytest.mark.parametrize(
    ("columns", "runner", "altitude", "group", "expected"),
    [
        ({"cadence_spm": np.nan}, KNOWN, None, "quads", quadrature(0.20, 0.05)),
        ({"grade": 0.10}, KNOWN, None, "glutes", quadrature(0.35, 0.15)),
        ({"grade": -0.10}, KNOWN, None, "quads", quadrature(0.20, 0.15)),
        ({"grade": 0.10}, KNOWN, None, "calves", quadrature(0.15, 0.10)),
        ({"grade": 0.10}, KNOWN, None, "hamstrings", quadrature(0.25, 0.10)),
        ({"speed_m_s": 4.2}, KNOWN, None, "quads", 0.25),
        ({"speed_m_s": 4.2}, KNOWN, None, "calves", 0.15),
        ({"speed_m_s": 6.5}, KNOWN, None, "calves", quadrature(0.15, 0.15)),
        ({"speed_m_s": 2.1}, KNOWN, None, "calves", quadrature(0.15, 0.20)),
        ({"acceleration_m_s2": 0.6}, KNOWN, None, "glutes", quadrature(0.35, 0.20)),
        ({}, Runner(), None, "calves", quadrature(0.15, 0.10)),
        ({}, Runner(), None, "quads", quadrature(0.20, 0.10)),
        ({}, Runner(), None, "shins", quadrature(0.50, 0.30)),
        ({}, Runner(), None, "glutes", 0.35),
        ({"speed_m_s": 1.4, "cadence_spm": 110.0}, KNOWN, None, "calves", quadrature(0.15, 0.40)),
        ({"speed_m_s": 6.0, "grade": 0.12}, Runner(), None, "quads", quadrature(0.25, 0.10, 0.18, 0.10)),
    ],
)
def test_each_reason_widens_the_band_in_quadrature(
    columns: dict[str, float], runner: Runner, altitude: None, group: str, expected: float
) -> None:
    frame = track(600, **({"speed": columns.pop("speed_m_s", 3.5), "cadence_spm": 172.5} | columns))
    assert relative(frame, runner, altitude)[group] == pytest.approx(expected, rel=1e-6)


def test_a_worse_altitude_sensor_widens_most_what_slope_changes_most() -> None:
    frame = track(600, 3.5, cadence_spm=172.5)
    bands = {source: relative(frame, altitude=source) for source in ("barometer", "coarse barometer", "GPS", "phone")}
    for group in GROUPS[:6]:
        widths = [bands[source][group] for source in bands]
        assert widths == sorted(widths)
        assert widths[0] < 1.02 * LEVEL[group] + 0.01
    excess = {group: bands["phone"][group] ** 2 - LEVEL[group] ** 2 for group in GROUPS}
    assert excess["glutes"] > excess["hip_flexors"]


@pytest.mark.parametrize("source", ["barometer", "coarse barometer", "terrain model", "GPS", "phone", "none"])
def test_every_source_of_altitude_is_known(source: str) -> None:
    assert set(load_confidence(track(60), Runner(), source)) == set(GROUPS)


@pytest.mark.parametrize("parts", [HILLY, SPRINTS])
def test_a_reason_that_holds_for_part_of_a_run_widens_that_part_only(
    parts: tuple[Part, ...],
) -> None:
    frame, segments = course(*parts)
    load = segment_load(frame, segments, Runner()).query("muscle_group == 'glutes'")
    load = load.groupby("segment")[["easy_minutes", "sd_easy_minutes"]].sum()
    band = load["sd_easy_minutes"] / load["easy_minutes"]
    assert band[1] > band[0] * 1.02
    assert band[0] == pytest.approx(quadrature(0.35, 0.05), rel=0.01)


def test_bands_of_runs_add_up_and_do_not_average_out() -> None:
    frame, segments = course(*HILLY)
    one = segment_load(frame, segments, Runner())
    run, week = load_totals(one), load_totals(pd.concat([one] * 9))
    for column in ("easy_minutes", "braking_easy_minutes", "sd_easy_minutes"):
        np.testing.assert_allclose(week[column], 9.0 * run[column])
    assert week["confidence"].tolist() == run["confidence"].tolist()


def test_totals_are_those_of_the_rows_in_the_order_of_the_groups() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner(), "GPS")
    totals = load_totals(load.sample(frac=1.0, random_state=1)).set_index("muscle_group")
    assert list(totals.index) == list(GROUPS)
    for group in GROUPS:
        mine = load[load["muscle_group"] == group]
        assert totals.loc[group, "easy_minutes"] == pytest.approx(mine["easy_minutes"].sum())
        assert totals.loc[group, "braking_easy_minutes"] == pytest.approx(
            mine.loc[mine["action"] == "eccentric", "easy_minutes"].sum()
        )
        assert totals.loc[group, "text"] == str(rounded(mine["easy_minutes"].sum(), mine["sd_easy_minutes"].sum()))
    assert totals.loc["shins", "confidence"] == "low"
    assert totals.loc["quads", "confidence"] == "medium"


def test_a_week_without_runs_has_no_load_and_no_confidence() -> None:
    totals = load_totals(segment_load(track(0), pd.DataFrame({"start_s": [], "end_s": []}), Runner()))
    assert (totals["easy_minutes"] == 0.0).all()
    assert set(totals["confidence"]) == {"low"}


def test_both_actions_of_a_segment_have_the_same_relative_band() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner()).query("easy_minutes > 0 and muscle_group != 'core'")
    share = load.assign(share=load["sd_easy_minutes"] / load["easy_minutes"])
    push, brake = (share[share["action"] == action]["share"].to_numpy() for action in ("concentric", "eccentric"))
    np.testing.assert_allclose(push, brake)


def test_an_hour_of_easy_running_of_the_glutes() -> None:
    load = segment_load(track(48 * 60), pd.DataFrame({"start_s": [0], "end_s": [48 * 60]}), Runner(), "barometer")
    assert load_totals(load).set_index("muscle_group").loc["glutes", "text"] == "48 ± 17"


@pytest.mark.parametrize(
    ("value", "band", "text"),
    [
        (48.0, 17.0, "48 ± 17"),
        (48.3, 5.3, "48 ± 5"),
        (123.0, 42.0, "120 ± 40"),
        (1234.0, 354.0, "1230 ± 350"),
        (1234.0, 355.0, "1200 ± 400"),
        (48.0, 9.7, "48 ± 10"),
        (523.0, 95.4, "520 ± 100"),
        (3.14159, 0.962, "3.1 ± 1.0"),
        (0.337, 0.124, "0.34 ± 0.12"),
        (12.3, 0.0, "12.3 ± 0.0"),
        (0.0, 0.0, "0.0 ± 0.0"),
    ],
)
def test_digits_that_a_figure_deserves(value: float, band: float, text: str) -> None:
    # The rule of the Particle Data Group; 0.827 +- 0.119, 0.367 and 0.952 become 0.83 +- 0.12, 0.8 +- 0.4, 0.8 +- 1.0.
    assert str(rounded(value, band)) == text


def test_the_worked_examples_of_the_rule() -> None:
    assert [str(rounded(0.827, band)) for band in (0.119, 0.367, 0.952)] == ["0.83 ± 0.12", "0.8 ± 0.4", "0.8 ± 1.0"]


@pytest.mark.parametrize("band", np.geomspace(0.01, 1000.0, 60))
def test_a_shown_figure_never_has_a_digit_below_its_band(band: float) -> None:
    shown = rounded(480.0, band)
    assert shown.band == pytest.approx(band, rel=0.15)
    last_place = 10.0**-shown.decimals
    assert last_place <= shown.band
    digits = re.sub(r"^[0.]+", "", f"{shown.band:.{shown.decimals}f}").replace(".", "").rstrip("0")
    assert len(digits) <= 2


@pytest.mark.parametrize(
    ("band", "word"), [(0.15, "high"), (0.2, "high"), (0.21, "medium"), (0.4, "medium"), (0.41, "low")]
)
def test_a_word_for_a_band(band: float, word: str) -> None:
    assert confidence_level(band) == word


def test_confidence_says_the_band_and_the_reasons_largest_first() -> None:
    frame, _ = course(*HILLY)
    confidence = load_confidence(frame, Runner(), "GPS")
    assert list(confidence) == list(GROUPS)
    assert confidence["glutes"].level == "medium"
    assert confidence["shins"].level == confidence["core"].level == "low"
    for group, (_, why) in confidence.items():
        total, *parts = (int(number) for number in re.findall(r"(\d+) %", why))
        assert parts == sorted(parts, reverse=True), why
        assert parts[0] == round(100 * LEVEL[group])
        assert total == pytest.approx(100.0 * quadrature(*np.array(parts) / 100.0), abs=2.0), why
    assert "hills" in confidence["glutes"].why
    assert "no cadence in the file" in confidence["glutes"].why
    assert "the source of the altitude" in confidence["glutes"].why
    assert "foot strike not set" in confidence["calves"].why
    assert "foot strike" not in confidence["glutes"].why


def test_confidence_of_calves_is_high_when_all_is_known_and_says_when_little_is() -> None:
    known = load_confidence(track(600, 3.2, cadence_spm=169.0), KNOWN, "barometer")
    assert known["calves"].level == "high"
    walked = load_confidence(track(600, 1.5, cadence_spm=115.0), KNOWN, "barometer")
    assert {confidence.level for confidence in walked.values()} == {"low"}
    assert "walking" in walked["calves"].why


def test_a_treadmill_is_said_to_be_taken_as_level() -> None:
    assert "taken as level" in load_confidence(track(600), KNOWN, "none")["glutes"].why
    assert "taken as level" not in load_confidence(track(600), KNOWN, "barometer")["glutes"].why


def test_time_outside_what_was_measured_is_said() -> None:
    fast = pd.concat([track(600), track(120, 5.6)], ignore_index=True)
    assert "2 min were faster or steeper than anything measured" in load_confidence(fast, KNOWN, "none")["quads"].why
    assert "steeper" not in load_confidence(track(600), KNOWN, "none")["quads"].why


def test_a_track_without_load_still_has_an_answer() -> None:
    confidence = load_confidence(track(30, 0.0), Runner(), "none")
    assert set(confidence) == set(GROUPS)
    assert set(load_confidence(track(0), Runner(), "none")) == set(GROUPS)
