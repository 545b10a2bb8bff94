"""One activity, from recorded samples to a run with segments and muscle load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from runtone.muscles import run_muscles
from runtone.runner import Runner
from runtone.segments import segment_track
from runtone.tracks import build_track, is_zone_known, time_zone_of, times_of

if TYPE_CHECKING:
    from runtone.confidence import Confidence
    from runtone.files import Activity
    from runtone.segments import Segmentation
    from runtone.segments.segmentation import Ground
    from runtone.tracks import Track

    Array = np.ndarray[Any, Any]


class Summary(TypedDict):
    """The figures of one run; None where a figure is not known. Units are in the names."""

    name: str | None
    sport: str | None
    start_time: datetime
    time_zone: str
    local_start: datetime
    local_date: date
    distance_m: float
    elapsed_s: float
    timer_s: float
    moving_s: float
    ascent_m: float | None
    descent_m: float | None
    mean_speed_m_s: float | None
    mean_grade_adjusted_speed_m_s: float | None
    mean_heart_rate_bpm: float | None
    mean_cadence_spm: float | None
    steady_speed_m_s: float | None
    steady_speed_source: str
    altitude_source: str
    speed_source: str
    repaired_points: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """An analysed run.

    Parameters
    ----------
    activity : Activity
        What the watch recorded, untouched.
    track : pandas.DataFrame
        One row a second; columns as docs/nomenclature.md lists them.
    segments : pandas.DataFrame
        The run cut into hill, sprint, steady and rest, in time order; they cover the track and do not overlap.
    sets : pandas.DataFrame
        Hill repeats and interval sets that were recognised in the segments; one row a set, empty where there is none.
    muscle_load : pandas.DataFrame
        Long frame: ``segment``, ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes``.
    muscle_stress : pandas.DataFrame
        One row a segment and group: ``segment``, ``muscle_group``, ``stress_minutes``, ``push_stress_minutes``,
        ``brake_stress_minutes``, ``sd_stress_minutes``.
    muscle_zones : pandas.DataFrame
        Long frame: ``segment``, ``muscle_group``, ``zone``, ``minutes``.
    summary : Summary
        The run's figures.
    confidence : dict of str to Confidence
        Per figure: how sure it is, and why.
    warnings : tuple of str
        What was repaired, kept or lost on the way, each in one sentence.
    runner : Runner
        What was known of the runner when the run was read.
    """

    activity: Activity
    track: pd.DataFrame
    segments: pd.DataFrame
    sets: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame
    muscle_zones: pd.DataFrame
    summary: Summary
    confidence: dict[str, Confidence]
    warnings: tuple[str, ...]
    runner: Runner


def analyze(activity: Activity, runner: Runner | None = None) -> Run:
    """Clean an activity, cut it into segments and estimate what each asked of each muscle group.

    Parameters
    ----------
    activity : Activity
        As `runtone.read_activity` gives it, or built from a plain frame.
    runner : Runner, optional
        What is known of the runner; nothing at first.

    Returns
    -------
    Run

    Raises
    ------
    ActivityError
        There is nothing to analyse: no time, no movement that can be measured, or too few samples.
    """
    return analyze_track(activity, build_track(activity), runner or Runner())


def analyze_track(activity: Activity, cleaned: Track, runner: Runner, ground: Ground | None = None) -> Run:
    """Cut a cleaned track into segments and estimate what each asked of each muscle group.

    Parameters
    ----------
    activity : Activity
        What the track was made from.
    cleaned : Track
    runner : Runner
    ground : Ground, optional
        As for `runtone.segments.segment_track`.

    Returns
    -------
    Run
    """
    cut = segment_track(cleaned, activity.laps, runner, ground)
    track = _labelled(cleaned.frame, cut)
    muscles = run_muscles(
        track,
        cut.segments,
        runner,
        cut.steady_speed_m_s,
        altitude_source=cleaned.altitude_source,
        speed_source=cleaned.speed_source,
    )
    return Run(
        activity=activity,
        track=track,
        segments=cut.segments,
        sets=cut.sets,
        muscle_load=muscles.muscle_load,
        muscle_stress=muscles.muscle_stress,
        muscle_zones=muscles.muscle_zones,
        summary=_summary(activity, cleaned, track, cut, runner),
        confidence={**cleaned.confidence, **cut.confidence, **muscles.confidence},
        warnings=(
            *activity.warnings,
            *_zone_warning(activity, runner),
            *cleaned.warnings,
            *cut.warnings,
            *muscles.warnings,
        ),
        runner=runner,
    )


def _zone_warning(activity: Activity, runner: Runner) -> tuple[str, ...]:
    if is_zone_known(activity, runner.time_zone):
        return ()
    return ("Nothing tells where it was run, so its day is that of UTC; a time zone can be set in the settings.",)


def _labelled(frame: pd.DataFrame, cut: Segmentation) -> pd.DataFrame:
    """Return the track with each second's terrain, effort and segment."""
    starts = cut.segments["start_s"].to_numpy()
    segment = np.searchsorted(starts, np.arange(len(frame)), side="right") - 1
    return frame.assign(terrain=cut.terrain, effort=cut.effort, segment=segment)


def _summary(activity: Activity, cleaned: Track, track: pd.DataFrame, cut: Segmentation, runner: Runner) -> Summary:
    columns = cleaned.columns
    times = times_of(columns, activity.timer_s, cleaned.carried_s)
    moving, recorded = columns["moving"], ~columns["paused"]
    zone = time_zone_of(activity, runner.time_zone)
    start = track["time"].iloc[0].to_pydatetime()
    local = start.astimezone(ZoneInfo(zone))
    rises = np.diff(columns["altitude_m"])
    distance = columns["distance_m"]
    has_altitude = cleaned.altitude_source not in ("none", "phone")
    return Summary(
        name=activity.name,
        sport=activity.sport,
        start_time=start,
        time_zone=zone,
        local_start=local,
        local_date=local.date(),
        distance_m=float(distance[-1] - distance[0]),
        elapsed_s=times.elapsed_s,
        timer_s=times.timer_s,
        moving_s=times.moving_s,
        ascent_m=float(np.nansum(np.maximum(rises, 0))) if has_altitude else None,
        descent_m=float(np.nansum(np.maximum(-rises, 0))) if has_altitude else None,
        mean_speed_m_s=times.mean_speed_m_s,
        mean_grade_adjusted_speed_m_s=_mean(columns["grade_adjusted_speed_m_s"], moving),
        mean_heart_rate_bpm=_mean(columns["heart_rate_bpm"], recorded),
        mean_cadence_spm=_mean(columns["cadence_spm"], moving),
        steady_speed_m_s=cut.steady_speed_m_s,
        steady_speed_source=cut.steady_speed_source,
        altitude_source=cleaned.altitude_source,
        speed_source=cleaned.speed_source,
        repaired_points=cleaned.repaired_points,
    )


def _mean(column: Array, where: Array) -> float | None:
    known = column[where & np.isfinite(column)]
    return float(known.mean()) if known.size else None
