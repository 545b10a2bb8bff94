"""How long the load of 100,000 seconds takes, and what the model answers to each published finding.

Times are given beside a plain numpy pass over an array as large as the result (an exponential of 100,000 x 24 numbers),
run in turn with them, so that the ratio means the same on a busy machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from runtone.muscles import load_rate, run_muscles, segment_load, stress, work_per_step, zone_minutes  # noqa: E402
from runtone.runner import Runner  # noqa: E402
from tests.muscles.findings import MODEL, findings  # noqa: E402

SECONDS = 100_000
ROUNDS = 7


def busy_track(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every second different: speeds from walking to sprinting, slopes, accelerations, cadence, a few pauses."""
    track = pd.DataFrame(
        {
            "speed_m_s": rng.uniform(0.0, 7.0, SECONDS),
            "grade": rng.normal(0.0, 0.06, SECONDS),
            "acceleration_m_s2": rng.normal(0.0, 0.4, SECONDS),
            "cadence_spm": rng.uniform(110.0, 200.0, SECONDS),
            "paused": rng.random(SECONDS) < 0.02,
        }
    )
    starts = np.arange(0, SECONDS, 200)
    return track, pd.DataFrame({"start_s": starts, "end_s": starts + 200})


def best_times(jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The fastest of several rounds of each job [s], one after the other in each round."""
    best = dict.fromkeys(jobs, np.inf)
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def main() -> None:
    rng = np.random.default_rng(0)
    track, segments = busy_track(rng)
    plain = rng.uniform(-1.0, 1.0, (SECONDS, 24))
    speed, grade, acceleration, cadence = (
        track[name].to_numpy() for name in ("speed_m_s", "grade", "acceleration_m_s2", "cadence_spm")
    )
    runner = Runner(foot_strike="mid")
    times = best_times(
        {
            "plain numpy pass": lambda: np.exp(plain),
            "work_per_step": lambda: work_per_step(speed, grade, acceleration, cadence),
            "load_rate": lambda: load_rate(track, runner),
            "segment_load": lambda: segment_load(track, segments, runner, "barometer"),
            "stress": lambda: stress(track, runner),
            "run_muscles": lambda: run_muscles(track, segments, runner, 3.0, altitude_source="barometer"),
            "zone_minutes": lambda: zone_minutes(track, segments, runner, 3.0),
        }
    )
    print(f"{SECONDS:,} seconds of track, best of {ROUNDS}")
    for name, seconds in times.items():
        print(f"  {name:18}{seconds:8.3f} s{seconds / times['plain numpy pass']:8.1f} x the plain pass")

    rows = findings()
    print(f"\n{len(rows)} published findings")
    for row in rows:
        answer = MODEL[row["id"]]()
        inside = float(row["at_least"]) <= answer <= float(row["at_most"])
        verdict = "ok" if inside else "OUTSIDE"
        print(f"  {row['id']} {answer:8.3f} in [{row['at_least']}, {row['at_most']}] {verdict:8}{row['metric']}")


if __name__ == "__main__":
    main()
