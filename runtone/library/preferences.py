"""What the runner says of themselves and of how they want to see things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtone.errors import SettingsError
from runtone.runner import FootStrike, Runner
from runtone.training import WeekStart

Units = Literal["metric", "imperial"]


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
        The runner's own aim, 1 to 14.
    week_start : {"monday", "sunday"}
    excused_weeks : tuple of datetime.date
        A day in each week that is taken out of the consistency score: ill, on holiday.
    time_zone : str, optional
        IANA name, used where a run has neither coordinates nor an offset of its own.

    Raises
    ------
    SettingsError
        A value that cannot be used.
    """

    mass_kg: float | None = None
    foot_strike: FootStrike = "unknown"
    units: Units = "metric"
    target_runs_per_week: int = 3
    week_start: WeekStart = "monday"
    excused_weeks: tuple[date, ...] = ()
    time_zone: str | None = None

    def __post_init__(self) -> None:
        Runner(mass_kg=self.mass_kg, foot_strike=self.foot_strike)
        _one_of("Units", self.units, get_args(Units))
        _one_of("The start of the week", self.week_start, get_args(WeekStart))
        if not 1 <= self.target_runs_per_week <= 14:
            msg = f"A target of {self.target_runs_per_week} runs a week cannot be used; between 1 and 14 is expected."
            raise SettingsError(msg)
        if self.time_zone is not None:
            _require_time_zone(self.time_zone)
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

    def excuses(self, first_day: date) -> bool:
        """Whether the week that begins on this day is taken out of the consistency score."""
        return any(first_day <= day < first_day + timedelta(days=7) for day in self.excused_weeks)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self) | {"excused_weeks": [day.isoformat() for day in self.excused_weeks]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Preferences:
        """Return what `to_plain` gave; what a newer runtone added is left out."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in plain.items() if name in known}
        values["excused_weeks"] = tuple(date.fromisoformat(day) for day in values.get("excused_weeks", ()))
        return cls(**values)


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
