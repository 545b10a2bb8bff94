"""What the runner says of themselves and of how they want to see things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtone.errors import SettingsError
from runtone.runner import FootStrike, Runner
from runtone.training import TARGETS, Calendar
from runtone.training.weeks.consistency import as_target
from runtone.vocabulary import WeekStart, values

Units = Literal["metric", "imperial"]
LONGEST_BIN_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What the runner says of themselves and of how they want to see things.

    Parameters
    ----------
    mass_kg : float, optional
        Body mass [kg]; turns J/kg into joules where they are shown.
    foot_strike : {"rear", "mid", "fore", "unknown"}
    units : {"metric", "imperial"}
    target_runs_per_week : int
        Days a week on which the runner means to run, 1 to 7.
    week_start : {"monday", "sunday"}
    excused_weeks : tuple of datetime.date
        A day in each week that is taken out of the consistency score: ill, on holiday.
    time_zone : str, optional
        IANA name, used where a run has neither coordinates nor an offset of its own.
    bin_days : int
        So long deleted runs can be brought back [days], 0 to 365; 0 deletes for good at once.

    Raises
    ------
    SettingsError
        A value that cannot be used.
    """

    mass_kg: float | None = None
    foot_strike: FootStrike = "unknown"
    units: Units = "metric"
    target_runs_per_week: int = 3
    week_start: WeekStart = WeekStart.MONDAY
    excused_weeks: tuple[date, ...] = ()
    time_zone: str | None = None
    bin_days: int = 30

    def __post_init__(self) -> None:
        Runner(mass_kg=self.mass_kg, foot_strike=self.foot_strike)
        _one_of("Units", self.units, get_args(Units))
        _one_of("The start of the week", self.week_start, values(WeekStart))
        as_target(self.target_runs_per_week)
        if not 0 <= self.bin_days <= LONGEST_BIN_DAYS:
            msg = f"Deleted runs can be kept for 0 to {LONGEST_BIN_DAYS} days, not for {self.bin_days}."
            raise SettingsError(msg)
        if self.time_zone is not None:
            _require_time_zone(self.time_zone)
        object.__setattr__(self, "week_start", WeekStart(self.week_start))
        object.__setattr__(self, "excused_weeks", tuple(sorted(set(self.excused_weeks))))

    @property
    def runner(self) -> Runner:
        """What an analysis needs to know; body mass is left out, as no stored figure depends on it."""
        return Runner(foot_strike=self.foot_strike, time_zone=self.time_zone)

    def changed(self, **changes: Any) -> Preferences:
        """Return these preferences with some of them changed.

        Raises
        ------
        SettingsError
            There is no such preference, or the value cannot be used.
        """
        known = {field.name for field in fields(self)}
        for name in changes:
            if name not in known:
                msg = f"There is no setting {name!r}; there are {', '.join(sorted(known))}."
                raise SettingsError(msg)
        return replace(self, **changes)

    def calendar(self, today: date) -> Calendar:
        """Return the runner's calendar of a day."""
        return Calendar.on(today, self.week_start, self.excused_weeks)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self) | {"excused_weeks": [day.isoformat() for day in self.excused_weeks]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Preferences:
        """Return what `to_plain` gave; what a newer runtone added is left out."""
        known = {field.name for field in fields(cls)}
        known_values = {name: value for name, value in plain.items() if name in known}
        known_values["excused_weeks"] = tuple(date.fromisoformat(day) for day in known_values.get("excused_weeks", ()))
        # An older runtone took up to 14 runs a week for the days of one.
        if "target_runs_per_week" in known_values:
            known_values["target_runs_per_week"] = min(known_values["target_runs_per_week"], TARGETS[-1])
        return cls(**known_values)


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        msg = f"{what} can be {' or '.join(known)}; {value!r} is neither."
        raise SettingsError(msg)


def _require_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"There is no time zone {name!r}; a name such as Europe/Berlin is expected."
        raise SettingsError(msg) from error
