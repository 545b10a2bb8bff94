"""Where a run went and how: its line beside its profile, with what both are drawn by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from runtone.dashboard.charts import CURVES, colour_legend, curve_mean, is_empty, line_colours_of, profile, route
from runtone.dashboard.components import blocks
from runtone.dashboard.components.marks import choose_mark, chosen_mark, stretch_of
from runtone.dashboard.components.run_tables import stretches_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from runtone.dashboard.charts import Along, LineColour, Tiles
    from runtone.dashboard.components.context import RenderContext
    from runtone.dashboard.components.run_cards import ShownRun

SHOWN_AT_FIRST = ("heart_rate_bpm", "cadence_spm")
FORM = tuple(name for name in CURVES if name not in SHOWN_AT_FIRST)
"""What is told as a mean below the profile."""


def profile_card(
    run: ShownRun,
    context: RenderContext,
    *,
    alt: str,
    without_line: str = "",
    remarks: Sequence[str] = (),
    tiles: Tiles | None = None,
) -> None:
    """Draw the line of a run beside its profile.

    Parameters
    ----------
    run : ShownRun
    context : RenderContext
    alt : str
        What the profile shows, for a screen reader.
    without_line : str
        Said where there is no line to draw.
    remarks : sequence of str
        Said below.
    tiles : Tiles, optional
        The map under the line, where the server's settings name one.
    """
    track = run.track_by_second()
    mark = chosen_mark(context)
    marked = stretch_of(mark, stretches_of(run, context.units)) if mark else None
    has_line = bool(track[["latitude_deg", "longitude_deg"]].notna().all(axis=1).sum() > 1)
    with context.card("profile"):
        if has_line:
            beside, drawn = st.columns([1, 1.5], gap="medium")
        else:
            drawn, beside = st.container(), st.container()  # the picture first: what it is drawn by can wait
        with beside:
            on_map = st.container()
            along, curves, colour = _choices(track, context, has_line=has_line)
            _form(track)
        figure = profile(track, run.segments, context.units, context.theme, along=along, curves=curves, marked=marked)
        if is_empty(figure):
            blocks.note("There is no distance, so there is no profile to draw.")
            return
        line = route(
            track,
            run.segments,
            context.units,
            context.theme,
            colour=colour,
            along=along,
            marked=marked,
            tiles=tiles,
        )
        with on_map:
            if line is None:
                remarks = (without_line, *remarks)
            else:
                context.picture(line, "route")
                if steps := colour_legend(track, colour, context.units, context.theme):
                    blocks.html(blocks.legend(steps))
        with drawn:
            context.chart(figure, "profile", alt, can_zoom=True)
            if marked is not None and st.button("Clear the mark", key=context.key_of("unmark"), type="tertiary"):
                choose_mark(context, mark)
        for remark in filter(None, remarks):
            blocks.note(remark)


def _form(track: pd.DataFrame) -> None:
    """Show means of what the watch knows of the stride, of power and of the weather."""
    if form := [(CURVES[name].name.lower(), curve_mean(track, name)) for name in FORM if name in track]:
        blocks.figures(form)


def _choices(track: pd.DataFrame, context: RenderContext, *, has_line: bool) -> tuple[Along, list[str], LineColour]:
    """Return what the profile is drawn along, its curves, and what the line is coloured by; the reader chooses."""
    bound: dict[str, Any] = {"bind": None if context.key else "query-params"}
    known = {CURVES[name].name: name for name in CURVES if name in track and track[name].notna().any()}
    colours = line_colours_of(track) if has_line else []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=context.key_of("drawn-by")):
        along = st.segmented_control(
            "Along",
            ["distance", "time"],
            default="distance",
            key=context.key_of("along"),
            required=True,
            format_func=str.capitalize,
            **bound,
        )
        colour = "segment"
        if len(colours) > 1:
            colour = st.segmented_control(
                "Line coloured by",
                colours,
                default="segment",
                key=context.key_of("colour"),
                required=True,
                format_func=str.capitalize,
                **bound,
            )
        chosen: list[str] = []
        if known:
            chosen = st.pills(
                "Curves",
                list(known),
                selection_mode="multi",
                default=[name for name, column in known.items() if column in SHOWN_AT_FIRST],
                key=context.key_of("curves"),
                **bound,
            )
    curves = [column for name, column in known.items() if name in (chosen or ())]
    return cast("Along", along or "distance"), curves, cast("LineColour", colour or "segment")
