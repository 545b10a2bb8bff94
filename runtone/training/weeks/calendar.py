"""The runner's calendar: which day is today, where weeks begin, and which of them do not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from runtone.errors import SettingsError
from runtone.training.weeks.days import Day, as_date
from runtone.vocabulary import WeekStart, values


def week_of(day: Day, week_start: str = WeekStart.MONDAY) -> date:
    """Return the first day of the week that a day belongs to.

    Every view that speaks of a week goes through this function.

    Parameters
    ----------
    day : datetime.date, datetime.datetime or str
        Any day of the week.
    week_start : {"monday", "sunday"}
        The runner's setting.

    Returns
    -------
    datetime.date

    Raises
    ------
    SettingsError
        The week start is neither Monday nor Sunday, or the day is not a day.
    """
    if week_start not in values(WeekStart):
        msg = f"A week starts on monday or sunday; {week_start!r} is neither."
        raise SettingsError(msg)
    local = as_date(day)
    first_weekday = 0 if week_start == WeekStart.MONDAY else 6
    return local - timedelta(days=(local.weekday() - first_weekday) % 7)


@dataclass(frozen=True)
class Calendar:
    """Which day is today, where weeks begin, and which of them do not count.

    Parameters
    ----------
    today : datetime.date
        The runner's local day.
    week_start : {"monday", "sunday"}
    excused_weeks : frozenset of datetime.date
        First days of the weeks that the runner marked as ill or on holiday.
    """

    today: date
    week_start: WeekStart = WeekStart.MONDAY
    excused_weeks: frozenset[date] = frozenset()

    @classmethod
    def on(cls, today: Day, week_start: str = WeekStart.MONDAY, excused_weeks: Iterable[Day] = ()) -> Calendar:
        """Return the calendar of a day, written in any way; an excused week may be named by any of its days.

        Raises
        ------
        SettingsError
            A day or a week start that cannot be used.
        """
        week_of(today, week_start)
        excused = frozenset(week_of(day, week_start) for day in excused_weeks)
        return cls(as_date(today), WeekStart(week_start), excused)

    @property
    def this_week(self) -> date:
        """First day of the week that holds today."""
        return self.week_of(self.today)

    def week_of(self, day: Day) -> date:
        """Return the first day of the week that a day belongs to."""
        return week_of(day, self.week_start)

    def weeks_since(self, first: date) -> list[date]:
        """Return the first day of every week from the one that holds `first` to the current one, in order.

        Calendar days have no daylight saving: a week is seven of them, however many hours they have.
        """
        start = self.week_of(first)
        return [start + timedelta(days=7 * number) for number in range((self.this_week - start).days // 7 + 1)]

    def weeks_back(self, weeks: int) -> date:
        """Return the first day of the week so many weeks before the current one."""
        return self.this_week - timedelta(weeks=weeks)

    def is_finished(self, week: date) -> bool:
        """Return whether the week that begins on a day is over: its last day is past."""
        return week + timedelta(days=7) <= self.today
