"""Real recordings whose repeats are known."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

import numpy as np
import pandas as pd
import pytest

from runtone.files import read_activity
from runtone.runner import Runner
from runtone.segments import Segmentation, segment_track
from runtone.tracks import Track, build_track
from tests.corpus import CORPUS, manifest, requires_corpus
from tests.segments.runs import kappa, kinds, laps_of, spans

pytestmark = [requires_corpus, pytest.mark.corpus]


def labelled() -> dict[str, list[dict[str, str]]]:
    path = CORPUS / "interval_laps.csv"
    laps: dict[str, list[dict[str, str]]] = defaultdict(list)
    if path.is_file():
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                laps[row["file"]].append(row)
    return laps


LAPS = labelled()


@cache
def run_of(file: str, *, with_laps: bool = False) -> tuple[Track, Segmentation]:
    activity = read_activity(CORPUS / file)
    track = build_track(activity)
    return track, segment_track(track, activity.laps if with_laps else laps_of(), Runner())


def seconds(track: Track, lap: dict[str, str]) -> tuple[float, float]:
    begun = track.frame["time"].iloc[0]
    start, end = ((pd.Timestamp(lap[name]) - begun).total_seconds() for name in ("start_utc", "end_utc"))
    return start, end


def matched(true: list[tuple[float, float]], found: list[tuple[int, int]]) -> int:
    """How many true stretches share at least half of their union with a found one of their own."""
    left = list(found)
    count = 0
    for a, b in true:
        best = max(left, key=lambda each: min(b, each[1]) - max(a, each[0]), default=None)
        if best and (min(b, best[1]) - max(a, best[0])) / (max(b, best[1]) - min(a, best[0])) >= 0.5:
            left.remove(best)
            count += 1
    return count


def test_nine_in_ten_labelled_repeats_are_found_without_laps_or_history() -> None:
    known = hit = 0
    for file, laps in LAPS.items():
        track, run = run_of(file)
        work = [seconds(track, lap) for lap in laps if lap["label"] == "work"]
        known += len(work)
        hit += matched(work, spans(run.effort, "sprint"))
    assert hit >= 0.9 * known


@pytest.mark.parametrize("file", LAPS)
def test_at_most_one_false_sprint_a_file(file: str) -> None:
    track, run = run_of(file)
    work = [seconds(track, lap) for lap in LAPS[file] if lap["label"] == "work"]
    found = spans(run.effort, "sprint")
    assert len(found) - matched(work, found) <= 1


@pytest.mark.parametrize("file", LAPS)
def test_each_repeat_is_one_row(file: str) -> None:
    _, run = run_of(file)
    rows = run.segments[run.segments["kind"] == "sprint"]
    assert list(zip(rows["start_s"], rows["end_s"], strict=True)) == spans(run.effort, "sprint")


@pytest.mark.parametrize("file", LAPS)
def test_warm_ups_and_cool_downs_are_steady(file: str) -> None:
    track, run = run_of(file)
    effort = np.asarray(run.effort)
    for lap in LAPS[file]:
        if lap["label"] in ("warmup", "cooldown"):
            start, end = (int(each) for each in seconds(track, lap))
            assert np.mean(effort[max(start, 0) : end] == "sprint") < 0.1


@pytest.mark.parametrize("file", LAPS)
def test_with_the_devices_laps_the_labelled_repeats_are_the_sprints(file: str) -> None:
    track, run = run_of(file, with_laps=True)
    work = [seconds(track, lap) for lap in LAPS[file] if lap["label"] == "work"]
    rows = run.segments[run.segments["kind"] == "sprint"]
    assert matched(work, list(zip(rows["start_s"], rows["end_s"], strict=True))) == len(work)
    assert set(rows["source"]) == {"device lap"}


def test_two_watches_on_one_session_agree() -> None:
    session = [row["file"] for row in manifest(klass="run") if row["start_utc"].startswith("2021-06-04T10:48:")]
    assert len(session) == 2
    one, two = (pd.Series(kinds(run), index=track.frame["time"].dt.round("s")) for track, run in map(run_of, session))
    both = pd.concat([one, two], axis=1, join="inner")
    assert len(both) > 1800
    assert kappa(both[0], both[1]) >= 0.90


FLAT_AND_EASY = (
    "wuyueSea__my_running_page/FIT_OUT/451205370157760513.fit",
    "wuyueSea__my_running_page/FIT_OUT/457467548709978115.fit",
    "wuyueSea__my_running_page/FIT_OUT/458279024796401664.fit",
    "wuyueSea__my_running_page/FIT_OUT/467695797528461331.fit",
    "wuyueSea__my_running_page/FIT_OUT/471800819629458120.fit",
    "arthurfsy2__workouts_page_fsy/FIT_OUT/115145292.fit",
    "arthurfsy2__workouts_page_fsy/FIT_OUT/116925749.fit",
    "arthurfsy2__workouts_page_fsy/FIT_OUT/84264767.fit",
    "arthurfsy2__workouts_page_fsy/FIT_OUT/135380863.fit",
)


@pytest.mark.parametrize("file", FLAT_AND_EASY)
def test_a_flat_easy_run_has_neither_hills_nor_sprints(file: str) -> None:
    _, run = run_of(file)
    assert spans(run.effort, "sprint") == []
    assert set(run.terrain) == {"flat"}


@pytest.mark.parametrize(
    "file", [row["file"] for row in manifest(lap_intensities="interval") + manifest(lap_intensities="active")]
)
def test_watches_that_mark_every_lap_alike_are_not_believed(file: str) -> None:
    _, run = run_of(file, with_laps=True)
    assert set(run.segments["source"]) == {"detected"}
