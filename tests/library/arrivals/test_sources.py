"""Runs fetched from a service with the owner's key, from a local server that answers as intervals.icu documents."""

from __future__ import annotations

import gzip
import logging
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from runtone import clock
from runtone.errors import SettingsError
from runtone.library import Library, OwnedLibrary
from runtone.library.arrivals import source_fetcher
from runtone.library.arrivals.intervals_icu import IntervalsIcu
from runtone.library.arrivals.owned_sources import StoredSource
from runtone.library.arrivals.source_fetcher import SourceFetcher
from runtone.library.arrivals.tables import source, source_run
from runtone.settings import Settings
from tests.library.arrivals.intervals_server import KEY, IntervalsServer, serving
from tests.library.recordings import fit_files, season

FILES = [content for _, content in fit_files(season(3))]
TODAY = clock.today()
LIST = "/api/v1/athlete/0/activities"


@pytest.fixture
def there() -> Iterator[IntervalsServer]:
    with serving() as server:
        yield server


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data", largest_file_mb=1.0)


def fetcher(library: Library, here: Settings, there: IntervalsServer) -> SourceFetcher:
    def connect(key: str, server: Settings) -> IntervalsIcu:
        return IntervalsIcu(key, int(server.largest_file_mb * 1e6), there.address, sleep=lambda _: None)

    return SourceFetcher(library, here, {"intervals.icu": connect})


def on(mine: OwnedLibrary, here: Settings, key: str = KEY, since: date = TODAY - timedelta(days=9)) -> None:
    mine.arrivals.sources.turn_on("intervals.icu", key, since, here)


def state(mine: OwnedLibrary) -> StoredSource:
    found = mine.arrivals.sources.get("intervals.icu")
    assert found is not None
    return found


def day(days_ago: int) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


def waits(mine: OwnedLibrary) -> timedelta:
    due = state(mine).due_at
    assert due is not None
    return due - clock.now()


def file(activity_id: str) -> str:
    return f"/api/v1/activity/{activity_id}/file"


def test_nothing_is_asked_until_the_owner_turns_it_on_and_nothing_after_it_is_off(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    asking = fetcher(library, here, there)
    asking.look()
    assert there.asked == []
    on(mine, here)
    mine.arrivals.sources.turn_off("intervals.icu")
    asking.look()
    assert there.asked == []
    assert mine.arrivals.sources.get("intervals.icu") is None
    with library._database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(source)) == 0


def test_only_runs_of_the_chosen_days_come_each_once(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    there.add("i2", FILES[1], day(2), type="TrailRun", file_type="../../x")
    there.add("i3", FILES[2], day(30))  # before the owner wants them
    there.add("i4", b"a ride", day(1), type="Ride")
    there.add("99", b"", day(1), source="STRAVA", type=None)
    there.add("../athlete/0", b"", day(1))
    asking = fetcher(library, here, there)
    on(mine, here)
    asking.look()
    assert sorted(there.fetched()) == ["i1", "i2"]
    assert mine.run_count() == 2
    assert (state(mine).imported, state(mine).waiting, state(mine).trouble) == (2, 0, None)
    assert timedelta(minutes=59) < waits(mine) <= timedelta(hours=1)
    asking.look()  # not due
    mine.arrivals.sources.ask_now("intervals.icu")
    there.add("i5", FILES[2], day(6))  # a watch that was synchronised late
    asking.look()
    assert there.asked.count(LIST) == 2
    assert sorted(there.fetched()) == ["i1", "i2", "i5"]
    assert mine.run_count() == 3


@pytest.mark.parametrize(("status", "form"), [(429, "seconds"), (503, "date")])
def test_a_service_that_asks_for_patience_is_left_alone_so_long_and_then_goes_on_where_it_was(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer, status: int, form: str
) -> None:
    for number, content in enumerate(FILES):
        there.add(f"i{number}", content, day(number + 1))
    until = datetime.now(UTC) + timedelta(hours=2)  # noqa: TID251
    says = {"Retry-After": "7200" if form == "seconds" else format_datetime(until, usegmt=True)}
    there.instead[file("i1")] = [(status, says, b"")]
    asking = fetcher(library, here, there)
    on(mine, here)
    asking.look()
    assert mine.run_count() == 1
    assert there.fetched() == ["i0", "i1"]
    assert "less often" in (state(mine).trouble or "")
    mine.arrivals.sources.ask_now("intervals.icu")  # the button asks no sooner
    assert timedelta(hours=1, minutes=59) < waits(mine) <= timedelta(hours=2)
    past = {"due_at": clock.now(), "not_before": None}
    with library._database.writing() as connection:
        connection.execute(sa.update(source).values(past))
    fetcher(library, here, there).look()  # after a restart
    assert mine.run_count() == 3
    assert there.fetched() == ["i0", "i1", "i1", "i2"]
    assert state(mine).trouble is None


def test_a_wait_that_cannot_be_read_is_a_short_one_and_none_is_longer_than_a_week(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    asking = fetcher(library, here, there)
    for says in ("", "soon", "-5", "0", "9" * 400, "Wed, 99 Nov 2026 08:00:00 GMT"):
        there.instead[LIST] = [(429, {"Retry-After": says}, b"")]
        on(mine, here)
        asking.look()
        assert there.instead[LIST] == []
        assert timedelta(seconds=50) < waits(mine) <= timedelta(days=7)


def test_a_refused_key_is_asked_with_no_more_until_another_one_is_given(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    asking = fetcher(library, here, there)
    on(mine, here, key="wrong")
    asking.look()
    asking.look()
    assert there.asked == [LIST]
    assert state(mine).due_at is None
    assert "refused the key" in (state(mine).trouble or "")
    on(mine, here)
    asking.look()
    assert mine.run_count() == 1


def test_files_that_are_not_there_too_large_or_failing_hold_up_no_other(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    for number in range(6):
        there.add(f"i{number}", FILES[number % 3], day(number + 1))
    del there.files["i0"]
    there.instead[file("i1")] = [(500, {}, b"")]
    there.files["i2"] = bytes(1_100_000)
    there.instead[file("i3")] = [(403, {}, b"")]
    asking = fetcher(library, here, there)
    on(mine, here)
    asking.look()
    assert there.fetched() == ["i0", "i1", "i2", "i3", "i4", "i5"]
    assert (state(mine).imported, state(mine).waiting, state(mine).missed) == (2, 2, 2)
    assert state(mine).trouble is None
    mine.arrivals.sources.ask_now("intervals.icu")
    asking.look()
    assert sorted(there.fetched()[6:]) == ["i1", "i3"]
    assert (state(mine).waiting, state(mine).missed) == (0, 2)


def test_a_service_whose_every_file_fails_is_left_alone(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    for number in range(9):
        there.add(f"i{number}", FILES[0], day(1))
        there.instead[file(f"i{number}")] = [(502, {}, b"")]
    on(mine, here)
    fetcher(library, here, there).look()
    assert len(there.fetched()) == 3
    assert waits(mine) > timedelta(minutes=25)


UNDOCUMENTED = [
    (200, {}, b"<html>"),
    (200, {}, b'{"error": "x"}'),
    (200, {}, b"[" * 100_000),
    (200, {"Content-Encoding": "gzip"}, b"no gzip"),
    (200, {"Content-Length": "900"}, b"[]"),
    (302, {"Location": "/elsewhere"}, b""),
    (500, {}, b""),
    (418, {}, b""),
]


def test_an_answer_that_is_not_documented_changes_nothing_and_is_asked_for_again(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    there.instead["/elsewhere"] = [(200, {}, b"[]")]
    asking = fetcher(library, here, there)
    on(mine, here)
    for answer in UNDOCUMENTED:
        there.instead[LIST] = [answer]
        asking.look()
        assert "intervals.icu" in (state(mine).trouble or ""), answer
        assert timedelta(minutes=25) < waits(mine) < timedelta(hours=1)
        mine.arrivals.sources.ask_now("intervals.icu")
    assert "/elsewhere" not in there.asked
    asking.look()
    assert mine.run_count() == 1
    assert state(mine).trouble is None


def test_a_packed_list_is_read_what_has_no_kind_is_told_by_its_file_and_what_has_no_form_is_passed_over(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    body = gzip.compress(b'[7, null, {}, {"id": null, "type": "Run"}, {"id": "i1", "file_type": 3}]')
    there.instead[LIST] = [(200, {"Content-Encoding": "gzip"}, body)]
    on(mine, here)
    fetcher(library, here, there).look()
    assert mine.run_count() == 1


def test_a_file_that_breaks_off_is_fetched_again_whole(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    there.instead[file("i1")] = [(200, {"Content-Length": "99999"}, gzip.compress(FILES[0])[:500])]
    asking = fetcher(library, here, there)
    on(mine, here)
    asking.look()
    assert (mine.run_count(), state(mine).waiting) == (0, 1)
    mine.arrivals.sources.ask_now("intervals.icu")
    asking.look()
    assert (mine.run_count(), state(mine).waiting) == (1, 0)


def test_turned_off_or_stopped_while_it_fetches_it_asks_for_nothing_more(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, content in enumerate(FILES):
        there.add(f"i{number}", content, day(number + 1))
    stop, fetch = threading.Event(), IntervalsIcu.file

    def fetched_then(end: object) -> None:
        def fetch_and_end(self: IntervalsIcu, activity_id: str) -> bytes:
            content = fetch(self, activity_id)
            end()  # type: ignore[operator]
            return content

        monkeypatch.setattr(IntervalsIcu, "file", fetch_and_end)

    on(mine, here)
    fetched_then(stop.set)
    fetcher(library, here, there).look(stop)
    assert (there.fetched(), state(mine).waiting) == (["i0"], 2)
    fetched_then(lambda: mine.arrivals.sources.turn_off("intervals.icu"))
    fetcher(library, here, there).look()
    assert there.fetched() == ["i0", "i1"]
    assert mine.arrivals.sources.get("intervals.icu") is None


def test_long_histories_are_listed_in_pieces_and_fetched_in_turns(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_fetcher, "BATCH", 1)
    monkeypatch.setattr(source_fetcher, "TURN", 2)
    for number, content in enumerate(FILES):
        there.add(f"i{number}", content, day(200 * number + 1))
    asking = fetcher(library, here, there)
    on(mine, here, since=TODAY - timedelta(days=450))
    asking.look()
    assert there.asked.count(LIST) == 5
    assert (mine.run_count(), state(mine).waiting) == (2, 1)
    asking.look()  # it is due at once
    assert (mine.run_count(), state(mine).waiting) == (3, 0)


def test_two_servers_do_not_ask_at_once_and_a_killed_one_is_followed(
    any_library: Library, here: Settings, there: IntervalsServer
) -> None:
    library, mine = any_library, any_library.owned_by("local")
    there.add("i1", FILES[0], day(1))
    on(mine, here)
    mine.arrivals.sources.ask_now("intervals.icu")
    assert fetcher(library, here, there)._hold(state(mine))  # and is killed
    fetcher(library, here, there).look()
    assert there.asked == []
    with library._database.writing() as connection:
        connection.execute(sa.update(source).values(held_until=clock.now() - timedelta(seconds=1)))
    fetcher(library, here, there).look()
    assert (mine.run_count(), state(mine).imported) == (1, 1)
    mine.arrivals.sources.turn_off("intervals.icu")
    assert mine.arrivals.sources.get("intervals.icu") is None


def test_the_key_is_in_no_file_and_no_log_and_opens_for_its_owner_only(
    library: Library,
    mine: OwnedLibrary,
    here: Settings,
    there: IntervalsServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    there.add("i1", FILES[0], day(1))
    there.instead[LIST] = [(429, {}, b""), (200, {"Content-Length": "9"}, b"[]")]
    asking = fetcher(library, here, there)
    on(mine, here)
    for _ in range(3):
        with library._database.writing() as connection:
            connection.execute(sa.update(source).values(due_at=clock.now()))
        asking.look()
    assert mine.run_count() == 1
    assert KEY not in caplog.text + repr(state(mine))
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    secret = here.data_folder / "secret.key"
    assert [path.name for path in here.data_folder.iterdir()] == ["secret.key"]
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    other = library.owned_by("other")
    on(other, here, key="otherkey")
    with library._database.writing() as connection:
        stolen = {"encrypted_key": state(mine).encrypted_key}
        connection.execute(sa.update(source).where(source.c.source_id == state(other).source_id).values(stolen))
    before = len(there.asked)
    asking.look()
    assert len(there.asked) == before
    assert "give the key again" in (state(other).trouble or "")


def test_without_the_servers_secret_the_key_is_asked_for_again(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer, tmp_path: Path
) -> None:
    on(mine, here)
    (here.data_folder / "secret.key").unlink()
    fetcher(library, here, there).look()
    assert there.asked == []
    assert "give the key again" in (state(mine).trouble or "")
    given = Settings(data_folder=tmp_path / "none", secret=SecretStr("a secret of thirty-two characters"))
    on(mine, given)
    fetcher(library, given, there).look()
    assert there.asked == [LIST]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("key", ["", "  ", "two words", "line\nbreak", "k" * 201, "schlüssel"])
def test_what_is_no_key_is_not_kept(mine: OwnedLibrary, here: Settings, key: str) -> None:
    with pytest.raises(SettingsError, match="no key"):
        on(mine, here, key=key)
    with pytest.raises(SettingsError, match="from today on"):
        on(mine, here, since=TODAY + timedelta(days=2))
    assert mine.arrivals.sources.get("intervals.icu") is None


def test_deleting_everything_forgets_the_key_and_what_was_listed(
    library: Library, mine: OwnedLibrary, here: Settings, there: IntervalsServer
) -> None:
    there.add("i1", FILES[0], day(1))
    on(mine, here)
    fetcher(library, here, there).look()
    mine.delete_everything()
    with library._database.reading() as connection:
        for table in (source, source_run):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
