"""The GPX file a sports platform exports of a run: heart rate and one foot's cadence in Garmin's point extension."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from .season import Outing

GPX = "http://www.topografix.com/GPX/1/1"
EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
NAMESPACES: dict[str | None, str] = {None: GPX, "ns3": EXTENSION}


def gpx_bytes(outing: Outing) -> bytes:
    """Return the run as a GPX 1.1 file."""
    session = outing.session
    root = etree.Element(
        f"{{{GPX}}}gpx",
        nsmap=NAMESPACES,  # type: ignore[arg-type]  # lxml takes None for the default namespace; its stubs do not know
        creator="runtone sample season",
        version="1.1",
    )
    _text(etree.SubElement(root, f"{{{GPX}}}metadata"), "time", _instant(outing, 0))
    track = etree.SubElement(root, f"{{{GPX}}}trk")
    _text(track, "name", session.name)
    _text(track, "type", "running")
    segment = etree.SubElement(track, f"{{{GPX}}}trkseg")
    segment.text = "\n"
    for row in range(len(outing.recording.second)):
        _point(segment, outing, row)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _point(segment: etree._Element, outing: Outing, row: int) -> None:
    kept = outing.recording
    assert kept.latitude_deg is not None
    assert kept.longitude_deg is not None
    assert kept.altitude_m is not None
    place = {"lat": f"{kept.latitude_deg[row]:.6f}", "lon": f"{kept.longitude_deg[row]:.6f}"}
    point = etree.SubElement(segment, f"{{{GPX}}}trkpt", place)
    point.tail = "\n"
    _text(point, "ele", f"{round(kept.altitude_m[row] * 5) / 5:.1f}")
    _text(point, "time", _instant(outing, row))
    extension = etree.SubElement(etree.SubElement(point, f"{{{GPX}}}extensions"), f"{{{EXTENSION}}}TrackPointExtension")
    _text(extension, "hr", f"{kept.heart_rate_bpm[row]:.0f}", EXTENSION)
    _text(extension, "cad", f"{kept.cadence_spm[row] // 2:.0f}", EXTENSION)


def _text(parent: etree._Element, tag: str, text: str, namespace: str = GPX) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{tag}").text = text


def _instant(outing: Outing, row: int) -> str:
    instant = outing.session.start + timedelta(seconds=int(outing.recording.second[row]))
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
