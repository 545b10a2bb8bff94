"""Two runs side by side: their figures, their fingerprints and their profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import fingerprint, outline, sparkline
from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.whole_number import whole_number
from runtone.dashboard.data import run_pictures, run_rows
from runtone.dashboard.pages.training_log.run_list import run_line
from runtone.vocabulary import GROUPS
from runtone.wording import MISSING, day, duration, group_name
from runtone.wording.comparison import difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.dashboard.components.run_lines import RunLine
    from runtone.dashboard.view import View
    from runtone.wording import Units

MOST_COMPARED = 2


def show_comparison(view: View, asked: str) -> None:
    """Draw two runs side by side.

    Parameters
    ----------
    view : View
    asked : str
        The two runs' numbers, with a hyphen between them, as the address says them.
    """
    numbers = [number for each in asked.split("-") if (number := whole_number(each)) is not None]
    runs = run_rows(view.state, run_ids=numbers[:MOST_COMPARED], descending=False)
    if len(runs) != MOST_COMPARED:
        blocks.empty("Two runs are needed", "The address names no two runs of this library.", "Select two under Runs.")
        return
    pictures = run_pictures(view.state, tuple(runs["run_id"].tolist()))
    lines = [run_line(view, row, pictures) for row in rows_of(runs)]
    blocks.title("Two runs compared", " and ".join(f"{line.name}, {day(line.on)}" for line in lines))
    if st.button("All runs", icon=":material/arrow_back:", type="tertiary"):
        view.goto("runs", {})
    with st.container(border=True, key="card-comparison"):
        chosen = view.context.picture(_table(lines, view), "comparison", can_save=False)
        if chosen:
            view.goto("run", {"run": chosen})
        blocks.note(
            "The fingerprint is stress a minute by muscle group against easy running (the dotted line): "
            f"{', '.join(group_name(group).lower() for group in GROUPS)}."
        )


def _table(lines: list[RunLine], view: View) -> Markup:
    first, second = (
        ("first", "second") if lines[0].on == lines[1].on else (day(line.on, weekday=False) for line in lines)
    )
    rows = [
        {"": name, first: one, second: other, "Second to first": apart}
        for name, one, other, apart in _rows(lines, view)
    ]
    columns = [("", "name"), (first, "number"), (second, "number"), ("Second to first", "number late")]
    return blocks.table(columns, rows, caption="Two runs compared")


def _rows(lines: list[RunLine], view: View) -> list[tuple[str, Markup | str, Markup | str, str]]:
    one, other = lines
    name_one, name_other = (
        Markup('<a href="{}" data-choose="{}">{}</a>').format(line.address, line.number, line.name) for line in lines
    )
    rows: list[tuple[str, Markup | str, Markup | str, str]] = [
        ("Run", name_one, name_other, ""),
        ("Kind", one.kind, other.kind, ""),
    ]
    for name, key, written, (more, less) in _figures(view.units):
        first, second = one.figures.get(key), other.figures.get(key)
        if first is not None or second is not None:
            rows.append((name, written(first), written(second), difference(first, second, more, less)))
    for group in GROUPS:
        first, second = one.stress.get(group), other.stress.get(group)
        if first or second:
            rows.append(
                (f"{group_name(group)}, stress a minute", _once(first), _once(second), difference(first, second))
            )
    for name, draw in (("Fingerprint", _fingerprint), ("Line", _outline), ("Profile", _profile)):
        drawn = (draw(one, view), draw(other, view))
        if any(drawn):
            rows.append((name, *drawn, ""))
    return rows


def _once(figure: float | None) -> str:
    return MISSING if figure is None else f"{figure:.1f}"


def _figures(units: Units) -> list[tuple[str, str, Callable[[float | None], str], tuple[str, str]]]:
    """Return name, column, how it is written, and what more and less of it is called."""
    faster = ("faster", "slower")
    return [
        ("Distance", "distance_m", units.distance, ("longer", "shorter")),
        ("Moving time", "moving_s", duration, ("longer", "shorter")),
        ("Pace", "mean_speed_m_s", units.pace_text, faster),
        ("Grade-adjusted pace", "mean_grade_adjusted_speed_m_s", units.pace_text, faster),
        ("Climb", "ascent_m", units.height_text, ("more", "less")),
        ("Heart rate", "mean_heart_rate_bpm", _beats, ("higher", "lower")),
    ]


def _beats(heart_rate: float | None) -> str:
    return MISSING if heart_rate is None else f"{heart_rate:.0f} bpm"


def _fingerprint(line: RunLine, view: View) -> Markup | str:
    return fingerprint(line.stress, view.theme) if any(line.stress.values()) else ""


def _outline(line: RunLine, view: View) -> Markup | str:
    return "" if line.route is None else outline(line.route, view.theme)


def _profile(line: RunLine, view: View) -> Markup | str:
    return sparkline(line.heights, line.causes, view.theme) if len(line.heights) > 1 else ""
