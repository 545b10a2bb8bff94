"""Recordings of invented runs, as the files that watches write: quick to make, and every figure known."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SEMICIRCLES = 2**31 / 180.0
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, kw_only=True)
class InventedRun:
    """A run over the open ocean: steady running over rolling ground, with sprints of twenty seconds.

    Parameters
    ----------
    start : datetime
        UTC.
    minutes : float
    speed_m_s : float
    sprints : int
    seed : int
        Of the small unevenness that makes no two runs alike.
    """

    start: datetime
    minutes: float = 8.0
    speed_m_s: float = 3.0
    sprints: int = 0
    hill_m: float = 12.0
    heart_rate: bool = True
    seed: int = 0

    def samples(self) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """One value a second of each figure."""
        count = int(self.minutes * 60)
        second = np.arange(count)
        noise = np.random.default_rng([self.seed, count])
        speed = self.speed_m_s * (1.0 + 0.02 * np.sin(second / 50.0)) + 0.05 * noise.standard_normal(count)
        for sprint in range(self.sprints):
            begin = int((sprint + 0.6) * count / (self.sprints + 0.6))
            speed[begin : begin + 20] *= 1.7
        distance = np.cumsum(speed)
        return {
            "second": second,
            "speed": speed,
            "distance": distance,
            "altitude": 100.0 + self.hill_m * np.sin(distance / 250.0),
            "latitude": -30.0 + distance / _METRES_PER_DEGREE,
            "longitude": np.full(count, -20.0) + 1e-7 * noise.integers(-20, 20, count),
            "heart_rate": (120 + 8 * speed).astype(int),
            "cadence": np.full(count, 168) + 2 * (speed > 1.3 * self.speed_m_s),
        }

    def later(self, **step: float) -> InventedRun:
        """The same run at another time."""
        return replace(self, start=self.start + timedelta(**step))


def fit_file(run: InventedRun, *, sport: int = 1, serial: int = 1) -> bytes:
    """Return a run as a FIT file of 1 Hz."""
    samples = run.samples()
    begin = int((run.start - FIT_EPOCH).total_seconds())
    count = len(samples["second"])
    row = np.dtype(
        [
            ("header", "u1"),
            ("timestamp", "<u4"),
            ("latitude", "<i4"),
            ("longitude", "<i4"),
            ("distance", "<u4"),
            ("speed", "<u2"),
            ("altitude", "<u2"),
            ("heart_rate", "u1"),
            ("cadence", "u1"),
        ]
    )
    records = np.zeros(count, dtype=row)
    records["header"] = 2
    records["timestamp"] = begin + samples["second"]
    records["latitude"] = np.round(samples["latitude"] * _SEMICIRCLES)
    records["longitude"] = np.round(samples["longitude"] * _SEMICIRCLES)
    records["distance"] = np.round(samples["distance"] * 100)
    records["speed"] = np.round(samples["speed"] * 1000)
    records["altitude"] = np.round((samples["altitude"] + 500) * 5)
    records["heart_rate"] = samples["heart_rate"] if run.heart_rate else 0xFF
    records["cadence"] = samples["cadence"] // 2
    end, length = begin + count - 1, round(float(samples["distance"][-1]) * 100)
    summary = struct.pack("<IIIIIBB", end, begin, 1000 * (count - 1), 1000 * (count - 1), length, sport, 0)
    summary_fields = [(253, 4, 0x86), (2, 4, 0x86), (7, 4, 0x86), (8, 4, 0x86), (9, 4, 0x86)]
    body = b"".join(
        (
            _definition(0, 0, [(0, 1, 0x00), (1, 2, 0x84), (2, 2, 0x84), (3, 4, 0x8C), (4, 4, 0x86)]),
            b"\x00" + struct.pack("<BHHII", 4, 1, 3113, serial, begin),
            _definition(1, 21, [(253, 4, 0x86), (0, 1, 0x00), (1, 1, 0x00)]),
            b"\x01" + struct.pack("<IBB", begin, 0, 0),
            _definition(
                2,
                20,
                [
                    (253, 4, 0x86),
                    (0, 4, 0x85),
                    (1, 4, 0x85),
                    (5, 4, 0x86),
                    (6, 2, 0x84),
                    (2, 2, 0x84),
                    (3, 1, 0x02),
                    (4, 1, 0x02),
                ],
            ),
            records.tobytes(),
            b"\x01" + struct.pack("<IBB", end, 0, 4),
            _definition(3, 18, [*summary_fields, (5, 1, 0x00), (6, 1, 0x00)]),
            b"\x03" + summary,
        )
    )
    head = struct.pack("<BBHI4s", 14, 0x10, 2132, len(body), b".FIT")
    head += struct.pack("<H", _crc(head))
    return head + body + struct.pack("<H", _crc(head + body))


def gpx_file(run: InventedRun, *, name: str = "Invented run", heart_rate: bool = False) -> bytes:
    """Return a run as a GPX file of 1 Hz, with little more than positions."""
    samples = run.samples()
    beat = "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{}</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>"
    points = "\n".join(
        f'<trkpt lat="{latitude:.7f}" lon="{longitude:.7f}"><ele>{altitude:.1f}</ele>'
        f"<time>{(run.start + timedelta(seconds=int(second))).strftime('%Y-%m-%dT%H:%M:%SZ')}</time>"
        f"{beat.format(rate) if heart_rate else ''}</trkpt>"
        for second, latitude, longitude, altitude, rate in zip(
            samples["second"],
            samples["latitude"],
            samples["longitude"],
            samples["altitude"],
            samples["heart_rate"],
            strict=True,
        )
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="tests" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk><name>{name}</name><type>running</type><trkseg>\n{points}\n</trkseg></trk></gpx>"
    ).encode()


def season(count: int, *, first: datetime | None = None, every_days: float = 2.0, **figures: Any) -> list[InventedRun]:
    """Return runs one after the other, each a little different."""
    begin = first or datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    return [
        InventedRun(
            start=begin + timedelta(days=every_days * number),
            speed_m_s=2.8 + 0.07 * (number % 6),
            sprints=3 * (number % 3 == 2),
            seed=number,
            **figures,
        )
        for number in range(count)
    ]


def fit_files(runs: list[InventedRun]) -> list[tuple[str, bytes]]:
    """Return runs as named FIT files."""
    return [(f"{run.start:%Y-%m-%d-%H%M%S}.fit", fit_file(run)) for run in runs]


def _definition(local: int, message: int, fields: list[tuple[int, int, int]]) -> bytes:
    packed = b"".join(struct.pack("<BBB", *field) for field in fields)
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields)) + packed


def _crc(content: bytes) -> int:
    """FIT's CRC-16, byte by byte as its specification has it."""
    crc = 0
    for byte in content:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def _table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
        table.append(crc)
    return table


_CRC_TABLE = _table()
