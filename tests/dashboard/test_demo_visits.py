"""A demo's visits end by a timer, whoever comes next or not, and are only so many."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from runtone.dashboard import demo_visits
from runtone.dashboard.demo_visits import DemoVisits, looked_after
from runtone.errors import LibraryError
from tests.dashboard.server.requests import run_to_end

KEPT_S = 120.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_visit_is_kept_for_a_while_and_then_leaves_nothing(folder: Path) -> None:
    connected, clock = {"a"}, Clock()
    visits = DemoVisits(connected.__contains__, KEPT_S, clock)
    library = visits.library_of("a")
    library.owned_by("visitor a").run_count()
    clock.now = 10 * KEPT_S
    visits.close_ended()
    assert visits.library_of("a") is library  # however long, while the visitor is there
    connected.clear()
    clock.now += KEPT_S - 1
    visits.close_ended()
    assert len(visits) == 1
    assert list(folder.iterdir())
    clock.now += 1
    visits.close_ended()
    assert len(visits) == 0
    assert list(folder.iterdir()) == []


def test_a_demo_that_is_full_says_so_and_takes_the_next_when_somebody_has_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_visits, "MOST_VISITS", 3)
    connected, clock = {"0", "1", "2", "3"}, Clock()
    visits = DemoVisits(connected.__contains__, KEPT_S, clock)
    for session in ("0", "1", "2"):
        visits.library_of(session)
    with pytest.raises(LibraryError, match="as many visitors as it can take"):
        visits.library_of("3")
    connected.remove("0")
    clock.now = KEPT_S
    visits.library_of("3")
    assert len(list(folder.iterdir())) == 3
    visits.close_all()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are not listed on this system")
def test_a_visit_holds_eight_open_files_at_most_and_gives_them_back(folder: Path) -> None:
    before = open_files()
    visits = DemoVisits(lambda _: True, KEPT_S)
    for session in range(5):
        visits.library_of(str(session)).owned_by("visitor").run_count()
    assert open_files() - before <= 5 * 8
    visits.close_all()
    assert open_files() <= before
    assert list(folder.iterdir()) == []


def test_the_timer_asks_without_anybody_coming(folder: Path) -> None:
    visits = DemoVisits(lambda _: False, kept_s=0.01)
    visits.library_of("gone")

    async def serve() -> None:
        async with looked_after(visits):
            while list(folder.iterdir()):
                await asyncio.sleep(0.01)

    run_to_end(asyncio.wait_for(serve(), 20))
    assert len(visits) == 0
