"""Small files that would expand to much, and what reading them costs: ``python -m tests.files.hostile_sizes [NAME]``.

Without a name every file is read and analysed in a process of its own, and its size, result, time and peak memory are
printed as a table; docs/security.md has the figures.
"""

from __future__ import annotations

import gzip
import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from runtone.analysis import analyze
from runtone.errors import ActivityError
from runtone.files import read_archive

HOUR, DAY = 3600, 86_400
_GPX = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
_BEGIN = datetime(2024, 5, 1, tzinfo=UTC)


def _point(second: float) -> str:
    return (
        f'<trkpt lat="{45 + (second % 7000) * 3e-5:.6f}" lon="9"><ele>{100 + second % 50:.0f}</ele>'
        f"<time>{_BEGIN + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
    )


def sparse_gpx(days: float, step_s: float = HOUR) -> bytes:
    """Return a track of one point every ``step_s`` for some days."""
    seconds = (number * step_s for number in range(int(days * DAY / step_s)))
    return f"{_GPX}<trk><trkseg>{''.join(map(_point, seconds))}</trkseg></trk></gpx>".encode()


def many_days(count: int, points: int, step_s: float, apart_s: float = 3 * DAY) -> bytes:
    """Return as many tracks of so many points each."""
    tracks = "".join(
        f"<trk><trkseg>{''.join(_point(start * apart_s + number * step_s) for number in range(points))}</trkseg></trk>"
        for start in range(count)
    )
    return f"{_GPX}{tracks}</gpx>".encode()


def zip_of_entries(count: int, *, claimed: int | None = None, name: bytes = b"a.fit") -> bytes:
    """Return a zip whose directory has so many entries of one and the same empty file, and claims another number."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    told = min(count if claimed is None else claimed, 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, told, told, len(entry) * count, len(local), 0)
    return local + entry * count + end


def nested(data: bytes, name: str = "inner.zip") -> bytes:
    """Return a zip of one packed file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def counts_that_spell_the_signature(count: int) -> bytes:
    """Return a zip whose end record, looked for from behind by its signature, is found at the wrong place."""
    data = bytearray(zip_of_entries(count))
    data[-22 + 8 : -22 + 12] = b"PK\x05\x06"
    return bytes(data)


FILES: dict[str, Callable[[], bytes]] = {
    "a point an hour for 30 days": lambda: sparse_gpx(30),
    "a point an hour for 3,000 days": lambda: sparse_gpx(3_000),
    "a point every 11 hours for 10 years": lambda: sparse_gpx(3_650, 11 * HOUR),
    "a point every 5 minutes for 7 days": lambda: sparse_gpx(6.99, 299),
    "500 recordings of a day in two points": lambda: many_days(500, 3, 11 * HOUR),
    "a second a day for 20 years": lambda: sparse_gpx(7_300, DAY),
    "two million points in gzip": lambda: gzip.compress(sparse_gpx(23, 1), 1),
    "2.8 million entries, nested": lambda: nested(zip_of_entries(2_800_000)),
    "2.8 million entries that claim to be one": lambda: nested(zip_of_entries(2_800_000, claimed=1)),
    "counts that spell the signature": lambda: counts_that_spell_the_signature(2_800_000),
    "99,000 empty recordings, nested": lambda: nested(zip_of_entries(99_000)),
    "zeros in gzip": lambda: gzip.compress(bytes(1 << 30), 1),
    "a gigabyte of blanks in GPX": lambda: gzip.compress(_GPX.encode() + b" " * (255 << 20), 1),
    "deep elements": lambda: _GPX.encode() + b"<a>" * 5_000_000,
}


def read_all(data: bytes) -> str:
    """Read and analyse everything in a file, and return what came out, in one line."""
    runs, errors = 0, []
    for _, found in read_archive(data, "x"):
        try:
            if isinstance(found, ActivityError):
                raise found
            analyze(found)
            runs += 1
        except ActivityError as error:
            errors.append(f"{type(error).__name__}: {error}")
    return f"{runs} runs; {len(errors)} errors; {errors[0][:110] if errors else ''}"


def measured(name: str) -> tuple[str, float, float]:
    """Return what a process of its own makes of a file, its processor time [s] and its peak memory [MB]."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.hostile_sizes", name], capture_output=True, text=True, check=True
    )
    said, seconds, memory = done.stdout.rsplit("|", 2)
    return said.strip(), float(seconds), float(memory)


def main() -> None:
    if len(sys.argv) > 1:
        data = FILES[sys.argv[1]]()
        start = time.process_time()
        said = read_all(data)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{said} | {time.process_time() - start:.2f} | {peak:.0f}")
        return
    for name in FILES:
        said, seconds, memory = measured(name)
        print(f"{name:42} {seconds:6.1f} s {memory:6.0f} MB  {said}", flush=True)


if __name__ == "__main__":
    main()
