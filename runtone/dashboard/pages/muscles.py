"""Muscles: a card and a trend for each group, and one group in depth."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import group_trend, group_zones, is_empty, week_bars
from runtone.dashboard.components import blocks
from runtone.dashboard.components.choice import choose
from runtone.dashboard.components.lens import LOAD, STRESS, choose_lens
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.week_cards import Weeks
from runtone.dashboard.data import (
    load_rows,
    run_rows,
    segment_rows,
    weekly_zones,
    zone_rows,
)
from runtone.dashboard.view import View
from runtone.dashboard.weekly import days_since_hard, explained, last_weeks, means_of, neglected, this_week, trends
from runtone.muscles import GROUPS, hard_minutes, hardest_stretches, load_totals
from runtone.training.techniques.cards import MUSCLE_CARDS, MuscleCard
from runtone.wording import (
    cause_sentence,
    day,
    days_ago,
    duration_words,
    easy_minutes,
    group_name,
    group_sentence,
    hard_minutes_sentence,
    run_name,
    segment_label,
    times_usual,
)
from runtone.wording.notes import SPOT_TONING, STRESS_MINUTE
from runtone.wording.training import baseline_sentence, neglect_sentence

WEEKS = {"12-weeks": 12, "26-weeks": 26, "52-weeks": 52}
RECENT_DAYS = 28
ALL = "all"
CURRENT = Markup(' aria-current="true"')


def show(view: View) -> None:
    """Draw the page."""
    if not len(view.runs()):
        blocks.empty(
            "No runs yet",
            "Each group's card shows its weeks once there are runs.",
            "Import your files, or open the sample season under Import.",
        )
        return
    blocks.title("Muscles", "Each group against its own usual weeks; groups are not compared with each other.")
    chosen = group_named(st.query_params.get("group"))
    _choice(view, chosen)
    if chosen is None:
        _all(view)
    else:
        _one(view, chosen)
    blocks.note(SPOT_TONING)


def group_named(asked: str | None) -> str | None:
    """Return the muscle group that an address asks for; None for all of them, and for what is none of them."""
    return asked if asked in GROUPS else None


def _choice(view: View, chosen: str | None) -> None:
    """Show all groups as links; the choice lives in the address alone, so that back and reload keep it."""
    links = [("", "All groups", view.address("muscles"))]
    links += [(group, group_name(group), view.address("muscles", group=group)) for group in GROUPS]
    listed = Markup("").join(
        Markup('<a href="{}" data-choose="{}"{}>{}</a>').format(
            address, group or ALL, CURRENT if (group or None) == chosen else "", name
        )
        for group, name, address in links
    )
    picked = picture(Markup('<nav class="rt-choice" aria-label="Muscle groups">{}</nav>').format(listed), key="choice")
    if picked:
        view.goto("muscles", {} if picked == ALL else {"group": picked})


def _all(view: View) -> None:
    weeks = last_weeks(view.state, view.calendar, 12, STRESS)
    lag = neglected(view.state, view.calendar)
    behind = lag[lag["neglected"].notna()]
    week = this_week(view.state, view.calendar, "seven days", STRESS)
    standing = baseline_sentence(week)
    if week.known:
        standing = f"The last seven days: {standing[0].lower()}{standing[1:]}"
    blocks.sentence(" ".join([standing, *(neglect_sentence(row) for row in behind.to_dict("records"))]))
    since = days_since_hard(view.state, view.calendar)
    told = explained(view.state, view.today - timedelta(days=6), view.today)
    rows = {row["muscle_group"]: row for row in week.groups.to_dict(orient="records")}
    cards = Markup("").join(
        _card(view, group, weeks, rows[group], (cause_sentence(told, group), since[group])) for group in GROUPS
    )
    picked = picture(Markup('<div class="rt-cards">{}</div>').format(cards), key="cards")
    if picked:
        view.goto("muscles", {"group": picked})
    blocks.note(f"Bars: stress a week; the grey band is your usual weeks. {STRESS_MINUTE}")


def _card(view: View, group: str, weeks: Weeks, row: dict[Hashable, Any], why: tuple[str, float]) -> Markup:
    cause, days = why
    band = weeks.bands.get(group)
    bars = week_bars(
        weeks.figures[group].tolist(),
        view.theme.groups[group],
        view.theme,
        usual=(band.low, band.high) if band is not None and band.known else None,
        unfinished=weeks.unfinished is not None,
    )
    against = times_usual(float(row["ratio"])) if pd.notna(row["ratio"]) else "no usual weeks yet"
    return Markup(
        '<a class="rt-card" href="{}" data-choose="{}"><h3><span>{}</span>{}</h3><p>{} {} in 7 days, {}</p><p>{}</p>{}'
        "<p>Last hard minutes: {}</p></a>"
    ).format(
        view.address("muscles", group=group),
        group,
        blocks.swatch(view.theme.groups[group], group_name(group)),
        blocks.step_chip(row["step"], view.theme),
        easy_minutes(float(row[STRESS.figure])),
        STRESS.unit,
        against,
        cause,
        bars,
        days_ago(days),
    )


def _card_of(group: str) -> MuscleCard:
    return next(card for card in MUSCLE_CARDS if card.muscle_group == group)


def _one(view: View, group: str) -> None:
    card = _card_of(group)
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        _trend(view, group)
    with right, st.container(border=True, key="card-about"):
        blocks.heading(card.title)
        blocks.note(card.where)
        blocks.sentence(card.in_a_stride)
        rows = [{"When": load.condition, "Load": load.direction, "": load.words} for load in card.loadings]
        blocks.html(
            blocks.table([("When", "name"), ("Load", ""), ("", "wide")], rows, caption="What loads it", stack=True)
        )
        blocks.note(card.caveat)
        if card.claims:
            with st.expander("What is said of it, and what the evidence says"):
                said = [{"Said": c.said, "Verdict": c.verdict, "Why": c.why} for c in card.claims]
                blocks.html(
                    blocks.table([("Said", ""), ("Verdict", ""), ("Why", "wide")], said, caption="Claims", stack=True)
                )
    left, right = st.columns([1, 1.3], gap="medium")
    with left:
        _zones(view, group)
    with right:
        _hardest(view, group)


@st.fragment
def _trend(view: View, group: str) -> None:
    """Draw the weeks; a fragment, so that a change of their number redraws nothing else."""
    with st.container(border=True, key="card-trend"):
        span = choose("Weeks shown", {name: name.replace("-", " ") for name in WEEKS}, default="12-weeks", key="weeks")
        lens = choose_lens()
        weeks = last_weeks(view.state, view.calendar, WEEKS[span], lens)
        both = lens is LOAD and group != "core"
        blocks.heading("Load, push against brake" if both else lens.title)
        first = view.today - timedelta(days=RECENT_DAYS - 1)
        load = load_rows(view.state, start=first, end=view.today)
        if not load.empty:
            blocks.sentence(
                group_sentence(explained(view.state, first, view.today), group, when="in the last four weeks")
            )
        actions = (
            pd.DataFrame({"concentric": weeks.concentric[group], "eccentric": weeks.eccentric[group]})
            if both
            else pd.DataFrame({"undivided": weeks.figures[group]})
        )
        band = weeks.bands.get(group)
        figure = group_trend(
            actions,
            group,
            view.theme,
            usual=(band.low, band.high) if band is not None and band.known else None,
            unfinished=weeks.unfinished,
            title="" if both else lens.title,
            unit=lens.unit,
        )
        if is_empty(figure):
            blocks.note(f"No {lens.title.lower()} in these weeks.")
        else:
            view.context.chart(figure, "trend", f"{group_name(group)}: {lens.title.lower()} by week")
        means = means_of(trends(view.state, view.calendar), (group,), lens)
        if len(means):
            last = means.iloc[-1]
            blocks.figures((f"a week, mean of {span} days", f"{last[span]:.0f} {lens.unit}") for span in means.columns)
        if not load.empty:
            total = load_totals(load).set_index("muscle_group").loc[group]
            blocks.note(
                f"{total['text']} easy minutes in these four weeks (give or take one standard deviation, "
                f"{total['confidence']} confidence). Against your own weeks the errors mostly cancel."
            )


def _zones(view: View, group: str) -> None:
    with st.container(border=True, key="card-zones"):
        blocks.heading("Minutes that asked more than easy running")
        start = view.today - timedelta(weeks=12)
        zones = weekly_zones(view.state, start, view.today)
        own = zones[zones["muscle_group"].astype(str) == group]
        table = own.assign(zone=own["zone"].astype(str)).pivot_table(
            index="week", columns="zone", values="minutes", aggfunc="sum", observed=True
        )
        weeks = last_weeks(view.state, view.calendar, 12, LOAD)
        seven_days = view.today - timedelta(days=6)
        hard = hard_minutes(
            zone_rows(view.state, start=seven_days, end=view.today),
            segment_rows(view.state, start=seven_days, end=view.today),
        )
        blocks.sentence(hard_minutes_sentence(hard, group, when="in the last seven days"))
        table.index = pd.Index([pd.Timestamp(week).date() for week in table.index], dtype=object)
        figure = group_zones(
            table.reindex(weeks.loads.index).fillna(0.0), group, view.theme, unfinished=weeks.unfinished
        )
        if is_empty(figure):
            blocks.note("None in these weeks: every minute was at easy load for this group.")
        else:
            view.context.chart(figure, "zones", f"{group_name(group)}: moderate, hard and sprint minutes by week")
        blocks.note(
            "A minute counts as moderate, hard or sprint when it asked as much of this group as level running at "
            "1.05, 1.25 "
            "or 1.6 times your steady speed would. The borders are choices for display, not thresholds in the body."
        )


def _hardest(view: View, group: str) -> None:
    first = view.today - timedelta(days=RECENT_DAYS - 1)
    found = hardest_stretches(
        load_rows(view.state, start=first, end=view.today),
        segment_rows(view.state, start=first, end=view.today),
        group,
        foot_strike=view.preferences.foot_strike,
    )
    with st.container(border=True, key="card-hardest"):
        blocks.heading("What loaded it hardest in the last four weeks")
        if found.empty:
            blocks.note("No running in the last four weeks.")
            return
        runs = run_rows(view.state, start=first, end=view.today).set_index("run_id")
        names = {row.Index: run_name(row.name, row.start_time.tz_convert(row.time_zone)) for row in rows_of(runs)}
        rows = [
            {
                "Day": day(pd.Timestamp(runs.loc[row.run_id, "local_date"]).date(), year=False),
                "Run": names[row.run_id],
                "Stretch": segment_label(row.kind, row.terrain, float(row.end_s - row.start_s), row.source),
                "Time": duration_words(float(row.end_s - row.start_s)),
                "Pace run": view.units.pace_text(float(row.mean_speed_m_s), unit=False),
                "Felt by it as": view.units.limited_pace(float(row.equivalent_speed_m_s), clamped=bool(row.clamped)),
            }
            for row in rows_of(found)
        ]
        blocks.html(
            blocks.table(
                [
                    ("Day", "name"),
                    ("Run", "late"),
                    ("Stretch", ""),
                    ("Time", "number late"),
                    ("Pace run", "number"),
                    ("Felt by it as", "number"),
                ],
                rows,
                caption=f"Hardest stretches; pace in {view.units.pace_unit}",
            )
        )
        blocks.note(
            f"Paces in {view.units.pace_unit}. Felt by it as: the pace on the flat that would load this group as much "
            "(its equivalent pace)."
        )
