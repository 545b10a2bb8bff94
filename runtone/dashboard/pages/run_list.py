"""The owner's runs as lines, and as names to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_lines import SELECT, RunLine, run_lines
from runtone.dashboard.data import latest_runs, profiles_of
from runtone.vocabulary import Cause, Kind
from runtone.wording import day, run_name

if TYPE_CHECKING:
    from runtone.dashboard.view import View

RUNS_TO_CHOOSE = 200


def run_list(view: View, runs: pd.DataFrame, key: str, selected: set[int] | None = None) -> None:
    """Show runs, one line each; choosing one opens it.

    Parameters
    ----------
    view : View
    runs : pandas.DataFrame
        As the library gives them.
    key : str
        Unique on the page.
    selected : set of int, optional
        Gives each line a box to select it; the set is changed when one is pressed.
    """
    profiles = profiles_of(view.stand, tuple(runs["run_id"].tolist()))
    lines = [_line(view, row, profiles.get(row.run_id), selected) for row in rows_of(runs)]
    chosen = run_lines(lines, view.context, key)
    if chosen and chosen.startswith(SELECT) and selected is not None:
        selected.symmetric_difference_update({int(chosen.removeprefix(SELECT))})
        st.rerun()
    elif chosen:
        view.goto("run", {"run": chosen})


def latest_names(view: View) -> dict[int, str]:
    """Return what a list to choose from calls each of the latest runs, by its number: day, name and distance."""
    return {int(row.run_id): label_of(row, view) for row in rows_of(latest_runs(view.stand, RUNS_TO_CHOOSE))}


def label_of(row: Any, view: View) -> str:
    """Return what a list to choose from calls a run: day, name and distance."""
    name = run_name(row.name, row.start_time.tz_convert(row.time_zone))
    return f"{day(row.local_date.date())}, {name}, {view.units.distance(float(row.distance_m))}"


def _line(view: View, row: Any, profile: pd.DataFrame | None, selected: set[int] | None) -> RunLine:
    heights = np.zeros(0) if profile is None else profile["altitude_m"].to_numpy(dtype=float)
    return RunLine(
        number=int(row.run_id),
        on=row.local_date.date(),
        name=run_name(row.name, row.start_time.tz_convert(row.time_zone)),
        figures={
            name: None if pd.isna(getattr(row, name)) else float(getattr(row, name))
            for name in ("distance_m", "moving_s", "mean_speed_m_s", "ascent_m")
        },
        address=view.address("run", run=int(row.run_id)),
        heights=heights,
        causes=() if profile is None else _causes(profile),
        selected=None if selected is None else int(row.run_id) in selected,
    )


def _causes(profile: pd.DataFrame) -> list[str]:
    heights = profile["altitude_m"].to_numpy(dtype=float)
    slope = np.gradient(np.nan_to_num(heights)) if len(heights) > 1 else np.zeros(len(heights))
    return [
        (Cause.UPHILL if rise >= 0 else Cause.DOWNHILL) if kind == Kind.HILL else str(kind)
        for kind, rise in zip(profile["kind"], slope, strict=True)
    ]
