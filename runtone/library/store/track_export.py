"""One run's cleaned track as a file: GPX for other tools, CSV for a spreadsheet, Parquet for a program."""

from __future__ import annotations

import io
import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement

import pandas as pd

from runtone.errors import LibraryError
from runtone.library.store.spreadsheet import CsvStyle, csv_text, in_units
from runtone.wording import Units

if TYPE_CHECKING:
    from gpxpy.gpx import GPXTrackSegment

    from runtone.library.store.stored_run import StoredRun

_EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"


class TrackFormat(StrEnum):
    """What a track can be written as."""

    GPX = "gpx"
    CSV = "csv"
    PARQUET = "parquet"


class ExportedFile(NamedTuple):
    """A file that was made for the runner: its name says what it holds."""

    name: str
    content: bytes
    mime: str


def exported_track(run: StoredRun, wanted: TrackFormat, style: CsvStyle, units: Units) -> ExportedFile:
    """Return a run's cleaned track, second by second.

    Parameters
    ----------
    run : StoredRun
    wanted : TrackFormat
        GPX holds positions, heights, heart rate and cadence, a segment for each stretch between pauses. CSV is in the
        runner's units; Parquet in SI, as docs/nomenclature.md has it.
    style : CsvStyle
    units : Units

    Raises
    ------
    LibraryError
        The run has no positions, so there is no GPX of it.
    """
    if wanted is TrackFormat.GPX:
        return ExportedFile(track_name(run, "gpx"), _gpx(run).encode(), "application/gpx+xml")
    if wanted is TrackFormat.CSV:
        seconds = run.track.rename_axis("second").reset_index()
        text = csv_text(in_units(seconds, units), header=True, style=style)
        return ExportedFile(track_name(run, "csv"), text.encode(), "text/csv")
    held = io.BytesIO()
    run.track.to_parquet(held, compression="zstd")
    return ExportedFile(track_name(run, "parquet"), held.getvalue(), "application/vnd.apache.parquet")


def track_name(run: StoredRun, ending: str) -> str:
    """Return what a run's file is called: day, time, name and length."""
    name = re.sub(r"[^\w.-]+", " ", run.name or "run").strip(" .") or "run"
    start = run.summary["local_start"]
    return f"{start:%Y-%m-%d %H%M} {name[:60].strip()} {run.summary['distance_m'] / 1000.0:.1f} km.{ending}"


def _gpx(run: StoredRun) -> str:
    from gpxpy.gpx import GPX, GPXTrack

    track = run.track
    if "latitude_deg" not in track or not track["latitude_deg"].notna().any():
        msg = "This run has no positions, so there is no GPX of it. Export it as CSV or Parquet."
        raise LibraryError(msg)
    document = GPX()
    document.creator = "runtone"
    document.nsmap["gpxtpx"] = _EXTENSION
    line = GPXTrack(name=run.name)
    line.type = run.sport or "running"  # type: ignore[assignment]  # it is None until it is set
    document.tracks.append(line)
    for stretch in _stretches(track):
        line.segments.append(_segment(stretch))
    return str(document.to_xml(version="1.1"))


def _segment(stretch: pd.DataFrame) -> GPXTrackSegment:
    from gpxpy.gpx import GPXTrackPoint, GPXTrackSegment

    columns = ("latitude_deg", "longitude_deg", "altitude_m", "heart_rate_bpm", "cadence_spm")
    figures = (stretch[name].to_numpy(dtype=float).tolist() for name in columns)
    times = pd.DatetimeIndex(stretch["time"]).floor("ms").to_pydatetime()
    segment = GPXTrackSegment()
    for time, latitude, longitude, altitude, heart_rate, cadence in zip(times, *figures, strict=True):
        point = GPXTrackPoint(
            latitude=round(latitude, 7),
            longitude=round(longitude, 7),
            elevation=round(altitude, 2) if math.isfinite(altitude) else None,
            time=time,
        )
        point.extensions.extend(_extension(heart_rate, cadence))
        segment.points.append(point)
    return segment


def _stretches(track: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the stretches between pauses, with positions alone."""
    known = track["latitude_deg"].notna() & track["longitude_deg"].notna() & ~track["paused"]
    number = (known != known.shift()).cumsum()[known]
    return [track.loc[rows.index] for _, rows in number.groupby(number)]


def _extension(heart_rate_bpm: float, cadence_spm: float) -> list[Element]:
    """Return heart rate, and cadence as watches write it: of one foot."""
    figures = [("hr", heart_rate_bpm), ("cad", cadence_spm / 2.0)]
    if not any(math.isfinite(value) for _, value in figures):
        return []
    extension = Element(f"{{{_EXTENSION}}}TrackPointExtension")
    for name, value in figures:
        if math.isfinite(value):
            SubElement(extension, f"{{{_EXTENSION}}}{name}").text = str(round(value))
    return [extension]
