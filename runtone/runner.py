"""What is known of the runner before a run is read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from runtone.errors import SettingsError

FootStrike = Literal["rear", "mid", "fore", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Runner:
    """What is known of the runner before a run is read.

    Everything is optional: a new runner has no history, and most figures are per kilogram of body mass.

    Parameters
    ----------
    mass_kg : float, optional
        Body mass [kg]; turns J/kg into joules, and is never needed for anything else.
    steady_speed_m_s : float, optional
        Level speed of the runner's easy running, from history [m/s].
    critical_speed_m_s : float, optional
        Level speed that can be held for about half an hour to an hour, from best efforts in history [m/s].
    foot_strike : {"rear", "mid", "fore", "unknown"}
        How the foot meets the ground; watches do not know it, so it is the runner's word.
    cadence_ratio : float, optional
        The runner's own median cadence divided by the population's at the same speed and grade, from at least two
        hours of history.
    time_zone : str, optional
        IANA name used where a run has no coordinates: what the runner has set, else the zone of their runs before.

    Raises
    ------
    SettingsError
        A value that no runner can have.
    """

    mass_kg: float | None = None
    steady_speed_m_s: float | None = None
    critical_speed_m_s: float | None = None
    foot_strike: FootStrike = "unknown"
    cadence_ratio: float | None = None
    time_zone: str | None = None

    def __post_init__(self) -> None:
        _require("body mass", self.mass_kg, 20.0, 300.0, "kg")
        _require("steady speed", self.steady_speed_m_s, 0.5, 8.0, "m/s")
        _require("critical speed", self.critical_speed_m_s, 0.5, 9.0, "m/s")
        _require("cadence ratio", self.cadence_ratio, 0.5, 2.0, "")
        if self.foot_strike not in get_args(FootStrike):
            known = ", ".join(get_args(FootStrike))
            msg = f"Foot strike is one of {known}; {self.foot_strike!r} is none of them."
            raise SettingsError(msg)


def _require(what: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is None:
        return
    if not math.isfinite(value) or not low <= value <= high:
        msg = f"A {what} of {value:g} {unit}".rstrip() + f" cannot be right; between {low:g} and {high:g} is expected."
        raise SettingsError(msg)
