"""All that a run's page says of load, from one pass over its track."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from runtone.muscles.load import load_by_second
from runtone.muscles.segment_load import load_of_segments
from runtone.muscles.uncertainty import confidence_of
from runtone.muscles.zones import minutes_in_zones

if TYPE_CHECKING:
    import pandas as pd

    from runtone.confidence import Confidence
    from runtone.runner import Runner


class RunLoad(NamedTuple):
    """Load, zones and confidence of one run; see `Run.muscle_load`, `Run.muscle_zones` and `Run.confidence`."""

    muscle_load: pd.DataFrame
    muscle_zones: pd.DataFrame
    confidence: dict[str, Confidence]


def run_load(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    runner: Runner,
    steady_speed_m_s: float,
    altitude_source: str | None,
) -> RunLoad:
    """Return what `segment_load`, `zone_minutes` and `load_confidence` do, in a third of the time.

    Parameters
    ----------
    track, segments, runner, altitude_source
        As for `runtone.muscles.segment_load`.
    steady_speed_m_s : float
        As for `runtone.muscles.zone_minutes`.
    """
    seconds = load_by_second(track, runner)
    return RunLoad(
        load_of_segments(seconds, segments, runner, altitude_source),
        minutes_in_zones(seconds, segments, runner, steady_speed_m_s),
        confidence_of(seconds, runner, altitude_source),
    )
