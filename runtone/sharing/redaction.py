"""From an owner's run to what a visitor may see of it; nothing that was not chosen gets through.

Redaction happens when a share is made. What it returns is built anew from named columns: a column that the library
gains later is not shared until it is named in `runtone.sharing.snapshot`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.confidence import Confidence
from runtone.muscles import segment_load, zone_minutes
from runtone.runner import Runner
from runtone.sharing.private_zones import EARTH_RADIUS_M, PrivateZone, hidden_seconds
from runtone.sharing.snapshot import (
    FIGURES,
    LOAD_COLUMNS,
    SEGMENT_COLUMNS,
    SET_COLUMNS,
    TRACK_COLUMNS,
    ZONE_COLUMNS,
    Part,
    SharedRun,
)
from runtone.tracks import times_of

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

TRACK_ROWS = 600
"""Points of a track that are shared at most, give or take one a segment."""
OUTLINE_STEP_M = 10.0
"""The shape of a line is rounded to this [m]."""
CORNER_STEP_M = 30.0
"""Its corners are at least this far apart [m]."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnersRun:
    """An owner's run, as the library gives it to be redacted.

    Parameters
    ----------
    key : str
        Something that is the run's alone and stays, such as its file's hash; the lengths of cut ends hang on it.
    summary : mapping
        Keys of docs/nomenclature.md.
    track, segments, sets, muscle_load, muscle_zones : pandas.DataFrame
        As `runtone.Run` has them.
    confidence : dict of str to Confidence
    name, note : str or None
    runner : Runner
        What was known of the runner when the run was read; load is estimated again for a run that is shortened.
    """

    key: str
    summary: Mapping[str, Any]
    track: pd.DataFrame
    segments: pd.DataFrame
    sets: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_zones: pd.DataFrame
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    name: str | None = None
    note: str | None = None
    runner: Runner = field(default_factory=Runner)


def redact(
    run: OwnersRun,
    number: int,
    parts: frozenset[Part],
    zones: Sequence[PrivateZone],
    secret: bytes,
    *,
    track_rows: int = TRACK_ROWS,
) -> SharedRun | None:
    """Return what a visitor may see of a run.

    Parameters
    ----------
    run : OwnersRun
    number : int
        The run's place in the share.
    parts : frozenset of str
        What the owner added, of `runtone.sharing.snapshot.PARTS`.
    zones : sequence of PrivateZone
        Places no map may touch.
    secret : bytes
        The owner's own.
    track_rows : int
        Points of the track at most, give or take one a segment.

    Returns
    -------
    SharedRun or None
        Where a map was chosen, a run that has positions is shortened to what lies outside the zones, in every figure.
        None where nothing of it does: its whole figures, beside what was shown of it under other zones, would tell how
        much is hidden.
    """
    shown = np.zeros(len(run.track), bool)
    shortened = "map" in parts and bool(run.track["latitude_deg"].notna().any())
    if shortened:
        shown = _shown(run.track, zones, secret, run.key)
        if not shown.any():
            return None
    kept = _shortened(run, shown) if shortened else run
    heart_rate = "heart_rate" in parts
    start = kept.summary.get("local_start")
    return SharedRun(
        number=number,
        local_date=_as_date(kept.summary["local_date"]),
        local_start=_without_zone(start) if "times" in parts and start is not None else None,
        name=run.name if "names" in parts else None,
        note=run.note if "notes" in parts else None,
        figures={name: _figure(kept.summary, name) for name in FIGURES if heart_rate or "heart_rate" not in name}
        | ({} if heart_rate else {"mean_heart_rate_bpm": None}),
        track=_track(kept, track_rows, outline=shortened, heart_rate=heart_rate),
        segments=_segments(kept.segments, heart_rate=heart_rate),
        sets=_named(kept.sets, SET_COLUMNS),
        muscle_load=_named(kept.muscle_load, LOAD_COLUMNS),
        muscle_zones=_named(kept.muscle_zones, ZONE_COLUMNS),
        confidence={figure: Confidence(*value) for figure, value in kept.confidence.items()},
        shortened=shortened,
    )


def _shown(track: pd.DataFrame, zones: Sequence[PrivateZone], secret: bytes, key: str) -> BoolArray:
    latitude, longitude = (track[name].to_numpy(dtype=float) for name in ("latitude_deg", "longitude_deg"))
    return ~hidden_seconds(latitude, longitude, track["distance_m"].to_numpy(dtype=float), zones, secret, key)


def _shortened(run: OwnersRun, shown: BoolArray) -> OwnersRun:
    """Return the run as if only the shown seconds had been recorded; a hole ends a segment, and breaks the line."""
    track = run.track[shown].reset_index(drop=True)
    inside = np.r_[False, shown[1:] & shown[:-1]]  # a step counts where both of its ends are shown
    steps = np.where(inside, np.diff(run.track["distance_m"].to_numpy(dtype=float), prepend=0.0), 0.0)
    rises = np.where(inside, np.diff(run.track["altitude_m"].to_numpy(dtype=float), prepend=np.nan), np.nan)
    old = track["segment"].to_numpy(dtype=np.intp)
    after_hole = ~inside[shown]
    starts = np.flatnonzero(after_hole | np.r_[True, np.diff(old) != 0])
    before_hole = np.flatnonzero(after_hole)[1:] - 1
    track.loc[before_hole, ["latitude_deg", "longitude_deg"]] = np.nan
    track.loc[before_hole, "moving"] = False
    whole = np.bincount(run.track["segment"].to_numpy(dtype=np.intp), minlength=len(run.segments))
    segments = run.segments.iloc[old[starts]].reset_index(drop=True)
    track = track.assign(
        distance_m=np.cumsum(steps[shown]), segment=np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, old.size]))
    )
    counts = np.diff(np.r_[starts, old.size])
    rise = np.nan_to_num(rises[shown])
    distance = np.add.reduceat(steps[shown], starts)
    segments = segments.assign(
        start_s=starts,
        end_s=starts + counts,
        distance_m=distance,
        ascent_m=np.add.reduceat(np.maximum(rise, 0), starts),
        descent_m=np.add.reduceat(np.maximum(-rise, 0), starts),
        mean_grade=_mean(track["grade"], starts),
        mean_speed_m_s=distance / counts,
        mean_grade_adjusted_speed_m_s=_mean(track["grade_adjusted_speed_m_s"], starts),
        mean_heart_rate_bpm=_mean(track["heart_rate_bpm"], starts),
    )
    cut = counts < whole[old[starts]]
    steady = run.summary.get("steady_speed_m_s")
    # A reason may tell times since the start, or a lap's number: both count what is hidden.
    segments["reason"] = [
        _reason(row, part_of_it=bool(part)) for row, part in zip(segments.itertuples(), cut, strict=True)
    ]
    return OwnersRun(
        key=run.key,
        summary=_summary(run.summary, track, rise),
        track=track,
        segments=segments,
        sets=run.sets.iloc[:0],  # a set's times and rests may reach into what is hidden
        muscle_load=segment_load(track, segments, run.runner),
        muscle_zones=zone_minutes(track, segments, run.runner, float("nan") if steady is None else float(steady)),
        confidence=run.confidence,
        name=run.name,
        note=run.note,
        runner=run.runner,
    )


def _reason(row: Any, *, part_of_it: bool) -> str:
    """Say what a segment is with its own shown figures."""
    told = f"{row.distance_m:.0f} m in {row.end_s - row.start_s:.0f} s"
    if row.kind == "hill" and np.isfinite(row.mean_grade):
        told += f", {row.ascent_m:.0f} m up and {row.descent_m:.0f} m down"
    return f"{told}; the rest of it is not shared." if part_of_it else f"{told}."


def _summary(whole: Mapping[str, Any], track: pd.DataFrame, rise: npt.NDArray[np.float64]) -> dict[str, Any]:
    times, adjusted = times_of(track), track["grade_adjusted_speed_m_s"][track["moving"]]
    known = whole.get("ascent_m") is not None
    return {
        "local_date": whole["local_date"],
        "local_start": whole.get("local_start"),
        "distance_m": float(track["distance_m"].iloc[-1]),
        "moving_s": times.moving_s,
        "ascent_m": float(np.maximum(rise, 0).sum()) if known else None,
        "descent_m": float(np.maximum(-rise, 0).sum()) if known else None,
        "mean_speed_m_s": times.mean_speed_m_s,
        "mean_grade_adjusted_speed_m_s": None if adjusted.empty else float(adjusted.mean()),
        "mean_heart_rate_bpm": float(track["heart_rate_bpm"].mean()),
        "steady_speed_m_s": whole.get("steady_speed_m_s"),
    }


def _mean(column: pd.Series[float], starts: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    values = column.to_numpy(dtype=float)
    known = np.isfinite(values)
    sums = np.add.reduceat(np.where(known, values, 0.0), starts)
    counts = np.add.reduceat(known.astype(float), starts)
    return np.asarray(np.divide(sums, counts, out=np.full(len(starts), np.nan), where=counts > 0))


def _track(run: OwnersRun, most: int, *, outline: bool, heart_rate: bool) -> pd.DataFrame:
    """Return a few hundred rows of the track, with altitude from the lowest point and the shape of the line moved."""
    rows = np.unique(np.linspace(0, len(run.track) - 1, min(most, len(run.track))).astype(np.intp))
    starts = run.segments["start_s"].to_numpy(dtype=np.intp)
    rows = np.unique(np.r_[rows, starts, np.maximum(starts - 1, 0)])  # a segment's ends, where a line may break
    track = run.track.iloc[rows]
    altitude = track["altitude_m"].to_numpy(dtype=float)
    lowest = np.nanmin(altitude) if np.isfinite(altitude).any() else 0.0
    latitude, longitude = _shape(track) if outline else (np.full(len(track), np.nan),) * 2
    return pd.DataFrame(
        {
            "elapsed_s": rows,
            "latitude_deg": latitude,
            "longitude_deg": longitude,
            "distance_m": np.round(track["distance_m"].to_numpy(dtype=float)),
            "speed_m_s": np.round(track["speed_m_s"].to_numpy(dtype=float), 2),
            "altitude_m": np.round(altitude - lowest),
            "grade": np.round(track["grade"].to_numpy(dtype=float), 3),
            "grade_adjusted_speed_m_s": np.round(track["grade_adjusted_speed_m_s"].to_numpy(dtype=float), 2),
            "heart_rate_bpm": track["heart_rate_bpm"].to_numpy(dtype=float) if heart_rate else np.nan,
            "segment": track["segment"].to_numpy(dtype=np.int64),
        }
    )[list(TRACK_COLUMNS)]


def _shape(track: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the line as degrees about 0° N 0° E: its shape to 10 m, and nothing of where it lies."""
    latitude, longitude = (track[name].to_numpy(dtype=float) for name in ("latitude_deg", "longitude_deg"))
    middle_latitude = (np.nanmin(latitude) + np.nanmax(latitude)) / 2
    unwrapped = (longitude - longitude[np.isfinite(longitude)][0] + 180) % 360
    middle_longitude = (np.nanmin(unwrapped) + np.nanmax(unwrapped)) / 2
    north = np.radians(latitude - middle_latitude) * EARTH_RADIUS_M
    east = np.radians(unwrapped - middle_longitude) * EARTH_RADIUS_M * np.cos(np.radians(middle_latitude))
    y, x = (np.round(axis / OUTLINE_STEP_M) * OUTLINE_STEP_M for axis in (north, east))
    return tuple(np.degrees(axis / EARTH_RADIUS_M) for axis in _fewer_corners(y, x))  # type: ignore[return-value]


def _fewer_corners(y: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the line with corners at least `CORNER_STEP_M` apart, so that rounding does not show as steps."""
    y, x = y.copy(), x.copy()
    known = np.flatnonzero(np.isfinite(y) & np.isfinite(x))
    pieces = np.split(known, np.flatnonzero(np.diff(known) != 1) + 1)
    for piece in pieces:
        corners = [piece[0]]
        for row in piece[1:-1]:
            if np.hypot(y[row] - y[corners[-1]], x[row] - x[corners[-1]]) >= CORNER_STEP_M:
                corners.append(row)
        corners.append(piece[-1])
        for axis in (y, x):
            axis[piece] = np.interp(piece, corners, axis[corners])
    return y, x


def _segments(segments: pd.DataFrame, *, heart_rate: bool) -> pd.DataFrame:
    named = _named(segments, SEGMENT_COLUMNS)
    return named if heart_rate else named.assign(mean_heart_rate_bpm=np.nan)


def _named(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.reindex(columns=list(columns)).reset_index(drop=True)


def _figure(summary: Mapping[str, Any], name: str) -> float | None:
    value = summary.get(name)
    # Five digits are more than is shown; the last ones of a sum hang on what came before, hidden or not.
    return None if value is None or not np.isfinite(value) else float(f"{value:.5g}")


def _as_date(value: object) -> date:
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _without_zone(value: datetime) -> datetime:
    return value.replace(tzinfo=None)
