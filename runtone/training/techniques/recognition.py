"""What runs held, recognised from their segments: HIIT, sprints and hill sprints, and with them `sessions_of`."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pandas as pd

from runtone.training.techniques.sessions import sessions_of

LEAST_REPEATS: Final = 3
LONGEST_HILL_SPRINT_S: Final = 60.0
LONGEST_SPRINT_S: Final = 45.0
LEAST_SPRINT_SHARE: Final = 1.3
LEAST_INTERVAL_S: Final = 15.0
LONGEST_INTERVAL_S: Final = 480.0
LEAST_RECOVERY_S: Final = 10.0
MOST_RECOVERY_S: Final = 600.0

COLUMNS: Final = ("run_id", "technique", "repeats", "effort_s", "shortest_s", "longest_s")


class _Effort(NamedTuple):
    """Fast segments that follow each other without a break: one effort, though it may cross from flat to hill."""

    start_s: float
    end_s: float
    uphill: bool
    share: float
    """Grade-adjusted speed as a share of the steady one; NaN where that is not known."""

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s


def recognised_techniques(segments: pd.DataFrame, runs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say which techniques each run held.

    Every effort belongs to one technique: uphill ones of at most a minute are hill sprints, short fast ones on other
    ground are sprints, and what remains, in repeats with easier running between, is HIIT. Efforts are the segments
    whose effort is sprint; those that touch are one. Long runs, tempo runs and long hills are of the run as a whole.
    Sprints of less than about 7 s cannot be seen in recordings of one sample a second.

    Parameters
    ----------
    segments : pandas.DataFrame
        Segments of one run, or of many with ``run_id``, in time order within each.
    runs : pandas.DataFrame, optional
        With ``run_id`` and ``steady_speed_m_s``; else steady speed is the median of the run's steady segments.

    Returns
    -------
    pandas.DataFrame
        One row a run and technique, in the order of the runs given: ``run_id`` (0 for a single run), ``technique``,
        ``repeats``, ``effort_s`` (seconds of all efforts), ``shortest_s`` and ``longest_s``.
    """
    table = segments if "run_id" in segments else segments.assign(run_id=0)
    known = {}
    if runs is not None and "steady_speed_m_s" in runs:
        known = dict(zip(runs["run_id"], runs["steady_speed_m_s"], strict=True))
    # Only runs with a sprint are walked through: in a long history they are the few.
    fast_runs = table.loc[table["effort"].astype(str) == "sprint", "run_id"].unique()
    found: list[dict[str, Any]] = []
    for run_id, own in table[table["run_id"].isin(fast_runs)].groupby("run_id", sort=False):
        efforts = _efforts(own, _steady_speed(own, known.get(run_id)))
        found += [{"run_id": run_id, **row} for row in _techniques(efforts)]
    found += sessions_of(table, _steady_speeds(table, known))
    order = {run_id: place for place, run_id in enumerate(table["run_id"].unique().tolist())}
    found.sort(key=lambda row: order[row["run_id"]])
    return pd.DataFrame(found, columns=list(COLUMNS))


def _steady_speeds(segments: pd.DataFrame, known: dict[Any, float]) -> pd.Series[float]:
    """Return the steady speed of each run: its own where the runs say it, else the median of its steady segments."""
    steady = segments[segments["kind"].astype(str) == "steady"]
    medians = steady.groupby("run_id")["mean_grade_adjusted_speed_m_s"].median()
    said = pd.Series(known, dtype=float).dropna()
    return said.combine_first(medians)


def _steady_speed(segments: pd.DataFrame, known: float | None) -> float:
    if known is not None and not pd.isna(known):
        return float(known)
    steady = segments.loc[segments["kind"].astype(str) == "steady", "mean_grade_adjusted_speed_m_s"]
    return float(steady.median()) if len(steady) else math.nan


def _efforts(segments: pd.DataFrame, steady_speed_m_s: float) -> list[_Effort]:
    """Join the fast segments that touch."""
    fast = segments[segments["effort"].astype(str) == "sprint"].sort_values("start_s", kind="stable")
    bouts: list[list[dict[str, Any]]] = []
    for piece in fast.astype({"terrain": str}).to_dict("records"):
        row = {str(name): value for name, value in piece.items()}
        if bouts and bouts[-1][-1]["end_s"] == row["start_s"]:
            bouts[-1].append(row)
        else:
            bouts.append([row])
    return [_joined(bout, steady_speed_m_s) for bout in bouts]


def _joined(bout: list[dict[str, Any]], steady_speed_m_s: float) -> _Effort:
    seconds = [piece["end_s"] - piece["start_s"] for piece in bout]
    uphill = sum(length for length, piece in zip(seconds, bout, strict=True) if piece["terrain"] == "uphill")
    covered = sum(length * piece["mean_grade_adjusted_speed_m_s"] for length, piece in zip(seconds, bout, strict=True))
    return _Effort(
        start_s=bout[0]["start_s"],
        end_s=bout[-1]["end_s"],
        uphill=uphill > sum(seconds) / 2,
        share=covered / sum(seconds) / steady_speed_m_s if steady_speed_m_s > 0 else math.nan,
    )


def _techniques(efforts: list[_Effort]) -> list[dict[str, Any]]:
    kinds: dict[str, list[_Effort]] = {"hill_sprints": [], "hiit": [], "sprinting": []}
    for effort in efforts:
        kinds[_kind_of(effort)].append(effort)
    # Intervals are a set: a fast finish, or a single surge, is none.
    kinds["hiit"] = _with_recoveries(kinds["hiit"])
    return [_row(name, found) for name, found in kinds.items() if len(found) >= LEAST_REPEATS]


def _kind_of(effort: _Effort) -> str:
    if effort.uphill and effort.seconds <= LONGEST_HILL_SPRINT_S:
        return "hill_sprints"
    if effort.seconds <= LONGEST_SPRINT_S and effort.share >= LEAST_SPRINT_SHARE and not effort.uphill:
        return "sprinting"
    return "hiit"


def _with_recoveries(efforts: list[_Effort]) -> list[_Effort]:
    """Return the longest row of intervals with a recovery between each two."""
    fitting = [effort for effort in efforts if LEAST_INTERVAL_S <= effort.seconds <= LONGEST_INTERVAL_S]
    rows: list[list[_Effort]] = [fitting[:1]]
    for before, after in pairwise(fitting):
        if LEAST_RECOVERY_S <= after.start_s - before.end_s <= MOST_RECOVERY_S:
            rows[-1].append(after)
        else:
            rows.append([after])
    return max(rows, key=len)


def _row(technique: str, efforts: list[_Effort]) -> dict[str, Any]:
    seconds = [effort.seconds for effort in efforts]
    return {
        "technique": technique,
        "repeats": len(efforts),
        "effort_s": float(sum(seconds)),
        "shortest_s": float(min(seconds)),
        "longest_s": float(max(seconds)),
    }
