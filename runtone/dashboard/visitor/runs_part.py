"""The shared runs as a list of lines, and which of them is open."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from runtone.dashboard.charts import sparkline
from runtone.dashboard.components.picture import picture
from runtone.muscles import cause_of
from runtone.sharing.snapshot import SharedRun, Snapshot
from runtone.wording import MISSING, day, duration_words

if TYPE_CHECKING:
    from runtone.dashboard.visitor.shared_page import Sheet

SPARK_POINTS = 40


def chosen_run(snapshot: Snapshot, key: str) -> int | None:
    """Return the number, within the share, of the run that is open; None for all of them."""
    number = st.session_state.get(f"{key}-run")
    return number if isinstance(number, int) and 1 <= number <= len(snapshot.runs) else None


def run_lines(snapshot: Snapshot, sheet: Sheet) -> None:
    """Show the runs, one line each; choosing one opens it."""
    lines = "".join(_line(run, sheet) for run in snapshot.runs)
    chosen = picture(f'<ul class="rt-runs">{lines}</ul>', key=f"{sheet.key}-list")
    if chosen and chosen.isdigit():
        st.session_state[f"{sheet.key}-run"] = int(chosen)
        st.rerun()


def _line(run: SharedRun, sheet: Sheet) -> str:
    units, figures = sheet.units, run.figures
    told = [
        units.distance(figures["distance_m"]),
        duration_words(figures["moving_s"]),
        units.pace_text(figures["mean_speed_m_s"]),
    ]
    if figures["ascent_m"] is not None:
        told.append(f"{units.height_text(figures['ascent_m'])} up")
    text = " · ".join(part for part in told if part != MISSING)
    on = day(run.local_date, year=False)
    under = f'<span class="rt-muted">{on}</span>' if run.name else ""
    return (
        f'<li><a href="#" data-choose="{run.number}"><span><span class="rt-run-name">{escape(run.name or on)}</span>'
        f"{under}</span>"
        f'<span class="rt-run-figures">{escape(text)}</span>{_spark(run, sheet)}</a></li>'
    )


def _spark(run: SharedRun, sheet: Sheet) -> str:
    track = run.track
    if len(track) < 2:
        return ""
    along = np.linspace(0.0, float(track["distance_m"].iloc[-1]), SPARK_POINTS)
    rows = np.searchsorted(track["distance_m"].to_numpy(dtype=float), along).clip(0, len(track) - 1)
    causes = [cause_of(str(k), str(t)) for k, t in zip(run.segments["kind"], run.segments["terrain"], strict=True)]
    of_rows = track["segment"].to_numpy(dtype=int)[rows]
    return sparkline(track["altitude_m"].to_numpy(dtype=float)[rows], [causes[at] for at in of_rows], sheet.theme)
