"""What caused each muscle group's load: the segments it came from, put together by what they were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runtone.muscles.parameters import GROUPS
from runtone.vocabulary import CAUSES as CAUSES

_KEYS = ["muscle_group", "cause"]


def cause_of(kind: str, terrain: str) -> str:
    """Return what a segment's load is put down to.

    Parameters
    ----------
    kind, terrain : str
        As `Run.segments` has them. Hills are put down to their direction; a hill sprint is a sprint.

    Returns
    -------
    {"steady", "uphill", "downhill", "sprint", "rest"}
    """
    if kind == "hill":
        return terrain if terrain in ("uphill", "downhill") else "steady"
    return kind if kind in CAUSES else "steady"


def load_causes(muscle_load: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Split each group's load by what caused it, for one run or many.

    Parameters
    ----------
    muscle_load : pandas.DataFrame
        `Run.muscle_load`, or the stored rows of many runs with a leading ``run_id``.
    segments : pandas.DataFrame
        `Run.segments` (row number = segment), or the stored rows of many runs with ``run_id`` and ``segment``.

    Returns
    -------
    pandas.DataFrame
        One row a muscle group and cause, in the order of `GROUPS` and `CAUSES`, where the segments table has the cause:
        ``muscle_group``, ``cause``, ``easy_minutes``, ``braking_easy_minutes`` (their eccentric part; 0 for core,
        which is never split), ``share`` of the group's easy minutes (0 without any), ``minutes`` and ``count`` of the
        segments.
    """
    keys = ["run_id", "segment"] if "run_id" in muscle_load.columns else ["segment"]
    table = segments if "segment" in segments.columns else segments.rename_axis("segment").reset_index()
    table = table[[*keys, "start_s", "end_s"]].assign(
        cause=[
            cause_of(kind, terrain)
            for kind, terrain in zip(table["kind"].astype(str), table["terrain"].astype(str), strict=True)
        ]
    )
    sizes = table.assign(minutes=(table["end_s"] - table["start_s"]) / 60.0, count=1)
    sizes = sizes.groupby("cause")[["minutes", "count"]].sum()
    load = muscle_load[[*keys, "muscle_group", "action", "easy_minutes"]].merge(
        table[[*keys, "cause"]], on=keys, how="inner", validate="many_to_one"
    )
    load = load.assign(
        muscle_group=load["muscle_group"].astype(str),
        braking_easy_minutes=load["easy_minutes"].where(load["action"].astype(str) == "eccentric", 0.0),
    )
    parts = load.groupby(_KEYS)[["easy_minutes", "braking_easy_minutes"]].sum()
    every = pd.MultiIndex.from_product([GROUPS, [cause for cause in CAUSES if cause in sizes.index]], names=_KEYS)
    parts = parts.reindex(every, fill_value=0.0).reset_index()
    return _with_share(parts.join(sizes, on="cause"))


def _with_share(parts: pd.DataFrame) -> pd.DataFrame:
    whole = parts.groupby("muscle_group")["easy_minutes"].transform("sum").to_numpy(float)
    minutes = parts["easy_minutes"].to_numpy(float)
    share = np.divide(minutes, whole, out=np.zeros_like(minutes), where=whole > 0.0)
    columns = ["muscle_group", "cause", "easy_minutes", "braking_easy_minutes", "share", "minutes", "count"]
    return parts.assign(share=share)[columns]
