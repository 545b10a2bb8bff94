"""A run without a place is dated where the runner's runs before it were."""

from __future__ import annotations

from datetime import date

from runtone.library.owned import OwnedLibrary
from tests.files.fit.fit_writer import START, file_id, fit_file, records, session

DAY = 86_400


def run(second: int, longitude: int = 0x7FFFFFFF) -> bytes:
    latitude = 545_000_000 if longitude != 0x7FFFFFFF else 0x7FFFFFFF
    made = (
        records([each], latitude=latitude, longitude=longitude, distance=300 * (each - second))
        for each in range(second, second + 600)
    )
    return fit_file(file_id(), *made, session(second, 600, metres=1_800))


def test_an_indoor_run_takes_the_zone_of_the_runs_before(mine: OwnedLibrary) -> None:
    assert START % DAY < DAY / 2  # 01:46 UTC is evening of the day before in Toronto
    toronto = round(-73.9 * 2**31 / 180)
    files = [("indoor.fit", run(3 * DAY)), ("park.fit", run(0, toronto))]
    list(mine.import_sources(files))
    runs = mine.runs()
    assert set(runs["time_zone"]) == {"America/Toronto"}
    assert date(2021, 9, 10) in {day.date() for day in runs["local_date"]}
