"""Real recordings against what their own watches said: distance, timer, ascent, laps, and how many rows a run has.

Reads the corpus of public recordings beside the checkout, and the cases; prints medians, and the worst ten by name.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from runtone import ActivityError, analyze, read_activity
from runtone.tracks import device_laps

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"
CASES = SHARED / "cases"
#: A lap shorter than this says more of its button than of its pace [m].
LEAST_LAP_M = 400.0
#: A watch that says less than this says nothing that a ratio could be taken of [m].
LEAST_ASCENT_M = 10.0


def recordings() -> list[Path]:
    """Return the files of the corpus that hold one run, and the cases."""
    with (CORPUS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        runs = [CORPUS / row["file"] for row in csv.DictReader(file) if row["klass"] == "run"]
    return runs + sorted(path for path in CASES.iterdir() if path.suffix in (".fit", ".gz"))


def row_of(path: Path) -> dict[str, Any] | None:
    """Return how far our figures of one recording are from its device's, as shares; NaN where it says nothing."""
    try:
        activity = read_activity(path)
        run = analyze(activity)
    except ActivityError:
        return None
    summary, track = run.summary, run.track
    laps = device_laps(activity.laps, track)
    laps = laps[(laps["distance_m"] >= LEAST_LAP_M) & (laps["timer_s"] > 0.0)]
    way, at = track["distance_m"].to_numpy(), np.arange(len(track))
    ours = np.interp(laps["end_s"], at, way) - np.interp(laps["start_s"], at, way)
    device_ascent = activity.device_ascent_m or 0.0
    ascent = summary["ascent_m"]
    return {
        "file": path.name,
        "distance": share(summary["distance_m"], activity.device_distance_m),
        "timer": share(summary["timer_s"], activity.timer_s),
        "ascent": share(ascent, device_ascent if device_ascent >= LEAST_ASCENT_M else None),
        "source": summary["altitude_source"],
        "laps": (ours / laps["distance_m"].to_numpy() - 1.0).tolist(),
        "rows_an_hour": 3600.0 * len(run.segments) / max(summary["elapsed_s"], 1.0),
        "long": summary["elapsed_s"] >= 1200.0,
        "in_order": summary["elapsed_s"] >= summary["timer_s"] >= summary["moving_s"],
    }


def share(ours: float | None, theirs: float | None) -> float:
    """Return by which share ours is more than theirs, NaN where either is not known."""
    return float("nan") if ours is None or not theirs else ours / theirs - 1.0


def said(name: str, values: list[float]) -> str:
    """Return one line: how many, the median, the median of the absolute, and how many are beyond 1 %."""
    known = np.array([value for value in values if np.isfinite(value)])
    if not known.size:
        return f"{name:28s} none"
    beyond = np.count_nonzero(np.abs(known) > 0.01)
    return (
        f"{name:28s} n {known.size:4d}   median {100 * np.median(known):+6.2f} %   "
        f"absolute {100 * np.median(np.abs(known)):5.2f} %   beyond 1 %: {beyond}"
    )


def main() -> int:
    """Print the table."""
    if not (CORPUS / "manifest.csv").is_file():
        print("The corpus of real recordings is not beside this checkout.")
        return 0
    rows = [row for path in recordings() if (row := row_of(path)) is not None]
    print(f"{len(rows)} recordings; times out of order in {sum(not row['in_order'] for row in rows)}")
    for name in ("distance", "timer"):
        print(said(name, [row[name] for row in rows]))
    by_source: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row["ascent"])
    print(said("ascent, with a barometer", by_source["barometer"] + by_source["coarse barometer"]))
    for source, values in sorted(by_source.items()):
        print(said(f"ascent, {source}", values))
    print(said("lap distance and pace", [lap for row in rows for lap in row["laps"]]))
    hours = np.array([row["rows_an_hour"] for row in rows if row["long"]])
    low, middle, high = np.quantile(hours, [0.5, 0.9, 1.0])
    print(f"rows an hour (20 min or more): median {low:.1f}, nine in ten below {middle:.1f}, most {high:.1f}")
    for name in ("distance", "ascent"):
        worst = sorted((row for row in rows if np.isfinite(row[name])), key=lambda row: -abs(row[name]))[:10]
        print(f"worst by {name}: " + ", ".join(f"{row['file']} {100 * row[name]:+.1f} %" for row in worst))
    return 0


if __name__ == "__main__":
    sys.exit(main())
