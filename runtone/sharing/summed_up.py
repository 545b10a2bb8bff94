"""A whole run without any order, for links that hold no place.

A sequence of hills from door to door is a profile, and a profile can be looked up in a public height model. So there is
no track, and each segment is the mean of all of its kind: how many hills there were, and what they asked of each muscle
group together, stays true.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.segments import Reason, ReasonCode
from runtone.sharing.unredacted_run import UnredactedRun
from runtone.vocabulary import Effort, Kind, Terrain

STEPS = {"distance_m": 10.0, "moving_s": 10.0, "ascent_m": 10.0, "descent_m": 10.0}
"""What the run's figures are told to [m, s]."""
_KEYS = ["kind", "terrain", "effort"]
_ORDER: dict[str, int] = {word: place for words in (Kind, Terrain, Effort) for place, word in enumerate(words)}


def summed_up(run: UnredactedRun) -> UnredactedRun:
    """Return the whole run without any order: no track, and each segment the mean of all of its kind."""
    segments = run.segments.astype(dict.fromkeys(_KEYS, str))
    kind: npt.NDArray[np.intp] = np.asarray(segments.groupby(_KEYS, sort=False).ngroup(), dtype=np.intp)
    order = np.lexsort([segments[key].map(_ORDER).fillna(len(_ORDER)).to_numpy() for key in reversed(_KEYS)])
    new_place = np.empty(len(segments), np.intp)
    new_place[order] = np.arange(len(segments))
    alike = segments.assign(seconds=segments["end_s"] - segments["start_s"], source="detected")
    alike["reason"] = pd.Series([Reason(code=ReasonCode.UNTOLD)] * len(segments), dtype=object)
    for name in alike.select_dtypes("number"):
        alike[name] = alike[name].astype(float).groupby(kind).transform("mean")
    alike = alike.assign(mean_speed_m_s=alike["distance_m"] / alike["seconds"])
    alike = alike.iloc[order].reset_index(drop=True)
    ends = np.cumsum(alike["seconds"].to_numpy(dtype=float))
    return replace(
        run,
        summary={**run.summary, **{name: _to_step(run.summary.get(name), step) for name, step in STEPS.items()}},
        track=run.track.iloc[:0],
        laps=run.laps.iloc[:0],
        segments=alike.assign(start_s=np.r_[0.0, ends[:-1]].round(), end_s=ends.round()),
        sets=run.sets.assign(start_s=0.0, end_s=0.0, segment_numbers=run.sets["segment_numbers"].map(lambda _: [])),
        muscle_load=_alike(run.muscle_load, kind, new_place, ["muscle_group", "action"]),
        muscle_stress=_alike(run.muscle_stress, kind, new_place, ["muscle_group"]),
        muscle_zones=_alike(run.muscle_zones, kind, new_place, ["muscle_group", "zone"]),
    )


def _alike(
    table: pd.DataFrame, kind: npt.NDArray[np.intp], new_place: npt.NDArray[np.intp], keys: list[str]
) -> pd.DataFrame:
    """Return a table by segment with each row the mean over the segments of its kind; a missing row counts as none."""
    rows = table.astype(dict.fromkeys(keys, str)).assign(kind=kind[table["segment"].to_numpy(dtype=np.intp)])
    figures = [str(name) for name in table.select_dtypes("number") if name != "segment"]
    means = rows.groupby(["kind", *keys])[figures].sum(min_count=1).reset_index()
    means[figures] = means[figures].div(np.bincount(kind)[means["kind"]], axis=0)
    segments = pd.DataFrame({"segment": new_place, "kind": kind}).sort_values("segment")
    return segments.merge(means, on="kind").drop(columns="kind")


def _to_step(value: float | None, step: float) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value / step) * step
