"""How well hills, sprints and rests are told, and how fast.

    python benchmarks/segmentation.py [--runs 200] [--seed 3000]

Figures: scores on synthetic runs of known truth, with and without the runner's history, whole and cut to their
repeats; on real recordings with labelled laps (laps ignored, no history), and of two watches on one session; and
milliseconds of one processor for each 1,000 seconds of run, from records to segments. What the first two need lies
beside the checkout, not in it.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from runtone.analysis import analyze
from runtone.files import Activity, read_activity
from runtone.files.activity import no_laps
from runtone.runner import Runner
from runtone.segments import Segmentation, segment_track
from runtone.tracks import Track, build_track
from tests.corpus import CORPUS, SHARED, manifest
from tests.segments.mountain_runs import CLASSES, confusion, f1_of, known_run, labels_of
from tests.segments.runs import jog, kappa, kinds, spans, stand, times, track_of

GENERATOR = SHARED / "segmentation"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200, help="synthetic runs")
    parser.add_argument("--seed", type=int, default=3000, help="of the first of them")
    chosen = parser.parse_args()
    if (GENERATOR / "score.py").is_file():
        score_synthetic(chosen.runs, chosen.seed)
    else:
        print("The generator of synthetic runs is not beside this checkout: no scores.")
    score_mountains(chosen.runs // 4, chosen.seed)
    if (CORPUS / "interval_laps.csv").is_file():
        score_labelled_laps()
        score_two_watches()
        count_on_other_runs()
    else:
        print("The corpus of real recordings is not beside this checkout: no scores on it.")
    measure_time()


def score_synthetic(count: int, seed: int) -> None:
    sys.path.insert(0, str(GENERATOR))
    score, synthetic_runs = (import_module(name) for name in ("score", "synthetic_runs"))

    runs = [synthetic_runs.make_run(seed + number) for number in range(count)]
    cropped = [crop for crop in map(score.crop_to_repeats, runs) if crop is not None]
    for name, these in (("whole runs", runs), ("interval runs cut to their repeats", cropped)):
        for history in (False, True):
            found = score.score(these, history=history)
            known = "steady speed known within 5 %" if history else "no history"
            print(f"\nSynthetic: {len(these)} {name}, {known}")
            print(f"  macro-F1 per second  {found['macro_f1']:.3f}   {_listed(found['class_f1'])}")
            print(f"  by altitude          {_listed(found['macro_f1_by_altitude'])}")
            print(f"  events F1            {found['event_f1']:.3f}   {_listed(found['event_f1_by_kind'])}")
            if found["failures"]:
                print(f"  not analysed         {found['failures']}")


def score_mountains(count: int, seed: int) -> None:
    """Score the labels on mountains, stairs, lights, run-walk, tempo, wind and bridges of known truth."""
    counts: dict[str, Any] = defaultdict(lambda: np.zeros((len(CLASSES), len(CLASSES))))
    for number in range(count):
        run = known_run(seed + number)
        one = confusion(run.truth, labels_of(analyze(run.activity).track))
        for name in ("all", run.kind, run.sensor):
            counts[name] += one
    each = f1_of(counts["all"])
    print(f"\nMountains, streets and weather: {count} runs of known truth, no history")
    print(f"  macro-F1 per second  {np.nanmean(each):.3f}   {_listed(dict(zip(CLASSES, each, strict=True)))}")
    right = {name: float(np.trace(table) / table.sum()) for name, table in counts.items()}
    print(f"  seconds told right   {_listed(right)}")


def _listed(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


@cache
def run_of(file: str) -> tuple[Track, Segmentation]:
    track = build_track(read_activity(CORPUS / file))
    return track, segment_track(track, no_laps(), Runner())


def score_labelled_laps() -> None:
    laps: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (CORPUS / "interval_laps.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            laps[row["file"]].append(row)
    print("\nLabelled laps of real recordings, laps ignored, no history: repeats found, false sprints")
    total = np.zeros(3, dtype=int)
    for name, rows in laps.items():
        track, run = run_of(name)
        begun = track.frame["time"].iloc[0]
        work = [
            (
                (pd.Timestamp(row["start_utc"]) - begun).total_seconds(),
                (pd.Timestamp(row["end_utc"]) - begun).total_seconds(),
            )
            for row in rows
            if row["label"] == "work"
        ]
        found = spans(run.effort, "sprint")
        hit = sum(any(_share(true, each) >= 0.5 for each in found) for true in work)
        total += (hit, len(work), len(found) - hit)
        print(f"  {name.split('/')[-1]:40} {hit:2} of {len(work):2}   {len(found) - hit} false")
    print(f"  {'all':40} {total[0]:2} of {total[1]:2}   {total[2]} false")


def _share(one: tuple[float, float], other: tuple[float, float]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0]))


def score_two_watches() -> None:
    session = [row["file"] for row in manifest(klass="run") if row["start_utc"].startswith("2021-06-04T10:48:")]
    one, two = (pd.Series(kinds(run), index=track.frame["time"].dt.round("s")) for track, run in map(run_of, session))
    both = pd.concat([one, two], axis=1, join="inner")
    print(f"\nTwo watches on one session: kappa {kappa(both[0], both[1]):.3f} over {len(both)} seconds")


def count_on_other_runs() -> None:
    """Count sprints on runs without labels: most of them easy, so that most sprints found there are doubtful."""
    labelled = {row["file"] for row in csv.DictReader((CORPUS / "interval_laps.csv").open(encoding="utf-8"))}
    counts: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for row in manifest(klass="run", sport="running"):
        if row["file"] in labelled:
            continue
        track, run = run_of(row["file"])
        counted = counts["speed " + ("from positions" if track.speed_source == "positions" else "of the device")]
        counted[0] += 1
        counted[1] += len(spans(run.effort, "sprint"))
        counted[2] += len(track.frame) / 3600
    print("\nOther real runs, without laps or history")
    for name, (files, sprints, hours) in counts.items():
        print(f"  {name:22} {files:.0f} files, {hours:.1f} hours: {sprints:.0f} sprints")


def measure_time() -> None:
    pieces = times(
        3, jog(700), jog(200, 3.0, 0.06), jog(180, 3.0, -0.06), stand(20), *times(2, jog(60, 4.3), jog(90, 2.4))
    )
    print("\nProcessor milliseconds for each 1,000 s of run, best of 5")
    for hours in (1, 10, 100):
        track = track_of(*pieces * hours, speed_noise=0.04)
        names = ["time", "latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_m_s", "cadence_spm"]
        activity = Activity(records=track.frame[names])
        repeats = 5 if hours < 100 else 1
        cleaned, to_track = _best(repeats, build_track, activity)
        _, to_segments = _best(repeats, segment_track, cleaned, no_laps(), Runner())
        per = 1e6 / len(track.frame)
        print(f"  {hours:3} h: records to track {to_track * per:.2f}, track to segments {to_segments * per:.2f}")


def _best(repeats: int, function: Any, *given: Any) -> tuple[Any, float]:
    took = []
    for _ in range(repeats):
        begun = time.process_time()
        result = function(*given)
        took.append(time.process_time() - begun)
    return result, min(took)


if __name__ == "__main__":
    main()
