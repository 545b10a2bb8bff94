"""The first minute: an empty library offers two choices."""

from __future__ import annotations

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.pages.imports import load_sample_season, upload
from runtone.dashboard.view import View
from runtone.wording.notes import SPOT_TONING


def welcome(view: View) -> None:
    """Offer the sample season, or the runner's own files."""
    blocks.title(
        "Which muscles did your runs work, and why?", "Estimated from your watch's own files, on this machine."
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="card-own"):
        blocks.heading("Your own runs")
        blocks.note(
            "FIT, GPX or TCX files, .gz, or the zip that your watch's maker or Strava exports. Many at once is fine."
        )
        upload(view)
    with right, st.container(border=True, key="card-sample"):
        blocks.heading("Look around first")
        blocks.note("Twelve weeks of one invented runner: easy runs, hills, sprints, a missed week, a treadmill.")
        if st.button("Open the sample season", type="secondary"):
            load_sample_season(view)
    blocks.note("Nothing leaves this machine. " + SPOT_TONING)
