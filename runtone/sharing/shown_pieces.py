"""The part of a recording that a share shows, cut out of what the watch recorded and analysed anew.

A cleaned track says things of its neighbourhood: filters look minutes ahead and back, and which sensor is believed is
decided for the whole run. So it is the recording itself that is cut, before anything is reckoned. Two recordings that
differ only in what is hidden give the same pieces, and each piece is analysed as if it were all there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.analysis import Run, analyze_track
from runtone.errors import ActivityError
from runtone.files import Activity
from runtone.runner import Runner
from runtone.sharing.contour_heights import with_contour_heights
from runtone.sharing.private_zones import BoolArray, FloatArray, PrivateZone, distance_m, hidden_seconds
from runtone.tracks import build_track

FASTEST_STEP_M_S = 12.0
"""A jump of the position counts no further than the fastest sprinter runs [m/s]: it must not use up a cut end."""
STEADY_SPEED_STEP_M_S = 0.1
"""What is known of the runner from other runs is told to this, since it hangs on their hidden seconds too [m/s]."""


def shown_pieces(activity: Activity, runner: Runner, zones: Sequence[PrivateZone], secret: bytes) -> list[Run]:
    """Return what a share shows of a recording: one analysed run for each piece, in order of time.

    Parameters
    ----------
    activity : Activity
        As it was recorded, with positions.
    runner : Runner
        What was known of the runner when the run was read.
    zones : sequence of PrivateZone
    secret : bytes
        The owner's own.

    Returns
    -------
    list of Run
        Empty where nothing lies outside the zones.
    """
    known = _roughly(runner)
    runs = []
    for piece in _pieces(activity, zones, secret):
        try:
            runs.append(analyze_track(piece, with_contour_heights(build_track(piece)), known))
        except ActivityError:  # too little of it is left to be read
            continue
    return runs


def has_positions(activity: Activity) -> bool:
    """Say whether a recording holds a position at all."""
    return bool(np.isfinite(_positions(activity.records)).all(axis=1).any())


def hidden_samples(records: pd.DataFrame, zones: Sequence[PrivateZone], secret: bytes) -> BoolArray:
    """Say which samples of a recording a share must not show.

    Parameters
    ----------
    records : pandas.DataFrame
        ``time`` (in order), ``latitude_deg``, ``longitude_deg``.
    zones : sequence of PrivateZone
    secret : bytes
        The owner's own.

    Returns
    -------
    ndarray of bool, shape (samples,)
    """
    latitude, longitude = _positions(records).T
    seconds = (records["time"] - records["time"].iloc[0]).dt.total_seconds().to_numpy()
    outside = np.isfinite(latitude)
    for zone in zones:
        outside &= ~zone.covers(latitude, longitude)
    if not outside.any():
        return np.ones(len(records), bool)
    # The hour of what is shown: the same whichever of a run's files is read, and however long the way there was.
    key = str(records["time"].iloc[int(np.argmax(outside))].floor("h"))
    return hidden_seconds(latitude, longitude, _length_m(latitude, longitude, seconds), zones, secret, key)


def _pieces(activity: Activity, zones: Sequence[PrivateZone], secret: bytes) -> Iterator[Activity]:
    records = activity.records.sort_values("time", kind="stable")
    records = records[records["time"].notna()].reset_index(drop=True)
    hidden = hidden_samples(records, zones, secret)
    edges = np.flatnonzero(np.diff(np.r_[True, hidden, True].astype(np.int8)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        yield _cut(activity, records.iloc[start:stop])


def _length_m(latitude: FloatArray, longitude: FloatArray, seconds: FloatArray) -> FloatArray:
    """Return the length of the way from the first to each sample [m]."""
    known = np.flatnonzero(np.isfinite(latitude))
    steps = distance_m(latitude[known[:-1]], longitude[known[:-1]], latitude[known[1:]], longitude[known[1:]])
    length = np.zeros(latitude.size)
    length[known[1:]] = np.minimum(steps, FASTEST_STEP_M_S * np.maximum(np.diff(seconds[known]), 1.0))
    return np.cumsum(length)


def _cut(activity: Activity, records: pd.DataFrame) -> Activity:
    """Return a piece of a recording as a recording of its own, which counts from nothing."""
    records = records.reset_index(drop=True)
    if "distance_m" in records:
        counted = records["distance_m"].to_numpy(dtype=float)
        known = counted[np.isfinite(counted)]
        # To the millimetre: what is left of a sum depends on what was summed up before.
        records["distance_m"] = np.round(counted - (known[0] if known.size else 0.0), 3)
    first, last = records["time"].iloc[0], records["time"].iloc[-1]
    return replace(
        activity,
        records=records,
        laps=_within(activity.laps, first, last),
        pauses=_within(activity.pauses, first, last),
        start_time=None,
        name=None,
        timer_s=None,
        device_ascent_m=None,
        device_distance_m=None,
        warnings=(),
    )


def _within(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return the laps or pauses that lie wholly in a piece: of others, the hidden part would be told."""
    inside = (spans["start_time"] >= first) & (spans["end_time"] <= last)
    return spans[inside.to_numpy(dtype=bool)].reset_index(drop=True)


def _positions(records: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return latitude and longitude, shape (samples, 2); both missing where either is, or is none on Earth."""
    if not {"latitude_deg", "longitude_deg"} <= set(records.columns):
        return np.full((len(records), 2), np.nan)
    positions = records[["latitude_deg", "longitude_deg"]].to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(positions).all(axis=1) & (np.abs(positions) <= (90.0, 180.0)).all(axis=1)
    return np.where(known[:, None], positions, np.nan)


def _roughly(runner: Runner) -> Runner:
    speeds = {
        name: None if value is None else round(round(value / STEADY_SPEED_STEP_M_S) * STEADY_SPEED_STEP_M_S, 1)
        for name, value in (
            ("steady_speed_m_s", runner.steady_speed_m_s),
            ("critical_speed_m_s", runner.critical_speed_m_s),
        )
    }
    ratio = runner.cadence_ratio
    return replace(runner, **speeds, cadence_ratio=None if ratio is None else round(ratio, 2))  # type: ignore[arg-type]
