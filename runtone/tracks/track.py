"""The cleaned 1 Hz track and what is known of how it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from runtone.confidence import Confidence

AltitudeSource = Literal["barometer", "coarse barometer", "terrain model", "GPS", "phone", "treadmill", "none"]
SpeedSource = Literal["device", "distance", "positions"]
Columns = pd.DataFrame | dict[str, np.ndarray[Any, Any]]
"""A track, or its columns as `columns_of` gives them."""


def columns_of(track: pd.DataFrame) -> dict[str, np.ndarray[Any, Any]]:
    """Return a track's columns of numbers and of truth as plain arrays: a frame takes long to look each up."""
    return {str(name): column.to_numpy() for name, column in track.items() if column.dtype.kind in "fbi"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Track:
    """The cleaned 1 Hz track and what is known of how it was made.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a second from the first sample to the last, RangeIndex = seconds elapsed; the columns of
        docs/nomenclature.md from ``time`` to ``paused``. In paused rows position, altitude, cadence and heart rate are
        missing, speed, acceleration, grade and grade-adjusted speed are 0, and the distance stands still.
        ``frame.attrs`` holds the ``speed_source``.
    altitude_source : str
        The kind of sensor that explains the altitude best; ``"treadmill"`` where it is what the belt's
        incline comes to, ``"none"`` where there is no usable altitude.
    speed_source : {"device", "distance", "positions"}
    repaired_points : int
        Positions, speeds and distances that were replaced because no runner could have produced them. The activity's
        records keep them.
    carried_s : float
        Time that was recorded while the runner was carried, by car, bicycle or lift, and is left out [s].
    pressure_steps : int
        Jumps of the recorded height that no ground has, and that count neither as ascent nor as grade.
    warnings : tuple of str
        What was repaired or left out on the way, each in one sentence a runner understands.
    confidence : dict of str to Confidence
        For ``"distance"``, ``"speed"``, ``"altitude"`` and ``"grade"``.
    """

    frame: pd.DataFrame
    altitude_source: AltitudeSource
    speed_source: SpeedSource
    repaired_points: int = 0
    carried_s: float = 0.0
    pressure_steps: int = 0
    warnings: tuple[str, ...] = ()
    confidence: dict[str, Confidence] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """The frame's columns, as `columns_of` gives them."""
        return columns_of(self.frame)
