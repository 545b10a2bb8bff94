"""GPX files to an `Activity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runtone.errors import EmptyFileError, NoTimeError
from runtone.files.activity import Outcome
from runtone.files.samples.activities import activities_of
from runtone.files.samples.recording import DEVICE_CADENCE, Recording, Unit
from runtone.files.samples.segment_breaks import segment_breaks
from runtone.files.sports import parse_sport
from runtone.files.xml.point_blocks import PLACEHOLDER, Block, split_points
from runtone.files.xml.point_pattern import PlaceRecorder
from runtone.files.xml.points import PointColumns, not_numbers
from runtone.files.xml.stream import stream_elements
from runtone.plurals import counted

# By local name in lower case, whatever the namespace: Garmin's TrackPointExtension v1 and v2 and PowerExtension,
# Strava's bare names, Suunto's and COROS's gpxdata, Polar's and Apple's spellings.
_EXTENSIONS = {
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "heart_rate": "heart_rate_bpm",
    "heartratebpm": "heart_rate_bpm",
    "cad": DEVICE_CADENCE,
    "cadence": DEVICE_CADENCE,
    "runcadence": DEVICE_CADENCE,
    "power": "power_w",
    "watts": "power_w",
    "powerinwatts": "power_w",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "speed": "speed_m_s",
    "distance": "distance_m",
}

# What is beyond counts to the last; nobody records so many.
_MAX_TRACKS = 10_000
_MAX_SEGMENTS = 1_000_000

# Creators that are programs and sites, not the device that recorded.
_NOT_DEVICES = ("gpx.py", "gpsbabel", "stravagpx", "strava", "garmin connect", "gps visualizer", "runkeeper", "komoot")


@dataclass(slots=True)
class _Track:
    name: str | None = None
    type: str | None = None


class _GpxElements:
    """Follows the elements of a GPX file and keeps what a run needs."""

    def __init__(self, points: PointColumns | PlaceRecorder, blocks: Sequence[Block] = ()) -> None:
        self.points = points
        self.blocks = blocks
        self.path: list[str] = []
        self.tracks: list[_Track] = []
        self.track_of_segment: list[int] = []
        self.creator: str | None = None
        self.name: str | None = None
        self.n_route_points = 0
        self.n_waypoints = 0
        self.point_depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if self.point_depth:
            return
        if name == "trkpt":
            self.point_depth = len(self.path)
            self.points.begin()
            self.points.set("latitude_deg", attributes.get("lat", ""))
            self.points.set("longitude_deg", attributes.get("lon", ""))
        elif name == PLACEHOLDER and self.blocks and isinstance(self.points, PointColumns):
            self.points.add_block(self.blocks[int(attributes["n"])], max(len(self.track_of_segment) - 1, 0))
        elif name == "trk" and len(self.tracks) < _MAX_TRACKS:
            self.tracks.append(_Track())
        elif name == "trkseg" and len(self.track_of_segment) < _MAX_SEGMENTS:
            self.track_of_segment.append(max(len(self.tracks) - 1, 0))
        elif name == "gpx":
            self.creator = attributes.get("creator")
        elif name == "rtept":
            self.n_route_points += 1
        elif name == "wpt":
            self.n_waypoints += 1

    def end(self, name: str, text: str) -> None:
        depth = len(self.path)
        if self.path and self.path[-1] == name:
            self.path.pop()
        if self.point_depth:
            if depth == self.point_depth:
                self.points.end(max(len(self.track_of_segment) - 1, 0))
                self.point_depth = 0
            elif depth == self.point_depth + 1 and name == "time":
                self.points.set_time(text)
            elif depth == self.point_depth + 1 and name == "ele":
                self.points.set("altitude_m", text)
            elif name.lower() in _EXTENSIONS:
                self.points.set(_EXTENSIONS[name.lower()], text)
            return
        parent = self.path[-1] if self.path else ""
        said = text.strip()[:200]
        if name == "name" and parent in ("gpx", "metadata"):
            self.name = said or None
        elif parent == "trk" and self.tracks:
            if name == "name":
                self.tracks[-1].name = said or None
            elif name == "type":
                self.tracks[-1].type = said or None


def read_gpx(data: bytes, label: str) -> list[Outcome]:
    """Read a GPX file.

    Parameters
    ----------
    data : bytes
        GPX 1.0 or 1.1; may be truncated or badly encoded.
    label : str
        How texts call the file, at the beginning of a sentence.

    Returns
    -------
    list of Outcome
        In order of time; `runtone.files.samples.activities` says what is one. Track segments become pauses where time
        passes between them.

    Raises
    ------
    DamagedFileError
        If nothing can be read.
    EmptyFileError
        If there is no track point.
    NoTimeError
        If no track point has a time: a planned route.
    """
    points = PointColumns()
    document, blocks = split_points(data, b"trkpt", _GpxElements) or (data, [])
    gpx = _GpxElements(points, blocks)
    warnings = stream_elements(document, gpx, label)
    if not len(points):
        raise _no_points(gpx, label)
    time_ns, segments, columns = points.close()
    if points.n_zoneless:
        warnings.append("its times carry no time zone and were read as UTC")
    if "heart_rate_bpm" not in columns and (gpx.creator or "").lower().startswith("apple health"):
        warnings.append("Apple's route files hold no heart rate and no cadence; those figures are missing")
    if points.n_unreadable:
        warnings.append(not_numbers(points.n_unreadable))
    recording = Recording(
        time_ns=time_ns,
        columns=columns,
        label=label,
        source_format="gpx",
        units=[_unit(track, gpx.name) for track in gpx.tracks] or [Unit(name=gpx.name)],
        unit_of=np.asarray(gpx.track_of_segment, dtype=np.int64)[segments] if gpx.track_of_segment else None,
        warnings=warnings,
        breaks=segment_breaks(time_ns, segments),
        device=_device(gpx.creator),
        utc_offset_s=float(points.offset_s) if points.offset_s else None,
    )
    return activities_of(recording)


def _unit(track: _Track, file_name: str | None) -> Unit:
    sport, sub_sport = parse_sport(track.type)
    return Unit(sport=sport, sub_sport=sub_sport, name=track.name or file_name)


def _no_points(gpx: _GpxElements, label: str) -> EmptyFileError | NoTimeError:
    if gpx.n_route_points:
        route = counted(gpx.n_route_points, "point")
        return NoTimeError(f"{label} holds a planned route of {route} without times, not a recorded run.")
    if gpx.n_waypoints:
        waypoints = counted(gpx.n_waypoints, "waypoint")
        return EmptyFileError(f"{label} holds {waypoints} but no track, so there is no run in it.")
    return EmptyFileError(f"{label} holds no track points, so there is nothing to analyse.")


def _device(creator: str | None) -> str | None:
    said = (creator or "").strip()[:100]
    if said.lower().startswith("stravagpx "):
        said = said[len("stravagpx ") :].strip()
    return None if not said or said.lower().startswith(_NOT_DEVICES) else said
