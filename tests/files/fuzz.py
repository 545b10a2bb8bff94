"""Feed the readers many mutated recordings: ``python -m tests.files.fuzz [HOW_MANY] [FIRST_SEED] [LARGEST]``.

Prints what came out, how long the slowest took and how far memory grew. Anything but an `Activity` or an
`ActivityError` is printed with the seed that brought it about, and makes the run fail.
"""

from __future__ import annotations

import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from zipfile import ZIP_STORED

from runtone.errors import ActivityError
from runtone.files import Activity, read_archive
from tests.corpus import CORPUS, manifest
from tests.files.archives.test_archives import packed
from tests.files.archives.test_listings import adidas, garmin, row
from tests.files.fit.fit_writer import run_file
from tests.files.mutations import mutated
from tests.files.outcome import outcome
from tests.files.test_several_activities import chained, gpx_of, tcx_of, track
from tests.files.xml.test_gpx import gpx, run
from tests.files.xml.test_tcx import lap, tcx

LARGEST_SOURCE = 200_000


LISTED = [
    packed(
        {
            "x_summarizedActivities.json": garmin(row(0), row(90_000, "cycling")),
            "a.zip": packed({"a.fit": run_file(60)}),
        }
    ),
    packed(
        {
            "Sport-sessions/a.json": adidas(1),
            "Sport-sessions/b.json": adidas(3),
            "Sport-sessions/GPS-data/a.gpx": gpx(run(60)),
        }
    ),
    packed(
        {"activities.csv": b"a,b,c,Activity Type,Filename\n1,x,y,Run,1.gpx\n2,x,y,Run,\n", "1.gpx": gpx(run(60))},
        ZIP_STORED,
    ),
    garmin(row(0), row(90_000)),
    adidas(1),
]
"""Exports with lists of what they hold, and such lists by themselves."""

LISTS = ("x_summarizedActivities.json", "Sport-sessions/a.json", "activities.csv")


def sources(largest: int = LARGEST_SOURCE) -> list[bytes]:
    """Return the recordings to mutate: written ones, and the corpus' smaller files where they are there."""
    written = [
        run_file(60),
        gpx(run(60)),
        tcx(lap(0, 30), lap(30, 60, "Resting")),
        gpx_of(track(0, 120), track(100_000, 100_120), track(100_200, 100_320, kind="cycling")),
        tcx_of(("Running", lap(0, 90)), ("Biking", lap(90, 180)), ("Running", lap(200_000, 200_090))),
        chained(0, 100_000),
        *LISTED,
    ]
    real = [CORPUS / row["file"] for row in manifest()]
    return written + [path.read_bytes() for path in real if 0 < path.stat().st_size <= largest]


def require_sound(found: Activity | ActivityError) -> str:
    """Check what must hold of whatever comes out, and return its kind."""
    if isinstance(found, ActivityError):
        assert str(found).endswith(".")
        return type(found).__name__
    time_column = found.records["time"]
    assert len(found.records) > 0
    assert time_column.is_monotonic_increasing
    assert time_column.is_unique
    assert time_column.notna().all()
    assert all(warning.endswith(".") for warning in found.warnings)
    for column, (low, high) in {"latitude_deg": (-90, 90), "heart_rate_bpm": (20, 250), "speed_m_s": (0, 60)}.items():
        if column in found.records:
            assert found.records[column].dropna().between(low, high).all()
    return "Activity with warnings" if found.warnings else "Activity"


def require_sound_by_every_way(data: bytes) -> str:
    """Read some bytes as a file, as an archive and as an export's list; return what came of the first."""
    kind = require_sound(outcome(data, "x"))
    for _, found in read_archive(data, "x"):
        require_sound(found)
    if data[:1] in (b"[", b"{") or b"Activity Type" in data[:200]:
        for _, found in read_archive(packed(dict.fromkeys(LISTS, data)), "x"):
            require_sound(found)
    return kind


def main() -> int:
    warnings.simplefilter("error")
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    files = sources(int(sys.argv[3]) if len(sys.argv) > 3 else LARGEST_SOURCE)
    outcomes: Counter[str] = Counter()
    failed: list[int] = []
    slowest = (0.0, -1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    for seed in range(first, first + how_many):
        data = mutated(seed, files)
        start = time.process_time()
        try:
            outcomes[require_sound_by_every_way(data)] += 1
        except Exception:  # noqa: BLE001 -- what is looked for
            failed.append(seed)
            print(f"seed {seed}, {len(data):,} bytes:\n{traceback.format_exc()}", flush=True)
        slowest = max(slowest, (time.process_time() - start, seed))
        if (seed - first) % 5_000 == 4_999:
            print(f"{seed - first + 1:,} inputs, {len(failed)} failed, {time.monotonic() - started:,.0f} s", flush=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{how_many:,} inputs from {len(files)} recordings in {time.monotonic() - started:,.0f} s")
    print(f"slowest: {slowest[0]:.2f} s of processor time (seed {slowest[1]}); peak memory grew by {grown:,.0f} MB")
    for kind, count in outcomes.most_common():
        print(f"{count:9,} {kind}")
    print(f"failed: {failed}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
