"""What is said of a run or a week is read back and counted again, from the segments that it is about."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.muscles import (
    GROUPS,
    Explanation,
    HardAlike,
    LongEffort,
    NoStress,
    NothingHard,
    StandsOut,
    explain,
    hard_minutes,
    run_muscles,
    zone_minutes,
)
from runtone.muscles.explain import HARD, STANDS_OUT, TELLING_GROUPS, source_of
from runtone.muscles.facts import Lens
from runtone.runner import Runner
from runtone.wording import explanation_headline, group_sentence, hard_minutes_sentence
from tests.muscles.tracks import FLAT, HILLY, SPRINTS, Part, course

KNOWN = Runner(steady_speed_m_s=3.0)
HILL_SPRINTS = (
    ("steady", "flat", 900, 3.0, 0.0),
    *(("sprint", "uphill", 20, 4.6, 0.10), ("rest", "downhill", 90, 1.2, -0.1)) * 8,
    ("steady", "flat", 600, 3.0, 0.0),
)
MIXED = (*HILLY[:-1], *SPRINTS)
REPEATS = (
    ("steady", "flat", 900, 3.0, 0.0),
    *(("sprint", "flat", 80, 5.0, 0.0), ("rest", "flat", 90, 1.2, 0.0)) * 6,
    ("steady", "flat", 600, 3.0, 0.0),
)
DOWNHILL = (("steady", "flat", 200, 3.0, 0.0), ("hill", "downhill", 1500, 3.6, -0.08))
RUNS = {
    "hilly": HILLY,
    "sprints": SPRINTS,
    "hill sprints": HILL_SPRINTS,
    "flat": FLAT,
    "mixed": MIXED,
    "repeats": REPEATS,
    "downhill": DOWNHILL,
}

SOURCE_OF_WORD = {
    "hill sprint": "hill sprint", "sprint": "sprint", "hill repeat": "hill repeat", "repeat": "repeat",
    "climb": "uphill", "descent": "downhill", "walk or rest": "rest", "walks and rests": "rest",
}  # fmt: skip
DID_IT = r"(?P<share>\d+) % of it from (?P<count>\d+) (?P<what>[a-z ]+), (?P<minutes>[\d.]+) of (?P<of>[\d.]+) minutes"
OUT = re.compile(
    r"(?P<group>[A-Z][a-z ]+) stood out(?P<lens> by pushing| by braking)?: (?P<times>[\d.]+) times "
    r"(?:the stress of easy running|that of easy running|your usual stress)(?:, " + DID_IT + r")?\."
    r"(?P<volume> Volume (?:as usual|[\d.]+ times the usual)\.)?"
)
GROUP = re.compile(
    r"(?P<group>[A-Z][a-z ]+): (?:no stress|(?P<amount>[\d.,]+) stress minutes in (?P<whole>[\d.]+) minutes, (?:"
    + DID_IT
    + r"(?P<manner>, mostly braking|, mostly pushing)?|(?P<easy>about as easy running asks)|"
    r"(?P<less>less than easy running asks)|(?P<more>[\d.]+) times easy running, spread over the whole))\."
)
COLUMN = {None: "stress_minutes", " by pushing": "push_stress_minutes", " by braking": "brake_stress_minutes"}


def analysed(parts: Sequence[Part], runner: Runner = KNOWN) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    frame, segments = course(*parts)
    tables = run_muscles(frame, segments, runner, 3.0)
    return tables.muscle_stress, segments, tables.muscle_zones


def shown(text: str, value: float) -> bool:
    """Whether a number in a sentence is this value, rounded as it is written."""
    decimals = len(text.partition(".")[2])
    return abs(float(text.replace(",", "")) - value) <= 0.5 * 10.0**-decimals + 1e-9


def key_of(words: str) -> str:
    return words.lower().replace(" ", "_")


def check_what_did_it(
    said: re.Match[str], group: str, column: str, stress: pd.DataFrame, segments: pd.DataFrame
) -> str:
    """Count a clause's share, number and minutes again from the raw frames."""
    table = segments if "segment" in segments else segments.rename_axis("segment").reset_index()
    seconds = table["end_s"] - table["start_s"]
    rest = table["kind"] == "rest"
    keys = ["run_id", "segment"] if "run_id" in table else ["segment"]
    resting = stress.merge(table[rest][keys], on=keys)["stress_minutes"].sum()
    counted = ~rest if resting < 0.05 * stress["stress_minutes"].sum() or resting == 0 else rest | True
    word = said["what"]
    source = SOURCE_OF_WORD[word if word in SOURCE_OF_WORD else word.removesuffix("s")]
    sources = [source_of(*row) for row in zip(table["kind"], table["terrain"], seconds, strict=True)]
    mine = (np.array(sources) == source) & counted
    assert int(said["count"]) == mine.sum()
    assert shown(said["minutes"], seconds[mine].sum() / 60.0)
    assert shown(said["of"], seconds[counted].sum() / 60.0)
    own = stress[stress["muscle_group"] == group]
    assert shown(said["share"], 100.0 * own.merge(table[mine][keys], on=keys)[column].sum() / own[column].sum())
    return source


def check_headline(told: Explanation, stress: pd.DataFrame, segments: pd.DataFrame) -> tuple[str, str | None] | None:
    sentence = explanation_headline(told)
    if not isinstance(told.headline, StandsOut):
        assert "No group stood out" in sentence or "stood out:" not in sentence
        return None
    said = OUT.fullmatch(sentence)
    assert said, sentence
    group, column = key_of(said["group"]), COLUMN[said["lens"]]
    a_minute = {
        name: 60.0 * stress.loc[stress["muscle_group"] == name, column].sum() / told.seconds for name in TELLING_GROUPS
    }
    assert shown(said["times"], a_minute[group])
    assert a_minute[group] == max(a_minute.values()) >= HARD
    assert a_minute[group] >= STANDS_OUT * np.median(list(a_minute.values()))
    if said["share"]:
        check_what_did_it(said, group, column, stress, segments)
    return group, said["lens"]


def check_group(sentence: str, stress: pd.DataFrame, segments: pd.DataFrame, told: Explanation) -> None:
    said = GROUP.fullmatch(sentence)
    assert said, sentence
    group = key_of(said["group"])
    own = stress[stress["muscle_group"] == group]
    total = own["stress_minutes"].sum()
    if not said["amount"]:
        assert total < 0.05
        return
    assert shown(said["amount"], total)
    assert shown(said["whole"], told.seconds / 60.0)
    a_minute = 60.0 * total / told.seconds
    if said["easy"]:
        assert 1.0 / HARD < a_minute < HARD
    elif said["less"]:
        assert a_minute <= 1.0 / HARD
    elif said["more"]:
        assert shown(said["more"], a_minute)
    else:
        source = check_what_did_it(said, group, "stress_minutes", stress, segments)
        push, brake = own["push_stress_minutes"].sum(), own["brake_stress_minutes"].sum()
        if said["manner"] == ", mostly braking":
            assert source == "downhill"
            assert brake > push
        if said["manner"] == ", mostly pushing":
            assert source in ("uphill", "hill sprint", "hill repeat")
            assert push > brake


@pytest.mark.parametrize("name", RUNS)
def test_every_sentence_of_a_run_is_true(name: str) -> None:
    stress, segments, zones = analysed(RUNS[name])
    told = explain(stress, segments, muscle_zones=zones)
    assert list(told.groups) == list(GROUPS)
    check_headline(told, stress, segments)
    for group in GROUPS:
        check_group(group_sentence(told, group), stress, segments, told)


@pytest.mark.parametrize(
    ("name", "group", "lens"),
    [
        ("hill sprints", "glutes", " by pushing"),
        ("repeats", "hip_flexors", None),
        ("downhill", "quads", " by braking"),
    ],
)
def test_a_session_is_told_by_the_group_that_it_is_run_for(name: str, group: str, lens: str | None) -> None:
    stress, segments, zones = analysed(RUNS[name])
    told = explain(stress, segments, muscle_zones=zones)
    assert check_headline(told, stress, segments) == (group, lens)


def test_an_easy_run_says_that_no_group_had_hard_minutes() -> None:
    stress, segments, zones = analysed(FLAT)
    told = explain(stress, segments, muscle_zones=zones)
    assert isinstance(told.headline, NothingHard)
    assert told.headline.no_hard_minutes
    assert told.headline.per_minute == pytest.approx(1.0, abs=0.1)
    assert not zones["zone"].isin(["hard", "sprint"]).any()
    assert explanation_headline(told) == "An easy run: no group had hard minutes."
    assert explanation_headline(explain(stress, segments)) == "No group stood out: all worked about as in easy running."
    assert (
        group_sentence(told, "hamstrings") == "Hamstrings: 30 stress minutes in 30 minutes, about as easy running asks."
    )


@pytest.mark.parametrize("name", RUNS)
def test_never_is_most_of_a_groups_work_put_down_to_steady_running(name: str) -> None:
    stress, segments, zones = analysed(RUNS[name])
    told = explain(stress, segments, muscle_zones=zones)
    said = [explanation_headline(told), *(group_sentence(told, group) for group in GROUPS)]
    assert not any("steady" in sentence or "load" in sentence for sentence in said)


def test_a_race_is_hard_as_a_whole_and_more_so_for_some_groups() -> None:
    stress, segments, _ = analysed((("steady", "flat", 2400, 3.55, 0.0),))
    told = explain(stress, segments)
    assert isinstance(told.headline, HardAlike)
    said = re.fullmatch(
        r"Hard as a whole: each minute weighed as ([\d.]+) \(([a-z ]+)\) to ([\d.]+) \(([a-z ]+)\) of easy "
        r"running\.",
        explanation_headline(told),
    ) or pytest.fail(explanation_headline(told))
    a_minute = stress.groupby("muscle_group")["stress_minutes"].sum()[list(TELLING_GROUPS)] / 40.0
    assert key_of(said[2]) == a_minute.idxmin()
    assert key_of(said[4]) == a_minute.idxmax()
    assert shown(said[1], a_minute.min())
    assert shown(said[3], a_minute.max())


def test_a_marathon_says_its_size_and_what_braked_most() -> None:
    stress, segments, _ = analysed((*(("steady", "flat", 1500, 3.1, 0.0), ("hill", "downhill", 300, 3.1, -0.02)) * 7,))
    usual = dict.fromkeys(GROUPS, 60.0)
    told = explain(stress, segments, usual_week={"all": usual})
    assert isinstance(told.headline, LongEffort)
    said = re.fullmatch(
        r"3 h 30 min of running: ([\d.]+) usual weeks of stress in one run\. No group stood out; ([a-z ]+) braked most "
        r"\((\d+) minutes' worth\)\. Keep the next days easy\.",
        explanation_headline(told),
    ) or pytest.fail(explanation_headline(told))
    sums = stress.groupby("muscle_group")[["stress_minutes", "brake_stress_minutes"]].sum().loc[list(TELLING_GROUPS)]
    assert shown(said[1], float((sums["stress_minutes"] / 60.0).median()))
    assert key_of(said[2]) == sums["brake_stress_minutes"].idxmax()
    assert shown(said[3], sums["brake_stress_minutes"].max())
    without = explain(stress, segments)
    assert isinstance(without.headline, LongEffort), "long for anyone"
    assert "usual weeks" not in explanation_headline(without)


def test_a_run_in_which_nothing_moved_and_one_whose_stress_is_not_known_yet() -> None:
    stress, segments, _ = analysed((("rest", "flat", 300, 0.0, 0.0),))
    assert explain(stress, segments).headline == NoStress(known=True)
    assert explanation_headline(explain(stress, segments)) == "Nothing was worked."
    assert group_sentence(explain(stress, segments), "glutes") == "Glutes: no stress."
    unread = analysed(HILLY)[0].assign(stress_minutes=np.nan, push_stress_minutes=np.nan, brake_stress_minutes=np.nan)
    told = explain(unread, course(*HILLY)[1])
    assert told.headline == NoStress(known=False)
    assert "not known yet" in explanation_headline(told)


# Weeks


def stored(parts_of_runs: Sequence[Sequence[Part]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Long frames of several runs, as a library keeps them."""
    stresses, tables = [], []
    for run_id, parts in enumerate(parts_of_runs, start=11):
        stress, segments, _ = analysed(parts)
        stresses.append(stress.assign(run_id=run_id))
        tables.append(segments.rename_axis("segment").reset_index().assign(run_id=run_id))
    return pd.concat(stresses, ignore_index=True), pd.concat(tables, ignore_index=True)


def by_group(sums: pd.Series) -> dict[str, float]:
    return {str(group): float(value) for group, value in sums.items()}


def test_a_week_is_told_against_the_usual_week() -> None:
    stress, segments = stored([HILL_SPRINTS, FLAT, HILLY])
    usual_stress, usual_segments = stored([FLAT, FLAT, HILLY])
    usual = by_group(usual_stress.groupby("muscle_group")["stress_minutes"].sum())
    running = usual_segments[usual_segments["kind"] != "rest"]
    usual_s = float((running["end_s"] - running["start_s"]).sum())
    told = explain(stress, segments, span="week", usual_week={"all": usual}, usual_seconds=usual_s)
    said = OUT.fullmatch(explanation_headline(told))
    assert said, explanation_headline(told)
    assert key_of(said["group"]) == "glutes"
    ratio = stress.groupby("muscle_group")["stress_minutes"].sum() / pd.Series(usual)
    assert shown(said["times"], ratio["glutes"])
    assert ratio[list(TELLING_GROUPS)].idxmax() == "glutes"
    assert check_what_did_it(said, "glutes", "stress_minutes", stress, segments) == "hill sprint"
    assert said["volume"] == " Volume as usual."
    for group in GROUPS:
        check_group(group_sentence(told, group), stress, segments, told)


def test_a_usual_week_and_a_bigger_one() -> None:
    stress, segments = stored([FLAT, HILLY])
    sums = stress.groupby("muscle_group")["stress_minutes"].sum()
    same = explain(stress, segments, span="week", usual_week={"all": by_group(sums)})
    assert explanation_headline(same) == "No group stood out from your usual week."
    bigger = explain(stress, segments, span="week", usual_week={"all": by_group(sums / 1.5)})
    assert isinstance(bigger.headline, HardAlike)
    assert explanation_headline(bigger).startswith("More than usual for every group alike: from 1.5")
    times = pd.Series(np.linspace(1.85, 1.5, len(TELLING_GROUPS)), list(TELLING_GROUPS)).reindex(sums.index)
    uneven = explain(stress, segments, span="week", usual_week={"all": by_group(sums / times.fillna(1.7))})
    said = re.fullmatch(
        r"More than usual for every group, (?P<most>[a-z ]+) most: 1\.[89] times your usual stress(?P<what>, .+)?; "
        r"(?P<least>[a-z ]+) least, 1\.5 times\.",
        explanation_headline(uneven),
    )
    assert said
    assert (key_of(said["most"]), key_of(said["least"])) == (TELLING_GROUPS[0], TELLING_GROUPS[-1])


def test_a_week_with_nothing_usual_to_compare_with_is_told_by_easy_running() -> None:
    stress, segments = stored([FLAT, FLAT])
    assert explanation_headline(explain(stress, segments, span="week")) == (
        "No group stood out: all worked about as in easy running."
    )


def test_a_week_is_looked_at_by_pushing_where_a_climb_set_the_groups_apart() -> None:
    stress, segments = stored([HILL_SPRINTS, FLAT, HILLY])
    sums = stress.groupby("muscle_group")[["stress_minutes", "push_stress_minutes"]].sum()
    glutes = pd.Series({"glutes": 1.0}).reindex(sums.index, fill_value=0.0)
    usual: dict[Lens, dict[str, float]] = {
        "all": by_group(sums["stress_minutes"] / (1.3 + 0.02 * glutes)),
        "push": by_group(sums["push_stress_minutes"] / (1.3 + 0.2 * glutes)),
    }
    told = explain(stress, segments, span="week", usual_week=usual, usual_seconds=7200.0)
    assert isinstance(told.headline, StandsOut)
    assert told.headline.lens == "push"
    assert explanation_headline(told).startswith("Glutes stood out by pushing: 1.5 times your usual stress, ")
    without = explain(stress, segments, span="week", usual_week={"all": usual["all"]}, usual_seconds=7200.0)
    assert isinstance(without.headline, HardAlike)
    assert re.search(r" times your usual stress\. Volume [\d.]+ times the usual\.$", explanation_headline(without))


def test_a_walk_is_not_said_to_be_like_easy_running() -> None:
    stress, segments, _ = analysed((("steady", "flat", 1200, 2.2, 0.0),))
    assert explanation_headline(explain(stress, segments)) == (
        "No group stood out: all worked less than in easy running."
    )


KINDS = [("steady", "flat", 0.0), ("hill", "uphill", 0.08), ("hill", "downhill", -0.08)]
KINDS += [("sprint", "flat", 0.0), ("sprint", "uphill", 0.08), ("rest", "flat", 0.0)]
PART = st.tuples(st.sampled_from(KINDS), st.integers(10, 900), st.floats(0.0, 6.0))


@settings(deadline=None, max_examples=25)
@given(st.lists(PART, min_size=1, max_size=8))
def test_whatever_the_run_its_sentences_are_true(parts: list[tuple[tuple[str, str, float], int, float]]) -> None:
    stress, segments, zones = analysed(
        [(kind, terrain, seconds, speed, grade) for (kind, terrain, grade), seconds, speed in parts]
    )
    told = explain(stress, segments, muscle_zones=zones)
    check_headline(told, stress, segments)
    for group in GROUPS:
        check_group(group_sentence(told, group), stress, segments, told)


# Hard minutes


def hard_week() -> pd.DataFrame:
    tables, zones = [], []
    for run_id, (day, parts) in enumerate([("2026-03-03", HILLY), ("2026-03-05", SPRINTS), ("2026-03-08", FLAT)]):
        frame, segments = course(*parts)
        zones.append(zone_minutes(frame, segments, Runner(), 2.7).assign(run_id=run_id))
        table = segments.rename_axis("segment").reset_index()
        tables.append(table.assign(run_id=run_id, local_date=pd.Timestamp(day)))
    return hard_minutes(pd.concat(zones, ignore_index=True), pd.concat(tables, ignore_index=True))


CAUSE_OF_WORD = {
    "hills": "uphill", "downhills": "downhill", "sprints": "sprint", "walks and rests": "rest",
    "steady running": "steady",
}  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_the_sentence_of_hard_minutes_is_true(group: str) -> None:
    hard = hard_week()
    sentence = hard_minutes_sentence(hard, group)
    said = re.fullmatch(
        r"Hard minutes of ([a-z ]+) this week: ([\d.]+), (?:(all)|([\d.]+) of them) on (\w+)'s ([a-z ]+)\.", sentence
    )
    assert said, sentence
    assert key_of(said[1]) == group
    rows = hard[hard["muscle_group"] == group]
    cause = CAUSE_OF_WORD[said[6]]
    theirs = rows[(rows["cause"] == cause) & (rows["local_date"].dt.day_name() == said[5])]["minutes"].sum()
    assert shown(said[2], rows["minutes"].sum())
    assert bool(said[3]) == (len(rows) == 1)
    if said[4]:
        assert shown(said[4], theirs)


def test_glutes_worked_hard_on_tuesdays_hills() -> None:
    assert "on Tuesday's hills" in hard_minutes_sentence(hard_week(), "glutes")


def test_a_week_without_hard_minutes_says_so() -> None:
    nothing = hard_week().iloc[:0]
    assert hard_minutes_sentence(nothing, "glutes", "last week") == "Hard minutes of glutes last week: none."
