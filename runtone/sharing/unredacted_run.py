"""An owner's run before anything is left out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from runtone.confidence import Confidence
from runtone.files import Activity
from runtone.runner import Runner
from runtone.tracks import LAP_COLUMNS


@dataclass(frozen=True, kw_only=True, eq=False)
class UnredactedRun:
    """An owner's run, as the library gives it to be redacted.

    Parameters
    ----------
    summary : mapping
        Keys of docs/nomenclature.md.
    track, segments, sets, muscle_load, muscle_stress, muscle_zones : pandas.DataFrame
        As `runtone.Run` has them.
    laps : pandas.DataFrame
        As `runtone.tracks.device_laps` returns them.
    recording : callable
        Reads what the watch recorded, for a run that is to be cut.
    confidence : dict of str to Confidence
    name, note : str or None
    runner : Runner
        What was known of the runner when the run was read.
    """

    summary: Mapping[str, Any]
    track: pd.DataFrame
    segments: pd.DataFrame
    sets: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame
    muscle_zones: pd.DataFrame
    recording: Callable[[], Activity]
    laps: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LAP_COLUMNS)))
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    name: str | None = None
    note: str | None = None
    runner: Runner = field(default_factory=Runner)

    @property
    def has_place(self) -> bool:
        """Whether it says anything of where it was run."""
        return bool(self.track[["latitude_deg", "altitude_m"]].notna().to_numpy().any())
