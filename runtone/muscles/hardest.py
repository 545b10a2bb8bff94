"""The stretches that asked most of a muscle group, and the hardest climb of a run."""

from __future__ import annotations

import pandas as pd

from runtone.muscles.equivalent import segment_equivalent_speeds

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
    """Return the row number of a run's hardest climb.

    A climb is the harder the higher and the steeper it is: the square of what it rises over its length, which is how
    cyclists rank mountains [1]_. A mountain of 437 m at 12 % comes before a ramp of 16 m at 31 %.

    Parameters
    ----------
    segments : pandas.DataFrame
        Those of a `Run`, or its stored rows.

    Returns
    -------
    int or None
        None where no segment climbs.

    References
    ----------
    .. [1] The Fiets index of the Dutch magazine Fiets: height squared over ten times the distance, both in metres.
    """
    uphill = segments[
        (segments["terrain"].astype(str) == "uphill") & (segments["kind"].astype(str).isin(["hill", "sprint"]))
    ]
    rise = (uphill["ascent_m"] - uphill["descent_m"]).astype(float).clip(lower=0.0)
    hardness = (rise**2 / uphill["distance_m"].astype(float)).where(uphill["distance_m"] > 0).dropna()
    return None if hardness.empty else int(str(hardness.idxmax()))
