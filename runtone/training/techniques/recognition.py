"""What runs held, recognised from their segments: HIIT, sprints and hill sprints, and with them `sessions_of`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pandas as pd

from runtone.training.techniques.cards import TechniqueName
from runtone.training.techniques.sessions import HeldTechnique, Piece, bouts, sessions_of
from runtone.vocabulary import Effort, Kind, Terrain

LEAST_REPEATS: Final = 3
LONGEST_HILL_SPRINT_S: Final = 60.0
LONGEST_SPRINT_S: Final = 45.0
LEAST_SPRINT_SHARE: Final = 1.3
LEAST_INTERVAL_S: Final = 15.0
LONGEST_INTERVAL_S: Final = 480.0
LEAST_RECOVERY_S: Final = 10.0
MOST_RECOVERY_S: Final = 600.0


class _Bout(NamedTuple):
    """Fast segments that follow each other without a break: one effort, though it may cross from flat to hill."""

    start_s: float
    end_s: float
    uphill: bool
    share: float
    """Grade-adjusted speed as a share of the steady one; NaN where that is not known."""

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Bout:
        whole = sum(piece.seconds for piece in pieces)
        uphill = sum(piece.seconds for piece in pieces if piece.terrain == Terrain.UPHILL)
        share = sum(piece.seconds * piece.share for piece in pieces) / whole
        return cls(pieces[0].start_s, pieces[-1].end_s, uphill > whole / 2, share)


def recognised_techniques(segments: pd.DataFrame, runs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say which techniques each run held.

    Every effort belongs to one technique: uphill ones of at most a minute are hill sprints, short fast ones on other
    ground are sprints, and what remains, in repeats with easier running between, is HIIT. Efforts are the segments
    whose effort is sprint; those that touch are one. Long runs, tempo runs and long hills are of the run as a whole.
    Sprints of less than about 7 s cannot be seen in recordings of one sample a second.

    Parameters
    ----------
    segments : pandas.DataFrame
        Segments of one run, or of many with ``run_id``.
    runs : pandas.DataFrame, optional
        With ``run_id`` and ``steady_speed_m_s``; else steady speed is the median of the run's steady segments. With
        ``local_date``, the table has it too.

    Returns
    -------
    pandas.DataFrame
        One row a run and technique, in the order of the runs given: ``run_id`` (0 for a single run), ``technique``,
        ``repeats``, ``effort_s`` (seconds of all efforts), ``shortest_s`` and ``longest_s``.
    """
    known: dict[Any, float] = {}
    if runs is not None and "steady_speed_m_s" in runs:
        known = dict(zip(runs["run_id"], runs["steady_speed_m_s"].astype(float), strict=True))
    found = [
        held
        for run_id, rows in _rows_of_runs(segments).items()
        for held in _of_run(run_id, _pieces(sorted(rows), known.get(run_id, math.nan)))
    ]
    techniques = pd.DataFrame(found, columns=list(HeldTechnique._fields))
    if runs is None or "local_date" not in runs:
        return techniques
    return techniques.merge(runs[["run_id", "local_date"]], on="run_id", validate="many_to_one")


def techniques_of_run(segments: pd.DataFrame, steady_speed_m_s: float | None = None) -> list[HeldTechnique]:
    """Return the techniques that one run held, as `recognised_techniques` does for many.

    Parameters
    ----------
    segments : pandas.DataFrame
        Those of a `Run`.
    steady_speed_m_s : float, optional
        Known of the runner [m/s]; else the median of the run's steady segments.
    """
    rows = _rows_of_runs(segments).get(0, [])
    return list(_of_run(0, _pieces(sorted(rows), math.nan if steady_speed_m_s is None else steady_speed_m_s)))


def _rows_of_runs(segments: pd.DataFrame) -> dict[Any, list[tuple[Any, ...]]]:
    """Return the segments of each run as plain rows: begin, end, kind, terrain, effort, grade, adjusted speed."""
    names = ("start_s", "end_s", "kind", "terrain", "effort", "mean_grade", "mean_grade_adjusted_speed_m_s")
    columns = [segments[name].tolist() if name in segments else [math.nan] * len(segments) for name in names]
    run_ids = segments["run_id"].tolist() if "run_id" in segments else [0] * len(segments)
    of_run: dict[Any, list[tuple[Any, ...]]] = {}
    for run_id, *row in zip(run_ids, *columns, strict=True):
        of_run.setdefault(run_id, []).append(tuple(row))
    return of_run


def _pieces(rows: Sequence[tuple[Any, ...]], steady_speed_m_s: float) -> list[Piece]:
    """Return a run's segments with their speed as a share of the steady one; where unknown, of its own segments'."""
    steady = steady_speed_m_s
    if math.isnan(steady):
        steady = float(pd.Series([row[-1] for row in rows if row[2] == Kind.STEADY], dtype=float).median())
    return [
        Piece(start, end, terrain, effort, grade, speed / steady if steady > 0 else math.nan)
        for start, end, _, terrain, effort, grade, speed in rows
    ]


def _of_run(run_id: Any, pieces: Sequence[Piece]) -> Iterator[HeldTechnique]:
    kinds: dict[TechniqueName, list[_Bout]] = {
        name: [] for name in (TechniqueName.HILL_SPRINTS, TechniqueName.HIIT, TechniqueName.SPRINTING)
    }
    for fast in bouts([piece for piece in pieces if piece.effort == Effort.SPRINT]):
        bout = _Bout.of(fast)
        kinds[_kind_of(bout)].append(bout)
    # Intervals are a set: a fast finish, or a single surge, is none.
    kinds[TechniqueName.HIIT] = _with_recoveries(kinds[TechniqueName.HIIT])
    for name, found in kinds.items():
        if len(found) >= LEAST_REPEATS:
            yield HeldTechnique.of(run_id, name, [bout.seconds for bout in found])
    yield from sessions_of(run_id, pieces)


def _kind_of(bout: _Bout) -> TechniqueName:
    if bout.uphill and bout.seconds <= LONGEST_HILL_SPRINT_S:
        return TechniqueName.HILL_SPRINTS
    if bout.seconds <= LONGEST_SPRINT_S and bout.share >= LEAST_SPRINT_SHARE and not bout.uphill:
        return TechniqueName.SPRINTING
    return TechniqueName.HIIT


def _with_recoveries(found: list[_Bout]) -> list[_Bout]:
    """Return the longest row of intervals with a recovery between each two."""
    fitting = [bout for bout in found if LEAST_INTERVAL_S <= bout.seconds <= LONGEST_INTERVAL_S]
    rows: list[list[_Bout]] = [fitting[:1]]
    for before, after in pairwise(fitting):
        if LEAST_RECOVERY_S <= after.start_s - before.end_s <= MOST_RECOVERY_S:
            rows[-1].append(after)
        else:
            rows.append([after])
    return max(rows, key=len)
