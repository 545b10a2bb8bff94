"""A track cut into segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from runtone.confidence import Confidence


@dataclass(frozen=True, kw_only=True, eq=False)
class Segmentation:
    """A track cut into segments.

    Parameters
    ----------
    terrain, effort : pandas.Categorical
        One value a second of the track.
    segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    sets : pandas.DataFrame
        Recognised sets of repeats: ``kind`` (``intervals`` or ``hill repeats``), ``start_s``, ``end_s``, ``repeats`` (count),
        ``segment_numbers`` (tuple of rows in segments), ``description`` (one sentence).
    steady_speed_m_s : float
        The level speed that "steady" means in this run [m/s]; NaN where nothing moved.
    steady_speed_source : {"history", "this run"}
    warnings : tuple of str
    confidence : dict of str to Confidence
        For ``"hills"`` and ``"sprints"``.
    """

    terrain: pd.Categorical
    effort: pd.Categorical
    segments: pd.DataFrame
    sets: pd.DataFrame
    steady_speed_m_s: float
    steady_speed_source: Literal["history", "this run"]
    warnings: tuple[str, ...] = ()
    confidence: dict[str, Confidence] = field(default_factory=dict)
