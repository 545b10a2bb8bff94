"""The stretches that asked most of a muscle group, by equivalent speed."""

from __future__ import annotations

import pandas as pd

from runtone.muscles import segment_equivalent_speeds

LEAST_SECONDS = 15
MOST = 8


def hardest_stretches(
    muscle_load: pd.DataFrame, segments: pd.DataFrame, group: str, *, foot_strike: str = "unknown", count: int = MOST
) -> pd.DataFrame:
    """Return the segments of several runs that a group felt hardest, hardest first.

    Parameters
    ----------
    muscle_load, segments : pandas.DataFrame
        Of the runs, with ``run_id`` and ``segment``.
    group : str
    foot_strike : str
        The runner's.
    count : int
        How many at most.

    Returns
    -------
    pandas.DataFrame
        The segments' rows with ``equivalent_speed_m_s`` and ``clamped``.
    """
    own = muscle_load[muscle_load["muscle_group"].astype(str) == group]
    moving = segments[
        (segments["kind"].astype(str) != "rest") & (segments["end_s"] - segments["start_s"] >= LEAST_SECONDS)
    ]
    if own.empty or moving.empty:
        return moving.head(0).assign(equivalent_speed_m_s=0.0, clamped=False)
    # One running number for run and segment, so that many runs are looked up at once.
    numbered = moving.reset_index(drop=True)
    numbers = numbered[["run_id", "segment"]].assign(number=numbered.index)
    load = own.merge(numbers, on=["run_id", "segment"]).drop(columns="segment").rename(columns={"number": "segment"})
    speeds = segment_equivalent_speeds(
        load, numbered.drop(columns="segment").rename_axis("segment").reset_index(), foot_strike=foot_strike
    )
    top = speeds.nlargest(count, "equivalent_speed_m_s").set_index("segment")[["equivalent_speed_m_s", "clamped"]]
    return numbered.loc[top.index].join(top)


def hardest_climb(segments: pd.DataFrame) -> int | None:
    """Return the row number of the uphill segment with the highest grade-adjusted speed over a fair length, or None."""
    uphill = segments[
        (segments["terrain"].astype(str) == "uphill") & (segments["kind"].astype(str).isin(["hill", "sprint"]))
    ]
    if uphill.empty:
        return None
    long_enough = uphill[(uphill["end_s"] - uphill["start_s"]) >= 20]
    best = (long_enough if len(long_enough) else uphill)["mean_grade_adjusted_speed_m_s"].astype(float)
    return int(str(best.idxmax())) if best.notna().any() else None
