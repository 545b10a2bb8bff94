"""The owner's runs as rows of the log, and as names to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.run_lines import SELECT, RunGroup, RunLine, run_log
from runtone.dashboard.data import run_pictures, run_rows
from runtone.vocabulary import GROUPS, Cause, Kind
from runtone.wording import counted, day, duration_words, month_name, run_name

if TYPE_CHECKING:
    from runtone.dashboard.view import View
    from runtone.library.store.run_pictures import RunPictures
    from runtone.wording import Units

RUNS_TO_CHOOSE = 200
FIGURES = (
    *("distance_m", "moving_s", "mean_speed_m_s", "mean_grade_adjusted_speed_m_s"),
    *("ascent_m", "mean_heart_rate_bpm"),
)


def run_list(
    view: View,
    runs: pd.DataFrame,
    key: str,
    selected: set[int] | None = None,
    months_of: pd.DataFrame | None = None,
) -> None:
    """Show runs, one row each; choosing one opens it.

    Parameters
    ----------
    view : View
    runs : pandas.DataFrame
        As the library gives them.
    key : str
        Unique on the page.
    selected : set of int, optional
        Gives each row a box to select it; the set is changed when one is pressed.
    months_of : pandas.DataFrame, optional
        Puts headings of years and months above the rows, with the totals of these runs.
    """
    pictures = run_pictures(view.state, tuple(runs["run_id"].tolist()))
    lines = [run_line(view, row, pictures, selected) for row in rows_of(runs)]
    groups = [RunGroup(lines=lines)] if months_of is None else list(_by_month(lines, months_of, view.units))
    chosen = run_log(groups, view.context, key)
    if chosen and chosen.startswith(SELECT) and selected is not None:
        selected.symmetric_difference_update({int(chosen.removeprefix(SELECT))})
        st.rerun()
    elif chosen:
        view.goto("run", {"run": chosen})


def latest_names(view: View) -> dict[int, str]:
    """Return what a list to choose from calls each of the latest runs, by its number: day, name and distance."""
    return {int(row.run_id): label_of(row, view) for row in rows_of(run_rows(view.state, limit=RUNS_TO_CHOOSE))}


def label_of(row: Any, view: View) -> str:
    """Return what a list to choose from calls a run: day, name and distance."""
    name = run_name(row.name, row.start_time.tz_convert(row.time_zone))
    return f"{day(row.local_date.date())}, {name}, {view.units.distance(float(row.distance_m))}"


def run_line(view: View, row: Any, pictures: RunPictures, selected: set[int] | None = None) -> RunLine:
    """Return a run of the library as a row."""
    run_id = int(row.run_id)
    profile = pictures.profiles.get(run_id)
    heights = np.zeros(0) if profile is None else profile["altitude_m"].to_numpy(dtype=float)
    return RunLine(
        number=run_id,
        on=row.local_date.date(),
        name=run_name(row.name, row.start_time.tz_convert(row.time_zone)),
        figures={name: None if pd.isna(getattr(row, name)) else float(getattr(row, name)) for name in FIGURES},
        address=view.address("run", run=run_id),
        heights=heights if np.isfinite(heights).any() else np.zeros(0),
        causes=() if profile is None else _causes(profile),
        stress=_stress_a_minute(pictures, run_id, float(row.moving_s)),
        kind=kind_of(row),
        route=pictures.routes.get(run_id),
        selected=None if selected is None else run_id in selected,
    )


def kind_of(row: Any) -> str:
    """Return what a run was, in a few words: ``"Trail running, 4 hills, 8 sprints"``."""
    sport = row.sport.capitalize() if isinstance(row.sport, str) and row.sport != "running" else ""
    counts = [
        counted(int(row.hills), "hill") if row.hills else "",
        counted(int(row.sprints), "sprint") if row.sprints else "",
    ]
    return ", ".join(filter(None, [sport, *counts]))


def _stress_a_minute(pictures: RunPictures, run_id: int, moving_s: float) -> Mapping[str, float]:
    if run_id not in pictures.stress.index or not moving_s > 0:
        return {}
    stress = pictures.stress.loc[[run_id], list(GROUPS)].to_numpy(dtype=float)[0]
    return dict(zip(GROUPS, (stress / moving_s * 60).tolist(), strict=True))


def _by_month(lines: list[RunLine], months_of: pd.DataFrame, units: Units) -> Iterator[RunGroup]:
    """Yield rows, sorted by day, under the headings of their months; a year has one where it is first met."""
    days = pd.DatetimeIndex(months_of["local_date"])
    year = None
    for (of_year, month), each in groupby(lines, key=lambda line: (line.on.year, line.on.month)):
        headings = []
        if of_year != year:
            headings.append((str(of_year), _totals(months_of[days.year == of_year], units)))
        year = of_year
        in_month = (days.year == of_year) & (days.month == month)
        headings.append((month_name(date(of_year, month, 1)), _totals(months_of[in_month], units)))
        yield RunGroup(headings=headings, lines=list(each))


def _totals(runs: pd.DataFrame, units: Units) -> str:
    ascent = float(np.nansum(runs["ascent_m"]))
    parts = [
        counted(len(runs), "run"),
        units.distance(float(np.nansum(runs["distance_m"]))),
        duration_words(float(np.nansum(runs["moving_s"]))),
        f"{units.height_text(ascent)} climbed" if ascent >= 1 else "",
    ]
    return " · ".join(filter(None, parts))


def _causes(profile: pd.DataFrame) -> list[str]:
    heights = profile["altitude_m"].to_numpy(dtype=float)
    slope = np.gradient(np.nan_to_num(heights)) if len(heights) > 1 else np.zeros(len(heights))
    return [
        (Cause.UPHILL if rise >= 0 else Cause.DOWNHILL) if kind == Kind.HILL else str(kind)
        for kind, rise in zip(profile["kind"], slope, strict=True)
    ]
