"""Sentences are read back and checked against the segments they are about."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.muscles import (
    CAUSES,
    GROUPS,
    cause_of,
    equivalent_speed_sentence,
    explain,
    explain_causes,
    hard_minutes,
    hard_minutes_sentence,
    load_causes,
    merge_causes,
    segment_equivalent_speeds,
    segment_load,
    zone_minutes,
)
from runtone.runner import Runner
from tests.muscles.tracks import FLAT, HILLY, SPRINTS, course

CLAUSE = re.compile(
    r"(?P<share>\d+) % of (?P<group>[a-z ]+) load(?: (?P<when>this week))? came from "
    r"(?:(?P<steady>steady running)|(?P<count>\d+) (?P<what>[a-z ]+)), "
    r"(?P<minutes>[\d.]+) of (?P<of>[\d.]+) minutes(?P<manner>, mostly braking|, mostly pushing)?"
)
CAUSE_OF_WORD = {
    "hill": "uphill", "hills": "uphill", "downhill": "downhill", "downhills": "downhill",
    "sprint": "sprint", "sprints": "sprint", "walk or rest": "rest", "walks and rests": "rest",
}  # fmt: skip
GROUP_OF_WORD = {
    "hip flexor": "hip_flexors", "glute": "glutes", "quad": "quads", "hamstring": "hamstrings", "calf": "calves",
    "shin": "shins", "core": "core",
}  # fmt: skip
MIXED = (*HILLY[:-1], *SPRINTS)


def loaded(parts):
    frame, segments = course(*parts)
    return segment_load(frame, segments, Runner()), segments


def stored(parts_of_runs):
    """Long frames of several runs, as a library keeps them."""
    loads, tables = [], []
    for run_id, parts in enumerate(parts_of_runs, start=11):
        load, segments = loaded(parts)
        loads.append(load.assign(run_id=run_id))
        tables.append(segments.rename_axis("segment").reset_index().assign(run_id=run_id))
    return pd.concat(loads, ignore_index=True), pd.concat(tables, ignore_index=True)


def shown(text, value):
    """Whether a number in a sentence is this value, rounded as it is written."""
    decimals = len(text.partition(".")[2])
    return abs(float(text) - value) <= 0.5 * 10.0**-decimals + 1e-9


def check_clause(clause, load, segments):
    """Read one clause back and count it all again, from the raw frames."""
    said = CLAUSE.fullmatch(clause)
    assert said, clause
    group = GROUP_OF_WORD[said["group"]]
    cause = "steady" if said["steady"] else CAUSE_OF_WORD[said["what"]]
    table = segments if "segment" in segments else segments.rename_axis("segment").reset_index()
    keys = ["run_id", "segment"] if "run_id" in table else ["segment"]
    table = table.assign(cause=[cause_of(*pair) for pair in zip(table["kind"], table["terrain"], strict=True)])
    mine = table[table["cause"] == cause]
    if not said["steady"]:
        assert int(said["count"]) == len(mine)
    seconds = (mine["end_s"] - mine["start_s"]).sum()
    whole = load.loc[load["muscle_group"] == group, "easy_minutes"].sum()
    resting = load[load["muscle_group"] == group].merge(table[table["cause"] == "rest"][keys], on=keys)
    moving = table if resting["easy_minutes"].sum() >= 0.05 * whole else table[table["cause"] != "rest"]
    assert shown(said["minutes"], seconds / 60.0), clause
    assert shown(said["of"], (moving["end_s"] - moving["start_s"]).sum() / 60.0), clause
    rows = load[load["muscle_group"] == group].merge(mine[keys], on=keys)
    assert shown(said["share"], 100.0 * rows["easy_minutes"].sum() / whole), clause
    braking = rows.loc[rows["action"] == "eccentric", "easy_minutes"].sum() / rows["easy_minutes"].sum()
    if said["manner"] == ", mostly braking":
        assert cause == "downhill"
        assert braking > 0.5
    if said["manner"] == ", mostly pushing":
        assert cause == "uphill"
        assert braking < 0.5
    return group, cause


@pytest.mark.parametrize("parts", [HILLY, SPRINTS, FLAT, MIXED])
def test_shares_and_minutes_add_up(parts):
    load, segments = loaded(parts)
    causes = load_causes(load, segments)
    assert list(causes.columns) == [
        "muscle_group", "cause", "easy_minutes", "braking_easy_minutes", "share", "minutes", "count",
    ]  # fmt: skip
    for group, of_group in causes.groupby("muscle_group"):
        assert of_group["share"].sum() == pytest.approx(1.0, abs=1e-12)
        assert of_group["minutes"].sum() == pytest.approx((segments["end_s"] - segments["start_s"]).sum() / 60.0)
        assert of_group["count"].sum() == len(segments)
        mine = load[load["muscle_group"] == group]
        assert of_group["easy_minutes"].sum() == pytest.approx(mine["easy_minutes"].sum())
        braking = mine.loc[mine["action"] == "eccentric", "easy_minutes"].sum()
        assert of_group["braking_easy_minutes"].sum() == pytest.approx(braking)
    assert causes["muscle_group"].unique().tolist() == list(GROUPS)


@pytest.mark.parametrize("parts", [HILLY, SPRINTS, FLAT, MIXED])
def test_every_sentence_of_a_run_is_true(parts):
    load, segments = loaded(parts)
    told = explain(load, segments)
    assert list(told.sentences) == list(GROUPS)
    for group, sentence in told.sentences.items():
        assert check_clause(sentence.removesuffix("."), load, segments)[0] == group


def test_every_sentence_of_a_week_is_true():
    load, segments = stored([HILLY, SPRINTS, FLAT])
    told = explain(load, segments, when="this week")
    for group, sentence in told.sentences.items():
        assert "this week" in sentence
        assert check_clause(sentence.removesuffix("."), load, segments)[0] == group


def test_a_week_is_its_runs_put_together():
    load, segments = stored([HILLY, SPRINTS, FLAT])
    together = load_causes(load, segments)
    merged = merge_causes(load_causes(*loaded(parts)) for parts in (HILLY, SPRINTS, FLAT))
    pd.testing.assert_frame_equal(together, merged, check_dtype=False)
    assert explain_causes(merged).headline == explain(load, segments).headline


@pytest.mark.parametrize("parts", [HILLY, SPRINTS, MIXED])
def test_the_headline_is_true_and_about_what_stands_out(parts):
    load, segments = loaded(parts)
    told = explain(load, segments)
    clauses = told.headline.removesuffix(".").split("; ")
    assert 1 <= len(clauses) <= 2
    causes = [check_clause(clause, load, segments)[1] for clause in clauses]
    assert len(set(causes)) == len(causes)
    assert set(causes) <= {"uphill", "downhill", "sprint"}


def test_hills_are_told_by_the_glutes_pushing_and_the_quads_braking():
    headline = explain(*loaded(HILLY)).headline
    assert re.search(r"glute load came from 2 hills, 8 of 40 minutes, mostly pushing", headline)
    assert re.search(r"quad load came from 2 downhills, 7 of 40 minutes, mostly braking", headline)


def test_a_flat_run_is_told_plainly():
    assert explain(*loaded(FLAT)).headline == ("All of each group's load came from steady running, 30 of 30 minutes.")
    nearly = (*FLAT, ("hill", "uphill", 30, 2.8, 0.03))
    load, segments = loaded(nearly)
    said = re.fullmatch(
        r"At least (\d+) % of each group's load came from steady running, 30 of (\d+) minutes\.",
        explain(load, segments).headline,
    )
    assert said
    shares = load_causes(load, segments).query("cause == 'steady'")["share"]
    assert int(said[1]) <= 100.0 * shares.iloc[:5].min() < int(said[1]) + 1
    assert said[2] == "30" or math.isclose(float(said[2]), 30.5, abs_tol=0.5)


def test_one_is_not_many():
    parts = (("steady", "flat", 600, 3.0, 0.0), ("hill", "uphill", 120, 2.7, 0.1))
    assert "from 1 hill, 2.0 of 12 minutes" in explain(*loaded(parts)).sentences["glutes"]


def test_a_run_in_which_nothing_moved():
    load, segments = loaded((("rest", "flat", 300, 0.0, 0.0),))
    told = explain(load, segments)
    assert told.headline == "Nothing was loaded."
    assert told.sentences["glutes"] == "No glute load."
    assert (told.causes["share"] == 0.0).all()


def test_walking_counts_in_the_whole_and_standing_does_not():
    running, walking, standing = (
        ("steady", "flat", 900, 3.0, 0.0),
        ("rest", "flat", 900, 1.6, 0.0),
        ("rest", "flat", 900, 0.0, 0.0),
    )
    assert "15 of 15 minutes" in explain(*loaded((running, standing))).sentences["glutes"]
    assert "15 of 30 minutes" in explain(*loaded((running, walking))).sentences["glutes"]
    assert "1 walk or rest, 15 of 15 minutes" in explain(*loaded((walking,))).headline


def test_a_hill_sprint_is_a_sprint():
    assert cause_of("sprint", "uphill") == "sprint"
    assert [cause_of("hill", terrain) for terrain in ("uphill", "downhill", "flat")] == ["uphill", "downhill", "steady"]
    assert {cause_of(kind, "flat") for kind in ("steady", "rest", "sprint", "hill")} <= set(CAUSES)


def test_categories_and_plain_text_are_told_alike():
    load, segments = loaded(HILLY)
    as_categories = load.astype({"muscle_group": "category", "action": "category"})
    table = segments.astype({"kind": "category", "terrain": "category"})
    assert explain(as_categories, table).sentences == explain(load, segments).sentences


KINDS = [("steady", "flat", 0.0), ("hill", "uphill", 0.08), ("hill", "downhill", -0.08)]
KINDS += [("sprint", "flat", 0.0), ("sprint", "uphill", 0.08), ("rest", "flat", 0.0)]
PART = st.tuples(st.sampled_from(KINDS), st.integers(10, 900), st.floats(0.0, 6.0))


@settings(deadline=None, max_examples=40)
@given(st.lists(PART, min_size=1, max_size=8))
def test_whatever_the_run_its_sentences_are_true(parts):
    load, segments = loaded(
        [(kind, terrain, seconds, speed, grade) for (kind, terrain, grade), seconds, speed in parts]
    )
    told = explain(load, segments)
    for group, sentence in told.sentences.items():
        if sentence.startswith("No "):
            assert load.loc[load["muscle_group"] == group, "easy_minutes"].sum() < 0.05
        else:
            check_clause(sentence.removesuffix("."), load, segments)


# Equivalent pace


def kilometre(speed):
    seconds = round(1000.0 / speed)
    return f"{seconds // 60}:{seconds % 60:02d}/km"


def test_the_groups_of_a_climb_are_told_by_level_paces():
    load, segments = loaded((("hill", "uphill", 300, 3.0, 0.10),))
    speeds = segment_equivalent_speeds(load, segments)
    assert equivalent_speed_sentence(speeds, 0, kilometre, "the climb") == (
        "On the climb your glutes worked as at 4:20/km on the flat, your quads as at 6:08/km."
    )


def test_of_a_rest_no_paces_are_told():
    load, segments = loaded((("rest", "flat", 300, 1.2, 0.0),))
    assert equivalent_speed_sentence(segment_equivalent_speeds(load, segments), 0, kilometre) == ""


# Hard minutes


def hard_week():
    tables, zones = [], []
    for run_id, (day, parts) in enumerate([("2026-03-03", HILLY), ("2026-03-05", SPRINTS), ("2026-03-08", FLAT)]):
        frame, segments = course(*parts)
        zones.append(zone_minutes(frame, segments, Runner(), 2.7).assign(run_id=run_id))
        table = segments.rename_axis("segment").reset_index()
        tables.append(table.assign(run_id=run_id, local_date=pd.Timestamp(day)))
    return pd.concat(zones, ignore_index=True), pd.concat(tables, ignore_index=True)


def test_hard_minutes_are_those_of_the_zones_hard_and_sprint():
    zones, segments = hard_week()
    hard = hard_minutes(zones, segments)
    wanted = zones[zones["zone"].isin(["hard", "sprint"])].groupby("muscle_group")["minutes"].sum()
    np.testing.assert_allclose(hard.groupby("muscle_group")["minutes"].sum()[wanted.index], wanted)
    for _, rows in hard.groupby("muscle_group"):
        assert rows["minutes"].is_monotonic_decreasing


@pytest.mark.parametrize("group", GROUPS)
def test_the_sentence_of_hard_minutes_is_true(group):
    zones, segments = hard_week()
    hard = hard_minutes(zones, segments)
    sentence = hard_minutes_sentence(hard, group)
    said = re.fullmatch(
        r"Hard minutes of ([a-z ]+) this week: ([\d.]+), (?:(all)|([\d.]+) of them) on (\w+)'s ([a-z ]+)\.", sentence
    )
    assert said, sentence
    assert said[1] == group.replace("_", " ")
    cause = "steady" if said[6] == "steady running" else CAUSE_OF_WORD[said[6]]
    rows = hard[hard["muscle_group"] == group]
    theirs = rows[(rows["cause"] == cause) & (rows["local_date"].dt.day_name() == said[5])]["minutes"].sum()
    assert shown(said[2], rows["minutes"].sum())
    assert bool(said[3]) == (len(rows) == 1)
    if said[4]:
        assert shown(said[4], theirs)


def test_glutes_worked_hard_on_tuesdays_hills():
    zones, segments = hard_week()
    assert "on Tuesday's hills" in hard_minutes_sentence(hard_minutes(zones, segments), "glutes")


def test_a_week_without_hard_minutes_says_so():
    frame, segments = course(*FLAT)
    zones = zone_minutes(frame, segments, Runner(), 3.0).assign(run_id=1)
    table = segments.rename_axis("segment").reset_index().assign(run_id=1, local_date=pd.Timestamp("2026-03-03"))
    hard = hard_minutes(zones, table)
    assert hard.empty
    assert hard_minutes_sentence(hard, "glutes", "last week") == "Hard minutes of glutes last week: none."
