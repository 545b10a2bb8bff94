"""Consistency: the score and its parts, the days run, the weeks, and the weeks that do not count."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.charts import calendar
from runtone.dashboard.components import blocks
from runtone.dashboard.components.choice import choose
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.week_cards import consistency_figures
from runtone.dashboard.data import weekly_consistency
from runtone.dashboard.days import days_run, open_day
from runtone.dashboard.view import View
from runtone.dashboard.weekly import days_since_hard, group_consistency
from runtone.training import Consistency, first_real_day, monthly_totals
from runtone.wording import MONTH_NAMES, counted, day, days_ago, duration_words, group_name
from runtone.wording.training import consistency_sentence, part_meaning, streak_words

SPANS = {"13-weeks": 13, "26-weeks": 26, "52-weeks": 52}
WEEKS_LISTED = 26
MONTHS_LISTED = 12


def show(view: View) -> None:
    """Draw the page."""
    if not len(view.runs()):
        blocks.empty(
            "No runs yet",
            "Consistency looks at finished weeks; there are none.",
            "Import your files, or open the sample season under Import.",
        )
        return
    blocks.title("Consistency", "How steadily the weeks follow each other. Of all you can change, this counts most.")
    result = weekly_consistency(view.state, view.calendar, view.preferences.target_runs_per_week)
    left, right = st.columns([1, 1.35], gap="medium")
    with left, st.container(border=True, key="card-score"):
        _score(result)
    with right:
        with st.container(border=True, key="card-calendar"):
            _calendar(view)
        with st.container(border=True, key="card-months"):
            _months(view)
    with st.container(border=True, key="card-groups"):
        _groups(view)
    with st.container(border=True, key="card-weeks"):
        _weeks(result)
    with st.container(border=True, key="card-excused"):
        _excused(view, result)


def _score(result: Consistency) -> None:
    blocks.heading("Score")
    consistency_figures(result.score, result.streak.current, result.streak.longest, result.streak.forgiven)
    blocks.sentence(consistency_sentence(result))
    rows = Markup("").join(
        Markup(
            '<span>{0}</span><span class="rt-meter" role="img" aria-label="{1:.0f} of {2:.0f} points">'
            '<i style="width:{3:.0f}%"></i></span><span>{1:.0f} of {2:.0f}</span>'
            '<span></span><span class="rt-note">{4}</span><span></span>'
        ).format(
            name.capitalize(),
            part.points,
            part.maximum,
            part.points / part.maximum * 100,
            part_meaning(name, result.target_runs_per_week),
        )
        for name, part in result.parts.items()
    )
    if rows:
        blocks.html(Markup('<div class="rt-parts">{}</div>').format(rows))
    grace = (
        "One missed week would be forgiven now."
        if result.streak.grace_available
        else f"A missed week is forgiven again after {counted(result.streak.kept_until_grace, 'more kept week')}."
    )
    blocks.note(
        f"A streak counts calendar weeks with at least one run. {grace} The week that is still running can only help. "
        "The score is a choice for display, not a finding about your body."
    )


def _calendar(view: View) -> None:
    blocks.heading("Days run")
    span = choose("Weeks shown", {name: name.replace("-", " ") for name in SPANS}, default="26-weeks", key="span")
    this = view.calendar.this_week
    began = view.calendar.week_of(first_real_day(view.runs()) or view.today)
    weeks = min(SPANS[span], (this - began).days // 7 + 1)
    first = this - timedelta(weeks=weeks - 1)
    excused = view.calendar.excused_weeks
    chosen = picture(
        calendar(days_run(view.runs(), first), first, weeks, view.today, view.units, view.theme, excused=excused),
        key="calendar",
    )
    if chosen:
        open_day(view, chosen)
    words = ("up to 30 min", "30 to 50", "50 to 80", "longer")
    blocks.html(blocks.legend(zip(view.theme.single_hue[1:], words, strict=True)))


def _groups(view: View) -> None:
    blocks.heading("Each muscle group")
    groups = group_consistency(view.state, view.calendar).groups
    since = days_since_hard(view.state, view.calendar)
    rows = [
        {
            "Muscle group": blocks.swatch(view.theme.groups[row.muscle_group], group_name(str(row.muscle_group))),
            "Weeks at usual stress": f"{row.weeks_reached} of {row.weeks_judged}" if row.weeks_judged else "not yet",
            "Streak": streak_words(int(row.streak), int(row.forgiven)),
            "Last hard minutes": days_ago(since[str(row.muscle_group)]),
            "This week": "reached" if row.reached_this_week else "not yet",
        }
        for row in rows_of(groups)
    ]
    blocks.html(
        blocks.table(
            [
                ("Muscle group", "name"),
                ("Weeks at usual stress", "number"),
                ("Streak", "late"),
                ("Last hard minutes", "number"),
                ("This week", ""),
            ],
            rows,
            caption="Consistency of each muscle group",
        )
    )
    blocks.note(
        "In how many of the last eight finished weeks each group reached the lower end of the stress that was usual "
        "for it before. Stress counts hard seconds far more than easy ones, so groups differ."
    )


def _months(view: View) -> None:
    blocks.heading("Month by month")
    months = monthly_totals(view.runs(), view.calendar)
    rows = [
        {
            "Month": f"{MONTH_NAMES[row.month.month - 1]} {row.month.year}{'' if row.finished else ', so far'}",
            "Days run": str(int(row.run_days)),
            "Runs": str(int(row.runs)),
            "Distance": view.units.distance(float(row.distance_m)) if row.runs else "",
            "Moving time": duration_words(float(row.moving_s)) if row.runs else "",
            "Climb": view.units.height_text(float(row.ascent_m)) if row.runs else "",
        }
        for row in rows_of(months.iloc[::-1].head(MONTHS_LISTED))
    ]
    columns = [("Month", "name"), ("Days run", "number"), ("Runs", "number late"), ("Distance", "number")]
    columns += [("Moving time", "number"), ("Climb", "number late")]
    blocks.html(blocks.table(columns, rows, caption="Months"))
    if len(months) > MONTHS_LISTED:
        blocks.note(f"The latest {MONTHS_LISTED} of {len(months):,} months.")


def _weeks(result: Consistency) -> None:
    blocks.heading("Week by week")
    recent = result.weeks.iloc[::-1].head(WEEKS_LISTED)
    scored = float(result.weeks["weight"].sum())
    rows = [
        {
            "Week": f"{day(row.week, weekday=False, year=False)} to {day(row.last_day, weekday=False)}",
            "Days run": str(int(row.run_days)),
            "Runs": str(int(row.runs)),
            "Moving time": duration_words(float(row.moving_min) * 60) if row.runs else "",
            "Counts as": _word(row),
            "In the score": f"{100 * row.weight / scored:.0f} % of it" if row.scored else "",
        }
        for row in rows_of(recent)
    ]
    blocks.html(
        blocks.table(
            [
                ("Week", ""),
                ("Days run", "number"),
                ("Runs", "number late"),
                ("Moving time", "number"),
                ("Counts as", ""),
                ("In the score", "late"),
            ],
            rows,
            caption="Weeks",
        )
    )
    if len(result.weeks) > WEEKS_LISTED:
        blocks.note(f"The latest {WEEKS_LISTED} of {len(result.weeks):,} weeks.")


def _word(row: object) -> str:
    week = pd.Series(row._asdict())  # type: ignore[attr-defined]
    if week["excused"]:
        return "excused"
    if week["forgiven"]:
        return "missed, forgiven"
    if week["kept"]:
        return "kept" if week["finished"] else "kept, still running"
    return "missed" if week["finished"] else "still running"


def _excused(view: View, result: Consistency) -> None:
    blocks.heading("Weeks that do not count")
    blocks.note("Ill, injured, on holiday: an excused week neither breaks a streak nor lowers the score.")
    if view.is_sample:
        blocks.note("The sample season uses your own settings, so weeks are excused in your own library only.")
        return
    excused = view.calendar.excused_weeks
    options = sorted({*result.weeks["week"], *excused}, reverse=True)
    chosen = st.multiselect(
        "Excused weeks",
        options,
        default=sorted(excused, reverse=True),
        format_func=lambda week: f"week of {day(week, weekday=False)}",
        placeholder="Choose weeks",
        key=f"excused-{view.state.version}",
    )
    if set(chosen) != excused:
        _save(view, tuple(sorted(chosen)))


def _save(view: View, weeks: tuple[date, ...]) -> None:
    view.owned.save_settings(excused_weeks=weeks)
    st.rerun()
