"""The shared runs as a list of lines, and which of them is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from runtone.dashboard.components.run_lines import RunLine, run_lines
from runtone.muscles import cause_of

if TYPE_CHECKING:
    from runtone.dashboard.components.context import RenderContext
    from runtone.sharing.snapshot import SharedRun, Snapshot

SPARK_POINTS = 40


def chosen_run(snapshot: Snapshot, key: str) -> int | None:
    """Return the number, within the share, of the run that is open; None for all of them."""
    number = st.session_state.get(f"{key}-run")
    return number if isinstance(number, int) and 1 <= number <= len(snapshot.runs) else None


def show_runs(snapshot: Snapshot, context: RenderContext) -> None:
    """Show the runs, one line each; choosing one opens it."""
    chosen = run_lines((_line(run) for run in snapshot.runs), context, "list")
    if chosen and chosen.isdigit():
        st.session_state[context.key_of("run")] = int(chosen)
        st.rerun()


def _line(run: SharedRun) -> RunLine:
    track = run.track
    along = np.linspace(0.0, float(track["distance_m"].iloc[-1]) if len(track) else 0.0, SPARK_POINTS)
    rows = np.searchsorted(track["distance_m"].to_numpy(dtype=float), along).clip(0, max(len(track) - 1, 0))
    rows = rows if len(track) > 1 else rows[:0]
    causes = [cause_of(str(k), str(t)) for k, t in zip(run.segments["kind"], run.segments["terrain"], strict=True)]
    return RunLine(
        number=run.number,
        on=run.local_date,
        name=run.name or "",
        figures=run.figures,
        address="#",
        heights=track["altitude_m"].to_numpy(dtype=float)[rows],
        causes=[causes[at] for at in track["segment"].to_numpy(dtype=int)[rows]],
    )
