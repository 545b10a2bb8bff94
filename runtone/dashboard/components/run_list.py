"""Runs as a list of lines: name and day, figures, and the profile coloured by segment."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from runtone.dashboard.charts import sparkline
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import latest_runs, profiles_of
from runtone.dashboard.view import View
from runtone.wording import MISSING, day, duration_words, run_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARK = "mark:"
RUNS_TO_CHOOSE = 200


def run_list(view: View, runs: pd.DataFrame, key: str, marked: set[int] | None = None) -> None:
    """Show runs, one line each; choosing one opens it.

    Parameters
    ----------
    view : View
    runs : pandas.DataFrame
        As the library gives them.
    key : str
        Unique on the page.
    marked : set of int, optional
        Gives each line a box to mark it; the set is changed when one is pressed.
    """
    profiles = profiles_of(view.stand, tuple(int(run_id) for run_id in runs["run_id"]))
    lines = "".join(_line(view, row, profiles.get(int(row["run_id"])), marked) for _, row in runs.iterrows())
    chosen = picture(f'<ul class="rt-runs{" rt-marked" if marked is not None else ""}">{lines}</ul>', key=key)
    if chosen and chosen.startswith(MARK) and marked is not None:
        marked.symmetric_difference_update({int(chosen.removeprefix(MARK))})
        st.rerun()
    elif chosen:
        view.goto("run", {"run": chosen})


def latest_names(view: View) -> dict[int, str]:
    """Return what a list to choose from calls each of the latest runs, by its number: day, name and distance."""
    return {
        int(row.run_id): f"{day(row.local_date.date())}, "
        f"{run_name(row.name, row.start_time.tz_convert(row.time_zone))}, {view.units.distance(float(row.distance_m))}"
        for row in rows_of(latest_runs(view.stand, RUNS_TO_CHOOSE))
    }


def _line(view: View, row: pd.Series[Any], profile: pd.DataFrame | None, marked: set[int] | None) -> str:
    units = view.units
    on = pd.Timestamp(row["local_date"]).date()
    name = _name(row)
    told = [units.distance(_number(row["distance_m"])), duration_words(_number(row["moving_s"]))]
    told.append(units.pace_text(_number(row["mean_speed_m_s"])))
    ascent = _number(row["ascent_m"])
    if ascent is not None:
        told.append(f"{units.height_text(ascent)} up")
    drawn = "" if profile is None else _sparkline(profile, view)
    figures = " · ".join(part for part in told if part != MISSING)
    box = "" if marked is None else _box(int(row["run_id"]), name, is_marked=int(row["run_id"]) in marked)
    return (
        f'<li>{box}<a href="{escape(view.address("run", run=int(row["run_id"])))}" data-choose="{int(row["run_id"])}">'
        f'<span><span class="rt-run-name">{escape(name)}</span><span '
        f'class="rt-muted">{day(on, year=False)}</span></span>'
        f'<span class="rt-run-figures">{escape(figures)}</span>{drawn}</a></li>'
    )


def _name(row: pd.Series[Any]) -> str:
    return run_name(row["name"], row["start_time"].tz_convert(row["time_zone"]))


def _box(run_id: int, name: str, *, is_marked: bool) -> str:
    return (
        f'<button type="button" class="rt-check" role="checkbox" aria-checked="{str(is_marked).lower()}" '
        f'aria-label="Mark {escape(name)}" data-choose="{MARK}{run_id}">{"✓" if is_marked else ""}</button>'
    )


def _sparkline(profile: pd.DataFrame, view: View) -> str:
    heights: NDArray[np.float64] = profile["altitude_m"].to_numpy(dtype=float)
    slope = np.gradient(np.nan_to_num(heights)) if len(heights) > 1 else np.zeros(len(heights))
    causes = [
        ("uphill" if rise >= 0 else "downhill") if str(kind) == "hill" else str(kind)
        for kind, rise in zip(profile["kind"], slope, strict=True)
    ]
    return sparkline(heights, causes, view.theme)


def _number(value: object) -> float | None:
    number = float(value) if isinstance(value, int | float | np.floating | np.integer) else float("nan")
    return number if np.isfinite(number) else None
