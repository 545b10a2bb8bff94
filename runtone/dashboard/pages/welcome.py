"""The first minute: an empty library offers two choices, beside what they lead to."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.lens import STRESS
from runtone.dashboard.components.week_cards import body_drawing, group_loads
from runtone.dashboard.pages.imports import load_sample_season, upload
from runtone.wording import day, group_name
from runtone.wording.notes import SPOT_TONING

if TYPE_CHECKING:
    from runtone.dashboard.view import View


def welcome(view: View) -> None:
    """Offer the sample season, or the runner's own files, beside the picture of a result."""
    blocks.title(
        "Which muscles did your runs work, and why?", "Estimated from your watch's own files, on this machine."
    )
    left, right = st.columns(2, gap="medium")
    with left:
        with st.container(border=True, key="card-own"):
            blocks.heading("Your own runs")
            blocks.note(
                "FIT, GPX or TCX files, .gz, or the zip that your watch's maker or Strava exports. Many at once is "
                "fine."
            )
            upload(view)
        with st.container(border=True, key="card-sample"):
            blocks.heading("Look around first")
            blocks.note("Twelve weeks of one invented runner: easy runs, hills, sprints, a missed week, a treadmill.")
            if st.button("Open the sample season", type="secondary"):
                load_sample_season(view)
    with right, st.container(border=True, key="card-answer"):
        _picture(view)
    blocks.note("Nothing leaves this machine. " + SPOT_TONING)


def _picture(view: View) -> None:
    """Show the answer for seven days of the sample season, drawn as the overview draws it."""
    answer = sample_answer()
    most = max(answer["group"], key=lambda group: float(group["ratio"]))
    blocks.heading("What you get")
    blocks.sentence(
        f"{group_name(str(most['muscle_group']))} worked hardest: {most['ratio']:.1f} times the usual week's stress."
    )
    title = f"Sample season: stress by muscle group in the seven days up to {day(answer['last_day'])}"
    loads = group_loads(pd.DataFrame(answer["group"]), STRESS)
    view.context.picture(body_drawing(loads, view.context, title=title, lens=STRESS), "answer", can_save=False)
    blocks.note(f"The sample season, seven days up to {day(answer['last_day'])}.")


@cache
def sample_answer() -> dict[str, Any]:
    """Return what seven days of the sample season asked of each muscle group, against its usual weeks."""
    return tomllib.loads(files("runtone.dashboard").joinpath("sample_answer.toml").read_text(encoding="utf-8"))
