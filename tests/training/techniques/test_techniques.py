"""Techniques recognised in segments, logged by hand, and told on cards."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from runtone.errors import SettingsError
from runtone.muscles import GROUPS, expected_cadence, load_index
from runtone.training import (
    MUSCLE_CARDS,
    TECHNIQUES,
    last_weeks,
    recognised_techniques,
    technique_days,
    technique_named,
)
from runtone.wording.notes import SPOT_TONING
from tests.training.seasons import FIRST_MONDAY, Outing, make_season, nth_day

Piece = tuple[str, int] | tuple[str, int, float]


def a_run(*pieces: Piece, steady: float = 3.0) -> pd.DataFrame:
    """Segments from (what, seconds, speed as a share of steady): s steady, r rest, u and f fast uphill and flat."""
    rows, start = [], 0
    for what, seconds, *share in pieces:
        speed = steady * (share[0] if share else {"s": 1.0, "r": 0.3, "u": 1.5, "f": 1.5}[what])
        rows.append(
            {
                "kind": {"s": "steady", "r": "rest"}.get(what, "sprint"),
                "terrain": "uphill" if what == "u" else "flat",
                "effort": {"s": "steady", "r": "rest"}.get(what, "sprint"),
                "start_s": start,
                "end_s": start + seconds,
                "mean_grade_adjusted_speed_m_s": speed,
            }
        )
        start += seconds
    return pd.DataFrame(rows)


def names(*pieces: Piece, steady: float = 3.0) -> list[str]:
    return recognised_techniques(a_run(*pieces, steady=steady))["technique"].tolist()


EASY: Piece = ("s", 600)


def test_hill_sprints_need_three_short_efforts_uphill() -> None:
    assert names(EASY, *[("u", 12), ("r", 60)] * 3) == ["hill_sprints"]
    assert names(EASY, *[("u", 12), ("r", 60)] * 2) == []
    # Above a minute they are intervals that happen to go uphill.
    assert names(EASY, *[("u", 60), ("r", 60)] * 3) == ["hill_sprints"]
    assert names(EASY, *[("u", 61), ("r", 60)] * 3) == ["hiit"]


def test_sprints_are_short_and_clearly_faster_than_steady() -> None:
    assert names(EASY, *[("f", 15), ("s", 90)] * 4) == ["sprinting"]
    assert names(EASY, *[("f", 45, 1.3), ("s", 90, 1.0)] * 3) == ["sprinting"]
    assert names(EASY, *[("f", 45, 1.29), ("s", 90, 1.0)] * 3) == ["hiit"]
    assert names(EASY, *[("f", 46), ("s", 90)] * 3) == ["hiit"]
    assert names(EASY, *[("f", 15), ("s", 90)] * 2) == []


def test_intervals_have_recoveries_between() -> None:
    assert names(EASY, *[("f", 180, 1.2), ("s", 120, 1.0)] * 4) == ["hiit"]
    assert names(EASY, *[("f", 180, 1.2), ("r", 60, 0.3)] * 3) == ["hiit"]
    # Neither a fast finish nor hard stretches a quarter of an hour apart are a set.
    assert names(EASY, ("f", 1200, 1.2)) == ["tempo"]
    assert names(*[("s", 900, 1.0), ("f", 180, 1.2)] * 3) == []
    assert names(EASY, *[("f", 600, 1.2), ("s", 120, 1.0)] * 4) == ["tempo"]


def test_tempo_is_longer_than_intervals_and_slower_than_sprints() -> None:
    assert names(EASY, ("s", 1200, 1.1), EASY) == ["tempo"]
    assert names(*[EASY] * 3, *[("s", 480, 1.1), ("r", 60, 0.3)] * 2) == ["tempo"]
    assert names(*[EASY] * 3, ("s", 480, 1.1), ("r", 60)) == []
    assert names(*[EASY] * 5, *[("s", 300, 1.1), ("r", 60, 0.3)] * 4) == []
    assert names(EASY, ("s", 1200, 1.05), EASY) == []


def test_long_runs_are_counted_without_their_rests() -> None:
    assert names(("s", 5400)) == ["long_run"]
    assert names(("s", 3000), ("r", 600), ("s", 2399)) == []


def climbs(*seconds: int, grade: float = 0.06) -> pd.DataFrame:
    run = a_run(EASY, *[piece for each in seconds for piece in (("s", each), ("s", 60))])
    up = [False, *[flag for _ in seconds for flag in (True, False)]]
    return run.assign(
        kind=np.where(up, "hill", run["kind"]),
        terrain=np.where(up, "uphill", "flat"),
        mean_grade=np.where(up, grade, 0),
    )


def test_long_hills_are_three_climbs_or_a_very_long_one() -> None:
    def found(run: pd.DataFrame) -> list[str]:
        return recognised_techniques(run)["technique"].tolist()

    assert found(climbs(90, 120, 150)) == ["long_hills"]
    assert found(climbs(600)) == ["long_hills"]
    assert found(climbs(90, 120)) == []
    assert found(climbs(90, 120, 89)) == []
    assert found(climbs(90, 120, 150, grade=0.02)) == []


def test_efforts_that_touch_are_one() -> None:
    # Onto a hill and off again within one effort: mostly uphill, twenty seconds.
    one = [("f", 4), ("u", 12), ("f", 4), ("r", 60)]
    found = recognised_techniques(a_run(EASY, *one * 4))
    assert found["technique"].tolist() == ["hill_sprints"]
    assert (found.loc[0, "repeats"], found.loc[0, "effort_s"], found.loc[0, "longest_s"]) == (4, 80, 20)


def test_one_run_can_hold_two_techniques_and_each_effort_belongs_to_one() -> None:
    run = a_run(EASY, *[("u", 10), ("r", 60)] * 4, *[("f", 15), ("r", 60)] * 3, *[("f", 120), ("s", 90)] * 5)
    found = recognised_techniques(run)
    assert dict(zip(found["technique"], found["repeats"], strict=True)) == {
        "hill_sprints": 4,
        "sprinting": 3,
        "hiit": 5,
    }
    assert found["effort_s"].sum() == 40 + 45 + 600


def test_the_steady_speed_of_the_runs_frame_is_believed_first() -> None:
    run = a_run(EASY, *[("f", 30), ("r", 60)] * 3).assign(run_id=5)
    slow, fast = (pd.DataFrame({"run_id": [5], "steady_speed_m_s": [speed]}) for speed in (3.0, 4.0))
    assert recognised_techniques(run, slow)["technique"].tolist() == ["sprinting"]
    assert recognised_techniques(run, fast)["technique"].tolist() == ["hiit"]
    unknown = slow.assign(steady_speed_m_s=math.nan)
    assert recognised_techniques(run, unknown)["technique"].tolist() == ["sprinting"]


def test_runs_without_efforts_have_no_techniques() -> None:
    found = recognised_techniques(a_run(EASY, ("r", 60), EASY))
    assert len(found) == 0
    assert list(found.columns) == ["run_id", "technique", "repeats", "effort_s", "shortest_s", "longest_s"]


def test_days_come_from_runs_and_from_the_log() -> None:
    season = make_season([Outing(0), Outing(3)])
    sprints = a_run(EASY, *[("u", 10), ("r", 60)] * 4).assign(run_id=1)
    logged = pd.DataFrame(
        {
            "local_date": [nth_day(1), str(nth_day(30))],
            "technique": ["skipping", "squat_jumps"],
            "minutes": [5.0, None],
            "repetitions": [None, 20],
        }
    )
    today = nth_day(7)
    seen = recognised_techniques(sprints, season.runs)
    days = technique_days(seen, today, logged)
    assert days["technique"].tolist() == ["skipping", "hill_sprints"]
    assert days["source"].tolist() == ["logged", "run"]
    assert days["minutes"].tolist()[0] == 5
    assert days["repetitions"].tolist()[1] == 4
    later = technique_days(seen, nth_day(40), logged)
    summary = last_weeks(later, nth_day(40)).set_index("technique")
    assert summary["times"].to_dict() == {
        technique.name: int(technique.name == "squat_jumps") for technique in TECHNIQUES
    }
    assert summary.loc["hill_sprints", "last_day"] == nth_day(3)
    assert summary["lacking"].to_dict() == {name: name != "squat_jumps" for name in summary.index}


def test_four_weeks_are_28_days_that_end_today() -> None:
    season = make_season([Outing(0)])
    logged = pd.DataFrame({"local_date": [FIRST_MONDAY], "technique": ["skipping"]})
    for days_later, lacking in ((27, False), (28, True)):
        today = nth_day(days_later)
        days = technique_days(recognised_techniques(season.segments, season.runs), today, logged)
        assert last_weeks(days, today).set_index("technique").loc["skipping", "lacking"] == lacking


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"local_date": "2026-01-05", "technique": "hopping"}, "hopping"),
        ({"local_date": "2026-01-05", "technique": "skipping", "minutes": -1}, "cannot be logged"),
        ({"local_date": "soon", "technique": "skipping"}, "not a day"),
    ],
)
def test_a_log_that_cannot_be_read_is_refused(row: dict[str, int | str], message: str) -> None:
    season = make_season([Outing(0)])
    with pytest.raises(SettingsError, match=message):
        technique_days(recognised_techniques(season.segments, season.runs), FIRST_MONDAY, pd.DataFrame([row]))


def test_every_group_has_its_card() -> None:
    assert tuple(card.muscle_group for card in MUSCLE_CARDS) == GROUPS


def test_the_cards_of_the_muscles_say_what_the_model_says() -> None:
    cadence = float(expected_cadence(3.0))
    level = load_index(3.0)
    against_level = {
        "uphill": load_index(3.0, 0.1) / level,
        "downhill": load_index(3.0, -0.1) / level,
        "faster": load_index(4.0) / level,
        "quicker steps": load_index(3.0, cadence_spm=1.1 * cadence) / level,
        "slower steps": load_index(3.0, cadence_spm=0.9 * cadence) / level,
        "forefoot landing": load_index(3.0, foot_strike="fore") / load_index(3.0, foot_strike="rear"),
    }
    told = 0
    for card in MUSCLE_CARDS:
        for loading in card.loadings:
            ratio = against_level[loading.condition][GROUPS.index(card.muscle_group)]
            within = {"more": ratio > 1.02, "less": ratio < 0.98, "about the same": abs(ratio - 1) < 0.05}
            assert within[loading.direction], (card.muscle_group, loading, ratio)
            told += 1
    assert told >= 18
    # "More than any other": the superlatives of the cards.
    large = [group for group in GROUPS if group not in ("shins", "core")]
    uphill, faster = (dict(zip(GROUPS, against_level[condition], strict=True)) for condition in ("uphill", "faster"))
    assert max(large, key=uphill.__getitem__) == "glutes"
    assert max(large, key=faster.__getitem__) == "hip_flexors"


def test_techniques_load_the_groups_that_their_cards_name() -> None:
    fast = {
        "hill_sprints": (3.8, 0.08),
        "hiit": (4.2, 0.0),
        "sprinting": (5.0, 0.0),
        "tempo": (3.45, 0.0),
        "long_hills": (2.4, 0.06),
    }
    for technique in TECHNIQUES:
        assert set(technique.groups) <= set(GROUPS)
        assert technique.seen_in_runs == (technique.name in fast or technique.name == "long_run")
        if technique.name not in fast:
            continue
        index = load_index(*fast[technique.name])[:-1]
        highest = [GROUPS[number] for number in np.argsort(-index)]
        assert set(technique.groups) <= set(highest[:4])
        # The shins are too uncertain to be told first.
        assert technique.groups[0] == next(group for group in highest if group != "shins")


def test_the_words_of_the_cards() -> None:
    texts = [
        *(f"{card.where} {card.in_a_stride} {card.caveat}" for card in MUSCLE_CARDS),
        *(loading.words for card in MUSCLE_CARDS for loading in card.loadings),
        *(f"{claim.said} {claim.why}" for card in MUSCLE_CARDS for claim in card.claims),
        *(f"{t.what} {t.loads} {t.how_to_begin} {t.cautions}" for t in TECHNIQUES),
    ]
    for text in texts:
        assert "!" not in text
        assert "  " not in text
        assert re.search(r"[.)]$", text)
        assert not re.search(r"injur|diagnos|burn|slim", text, re.IGNORECASE)
    assert "fat is lost from the whole body" in SPOT_TONING


def test_the_verdicts_on_what_is_widely_said() -> None:
    verdicts = {claim.said: claim.verdict for card in MUSCLE_CARDS for claim in card.claims}
    assert verdicts["Long strides load the hamstrings."] == "contradicted"
    assert verdicts["Landing on the forefoot loads the calves."] == "supported"
    assert verdicts["Landing on the forefoot loads the quads."] == "contradicted"
    assert verdicts["Landing on the heel loads the shins."] == "supported"
    assert verdicts["Long strides load the shins."] == "not found"


def test_an_unknown_technique_is_named() -> None:
    with pytest.raises(SettingsError, match="'jogging'"):
        technique_named("jogging")


def test_a_technique_may_be_named_as_its_card_does() -> None:
    for technique in TECHNIQUES:
        for name in (technique.name, technique.title, f" {technique.name.replace('_', ' ').upper()} "):
            assert technique_named(name) is technique
