"""From an activity's samples to its clean track, one row a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.errors import ActivityError
from runtone.tracks.altitude import climbed_on_the_spot, elevation_of, has_barometer, heights_of, treadmill_incline
from runtone.tracks.carried import carried_stretches, without_carried
from runtone.tracks.contradictions import fitting_positions
from runtone.tracks.counter import without_wild_samples
from runtone.tracks.grade_adjusted import grade_adjusted_speed
from runtone.tracks.motion import motion_of
from runtone.tracks.movement import moving_seconds
from runtone.tracks.positions import path_of
from runtone.tracks.samples import SENSOR_COLUMNS, Samples, samples_of
from runtone.tracks.timeline import Timeline, timeline_of
from runtone.tracks.track import Track
from runtone.tracks.track_confidence import confidence_of, warnings_of

if TYPE_CHECKING:
    from runtone.files import Activity

FloatArray = npt.NDArray[np.float64]

#: A heart rate or cadence is not known further than this from the samples that tell it [s].
_LONGEST_HOLE_S: Final = 10.0


def build_track(activity: Activity) -> Track:
    """Clean an activity's samples to one row a second.

    Parameters
    ----------
    activity : Activity
        Its records stay untouched.

    Returns
    -------
    Track

    Raises
    ------
    ActivityError
        There is nothing to analyse: no time (`NoTimeError`), fewer than two samples (`TooShortError`), or no movement
        that can be measured.
    """
    samples, wild = without_wild_samples(samples_of(activity))
    carried = carried_stretches(samples)
    samples = without_carried(samples, carried)
    timeline = timeline_of(samples, activity.pauses, carried)
    path = path_of(samples, timeline)
    motion = motion_of(samples, timeline, path, _calibrated_m(activity) if path is None else None)
    if motion is None:
        msg = "The file has no movement that can be measured: no positions, and no distance or speed that changes."
        raise ActivityError(msg, name=activity.name)
    if path is not None:
        fits = fitting_positions(path.latitude_deg, path.longitude_deg, motion.distance_m, timeline.begins)
        path = path.only(fits)
    # Only exports to GPX and TCX have had their heights replaced from a terrain model; FIT is what the watch wrote.
    barometer = has_barometer(activity.device)
    incline = treadmill_incline(samples, activity.laps, timeline) if path is None else None
    heights = None
    if incline is None or "virtual" in (activity.sub_sport or ""):  # else what a watch measures is the room's air
        heights = heights_of(samples, timeline, motion, own_sensor=activity.source_format == "fit", barometer=barometer)
    cadence = _near_samples(samples, timeline, "cadence_spm")
    moving = moving_seconds(
        motion.speed_m_s,
        motion.distance_m[:, None] if path is None or motion.distance_source != "positions" else path.path_m,
        None if heights is None else heights.at(timeline.rows),
        0.0 if heights is None else heights.choice.error.error_sd_m,
        cadence,
        timeline.begins,
    )
    if heights is None and incline is not None:
        elevation = climbed_on_the_spot(incline, motion)
    else:
        elevation = elevation_of(heights, moving, timeline, motion, path)
    frame = pd.DataFrame(
        {
            "time": _instants(samples, timeline),
            "latitude_deg": timeline.spread(_unknown(timeline) if path is None else path.latitude_deg),
            "longitude_deg": timeline.spread(_unknown(timeline) if path is None else path.longitude_deg),
            "distance_m": _held(timeline, motion.distance_m),
            "speed_m_s": timeline.spread(motion.speed_m_s, 0.0),
            "acceleration_m_s2": timeline.spread(motion.acceleration_m_s2, 0.0),
            "altitude_m": timeline.spread(elevation.altitude_m),
            "grade": timeline.spread(elevation.grade, 0.0),
            "grade_adjusted_speed_m_s": timeline.spread(
                grade_adjusted_speed(motion.speed_m_s, elevation.trusted_grade), 0.0
            ),
            "cadence_spm": timeline.spread(cadence),
            "heart_rate_bpm": timeline.spread(_near_samples(samples, timeline, "heart_rate_bpm")),
            "paused": timeline.paused(),
            "moving": timeline.spread_mask(moving),
        }
        | {
            name: timeline.spread(_near_samples(samples, timeline, name).round(1))
            for name in SENSOR_COLUMNS
            if name in samples
        },
        copy=False,
    )
    frame.attrs["speed_source"] = motion.speed_source
    return Track(
        frame=frame,
        altitude_source=elevation.source,
        speed_source=motion.speed_source,
        repaired_points=wild + motion.repaired + (path.repaired if path is not None else 0),
        carried_s=sum(each.end_s - each.begin_s for each in carried),
        pressure_steps=elevation.steps,
        warnings=warnings_of(samples, carried, wild, path, motion, elevation),
        confidence=confidence_of(motion, elevation, located=path is not None, barometer=barometer),
    )


def _calibrated_m(activity: Activity) -> float | None:
    """Return the total of a device that wrote another one than its samples: runners correct a treadmill's."""
    return activity.device_distance_m if activity.device_distance_m and activity.device_distance_m > 0.0 else None


def _instants(samples: Samples, timeline: Timeline) -> pd.DatetimeIndex:
    stamps = samples.start_ns + np.arange(timeline.seconds, dtype=np.int64) * 1_000_000_000
    return pd.DatetimeIndex(stamps.view("M8[ns]")).tz_localize("UTC")


def _unknown(timeline: Timeline) -> FloatArray:
    return np.full(timeline.rows.size, np.nan)


def _held(timeline: Timeline, distance_m: FloatArray) -> FloatArray:
    """Return the distance over all seconds, standing still in pauses."""
    if timeline.rows.size == timeline.seconds:
        return distance_m
    last = np.searchsorted(timeline.rows, np.arange(timeline.seconds), side="right") - 1
    return distance_m[np.maximum(last, 0)]


def _near_samples(samples: Samples, timeline: Timeline, column: str) -> FloatArray:
    """Return a column in each recorded second, missing where no sample is near."""
    rows = timeline.rows
    if column not in samples:
        return _unknown(timeline)
    known = np.flatnonzero(np.isfinite(samples.columns[column]))
    time_s = samples.time_s[known]
    values = np.interp(rows, time_s, samples.columns[column][known])
    after = np.minimum(np.searchsorted(time_s, rows), time_s.size - 1)
    before = np.maximum(after - (time_s[after] > rows), 0)
    far = (np.abs(time_s[after] - rows) > _LONGEST_HOLE_S) & (np.abs(rows - time_s[before]) > _LONGEST_HOLE_S)
    return np.where(far, np.nan, values) if far.any() else np.asarray(values, dtype=np.float64)
