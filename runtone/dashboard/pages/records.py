"""Records: the fastest times and the biggest climbs, and how they came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import is_empty, record_progress
from runtone.dashboard.components import blocks
from runtone.dashboard.components.choice import choose
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import best_times, biggest_climbs, critical_speed
from runtone.wording import counted, day, duration
from runtone.wording.records import critical_speed_sentence, record_distance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runtone.dashboard.view import View

MOST_CLIMBS = 10
SPANS = {"all": "All time", "year": "Last 12 months"}


def show(view: View) -> None:
    """Draw the page."""
    times = best_times(view.state)
    if times.empty:
        blocks.title("Records")
        blocks.empty(
            "No records yet",
            "A record needs a run of 400 m or more.",
            "Import your files under Import.",
        )
        return
    blocks.title("Records", "The fastest times over each distance, stops included, and the biggest climbs.")
    speed = critical_speed(view.state, view.today)
    if speed is not None:
        blocks.sentence(critical_speed_sentence(speed, view.units))
    _best_card(view, times)
    _climbs_card(view)


def _best_card(view: View, times: pd.DataFrame) -> None:
    with view.context.card("records"):
        span = choose("Which runs", SPANS, default="all", key="records-of")
        shown = times if span != "year" else _since(times, view.today, 365)
        if shown.empty:
            blocks.note("No run in the last 12 months.")
            return
        best = shown.loc[shown.groupby("distance_m")["seconds"].idxmin()].sort_values("distance_m")
        columns = ("Over", "Time", "Pace", "On", "Before that")
        _table(view, columns, (_best_row(view, row, shown) for row in rows_of(best)), "best", "Records by distance")
        distances = best["distance_m"].tolist()
        default = 5000.0 if 5000.0 in distances else distances[-1]
        chosen = st.segmented_control(
            "Over time",
            distances,
            default=default,
            format_func=record_distance,
            key="record",
            required=True,
        )
        over = shown[shown["distance_m"] == (chosen or default)]
        figure = record_progress(over, view.units, view.theme)
        if is_empty(figure):
            blocks.note("One run is this long, so there is no course of it to draw yet.")
        else:
            words = f"Fastest {record_distance(float(chosen or default))} of each run, and the record of its day"
            view.context.chart(figure, "record-progress", words)


def _best_row(view: View, row: Any, times: pd.DataFrame) -> tuple[int, list[str]]:
    older = times[(times["distance_m"] == row.distance_m) & (times["local_date"] < row.local_date)]
    before = older.loc[older["seconds"].idxmin()] if len(older) else None
    return int(row.run_id), [
        record_distance(row.distance_m),
        duration(row.seconds),
        view.units.pace_text(row.distance_m / row.seconds, unit=False),
        day(row.local_date.date(), weekday=False),
        "" if before is None else f"{duration(before['seconds'])}, {day(before['local_date'].date(), weekday=False)}",
    ]


def _climbs_card(view: View) -> None:
    climbs = biggest_climbs(view.state, MOST_CLIMBS)
    if climbs.empty:
        return
    with view.context.card("climbs"):
        blocks.heading("Biggest climbs")
        rows = (
            (
                int(row.run_id),
                [
                    view.units.height_text(row.ascent_m),
                    duration(row.seconds),
                    f"{view.units.height_text(3600.0 * row.ascent_m / row.seconds)} an hour",
                    day(row.local_date.date(), weekday=False),
                ],
            )
            for row in rows_of(climbs)
        )
        _table(view, ("Up", "Time", "Rate", "On"), rows, "climb-rows", "The biggest climbs")
        blocks.note(f"The {counted(len(climbs), 'climb')} with the most ascent, each as a runner counts it.")


def _table(view: View, columns: tuple[str, ...], rows: Iterable[tuple[int, list[str]]], key: str, caption: str) -> None:
    """Show a table whose rows open their runs."""
    last = len(columns) - 1
    kinds = [
        "" if at == 0 else "rt-number rt-late" if at == last and last > 3 else "rt-number" for at in range(last + 1)
    ]
    head = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(kind, name)
        for kind, name in zip(kinds, columns, strict=True)
    )
    body = []
    for number, (first, *others) in rows:
        cells = [
            Markup('<td><a class="rt-row" href="{}" data-choose="{}">{}</a></td>').format(
                view.address("run", run=number), number, first
            )
        ]
        cells += [
            Markup('<td class="{}">{}</td>').format(kind, text) for kind, text in zip(kinds[1:], others, strict=True)
        ]
        body.append(Markup('<tr data-choose="{}">{}</tr>').format(number, Markup("").join(cells)))
    html = Markup(
        '<div class="rt-scroll"><table class="rt-table rt-pick rt-records"><caption class="rt-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, head, Markup("").join(body))
    chosen = view.context.picture(html, key, can_save=False)
    if chosen:
        view.goto("run", {"run": chosen})


def _since(times: pd.DataFrame, today: Any, days: int) -> pd.DataFrame:
    return times[times["local_date"] > pd.Timestamp(today) - pd.Timedelta(days=days)]
