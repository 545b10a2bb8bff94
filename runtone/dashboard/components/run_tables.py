"""A run's laps, splits and segments, one table at a time; a row that is pressed is marked on line and profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.components import blocks
from runtone.dashboard.components.marks import choose_mark, chosen_mark, mark_of
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.tables import known
from runtone.muscles import cause_of
from runtone.wording import (
    MISSING,
    Units,
    counted,
    duration,
    duration_words,
    minutes_seconds,
    percent,
    reason_sentence,
    segment_label,
)

if TYPE_CHECKING:
    from runtone.dashboard.components.context import RenderContext
    from runtone.dashboard.components.run_cards import ShownRun

MOST_SPLITS = 25
SPLITS_TOGETHER = 5
"""A run of more splits than that is cut at every fifth kilometre or mile, unless every one is asked for."""
OPEN_ROWS = 12
"""A group of so few segments is shown open."""
GROUPS = {
    "uphill": ("climb", "climbs"),
    "downhill": ("descent", "descents"),
    "sprint": ("sprint or interval", "sprints and intervals"),
    "steady": ("stretch of steady running", "stretches of steady running"),
    "rest": ("rest or walk", "rests and walks"),
}
"""By what caused the load, in the order in which they are read."""
AUTOMATIC = ("distance", "time", "position_start", "position_lap", "session_end", "fitness_equipment")
"""Triggers of laps that nobody pressed."""

Cells = Mapping[str, "str | Markup"]
Columns = Sequence[tuple[str, str]]


def stretches_of(run: ShownRun, units: Units) -> dict[str, pd.DataFrame]:
    """Return what can be picked out of a run, by kind: rows with ``start_s`` and ``end_s``."""
    cut = run.splits_every(units.metres_per_distance)
    return {
        "segment": run.segments,
        "lap": run.laps,
        "split": cut,
        "splits": _together(cut) if len(cut) > MOST_SPLITS else cut,
    }


def tables_card(run: ShownRun, context: RenderContext) -> None:
    """Show a run's segments, laps or splits, whichever is chosen."""
    cut = run.splits_every(context.units.metres_per_distance)
    offered = [
        *(["Segments"] if len(run.segments) > 1 else []),
        *(["Laps"] if len(run.laps) > 1 else []),
        *(["Splits"] if len(cut) > 1 else []),
    ]
    if not offered:
        return
    own_page = not context.key
    with context.card("tables"):
        chosen = st.segmented_control(
            "Table",
            offered,
            default=_first(run, offered),
            key=context.key_of("table"),
            required=True,
            label_visibility="collapsed",
            bind="query-params" if own_page else None,
        )
        if chosen == "Laps":
            table = _laps(run, context)
        elif chosen == "Splits":
            table = _splits(cut, context)
        else:
            table = segment_groups(run.segments, context.units, chosen_mark(context), context)
        html = Markup('<div data-shown-in=".st-key-{}">{}</div>').format(f"card-{context.key_of('profile')}", table)
        picked = context.picture(html, "rows", can_save=False)
        blocks.note("Press a row to see where it was on the line and the profile.")
        if picked:
            choose_mark(context, picked)


def _first(run: ShownRun, offered: list[str]) -> str:
    """Return the table that says most: what the runner marked, else hills and sprints, else splits."""
    if "Laps" in offered and (~run.laps["trigger"].isin(AUTOMATIC) & run.laps["trigger"].notna()).any():
        return "Laps"
    eventful = run.segments["kind"].astype(str).isin(["hill", "sprint"]).any()
    return offered[0] if eventful or "Splits" not in offered else "Splits"


def segment_groups(segments: pd.DataFrame, units: Units, mark: str, context: RenderContext) -> Markup:
    """Return segments by what they were: a line a group, which opens to its rows.

    Parameters
    ----------
    segments : pandas.DataFrame
    units : Units
    mark : str
        The row that is picked out; it says why it is what it is.
    context : RenderContext
    """
    causes = pd.Series(
        [
            cause_of(str(kind), str(terrain))
            for kind, terrain in zip(segments["kind"], segments["terrain"], strict=True)
        ],
        index=segments.index,
    )
    return Markup("").join(
        _group(segments[causes == cause], cause, units, mark, context) for cause in GROUPS if (causes == cause).any()
    )


def _group(rows: pd.DataFrame, cause: str, units: Units, mark: str, context: RenderContext) -> Markup:
    one, many = GROUPS[cause]
    seconds = float((rows["end_s"] - rows["start_s"]).sum())
    facts = [duration_words(seconds), units.distance(float(rows["distance_m"].sum()))]
    if cause in ("uphill", "downhill"):
        way, column = ("up", "ascent_m") if cause == "uphill" else ("down", "descent_m")
        facts.append(f"{units.height_text(float(rows[column].sum()))} {way}")
    if cause != "rest" and seconds:
        facts.append(units.pace_text(float(rows["distance_m"].sum()) / seconds))
    opened = mark in {mark_of("segment", int(number)) for number in rows.index}
    opened = opened or (cause != "steady" and cause != "rest" and len(rows) <= OPEN_ROWS)
    return Markup(
        '<details class="rt-group"{}><summary>{}<span class="rt-muted">{}</span></summary>{}</details>'
    ).format(
        Markup(" open") if opened else "",
        blocks.swatch(context.theme.segments[cause], counted(len(rows), one, many)),
        " · ".join(fact for fact in facts if fact != MISSING),
        _choices(_SEGMENT_COLUMNS, _segment_rows(rows, units), mark, f"Segments; pace in {units.pace_unit}"),
    )


_SEGMENT_COLUMNS = (
    ("Starts at", ""),
    ("What", "name late"),
    ("Time", "number"),
    ("Distance", "number"),
    ("Up", "number late"),
    ("Down", "number late"),
    ("Pace", "number"),
    ("Grade-adj.", "number late"),
    ("Grade", "number"),
    ("HR", "number"),
)


def _segment_rows(rows: pd.DataFrame, units: Units) -> Iterator[tuple[str, Cells, str]]:
    for row in rows_of(rows):
        yield (
            mark_of("segment", int(row.Index)),
            {
                "Starts at": duration(float(row.start_s)),
                "What": segment_label(str(row.kind), str(row.terrain), float(row.end_s - row.start_s), str(row.source)),
                "Time": duration(float(row.end_s - row.start_s)),
                "Distance": units.distance(float(row.distance_m)),
                "Up": units.height_text(known(row.ascent_m)),
                "Down": units.height_text(known(row.descent_m)),
                "Pace": units.pace_text(known(row.mean_speed_m_s), unit=False),
                "Grade-adj.": units.pace_text(known(row.mean_grade_adjusted_speed_m_s), unit=False),
                "Grade": percent(known(row.mean_grade)),
                "HR": _beats(row.mean_heart_rate_bpm),
            },
            reason_sentence(row.reason, units),
        )


def _laps(run: ShownRun, context: RenderContext) -> Markup:
    units = context.units
    laps = run.laps
    words = laps["intensity"].notna() | (laps["trigger"].notna() & (laps["trigger"] != "distance"))
    columns = [
        ("Lap", ""),
        *([("Marked", "name late")] if words.any() else []),
        ("Distance", "number"),
        ("Timer", "number"),
        ("Pace", "number"),
        *([("HR", "number")] if laps["heart_rate_bpm"].notna().any() else []),
    ]
    rows = (
        (
            mark_of("lap", int(row.Index)),
            {
                "Lap": str(row.number),
                "Marked": ", ".join(
                    str(word).replace("_", " ") for word in (row.intensity, row.trigger) if _told(word)
                ),
                "Distance": units.distance(known(row.distance_m)),
                "Timer": duration(known(row.timer_s)),
                "Pace": units.pace_text(known(row.speed_m_s), unit=False),
                "HR": _beats(row.heart_rate_bpm),
            },
            "",
        )
        for row in rows_of(laps)
    )
    caption = f"Laps as the watch recorded them; pace in {units.pace_unit}"
    return _choices(columns, rows, chosen_mark(context), caption)


def _splits(table: pd.DataFrame, context: RenderContext) -> Markup:
    units = context.units
    mark = chosen_mark(context)
    kind = "split"
    if len(table) > MOST_SPLITS and not st.toggle(
        f"Every {'kilometre' if units.pace == 'km' else 'mile'}",
        value=mark.startswith("split-"),
        key=context.key_of("every-split"),
    ):
        kind, table = "splits", _together(table)
    columns, cells = _split_cells(table, units)
    rows = ((mark_of(kind, int(number)), each, "") for number, each in zip(table.index, cells, strict=True))
    return _choices(columns, rows, mark, f"Splits; pace in {units.pace_unit}, by the watch's timer")


def splits_table(run: ShownRun, units: Units) -> Markup:
    """Return every split of a run as a table; empty where there is no more than one."""
    table = run.splits_every(units.metres_per_distance)
    if len(table) < 2:
        return Markup("")
    columns, cells = _split_cells(table, units)
    return blocks.table(columns, cells, caption=f"Splits; pace in {units.pace_unit}, by the watch's timer")


def _split_cells(table: pd.DataFrame, units: Units) -> tuple[Columns, list[Cells]]:
    """Return the columns in which splits say anything, and a row each."""
    stopped = bool((table["timer_s"] - table["moving_s"] >= 1).any())
    known_height = bool(table["ascent_m"].notna().any())
    columns: Columns = [
        (units.pace, ""),
        ("Pace", "number"),
        *([("Moving", "number late")] if stopped else []),
        *([("Grade-adj.", "number"), ("Up", "number"), ("Down", "number late")] if known_height else []),
        *([("HR", "number")] if table["heart_rate_bpm"].notna().any() else []),
    ]
    cells: list[Cells] = [
        {
            units.pace: str(row.number) if row.whole else f"+ {units.distance(float(row.distance_m))}",
            "Pace": minutes_seconds(units.pace_s(float(row.speed_m_s))) if row.speed_m_s > 0.3 else MISSING,
            "Moving": minutes_seconds(float(row.moving_s)) if row.timer_s - row.moving_s >= 1 else "",
            "Grade-adj.": units.pace_text(known(row.grade_adjusted_speed_m_s), unit=False),
            "Up": units.height_text(known(row.ascent_m)),
            "Down": units.height_text(known(row.descent_m)),
            "HR": _beats(row.heart_rate_bpm),
        }
        for row in rows_of(table)
    ]
    return columns, cells


def _together(table: pd.DataFrame) -> pd.DataFrame:
    """Return splits five at a time, each numbered by its last."""
    weights = table["timer_s"]
    fives = (table["number"] - 1) // SPLITS_TOGETHER
    weighted = table.assign(
        **{name: table[name] * weights for name in ("grade_adjusted_speed_m_s", "heart_rate_bpm")}
    ).groupby(fives)
    sums = weighted.sum(min_count=1)
    return sums.assign(
        number=weighted["number"].max(),
        whole=weighted["whole"].all() & (weighted["number"].count() == SPLITS_TOGETHER),
        start_s=weighted["start_s"].min(),
        end_s=weighted["end_s"].max(),
        speed_m_s=sums["distance_m"] / sums["timer_s"],
        grade_adjusted_speed_m_s=sums["grade_adjusted_speed_m_s"] / sums["timer_s"],
        heart_rate_bpm=sums["heart_rate_bpm"] / sums["timer_s"],
    )


def _choices(columns: Columns, rows: Iterator[tuple[str, Cells, str]], mark: str, caption: str) -> Markup:
    """Return a table whose rows can be pressed; under the one that is, what is to be said of it."""
    classes = {name: " ".join(f"rt-{word}" for word in kind.split()) for name, kind in columns}
    head = Markup("").join(Markup('<th scope="col" class="{}">{}</th>').format(classes[name], name) for name in classes)
    body: list[Markup] = []
    for value, cells, under in rows:
        first, *others = classes
        button = Markup(
            '<td class="{}"><button type="button" class="rt-row" tabindex="0" data-choose="{}">{}</button></td>'
        )
        texts = [button.format(classes[first], value, cells[first])]
        texts += [Markup('<td class="{}">{}</td>').format(classes[name], cells[name]) for name in others]
        picked = Markup(' aria-selected="true"') if value == mark else Markup("")
        body.append(Markup('<tr data-choose="{}"{}>{}</tr>').format(value, picked, Markup("").join(texts)))
        if under and value == mark:
            body.append(Markup('<tr class="rt-under"><td colspan="{}">{}</td></tr>').format(len(classes), under))
    return Markup(
        '<div class="rt-scroll"><table class="rt-table rt-pick"><caption class="rt-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, head, Markup("").join(body))


def _beats(value: Any) -> str:
    beats = known(value)
    return MISSING if beats is None else f"{beats:.0f}"


def _told(word: object) -> bool:
    return isinstance(word, str) and word not in ("", "distance")
