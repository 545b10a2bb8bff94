"""The shared runs as a list of lines, and which of them is open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from runtone.dashboard.components.run_cards import stress_a_minute
from runtone.dashboard.components.run_lines import RunLine, run_lines
from runtone.dashboard.components.whole_number import whole_number
from runtone.muscles import cause_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.dashboard.components.context import RenderContext
    from runtone.sharing.snapshot import SharedRun, Snapshot

SPARK_POINTS = 40


def chosen_run(snapshot: Snapshot, key: str) -> int | None:
    """Return the number, within the share, of the run that the address opens; None for all of them."""
    number = whole_number(st.query_params.get(f"{key}-run")) or 0
    return number if 1 <= number <= len(snapshot.runs) else None


def show_runs(snapshot: Snapshot, context: RenderContext) -> None:
    """Show the runs, one line each; choosing one opens it."""
    name = context.key_of("run")
    chosen = run_lines((_line(run, name) for run in snapshot.runs), context, "list")
    if chosen and whole_number(chosen) is not None:
        st.query_params[name] = chosen  # a step of the browser's Back
        st.rerun()


def _shape(run: SharedRun) -> NDArray[np.float64] | None:
    """Return the shape of the line in a few points, where it is shared: where on Earth it lies is not in it."""
    shape = run.track[["latitude_deg", "longitude_deg"]].to_numpy(dtype=float)
    shape = shape[np.isfinite(shape).all(axis=1)]
    return shape[:: max(len(shape) // SPARK_POINTS, 1)] if len(shape) > 1 else None


def _line(run: SharedRun, name: str) -> RunLine:
    track = run.track
    heights = track["altitude_m"].to_numpy(dtype=float)
    along = np.linspace(0.0, float(track["distance_m"].iloc[-1]) if len(track) else 0.0, SPARK_POINTS)
    rows = np.searchsorted(track["distance_m"].to_numpy(dtype=float), along).clip(0, max(len(track) - 1, 0))
    rows = rows if len(track) > 1 else rows[:0]
    causes = [cause_of(str(k), str(t)) for k, t in zip(run.segments["kind"], run.segments["terrain"], strict=True)]
    return RunLine(
        number=run.number,
        on=run.local_date,
        name=run.name or "Run",
        figures=run.figures,
        address=f"?{urlencode({**st.query_params.to_dict(), name: run.number})}",
        heights=heights[rows] if np.isfinite(heights).any() else np.zeros(0),
        causes=[causes[at] for at in track["segment"].to_numpy(dtype=int)[rows]],
        stress=stress_a_minute(run),
        route=_shape(run),
        cut=run.shortened,
    )
