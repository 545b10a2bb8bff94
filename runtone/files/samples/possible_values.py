"""Values that no runner's sensor measures are missing, not numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtone.plurals import counted

Columns = dict[str, NDArray[np.float64]]


class Range(NamedTuple):
    """What a column can hold, both ends included, and what its value is called in a sentence."""

    lowest: float
    highest: float
    word: str


POSSIBLE = {
    "altitude_m": Range(-450.0, 9_000.0, "altitude"),  # the Dead Sea's shore; above Everest. FIT's zero is -500.
    "distance_m": Range(0.0, 2_000_000.0, "distance"),
    "speed_m_s": Range(0.0, 60.0, "speed"),  # rides are read too
    "heart_rate_bpm": Range(20.0, 250.0, "heart rate"),
    "cadence_spm": Range(0.0, 400.0, "cadence"),
    "power_w": Range(0.0, 5_000.0, "power"),
    "temperature_c": Range(-70.0, 80.0, "temperature"),
    "vertical_oscillation_mm": Range(0.0, 500.0, "vertical oscillation"),
    "stance_time_ms": Range(0.0, 3_000.0, "ground contact time"),
    "step_length_mm": Range(0.0, 4_000.0, "step length"),
    "stance_time_balance_pct": Range(0.0, 100.0, "ground contact balance"),
    "vertical_ratio_pct": Range(0.0, 100.0, "vertical ratio"),
    "grade_pct": Range(-100.0, 100.0, "incline"),
}

_MOST_STEPS_BACK = 0.05
_NEVER_ZERO = (
    "heart_rate_bpm",
    "stance_time_ms",
    "step_length_mm",
    "stance_time_balance_pct",
    "vertical_oscillation_mm",
    "vertical_ratio_pct",
)


def keep_possible(columns: Columns) -> tuple[Columns, list[str]]:
    """Set impossible values to NaN and leave out columns without any value.

    A heart rate, contact time, step length, balance or oscillation of 0 is how many devices write "no reading"; it is
    missing and not worth a word. An altitude, speed, power or cadence of 0 is a number. Positions off the globe, and
    the point 0°N 0°E that phones report before their first fix, are missing. A distance that does not grow is none.

    Parameters
    ----------
    columns : dict of str to array of float64

    Returns
    -------
    tuple of dict and list of str
        The columns (changed in place), and what was impossible; each a clause that can follow "the file: ".
    """
    repairs = _keep_possible_positions(columns)
    for name, (lowest, highest, word) in POSSIBLE.items():
        values = columns.get(name)
        if values is None:
            continue
        if name in _NEVER_ZERO:
            values[values == 0] = np.nan
        impossible = (values < lowest) | (values > highest)
        n_impossible = int(np.count_nonzero(impossible))
        if n_impossible:
            values[impossible] = np.nan
            repairs.append(f"{counted(n_impossible, f'impossible {word} value')} {_count(n_impossible)} as missing")
    if "distance_m" in columns and not _is_cumulative(columns["distance_m"]):
        del columns["distance_m"]
        repairs.append("its distances do not add up along the way (some programs write each step's) and were not used")
    return {name: values for name, values in columns.items() if not np.isnan(values).all()}, repairs


def _is_cumulative(distance: NDArray[np.float64]) -> bool:
    """Tell whether a distance grows; single steps back (a new session, a damaged value) do not matter."""
    steps = np.diff(distance[~np.isnan(distance)])
    return bool(np.count_nonzero(steps < 0) <= max(_MOST_STEPS_BACK * len(steps), 2))


def _keep_possible_positions(columns: Columns) -> list[str]:
    latitude, longitude = columns.get("latitude_deg"), columns.get("longitude_deg")
    if latitude is None or longitude is None:
        columns.pop("latitude_deg", None)
        columns.pop("longitude_deg", None)
        return []
    impossible = (np.abs(latitude) > 90) | (np.abs(longitude) > 180)
    n_impossible = int(np.count_nonzero(impossible))
    gone = impossible | ((latitude == 0) & (longitude == 0)) | np.isnan(latitude) | np.isnan(longitude)
    if gone.any():
        latitude[gone] = np.nan
        longitude[gone] = np.nan
    if not n_impossible:
        return []
    return [f"{counted(n_impossible, 'impossible position')} {_count(n_impossible)} as missing"]


def _count(n: int) -> str:
    return "counts" if n == 1 else "count"
