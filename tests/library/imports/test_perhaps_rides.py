"""A run as fast as a ride is asked about until the runner answers, for one or for all at once."""

from __future__ import annotations

from runtone.library.owned import OwnedLibrary
from tests.files.fit.fit_writer import file_id, fit_file, records, session

DAY = 86_400


def recording(day: int, speed_cm_s: int, *, sport: int | None = None) -> bytes:
    seconds = range(day * DAY, day * DAY + 1_000, 5)
    made = (records([second], distance=speed_cm_s * (second - seconds[0]), speed=speed_cm_s * 10) for second in seconds)
    said = () if sport is None else (session(seconds[0], 1_000, sport=sport),)
    return fit_file(file_id(), *made, *said)


def test_rides_are_asked_about_and_answered_all_at_once(mine: OwnedLibrary) -> None:
    fast = [(f"{day}.fit", recording(day, 800)) for day in range(3)]
    slow = [("slow.fit", recording(5, 300)), ("said.fit", recording(6, 500, sport=1))]
    results = list(mine.import_sources([*fast, *slow]))
    assert [result.status for result in results] == ["imported"] * 5
    assert all("it looks like a ride: hardly a runner is so fast for" in result.message for result in results[:3])
    asked = mine.perhaps_rides()
    assert sorted(asked["run_id"]) == [result.run_id for result in results[:3]]
    first, second, third = (int(run_id) for run_id in sorted(asked["run_id"]))
    mine.keep_as_runs([first, second])
    assert mine.perhaps_rides()["run_id"].tolist() == [third]
    assert mine.runs(run_ids=[first])["sport"].tolist() == ["running"]
    mine.delete_runs([third])
    assert mine.perhaps_rides().empty
    assert mine.run_count() == 4
