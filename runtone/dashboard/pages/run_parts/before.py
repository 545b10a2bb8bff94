"""What a run is beside those before it: its best efforts, the same hills, the same route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import best_times, biggest_climbs, run_rows, same_hills, same_route
from runtone.wording import MISSING, Units, day, duration
from runtone.wording.records import (
    climb_text,
    hill_again,
    like_it_sentence,
    record_distance,
    route_again,
    standing,
)

if TYPE_CHECKING:
    from datetime import date

    from runtone.dashboard.view import View
    from runtone.library import StoredRun

MOST_HILLS = 5
AS_LONG = (0.85, 1.15)
"""A run between these shares of another's distance is about as long."""
LOOKED_AT = 60
"""So many runs about as long are looked at for one like it."""
MOST_CLIMBS = 50
"""A climb that is not among so many of the biggest is not told as one."""


def like_it(view: View, run: StoredRun) -> str:
    """Return how a run compares with the last one like it: on its route, else about as long and as flat."""
    figures = run.summary
    low, high = (share * float(figures["distance_m"]) for share in AS_LONG)
    runs = run_rows(view.state, end=figures["local_date"], min_distance_m=low, max_distance_m=high, limit=LOOKED_AT)
    runs = runs[(runs["start_time"] < figures["start_time"]) & (runs["mean_speed_m_s"] > 0)]
    taken = same_route(view.state, run.run_id)
    same = runs[runs["run_id"].isin(taken["run_id"])]
    indoors = pd.isna(figures["ascent_m"])
    alike = runs[(runs["hills"] == 0) & (runs["sprints"] == 0) & (runs["ascent_m"].isna() == indoors)]
    chosen = same if len(same) else alike
    if chosen.empty or not figures["mean_speed_m_s"]:
        return ""
    last = chosen.iloc[0]
    beats = figures["mean_heart_rate_bpm"], float(last["mean_heart_rate_bpm"])
    return like_it_sentence(
        last["local_date"].date(),
        float(last["distance_m"]),
        (float(figures["mean_speed_m_s"]), float(last["mean_speed_m_s"])),
        None if beats[0] is None or np.isnan(beats[1]) else (float(beats[0]), beats[1]),
        view.units,
    )


class Again(NamedTuple):
    """A hill or a route that was met before: what is said of it, and the other times."""

    title: str
    sentence: str
    others: list[dict[str, Any]]


def before_card(view: View, run: StoredRun) -> None:
    """Show what is known of the same hills, the same route and best efforts; nothing where nothing is."""
    again = [*_route(view, run), *_hills(view, run)]
    best = best_efforts(best_times(view.state), run.run_id)
    climb = _climb_standing(view, run)
    if not again and not best:
        return
    with view.context.card("before"):
        blocks.heading("Beside your other runs")
        left, right = st.columns([1.1, 1], gap="medium") if again and best else (st.container(), st.container())
        with left:
            for number, each in enumerate(again):
                _again(view, each, number)
        with right:
            if best:
                blocks.subheading("Best efforts")
                blocks.html(best_table(best, view.units))
            if climb:
                blocks.note(climb)


def _again(view: View, met: Again, number: int) -> None:
    blocks.subheading(met.title)
    blocks.sentence(met.sentence)
    rows = Markup("").join(
        Markup(
            '<li><a href="{}" data-choose="{}"><span class="rt-again-day">{}</span>'
            '<span class="rt-again-bar"><i style="width:{:.0f}%"></i></span><span>{}</span></a></li>'
        ).format(view.address("run", run=other["run_id"]), other["run_id"], other["day"], other["share"], other["text"])
        for other in met.others
    )
    chosen = view.context.picture(
        Markup('<ul class="rt-again">{}</ul>').format(rows), f"again-{number}", can_save=False
    )
    if chosen:
        view.goto("run", {"run": chosen})


def _route(view: View, run: StoredRun) -> list[Again]:
    taken = same_route(view.state, run.run_id)
    taken = taken[taken["direction"] == "same"]
    if taken.empty:
        return []
    seconds = float(run.summary["moving_s"])
    best = taken.iloc[int(taken["moving_s"].to_numpy().argmin())]
    times = int(taken["earlier"].sum()) + 1
    sentence = route_again(times, seconds, float(best["moving_s"]), best["local_date"].date())
    return [Again("This route again", f"{sentence}.", _others(taken, "run_id", "moving_s", seconds))]


def _hills(view: View, run: StoredRun) -> list[Again]:
    met = same_hills(view.state, run.run_id)
    met = met[met["other_run_id"] != run.run_id] if len(met) else met
    found = []
    ascent = run.segments["ascent_m"].to_numpy(dtype=float)
    biggest = sorted({int(number) for number in met["segment"]}, key=lambda number: -ascent[number])
    for segment in biggest[:MOST_HILLS]:
        row = run.segments.iloc[segment]
        took = float(row["end_s"] - row["start_s"])
        others = met[met["segment"] == segment]
        others = others.assign(as_here_s=took * others["other_seconds"] / others["seconds"])
        best = others.iloc[int(others["as_here_s"].to_numpy().argmin())]
        sentence = hill_again(
            int(others["earlier"].sum()) + 1, took, float(best["as_here_s"]), best["local_date"].date()
        )
        rise = view.units.height_text(float(row["ascent_m"]))
        title = f"The same hill: {rise} up, at {view.units.distance(_at(run.track, int(row['start_s'])))}"
        found.append(Again(title, f"{sentence}.", _others(others, "other_run_id", "as_here_s", took)))
    return found


def _at(track: pd.DataFrame, second: int) -> float:
    return float(track["distance_m"].iloc[second] - track["distance_m"].iloc[0])


def _others(table: pd.DataFrame, number: str, figure: str, this_s: float) -> list[dict[str, Any]]:
    """Return the latest few other times as lines; bars are as long as they took."""
    latest = table.sort_values("local_date").tail(5)
    longest = max(float(latest[figure].max()), this_s)
    return [
        {
            "run_id": int(getattr(row, number)),
            "day": day(row.local_date.date(), weekday=False),
            "share": 100.0 * float(getattr(row, figure)) / longest,
            "text": duration(float(getattr(row, figure))),
        }
        for row in rows_of(latest)
    ]


class Best(NamedTuple):
    """A run's fastest time over a distance, and how it stands among those of all runs."""

    distance_m: float
    seconds: float
    start_s: float
    rank: int
    of: int
    rank_then: int
    beaten_on: date | None


def best_efforts(times: pd.DataFrame, run_id: int) -> list[Best]:
    """Return how a run's best times stand; `times` as the library has them, oldest first."""
    found = []
    for distance, every in times.groupby("distance_m"):
        at = np.flatnonzero(every["run_id"].to_numpy() == run_id)
        if not at.size:
            continue
        place, seconds = int(at[0]), every["seconds"].to_numpy(dtype=float)
        faster = np.flatnonzero(seconds < seconds[place])
        later = faster[faster > place]
        found.append(
            Best(
                distance_m=float(distance),  # type: ignore[arg-type]
                seconds=float(seconds[place]),
                start_s=float(every["start_s"].iloc[place]),
                rank=len(faster) + 1,
                of=len(every),
                rank_then=int((faster < place).sum()) + 1,
                beaten_on=every["local_date"].iloc[int(later[0])].date() if later.size else None,
            )
        )
    return found


def best_table(best: list[Best], units: Units) -> Markup:
    """Return best efforts as a table, records flagged."""
    rows = []
    for each in best:
        words = standing(each.rank, each.of, each.rank_then, each.beaten_on)
        flagged = each.rank == 1 and each.of > 1
        rows.append(
            {
                "Over": record_distance(each.distance_m),
                "Time": duration(each.seconds),
                "Pace": units.pace_text(each.distance_m / each.seconds, unit=False) if each.seconds else MISSING,
                "Among yours": Markup('<strong class="rt-record">{}</strong>').format(words) if flagged else words,
            }
        )
    columns = [("Over", ""), ("Time", "number"), ("Pace", "number"), ("Among yours", "")]
    return blocks.table(columns, rows, caption=f"Best efforts of this run; pace in {units.pace_unit}")


def _climb_standing(view: View, run: StoredRun) -> str:
    climbs = biggest_climbs(view.state, MOST_CLIMBS)
    own = np.flatnonzero(climbs["run_id"].to_numpy() == run.run_id)
    if not own.size:
        return ""
    row = climbs.iloc[int(own[0])]
    words = climb_text(float(row["ascent_m"]), float(row["seconds"]), view.units)
    place = "your biggest" if own[0] == 0 else f"number {own[0] + 1} of your biggest"
    return f"Biggest climb: {words}, {place}."
