"""Days as a grid of weeks, or a month as a calendar has it: which days were run, and how far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from runtone.dashboard.components.theme import Theme, ink_on
from runtone.vocabulary import WeekStart
from runtone.wording import MONTH_NAMES, MONTHS, WEEKDAYS, Units, counted, day, duration_words

STEPS_S = (0.0, 30 * 60.0, 50 * 60.0, 80 * 60.0)
"""Moving time from which a day takes the next of the four strengths of colour [s]; a display choice."""
EXCUSED = "background:repeating-linear-gradient(45deg,var(--rt-hairline) 0 2px,transparent 2px 6px)"


class DayTotals(NamedTuple):
    """What was run on one local day."""

    runs: int
    moving_s: float
    distance_m: float


def calendar(
    days: Mapping[date, DayTotals],
    first_week: date,
    weeks: int,
    today: date,
    units: Units,
    theme: Theme,
    *,
    excused: Collection[date] = (),
) -> Markup:
    """Return a grid of weeks by days as HTML; a day with runs is a link that chooses it.

    Parameters
    ----------
    days : mapping of datetime.date to DayTotals
        Each local day that was run.
    first_week : datetime.date
        The first day of the first week; its weekday is the runner's start of the week.
    weeks : int
    today : datetime.date
    units : Units
    theme : Theme
    excused : collection of datetime.date
        Starts of the weeks that do not count.
    """
    names = [WEEKDAYS[(first_week.weekday() + at) % 7] if at % 2 == 0 else "" for at in range(7)]
    cells = [Markup('<span class="rt-weekday">{}</span>').format(name) for name in names]
    cells.append(Markup("<span></span>"))
    for week in range(weeks):
        start = first_week + timedelta(weeks=week)
        cells += [
            _cell(start + timedelta(days=at), days, today, units, theme, excused=start in excused) for at in range(7)
        ]
        first_of_month = next(
            (start + timedelta(days=at) for at in range(7) if (start + timedelta(days=at)).day == 1), None
        )
        name = MONTHS[first_of_month.month - 1] if first_of_month else MONTHS[start.month - 1] if week == 0 else ""
        crowded = week == 0 and any((start + timedelta(days=at)).day == 1 for at in range(7, 21))
        cells.append(Markup('<span class="rt-month">{}</span>').format("" if crowded else name))
    columns = f"grid-template-columns: auto repeat({weeks}, minmax(0, 30px))"
    return Markup('<div class="rt-calendar" style="{}" role="group" aria-label="Days run">{}</div>').format(
        columns, Markup("").join(cells)
    )


def _cell(
    on: date, days: Mapping[date, DayTotals], today: date, units: Units, theme: Theme, *, excused: bool
) -> Markup:
    marks = ["rt-day", *(["rt-today"] if on == today else []), *(["rt-future"] if on > today else [])]
    classes = " ".join(marks)
    if on not in days:
        note = "excused week" if excused else "no run"
        hatch = EXCUSED if excused else ""
        return Markup('<span class="{}" style="{}" title="{}: {}"></span>').format(classes, hatch, day(on), note)
    runs, moving_s, distance_m = days[on]
    colour, _ = strength(moving_s, theme)
    told = f"{day(on)}: {counted(runs, 'run')}, {units.distance(distance_m)}, {duration_words(moving_s)}"
    return Markup(
        '<a class="{}" href="#" data-choose="{}" style="background:{};border-color:{}" title="{}" aria-label="{}"></a>'
    ).format(classes, on.isoformat(), colour, colour, told, told)


def strength(moving_s: float, theme: Theme) -> tuple[str, str]:
    """Return the colour of a day with so much moving time, and of the text on it."""
    step = sum(moving_s >= border for border in STEPS_S)
    return theme.single_hue[step], ink_on(theme.single_hue[step])


def month_calendar(
    days: Mapping[date, DayTotals],
    month: date,
    today: date,
    units: Units,
    theme: Theme,
    *,
    week_start: str = WeekStart.MONDAY,
    excused: Collection[date] = (),
    earliest: date | None = None,
) -> Markup:
    """Return a month as HTML; a day with runs is a link that chooses it, the arrows choose another month.

    Parameters
    ----------
    days : mapping of datetime.date to DayTotals
        Each local day that was run.
    month : datetime.date
        Any day of it.
    today : datetime.date
    units : Units
    theme : Theme
    week_start : {"monday", "sunday"}
    excused : collection of datetime.date
        Starts of the weeks that do not count.
    earliest : datetime.date, optional
        The first day with a run: there is no way to months before it.
    """
    first = month.replace(day=1)
    shift = 0 if week_start == WeekStart.MONDAY else 6
    start = first - timedelta(days=(first.weekday() - shift) % 7)
    after = (first + timedelta(days=31)).replace(day=1)
    weeks = -(-(after - start).days // 7)
    names = Markup("").join(
        Markup('<span class="rt-weekday" aria-hidden="true">{}</span>').format(WEEKDAYS[(shift + at) % 7])
        for at in range(7)
    )
    skipped = {start + timedelta(days=at) for at in range(7 * weeks) if start + timedelta(at // 7 * 7) in excused}
    cells = Markup("").join(
        _month_cell(start + timedelta(days=at), first.month, days, today, units, theme, skipped)
        for at in range(7 * weeks)
    )
    title = f"{MONTH_NAMES[first.month - 1]} {first.year}"
    before = first - timedelta(days=1)
    return Markup(
        '<div class="rt-month-head">{}<strong>{}</strong>{}<span class="rt-muted">{}</span></div>'
        '<div class="rt-monthly rt-calendar" role="group" aria-label="Days run in {}">{}{}</div>'
    ).format(
        _way("‹", before, shown=earliest is None or earliest < first),
        title,
        _way("›", after, shown=after <= today),
        f"distances in {units.pace}",
        title,
        names,
        cells,
    )


def _way(sign: str, to: date, *, shown: bool) -> Markup:
    name = f"{MONTH_NAMES[to.month - 1]} {to.year}"
    if not shown:
        return Markup('<span class="rt-way" aria-hidden="true"></span>')
    return Markup(
        '<a class="rt-way" role="button" tabindex="0" href="#" data-choose="{:%Y-%m}" aria-label="{}">{}</a>'
    ).format(to, name, sign)


def _month_cell(
    on: date,
    month: int,
    days: Mapping[date, DayTotals],
    today: date,
    units: Units,
    theme: Theme,
    skipped: Collection[date],
) -> Markup:
    if on.month != month:
        return Markup('<span class="rt-other"></span>')
    classes = " ".join(["rt-day", *(["rt-today"] if on == today else []), *(["rt-future"] if on > today else [])])
    if on not in days:
        note = "excused week" if on in skipped else "no run"
        told = day(on) if on > today else f"{day(on)}: {note}"
        return Markup('<span class="{}" style="{}" title="{}"><small>{}</small></span>').format(
            classes, EXCUSED if on in skipped else "", told, on.day
        )
    runs, moving_s, distance_m = days[on]
    ground, ink = strength(moving_s, theme)
    told = f"{day(on)}: {counted(runs, 'run')}, {units.distance(distance_m)}, {duration_words(moving_s)}"
    return Markup(
        '<a class="{}" href="#" data-choose="{}" style="background:{};border-color:{};color:{} !important" title="{}" '
        'aria-label="{}"><small>{}</small><b>{}</b></a>'
    ).format(classes, on.isoformat(), ground, ground, ink, told, told, on.day, _distance(distance_m, units))


def _distance(distance_m: float, units: Units) -> str:
    value = units.distance_value(distance_m)
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
