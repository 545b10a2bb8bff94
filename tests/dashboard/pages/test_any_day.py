"""Pages and shares on days on which calendars go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from runtone.library import Library
from runtone.library.imports.executors import Inline
from runtone.library.shares.access import ShareAccess
from tests.dashboard.pages.drawn import drawn, elements, library_in, words
from tests.days import A_WEEK, FAR_DAYS, TRICKY_WEEKS
from tests.library.recordings import InventedRun, fit_file

OnDay = Callable[[date | str], None]
OF_THE_SEASON = ("overview", "muscles", "consistency", "plan", "runs")
USUAL_WEEKS = 6


@pytest.mark.parametrize("name", OF_THE_SEASON)
def test_the_sample_season_is_the_same_on_every_day(name: str, season: Path, on_day: OnDay) -> None:
    first: list[str] = []
    for day in (A_WEEK[0], A_WEEK[-1], *FAR_DAYS):
        on_day(day)
        shown = elements(drawn(name, season="sample"))
        first = first or shown
        assert shown == first, day
    assert len(first) > 5


def test_the_sample_season_says_which_day_it_shows(season: Path, on_day: OnDay) -> None:
    on_day(A_WEEK[2])
    shown = words(drawn("overview", season="sample"))
    assert "as on its last day" in shown
    assert "21 Nov 2026" in shown
    assert "No runs since" not in shown


@pytest.fixture(scope="module", params=TRICKY_WEEKS, ids=str)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, date]]:
    """The pages of a runner with two runs a week before some week, and one short run on its Monday."""
    monday: date = request.param
    days = [
        monday - timedelta(weeks=week) + timedelta(days=day) for week in range(1, USUAL_WEEKS + 1) for day in (1, 4)
    ]
    runs = [
        InventedRun(start=datetime.combine(day, time(9), UTC), minutes=12.0, seed=seed) for seed, day in enumerate(days)
    ]
    runs.append(InventedRun(start=datetime.combine(monday, time(9), UTC), minutes=2.0))
    folder = tmp_path_factory.mktemp("own")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    sources = [(f"{at}.fit", fit_file(run)) for at, run in enumerate(runs)]
    results = list(library.owned_by().import_sources(sources, executor=Inline()))
    library.close()
    assert {result.status for result in results} == {"imported"}
    with library_in(folder):
        yield folder, monday


def test_no_group_is_below_its_usual_while_the_week_runs(own: tuple[Path, date], on_day: OnDay) -> None:
    _, monday = own
    for day in [monday + timedelta(days=at) for at in (0, 3, 6)]:
        on_day(day)
        shown = words(drawn("overview", range="Calendar week"))
        assert not re.search(r"rt-chip[^>]*>(well )?below", shown), day
        assert "times the usual week, below" not in shown
        assert "times the usual week, well below" not in shown
        so_far = re.findall(r'data-tip="([^"]+), so far"', shown)
        assert len(so_far) == 2 * 7
        assert {told.rsplit(", ", 1)[1] for told in so_far} == {"still open"}
    for name in OF_THE_SEASON[1:]:
        drawn(name)
    on_day(monday + timedelta(days=7))
    over = [told for told in re.findall(r'data-tip="([^"]+)"', words(drawn("overview"))) if "stress min" in told]
    assert len([told for told in over if told.endswith("well below usual")]) == 2 * 7


def test_a_living_share_calls_no_group_below_its_usual_while_the_week_runs(
    own: tuple[Path, date], on_day: OnDay
) -> None:
    folder, monday = own
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by()
    on_day(monday)
    new = mine.shares.create(mine.shares.living(), days_valid=None)
    for day in [monday + timedelta(days=at) for at in (0, 3, 6)]:
        on_day(day)
        snapshot = ShareAccess(library).open(new.token)
        assert snapshot is not None
        assert snapshot.last_day == day
        running = snapshot.weeks[snapshot.weeks["unfinished"].astype(bool)]
        assert set(running["week"]) == {monday}
        assert set(running["step"]) == {"still open"}
    on_day(monday + timedelta(days=7))
    snapshot = ShareAccess(library).open(new.token)
    assert snapshot is not None
    last = snapshot.weeks[snapshot.weeks["week"] == monday]
    assert set(last["step"]) == {"well below"}
    mine.shares.revoke(new.share.share_id)
    library.close()
