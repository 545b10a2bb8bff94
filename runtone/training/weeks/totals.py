"""Weekly totals of distance, time, ascent and kinds of running, weeks without a run among them."""

from __future__ import annotations

import pandas as pd

from runtone.muscles import CAUSES, cause_of
from runtone.training.weeks.active_weeks import kept_weeks, with_weeks
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs, dated_runs

SUMMED = ("distance_m", "ascent_m", "descent_m")


def weekly_totals(runs: Runs, calendar: Calendar, segments: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row a week, from the week of the first run to the current one.

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run
        As `dated_runs` takes them; ``run_id`` is needed where `segments` are given.
    calendar : Calendar
    segments : pandas.DataFrame, optional
        Segments of these runs, with ``run_id``.

    Returns
    -------
    pandas.DataFrame
        The columns of `kept_weeks` (``finished`` is False for the current week), then ``distance_m``, ``ascent_m`` and
        ``descent_m`` where the runs have them (NaN for a week all of whose runs lack the figure, 0 for one without a
        run); with segments also ``steady_min``, ``uphill_min``, ``downhill_min``, ``sprint_min`` and ``rest_min``
        [min], named as `runtone.muscles.cause_of` names a segment: a hill sprint is counted under sprint.
    """
    dated = with_weeks(dated_runs(runs, calendar.today), calendar)
    weeks = kept_weeks(dated, calendar)
    summed = [column for column in SUMMED if column in dated]
    figures = dated[["week", *summed]].astype(dict.fromkeys(summed, float))
    totals = figures.groupby("week")[summed].sum(min_count=1)
    if segments is not None:
        minutes = _minutes_by_kind(dated, segments)
        totals = totals.join(minutes, how="outer")
    # A week without a run has no row in the totals: its figures are known, and are 0.
    totals = totals.reindex(weeks["week"])
    totals.loc[~weeks["kept"].to_numpy(bool)] = 0.0
    if segments is not None:
        kinds = [f"{kind}_min" for kind in CAUSES]
        totals[kinds] = totals[kinds].fillna(0.0)
    return weeks.join(totals.reset_index(drop=True))


def _minutes_by_kind(dated: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return minutes of each kind a week."""
    pairs = list(zip(segments["kind"].astype(str), segments["terrain"].astype(str), strict=True))
    cause = {pair: f"{cause_of(*pair)}_min" for pair in set(pairs)}
    pieces = pd.DataFrame(
        {
            "run_id": segments["run_id"],
            "kind": [cause[pair] for pair in pairs],
            "minutes": (segments["end_s"] - segments["start_s"]) / 60,
        }
    )
    merged = pieces.merge(dated[["run_id", "week"]], on="run_id")
    table = merged.pivot_table(index="week", columns="kind", values="minutes", aggfunc="sum", fill_value=0.0)
    return table.reindex(columns=[f"{kind}_min" for kind in CAUSES], fill_value=0.0)
