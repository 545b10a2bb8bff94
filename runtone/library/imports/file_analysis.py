"""From a file's bytes to the rows that the library keeps: what worker processes do.

Nothing here touches the database: a worker may be on another machine.
"""

from __future__ import annotations

import struct
import time
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from runtone.analysis import Run, analyze, analyze_track
from runtone.errors import RuntoneError
from runtone.files import Activity, Member, read_member, read_parts, require_run
from runtone.files.sports import is_running
from runtone.library.imports.earlier_runs import Evidence, evidence_of
from runtone.library.imports.outline import Outline
from runtone.library.imports.source_files import Original, metadata_of
from runtone.library.store.columns import (
    FIGURE_COLUMNS,
    LOAD_MEASURES,
    PERHAPS_A_RIDE,
    RUN_FIGURES,
    SEGMENT_COLUMNS,
    STRESS_MEASURES,
)
from runtone.library.store.plain_text import one_line
from runtone.library.store.records import Rows, record_rows
from runtone.library.store.stored_track import track_to_parquet
from runtone.run_json import frame_to_plain
from runtone.segments.segmentation import effort_on, read_ground
from runtone.tracks import build_track, device_laps, zone_at_start
from runtone.vocabulary import GROUPS, LOAD_PARTS, ZONES, coded

if TYPE_CHECKING:
    from runtone.runner import Runner

ANALYSIS_VERSION = 8
"""Raised when the same file gives other figures than before: `reanalyze` then reads older runs again."""

Floats = np.ndarray[Any, np.dtype[np.float64]]

_KINDS_OF_RUNNING = {
    "trail": "trail running",
    "track": "track running",
    "treadmill": "treadmill",
    "indoor_running": "treadmill",
}
"""By the sub-sport of a file."""
_COMPRESSION = 1
"""Of zlib's levels the quickest: recordings come out 6 % larger than at its usual one, in a third of the time."""
_PROFILE_POINTS = 64
LEAST_ANALYSIS_S = 2.0
"""Activities of a file are analysed for so long before the file is read again for the others [s of a processor]."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one analysis of a run gives the library: rows, ready to be stored.

    Parameters
    ----------
    run : dict
        Columns of the table ``run`` that come from the analysis.
    segments : list of dict
        Rows of the table ``segment``, without ``run_id``.
    detail : dict
        Plain data: sets, laps, confidence, warnings.
    track : bytes
        Parquet.
    records : dict of str to list of dict
        Rows of each of `runtone.library.store.records.RECORD_TABLES`, without ``run_id``.
    """

    run: dict[str, Any]
    segments: list[dict[str, Any]]
    detail: dict[str, Any]
    track: bytes
    records: dict[str, Rows]


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a file says by itself, before anything is known of the runner's history.

    Parameters
    ----------
    name : str
    sha256 : str
        Of the bytes as they came, and of which part of them this is.
    size_bytes : int
    content : bytes
        The bytes, compressed with zlib.
    metadata : dict or None
        What an archive said of it, beyond its bytes.
    format : str
    device : str or None
    start_time, end_time : datetime.datetime
        UTC.
    distance_m : float
    completeness : int
        How much a sample of it holds.
    covered_s : float
        How much of the run it holds [s]: the time in which it shows running.
    outline : Outline
        Where and when it was: tells whether another file is of the same run.
    remark : str
        What was repaired or lost while reading; empty where all is well.
    evidence : Evidence
        What it tells of the runner, for runs that come after it.
    figures : Figures
    """

    name: str
    sha256: str
    size_bytes: int
    content: bytes
    metadata: dict[str, Any] | None
    format: str
    device: str | None
    start_time: datetime
    end_time: datetime
    distance_m: float
    completeness: int
    covered_s: float
    outline: Outline
    remark: str
    evidence: Evidence
    figures: Figures


def read_recording(member: Member, said: Runner, runner: Runner | None = None) -> Recording:
    """Read and analyse one file.

    Parameters
    ----------
    member : Member
    said : Runner
        What the runner says of themselves, without history: its evidence rests on nothing else.
    runner : Runner, optional
        What the figures are made with; `said` where it is not given.

    Returns
    -------
    Recording

    Raises
    ------
    ActivityError
        The file gives no run.
    """
    return _analysed(member, read_member(member), zlib.compress(member.data, _COMPRESSION), said, runner)


class Readings(NamedTuple):
    """What some activities of one file gave: each with its name, and its recording or why it is no run.

    Parameters
    ----------
    results : list
    following : int or None
        The activity to go on with, counted from 0; None where there is none.
    cpu_s : float
        What it took of a processor [s].
    """

    results: list[tuple[str, Recording | RuntoneError]]
    following: int | None
    cpu_s: float


def read_recordings(member: Member, said: Runner, runner: Runner | None = None, first: int = 0) -> Readings:
    """Read one file, and analyse its activities from one on, for as long as it took to read them or a little longer.

    So what is held at once, and what a process takes for one answer, does not grow with the number of activities.
    """
    started = time.process_time()
    content = zlib.compress(member.data, _COMPRESSION)
    parts = read_parts(member)[first:]
    until = time.process_time() + max(LEAST_ANALYSIS_S, time.process_time() - started)
    results: list[tuple[str, Recording | RuntoneError]] = []
    parts.reverse()
    while parts and (not results or time.process_time() < until):
        part, activity = parts.pop()
        try:
            if isinstance(activity, RuntoneError):
                raise activity
            results.append((part.name, _analysed(part, activity, content, said, runner)))
        except RuntoneError as error:
            results.append((part.name, error))
    return Readings(results, first + len(results) if parts else None, time.process_time() - started)


def _analysed(
    member: Member, activity: Activity, content: bytes, said: Runner, runner: Runner | None = None
) -> Recording:
    activity = require_run(activity, member.name)
    track = build_track(activity)
    ground = read_ground(track, activity.laps)
    evidence = evidence_of(track, effort_on(ground, track, said), zone_at_start(activity))
    run = analyze_track(activity, track, runner or said, ground)
    start = run.summary["start_time"]
    return Recording(
        name=member.name,
        sha256=member.sha256,
        size_bytes=len(member.data),
        content=content,
        metadata=(metadata_of(member) or {}) | {"date_moved": True} if activity.date_moved else metadata_of(member),
        format=activity.source_format or "unknown",
        device=one_line(activity.device),
        start_time=start,
        end_time=start + timedelta(seconds=run.summary["elapsed_s"]),
        distance_m=run.summary["distance_m"],
        completeness=completeness(activity),
        covered_s=evidence.moving_s,
        outline=Outline.of_track(track),
        remark=" ".join(activity.warnings),
        evidence=evidence,
        figures=figures_of(run),
    )


def read_original(original: Original, said: Runner) -> Recording:
    """Read and analyse a stored file anew, with all that it says; as `read_recording` does."""
    return read_recording(original.member, said)


def read_again(original: Original, runner: Runner) -> Figures:
    """Analyse a stored file again with what is now known of the runner.

    Parameters
    ----------
    original : Original
    runner : Runner

    Returns
    -------
    Figures
    """
    return figures_of(analyze(read_member(original.member), runner))


def completeness(activity: Activity) -> int:
    """Return how much a sample of a recording holds; of two that cover as much of a run, the more complete is primary.

    Each kind of measurement counts by how many figures rest on it; then laps, the device's own format, and that
    nothing had to be repaired or was lost while reading.
    """
    worth = {
        "latitude_deg": 8,
        "altitude_m": 6,
        "heart_rate_bpm": 6,
        "cadence_spm": 6,
        "speed_m_s": 4,
        "distance_m": 4,
        "power_w": 2,
        "temperature_c": 1,
        "vertical_oscillation_mm": 1,
        "stance_time_ms": 1,
        "step_length_mm": 1,
    }
    records = activity.records
    held = sum(points for name, points in worth.items() if name in records and _known_share(records[name]) > 0.5)
    laps = 3 * (len(activity.laps) > 1) + (activity.device is not None)
    own_format = {"fit": 3, "tcx": 2, "gpx": 1}.get(activity.source_format or "", 0)
    return 10 * (held + laps) + 2 * own_format + (not activity.warnings)


def _known_share(column: pd.Series[float]) -> float:
    return 1.0 - float(np.isnan(column.to_numpy(dtype=float)).mean())


def _sport_of(activity: Activity) -> str | None:
    """Return what kind of running a file says that its run was, in the words a runner chooses from."""
    if is_running(activity.sport, activity.sub_sport) or activity.sport is None:
        return _KINDS_OF_RUNNING.get(activity.sub_sport or "", activity.sport and "running")
    return one_line(activity.sport, 64)


def figures_of(run: Run) -> Figures:
    """Return the rows that the library keeps of an analysed run."""
    segments = _segment_rows(run)
    kinds = [row["kind"] for row in segments]
    summary = run.summary
    row: dict[str, Any] = {name: summary[name] for name in RUN_FIGURES}  # type: ignore[literal-required]
    row |= {
        "start_time": summary["start_time"],
        "time_zone": summary["time_zone"],
        "local_date": summary["local_date"],
        "recorded_name": one_line(summary["name"]),
        "recorded_sport": PERHAPS_A_RIDE if run.activity.looks_like else _sport_of(run.activity),
        "device": one_line(run.activity.device),
        "hills": sum(row["terrain"] != "flat" and row["kind"] in ("hill", "sprint") for row in segments),
        "sprints": kinds.count("sprint"),
        "analysis_version": ANALYSIS_VERSION,
        "profile": profile_to_bytes(run.track, run.segments),
    }
    detail = {
        "sets": frame_to_plain(run.sets),
        "laps": frame_to_plain(device_laps(run.activity.laps, run.track)),
        "confidence": {figure: [confidence.level, confidence.why] for figure, confidence in run.confidence.items()},
        "warnings": list(run.warnings),
    }
    return Figures(
        run=_finite(row),
        segments=segments,
        detail=detail,
        track=track_to_parquet(run.track),
        records=record_rows(run),
    )


def _segment_rows(run: Run) -> list[dict[str, Any]]:
    segments = run.segments
    columns = [_plain(segments[name]) for name in SEGMENT_COLUMNS]
    figures = np.hstack((_wide_load(run), _wide_zones(run), _wide_stress(run))).tolist()
    return [
        {
            "segment": number,
            **dict(zip(SEGMENT_COLUMNS, row, strict=True)),
            **dict(zip(FIGURE_COLUMNS, each, strict=True)),
        }
        for number, (each, row) in enumerate(zip(figures, zip(*columns, strict=True), strict=True))
    ]


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Return a segments frame's column as plain values, with None for what is not a number."""
    if isinstance(words := column.array, pd.Categorical):
        names = words.categories.tolist()
        return [names[code] for code in words.codes.tolist()]
    if column.name == "reason":
        return [reason.to_text() for reason in words]
    return [None if value != value else value for value in column.tolist()]


def _wide_load(run: Run) -> Floats:
    """One row a segment: work of each group and action, then easy minutes, then their bands."""
    measures = [run.muscle_load[measure].to_numpy() for measure in LOAD_MEASURES]
    return np.hstack([np.nan_to_num(each).reshape(len(run.segments), len(LOAD_PARTS)) for each in measures])


def _wide_zones(run: Run) -> Floats:
    """One row a segment: minutes of each group in each zone."""
    zones = run.muscle_zones
    group, zone = (
        list(map(words.index, zones[name].tolist())) for name, words in (("muscle_group", GROUPS), ("zone", ZONES))
    )
    wide = np.zeros((len(run.segments), len(GROUPS), len(ZONES)))
    wide[zones["segment"].to_numpy(), group, zone] = zones["minutes"].to_numpy()
    return wide.reshape(len(wide), -1)


def _wide_stress(run: Run) -> Floats:
    """One row a segment: stress of each group, its band, that of its pushing, that of its braking."""
    measures = [run.muscle_stress[measure].to_numpy() for measure in STRESS_MEASURES]
    whole, band, push, brake = (np.nan_to_num(each).reshape(len(run.segments), len(GROUPS)) for each in measures)
    return np.hstack((whole, band, push[:, :-1], brake[:, :-1]))  # the core comes last, and is not divided


def _finite(row: dict[Any, Any]) -> dict[str, Any]:
    """Return plain Python values, with None for what is not a number."""
    plain: dict[str, Any] = {}
    for key, value in row.items():
        item = value.item() if isinstance(value, np.generic) else value
        plain[str(key)] = None if isinstance(item, float) and not np.isfinite(item) else item
    return plain


def profile_to_bytes(track: pd.DataFrame, segments: pd.DataFrame) -> bytes:
    """Return a few dozen points of a run for a sparkline: distance, altitude and the kind of segment."""
    points = np.unique(np.linspace(0, len(track) - 1, _PROFILE_POINTS).astype(np.intp))
    codes = segments["kind"].cat.codes.to_numpy(dtype=np.uint8)
    distance = track["distance_m"].to_numpy(dtype=np.float32)[points]
    altitude = track["altitude_m"].to_numpy(dtype=np.float32)[points]
    kind = codes[track["segment"].to_numpy(dtype=np.intp)[points]]
    return b"".join((struct.pack("<H", len(points)), distance.tobytes(), altitude.tobytes(), kind.tobytes()))


def profile_from_bytes(content: bytes) -> pd.DataFrame:
    """Return the points that `profile_to_bytes` stored: ``distance_m``, ``altitude_m``, ``kind``."""
    (count,) = struct.unpack_from("<H", content)
    floats = np.frombuffer(content, dtype="<f4", count=2 * count, offset=2).astype(float)
    codes = np.frombuffer(content, dtype=np.uint8, count=count, offset=2 + 8 * count).astype(np.intp)
    kinds = coded("kind", codes)
    return pd.DataFrame({"distance_m": floats[:count], "altitude_m": floats[count:], "kind": kinds})
