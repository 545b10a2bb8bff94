"""How near cleaned tracks come to what watches say, what rough barometers do to them, and how long cleaning takes.

    python benchmarks/tracks.py [--only ascent|barometers|time]

Ascent: on the public recordings beside the checkout, against each watch's own total, beside a plain 3 m hysteresis on
the recorded heights (what several watches do). Barometers: grade error and false hills on runs of known ground under
steps, gusts, spikes, lag and coarse writing. Time: milliseconds of cleaning for each 1,000 s of run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from runtone.files import read_activity
from runtone.tracks import build_track
from tests.corpus import CORPUS, manifest
from tests.tracks.runs import Truth, activity, ascent_m, hilly, recorded, steady
from tests.tracks.test_dead_band import counted
from tests.tracks.test_scaling import ultra


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("ascent", "barometers", "time"))
    only = parser.parse_args().only
    for name, measure in (("ascent", ascent), ("barometers", barometers), ("time", cleaning_time)):
        if only in (None, name):
            measure()


def ascent() -> None:
    """Ascent against the watches' own totals."""
    rows = []
    for row in manifest(klass="run"):
        run = read_activity(CORPUS / row["file"])
        if not run.device_ascent_m or "altitude_m" not in run.records:
            continue
        track = build_track(run)
        if track.altitude_source in ("none", "phone"):
            continue
        recorded_m = run.records["altitude_m"].dropna().to_numpy()
        rows.append((run.device_ascent_m, ascent_m(track.frame), counted(recorded_m, 3.0)))
    if not rows:
        print("ascent: the public recordings are not beside this checkout")
        return
    told, ours, plain = np.array(rows).T
    print("Ascent against the watch's own: median of the error, and of its size")
    for least in (1, 10, 50):
        which = told >= least
        for name, found in (("runtone", ours), ("3 m hysteresis", plain)):
            error = 100 * (found[which] / told[which] - 1)
            print(f"  {which.sum():3} runs of {least:2} m and more  {name:15} {np.median(error):+6.1f} %  "
                  f"{np.median(np.abs(error)):5.1f} %")  # fmt: skip


Damage = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def steps(height: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    second = np.arange(height.size)
    for begin in rng.uniform(60, height.size - 60, max(height.size // 900, 1)):
        height = height + rng.choice([-10.0, 10.0]) * (1 - np.exp(-np.maximum(second - begin, 0)))
    return height


def gusts(height: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    second = np.arange(height.size)
    for centre in rng.uniform(0, height.size, height.size // 100):
        half = rng.uniform(4, 12)
        height = height + rng.normal(0, 1.5) * np.cos(np.clip((second - centre) / half, -1, 1) * np.pi / 2) ** 2
    return height


def spikes(height: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height = height.copy()
    height[rng.integers(0, height.size, height.size // 200)] += rng.normal(0, 9, height.size // 200)
    return height


def late(height: np.ndarray, _: np.random.Generator) -> np.ndarray:
    return np.concatenate([np.full(6, height[0]), height[:-6]])


DAMAGE: dict[str, Damage] = {
    "as it is": lambda height, _: height,
    "steps of 10 m": steps,
    "gusts of 1.5 m": gusts,
    "spikes of 9 m": spikes,
    "6 s late": late,
    "written in 10 m": lambda height, _: np.round(height / 10.0) * 10.0,
}


def barometers() -> None:
    """Grade error and false hills of each kind of damage."""
    truths: list[Truth] = [
        steady(3600), hilly(3600), hilly(3600, climb_s=60, grade=0.05), hilly(3600, climb_s=300, grade=0.03),
    ]  # fmt: skip
    print("Barometers: grade error [percentage points], stretches of 100 m with 4 m that are not there")
    for name, damage in DAMAGE.items():
        errors, false = [], 0
        for number, truth in enumerate(truths * 3):
            rng = np.random.default_rng(number)
            records = recorded(truth, seed=number)
            records["altitude_m"] = damage(records["altitude_m"].to_numpy(), rng)
            grade = build_track(activity(records)).frame["grade"].to_numpy()
            errors.append(np.mean((grade - truth.grade) ** 2))
            false += false_hills(grade, truth)
        print(f"  {name:16} {100 * np.sqrt(np.mean(errors)):5.2f}  {false:3}")


def false_hills(grade: np.ndarray, truth: Truth) -> int:
    every_5_m = np.arange(0.0, truth.distance_m[-1] - 100.0, 5.0)

    def rise(grades: np.ndarray) -> np.ndarray:
        height = np.concatenate([[0.0], np.cumsum(grades[:-1] * truth.speed_m_s[:-1])])
        ends, begins = (np.interp(every_5_m + add, truth.distance_m, height) for add in (100.0, 0.0))
        return np.asarray(ends - begins)

    bad = (np.abs(rise(grade)) >= 4.0) & (np.abs(rise(truth.grade)) < 1.5)
    return int(np.count_nonzero(np.diff(bad.astype(int)) == 1))


def cleaning_time() -> None:
    """Milliseconds for each 1,000 s, of runs of one to a hundred hours."""
    print("Cleaning: milliseconds of one core for each 1,000 s of run, best of several")
    for hours, times in ((1, 9), (10, 3), (100, 2)):
        run = activity(ultra(hours))
        took = []
        for _ in range(times):
            begun = time.process_time()
            build_track(run)
            took.append(time.process_time() - begun)
        print(f"  {hours:3} h  {1e6 * min(took) / (hours * 3600):5.2f}")


if __name__ == "__main__":
    main()
