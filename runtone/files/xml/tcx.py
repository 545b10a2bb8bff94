"""TCX files (Garmin Training Center) to an `Activity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from runtone.errors import EmptyFileError, NotARunError
from runtone.files.activity import Outcome
from runtone.files.samples.activities import activities_of
from runtone.files.samples.laps import Lap, laps_frame
from runtone.files.samples.recording import DEVICE_CADENCE, Recording, Unit
from runtone.files.samples.segment_breaks import segment_breaks
from runtone.files.samples.time_order import NO_TIME, NS_PER_S
from runtone.files.sports import normalised, parse_sport
from runtone.files.xml.decimals import parse_decimal
from runtone.files.xml.iso_times import parse_instants, texts_as_rows
from runtone.files.xml.point_blocks import PLACEHOLDER, Block, split_points
from runtone.files.xml.point_pattern import PlaceRecorder
from runtone.files.xml.points import PointColumns, not_numbers
from runtone.files.xml.stream import stream_elements

# By local name in lower case; `HeartRateBpm` holds its number in a `Value` of its own.
_VALUES = {
    "latitudedegrees": "latitude_deg",
    "longitudedegrees": "longitude_deg",
    "altitudemeters": "altitude_m",
    "distancemeters": "distance_m",
    "cadence": DEVICE_CADENCE,
    "runcadence": DEVICE_CADENCE,
    "speed": "speed_m_s",
    "watts": "power_w",
    "temperature": "temperature_c",
}
_INTENSITIES = {"active": "active", "resting": "rest", "rest": "rest", "warmup": "warmup", "cooldown": "cooldown"}
# What is beyond counts to the last; nobody records so many.
_MAX_LAPS = 10_000
_MAX_ACTIVITIES = 1_000
_MAX_TRACKS = 1_000_000
_COURSE = -1


@dataclass(slots=True)
class _Lap:
    start: str
    seconds: float = np.nan
    distance_m: float = np.nan
    intensity: str | None = None
    trigger: str | None = None


@dataclass(slots=True)
class _Sport:
    """One `Activity` element: of a multisport session there are several."""

    sport: str | None = None
    laps: list[_Lap] = field(default_factory=list)


class _TcxElements:
    """Follows the elements of a TCX file and keeps what a run needs."""

    def __init__(self, points: PointColumns | PlaceRecorder, blocks: Sequence[Block] = ()) -> None:
        self.points = points
        self.blocks = blocks
        self.path: list[str] = []
        self.activities: list[_Sport] = []
        self.activity_of_track: list[int] = []
        self.n_laps = 0
        self.device: str | None = None
        self.point_depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if self.point_depth:
            return
        if name == "Trackpoint":
            self.point_depth = len(self.path)
            self.points.begin()
        elif name == PLACEHOLDER and self.blocks and isinstance(self.points, PointColumns):
            self.points.add_block(self.blocks[int(attributes["n"])], max(len(self.activity_of_track) - 1, 0))
        elif name == "Activity" and len(self.activities) < _MAX_ACTIVITIES:
            self.activities.append(_Sport(attributes.get("Sport")))
        elif name == "Track" and len(self.activity_of_track) < _MAX_TRACKS:
            # Garmin's and others' planned courses have points with invented times.
            is_planned = "Course" in self.path
            self.activity_of_track.append(_COURSE if is_planned else max(len(self.activities) - 1, 0))
        elif name == "Lap" and self.n_laps < _MAX_LAPS:
            self.n_laps += 1
            if not self.activities:
                self.activities.append(_Sport())
            self.activities[-1].laps.append(_Lap(attributes.get("StartTime", "")))

    def end(self, name: str, text: str) -> None:
        depth = len(self.path)
        if self.path and self.path[-1] == name:
            self.path.pop()
        parent = self.path[-1] if self.path else ""
        if self.point_depth:
            self._end_in_point(name, parent, depth, text)
        elif parent == "Lap" and self.activities and self.activities[-1].laps:
            self._end_in_lap(self.activities[-1].laps[-1], name, text)
        elif name == "Name" and parent == "Creator":
            self.device = text.strip()[:100] or None

    def _end_in_point(self, name: str, parent: str, depth: int, text: str) -> None:
        if depth == self.point_depth:
            self.points.end(max(len(self.activity_of_track) - 1, 0))
            self.point_depth = 0
        elif depth == self.point_depth + 1 and name == "Time":
            self.points.set_time(text)
        elif name == "Value" and parent == "HeartRateBpm":
            self.points.set("heart_rate_bpm", text)
        elif name.lower() in _VALUES:
            self.points.set(_VALUES[name.lower()], text)

    @staticmethod
    def _end_in_lap(lap: _Lap, name: str, text: str) -> None:
        if name == "TotalTimeSeconds":
            lap.seconds = parse_decimal(text)
        elif name == "DistanceMeters":
            lap.distance_m = parse_decimal(text)
        elif name == "Intensity":
            lap.intensity = _INTENSITIES.get(text.strip().lower())
        elif name == "TriggerMethod":
            lap.trigger = normalised(text)[:40] or None


def read_tcx(data: bytes, label: str) -> list[Outcome]:
    """Read a TCX file.

    Parameters
    ----------
    data : bytes
        May be truncated or badly encoded.
    label : str
        How texts call the file, at the beginning of a sentence.

    Returns
    -------
    list of Outcome
        In order of time; `runtone.files.samples.activities` says what is one.

    Raises
    ------
    DamagedFileError
        If nothing can be read.
    EmptyFileError
        If there is no track point.
    NoTimeError
        If no track point has a time.
    NotARunError
        If it holds a planned course and no activity.
    """
    points = PointColumns()
    document, blocks = split_points(data, b"Trackpoint", _TcxElements) or (data, [])
    tcx = _TcxElements(points, blocks)
    warnings = stream_elements(document, tcx, label)
    if not len(points):
        raise _no_points(tcx, label)
    time_ns, tracks, columns = points.close()
    unit_of = np.asarray(tcx.activity_of_track, dtype=np.int64)[tracks] if tcx.activity_of_track else None
    if unit_of is not None and (unit_of == _COURSE).any():
        kept = unit_of != _COURSE
        if not kept.any():
            raise NotARunError(f"{label} holds a planned course, not a recorded activity.", sport="course")
        time_ns, tracks, unit_of = time_ns[kept], tracks[kept], unit_of[kept]
        columns = {name: values[kept] for name, values in columns.items()}
        warnings.append("the planned course in it was left out")
    if points.n_zoneless:
        warnings.append("its times carry no time zone and were read as UTC")
    if points.n_unreadable:
        warnings.append(not_numbers(points.n_unreadable))
    recording = Recording(
        time_ns=time_ns,
        columns=columns,
        label=label,
        source_format="tcx",
        units=[_unit(activity) for activity in tcx.activities] or [Unit()],
        unit_of=unit_of,
        warnings=warnings,
        breaks=segment_breaks(time_ns, tracks),
        device=tcx.device,
        utc_offset_s=float(points.offset_s) if points.offset_s else None,
    )
    return activities_of(recording)


def _unit(activity: _Sport) -> Unit:
    sport, sub_sport = parse_sport(activity.sport)
    return Unit(
        sport=sport,
        sub_sport=sub_sport,
        laps=_laps(activity.laps),
        timer_s=_total([lap.seconds for lap in activity.laps]),
        device_distance_m=_total([lap.distance_m for lap in activity.laps]),
    )


def _no_points(tcx: _TcxElements, label: str) -> EmptyFileError:
    laps = [lap for activity in tcx.activities for lap in activity.laps]
    distance, seconds = _total([lap.distance_m for lap in laps]), _total([lap.seconds for lap in laps])
    if laps:
        told = f" ({distance / 1000:.1f} km in {seconds / 60:.0f} min)" if distance and seconds else ""
        return EmptyFileError(f"{label} holds only a summary{told} and no samples, so there is nothing to analyse.")
    return EmptyFileError(f"{label} holds no track points, so there is nothing to analyse.")


def _total(values: list[float]) -> float | None:
    total = float(np.nansum(values)) if values else 0.0
    return total or None


def _laps(laps: list[_Lap]) -> pd.DataFrame:
    starts = parse_instants(texts_as_rows([lap.start.strip().encode("ascii", "replace") for lap in laps])).time_ns
    rows: list[Lap] = []
    for index, (lap, start) in enumerate(zip(laps, starts.tolist(), strict=True)):
        end = start
        if start > NO_TIME:
            seconds = 0.0 if np.isnan(lap.seconds) else min(max(lap.seconds, 0.0), 1e6)
            end = start + round(seconds * NS_PER_S)
            # `TotalTimeSeconds` leaves pauses out, the next lap's start does not.
            following = int(starts[index + 1]) if index + 1 < len(laps) else NO_TIME
            if following > end:
                end = following
        elapsed = (end - start) / NS_PER_S if end > start else np.nan
        rows.append(Lap(start, end, elapsed, lap.seconds, lap.distance_m, lap.intensity, lap.trigger))
    return laps_frame(rows)
