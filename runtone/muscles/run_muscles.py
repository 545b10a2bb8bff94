"""All that is said of the muscles in a run, from one pass over its track."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from runtone.muscles.demand import stress_confidence, stress_fault, stress_of_segments, stress_seconds
from runtone.muscles.load import load_of_segments
from runtone.muscles.seconds import borders_of, muscle_seconds
from runtone.muscles.uncertainty import confidence_of, relative_bands
from runtone.muscles.zones import minutes_in_zones

if TYPE_CHECKING:
    import pandas as pd

    from runtone.confidence import Confidence
    from runtone.runner import Runner


class RunMuscles(NamedTuple):
    """Load, stress, zones and confidence of one run, as `runtone.Run` has them."""

    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame
    muscle_zones: pd.DataFrame
    confidence: dict[str, Confidence]
    warnings: tuple[str, ...]


def run_muscles(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    runner: Runner,
    steady_speed_m_s: float,
    *,
    altitude_source: str | None = None,
    speed_source: str | None = None,
) -> RunMuscles:
    """Return load, stress and zones of each segment of a run, and how sure they are.

    Parameters
    ----------
    track : pandas.DataFrame
        As for `runtone.muscles.stress`.
    segments : pandas.DataFrame
        ``start_s`` and ``end_s`` (half open, seconds elapsed); in time order.
    runner : Runner
    steady_speed_m_s : float
        The run's own, for its zones, as for `runtone.muscles.zone_minutes`.
    altitude_source : str, optional
        As `runtone.tracks.Track` names it; None leaves the sensor's part out of the bands.
    speed_source : str, optional
        As for `runtone.muscles.stress`.
    """
    seconds, borders = muscle_seconds(track, runner), borders_of(segments)
    stress = stress_seconds(seconds, track, runner, speed_source)
    bands = relative_bands(seconds.given, runner, altitude_source)
    fault = stress_fault(stress)
    return RunMuscles(
        muscle_load=load_of_segments(seconds, borders, bands),
        muscle_stress=stress_of_segments(stress, borders, bands),
        muscle_zones=minutes_in_zones(seconds, borders, runner, steady_speed_m_s),
        confidence={**confidence_of(seconds, bands), "stress": stress_confidence(stress)},
        warnings=() if fault is None else (fault,),
    )
