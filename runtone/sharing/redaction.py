"""From an owner's run to what a visitor may see of it; nothing that was not chosen gets through.

Redaction happens when a share is made. What it returns is built anew from named columns: a column that the library
gains later is not shared until it is named in `runtone.sharing.snapshot`.

A run that was run somewhere is told in one of two ways, and never in both at once:

* *cut*: where its line or its profile was chosen, as what lies outside the private zones and nothing else, in order of
  time, analysed as if no more had been recorded (`runtone.sharing.shown_pieces`);
* *summed up*: else, as a whole, but without any order: no track, and of each kind of segment the mean of all. A
  sequence of hills from door to door is a profile, and a profile can be looked up in a public height model.

A run that holds neither a position nor a height, as on a treadmill, has no place and is told as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from runtone.confidence import Confidence
from runtone.segments import SET_COLUMNS
from runtone.sharing.joined_pieces import joined
from runtone.sharing.line_shape import shape_of
from runtone.sharing.private_zones import PrivateZone
from runtone.sharing.shown_pieces import has_positions, shown_pieces
from runtone.sharing.snapshot import (
    CUTTING_PARTS,
    FIGURES,
    LOAD_COLUMNS,
    SEGMENT_COLUMNS,
    STRESS_COLUMNS,
    TRACK_COLUMNS,
    ZONE_COLUMNS,
    Part,
    SharedRun,
)
from runtone.sharing.summed_up import summed_up
from runtone.sharing.unredacted_run import UnredactedRun
from runtone.tracks import LAP_COLUMNS, SPLIT_COLUMNS, splits
from runtone.wording import METRES_PER_MILE

TRACK_ROWS = 600
"""Points of a track that are shared at most, give or take one a segment."""
SPLITS_M = (1000.0, METRES_PER_MILE)
_HEIGHT_COLUMNS = ("altitude_m", "grade", "grade_adjusted_speed_m_s")


def redact(
    run: UnredactedRun,
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
    run : UnredactedRun
    number : int
        The run's place in the share.
    parts : frozenset of str
        What the owner added, of `runtone.sharing.snapshot.PARTS`.
    zones : sequence of PrivateZone
        Places that nothing shared may touch.
    secret : bytes
        The owner's own.
    track_rows : int
        Points of the track at most, give or take one a segment.

    Returns
    -------
    SharedRun or None
        None for a run that is to be cut, where nothing of it lies outside the zones: its whole figures, beside what was
        shown of it under other zones, would tell how much is hidden.
    """
    kept = run
    cut = bool(parts & CUTTING_PARTS) and bool(run.track["latitude_deg"].notna().any())
    if cut:
        recording = run.recording()
        pieces = shown_pieces(recording, run.runner, zones, secret) if has_positions(recording) else []
        if not pieces:
            return None
        kept = joined(run, pieces)
    elif run.has_place:
        kept = summed_up(run)
    heart_rate = "heart_rate" in parts
    heights = "profile" in parts or not run.has_place
    start = kept.summary.get("local_start")
    return SharedRun(
        number=number,
        local_date=_as_date(kept.summary["local_date"]),
        local_start=_without_zone(start) if "times" in parts and start is not None else None,
        name=run.name if "names" in parts else None,
        note=run.note if "notes" in parts else None,
        figures={name: _figure(kept.summary, name) for name in FIGURES if heart_rate or "heart_rate" not in name}
        | ({} if heart_rate else {"mean_heart_rate_bpm": None}),
        track=_track(kept, track_rows, parts if cut else frozenset(parts - CUTTING_PARTS), heights=heights),
        segments=_segments(kept.segments, heart_rate=heart_rate),
        sets=_named(kept.sets, tuple(SET_COLUMNS)),
        laps=_laps(kept.laps, heart_rate=heart_rate),
        splits=_splits(kept.track, heights=heights, heart_rate=heart_rate),
        muscle_load=_named(kept.muscle_load, LOAD_COLUMNS),
        muscle_stress=_named(kept.muscle_stress, STRESS_COLUMNS),
        muscle_zones=_named(kept.muscle_zones, ZONE_COLUMNS),
        confidence={figure: Confidence(*value) for figure, value in kept.confidence.items()},
        shortened=cut,
    )


def _track(run: UnredactedRun, most: int, parts: frozenset[Part], *, heights: bool) -> pd.DataFrame:
    """Return a few hundred rows of the track: heights only with the profile, the moved line only with the map."""
    rows = np.unique(np.linspace(0, len(run.track) - 1, min(most, len(run.track))).astype(np.intp))
    starts = run.segments["start_s"].to_numpy(dtype=np.intp)
    if len(run.track):  # a segment's ends, where a line may break
        rows = np.unique(np.r_[rows, starts, np.maximum(starts - 1, 0)])
    track = run.track.iloc[rows]
    if not heights:
        track = track.assign(**dict.fromkeys(_HEIGHT_COLUMNS, np.nan))
    altitude = track["altitude_m"].to_numpy(dtype=float)
    lowest = np.nanmin(altitude) if np.isfinite(altitude).any() else 0.0
    latitude, longitude = shape_of(track) if "map" in parts else (np.full(len(track), np.nan),) * 2
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
            "heart_rate_bpm": track["heart_rate_bpm"].to_numpy(dtype=float) if "heart_rate" in parts else np.nan,
            "segment": track["segment"].to_numpy(dtype=np.int64),
        }
    )[list(TRACK_COLUMNS)]


def _segments(segments: pd.DataFrame, *, heart_rate: bool) -> pd.DataFrame:
    named = _named(segments, SEGMENT_COLUMNS)
    return named if heart_rate else named.assign(mean_heart_rate_bpm=np.nan)


def _laps(laps: pd.DataFrame, *, heart_rate: bool) -> pd.DataFrame:
    named = _named(laps, LAP_COLUMNS)
    return named if heart_rate else named.assign(heart_rate_bpm=np.nan)


def _splits(track: pd.DataFrame, *, heights: bool, heart_rate: bool) -> pd.DataFrame:
    every = pd.concat([splits(track, length).assign(every_m=length) for length in SPLITS_M], ignore_index=True)
    hidden = [] if heights else ["grade_adjusted_speed_m_s", "ascent_m", "descent_m"]
    hidden += [] if heart_rate else ["heart_rate_bpm"]
    figures = every.select_dtypes("number").columns
    return _named(
        every.assign(**every[figures].round(3)).assign(**dict.fromkeys(hidden, np.nan)), ("every_m", *SPLIT_COLUMNS)
    )


def _named(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.reindex(columns=list(columns)).reset_index(drop=True)


def _figure(summary: Mapping[str, Any], name: str) -> float | None:
    value = summary.get(name)
    # Five digits are more than is shown; the last ones of a sum hang on the order it was summed up in.
    return None if value is None or not np.isfinite(value) else float(f"{value:.5g}")


def _as_date(value: object) -> date:
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _without_zone(value: datetime) -> datetime:
    return value.replace(tzinfo=None)
