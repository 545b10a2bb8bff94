"""A run as plain data that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from runtone.segments import Reason

if TYPE_CHECKING:
    from runtone.analysis import Run

SIGNIFICANT_DIGITS = 6


def run_to_plain(run: Run, name: str) -> dict[str, Any]:
    """Return a run as nested dicts, lists, strings and numbers.

    Parameters
    ----------
    run : Run
    name : str
        What the run's file is called.

    Returns
    -------
    dict
        ``name``, ``summary``, ``segments``, ``sets``, ``muscle_load``, ``muscle_stress``, ``muscle_zones``,
        ``confidence``, ``warnings``; frames as lists of one dict a row. Missing values are None,
        times ISO 8601, numbers cut to six significant digits.
    """
    return {
        "name": name,
        "summary": _plain(run.summary),
        "segments": frame_to_plain(run.segments),
        "sets": frame_to_plain(run.sets),
        "muscle_load": frame_to_plain(run.muscle_load),
        "muscle_stress": frame_to_plain(run.muscle_stress),
        "muscle_zones": frame_to_plain(run.muscle_zones),
        "confidence": {figure: {"level": c.level, "why": c.why} for figure, c in run.confidence.items()},
        "warnings": list(run.warnings),
    }


def frame_to_plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as a list of one dict a row, with missing values as None."""
    if frame.empty:
        return []
    names = [str(name) for name in frame.columns]
    rows = zip(*(column.tolist() for _, column in frame.items()), strict=True)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows]


def mapping_to_plain(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping, such as a run's summary, with missing values as None."""
    return {key: _plain(value) for key, value in mapping.items()}


def _plain(value: object) -> Any:
    match value:
        case Reason():
            return _plain(value.to_plain())
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | np.ndarray():
            return [_plain(item) for item in value]
        case None | str() | bool():
            return value
        case np.generic():
            return _plain(value.item())
        case float():
            return _round(value) if math.isfinite(value) else None
        case int():
            return value
        case date() if not pd.isna(value):  # NaT is a kind of datetime, and a datetime a kind of date
            return value.isoformat()
    return None if value is pd.NaT or value is pd.NA else str(value)


def _round(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
