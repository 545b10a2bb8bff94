"""Cached answers belong to one owner and one state of the library, whatever else is asked the same."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from runtone.dashboard import data, weekly
from runtone.dashboard.components.lens import STRESS
from runtone.dashboard.data import LibraryState
from runtone.library import Library
from runtone.training import Calendar
from tests.library.recordings import InventedRun, fit_file

TODAY = datetime(2026, 6, 14, tzinfo=UTC)
OWNERS = ("anna", "bela")
NOT_OF_AN_OWNER = {"_part_of"}
"""An owner's part of the library, which is keyed by the owner."""

ARGUMENTS: dict[str, Any] = {
    "lens": STRESS,
    "filters": (),
    "sort": "start_time",
    "descending": True,
    "limit": 10,
    "offset": 0,
    "count": 10,
    "start": date(2026, 6, 1),
    "end": date(2026, 6, 14),
    "calendar": Calendar.on(date(2026, 6, 14), excused_weeks=[date(2026, 3, 2)]),
    "day": date(2026, 6, 14),
    "target": 3,
    "weeks": 4,
    "span": "seven days",
}


def cached_functions() -> list[Callable[..., Any]]:
    return [
        value
        for module in (data, weekly)
        for name, value in vars(module).items()
        if inspect.isfunction(inspect.unwrap(value))
        and hasattr(value, "clear")
        and value.__module__ == module.__name__
        and name not in NOT_OF_AN_OWNER
    ]


@pytest.fixture
def states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LibraryState, LibraryState]]:
    """Two owners of one library, which has changed as often for the one as for the other."""
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    for number, owner in enumerate(OWNERS):
        runs = [
            InventedRun(start=TODAY - timedelta(days=2 * day + 1), minutes=12.0 + 9 * number, seed=number)
            for day in range(3)
        ]
        runs.append(replace(runs[0], speed_m_s=4.2))  # at the same minutes on another way: something to ask about
        files = [(f"{day}.fit", fit_file(run, serial=number + 1)) for day, run in enumerate(runs)]
        list(library.owned_by(owner).import_sources(files))
    monkeypatch.setattr(data, "server_library", lambda: library)
    functions = [*cached_functions(), data._part_of]
    for function in functions:
        function.clear()  # type: ignore[attr-defined]
    yield tuple(data.library_state(owner) for owner in OWNERS)  # type: ignore[misc]
    for function in functions:
        function.clear()  # type: ignore[attr-defined]
    library.close()


def asked(function: Callable[..., Any], state: LibraryState) -> Any:
    asked_for = list(inspect.signature(function).parameters.values())[1:]
    names = [each.name for each in asked_for if each.kind is not each.VAR_KEYWORD]
    own = data.owned_by(state.owner).run_days()["run_id"].tolist()
    of_owner = {"run_id": own[0], "run_ids": tuple(own)}
    return function(state, **{name: of_owner.get(name, ARGUMENTS.get(name)) for name in names})


def test_every_cached_function_is_keyed_by_owner_and_version() -> None:
    functions = cached_functions()
    assert len(functions) > 12
    for function in functions:
        taken = inspect.unwrap(function, stop=inspect.isfunction)
        first = next(iter(inspect.signature(taken, follow_wrapped=False).parameters.values()))
        assert (first.name, first.annotation) == ("state", "LibraryState"), function.__name__


def test_one_owners_answer_is_never_anothers(states: tuple[LibraryState, LibraryState]) -> None:
    anna, bela = states
    assert anna.version == bela.version
    telling = 0
    for function in cached_functions():
        of_anna = asked(function, anna)
        function.clear()  # type: ignore[attr-defined]
        of_bela = asked(function, bela)
        assert is_same(asked(function, anna), of_anna), function.__name__
        assert is_same(asked(function, bela), of_bela), function.__name__
        telling += not is_same(of_anna, of_bela)
    # Both neglect no group, are asked nothing of dates or rides and ran hard on the same days; all else differs.
    assert telling >= len(cached_functions()) - 4


def is_same(first: Any, second: Any) -> bool:
    if isinstance(first, pd.DataFrame | pd.Series):
        return bool(first.equals(second))
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(is_same(value, second[key]) for key, value in first.items())
    if is_dataclass(first):
        return all(is_same(getattr(first, each.name), getattr(second, each.name)) for each in fields(first))
    return repr(first) == repr(second)


def test_a_change_of_the_library_leaves_no_old_answer(states: tuple[LibraryState, LibraryState]) -> None:
    anna, bela = states
    before = data.run_rows(anna, limit=1)
    data.owned_by("anna").rename(int(before["run_id"].iloc[0]), "Along the canal")
    changed = data.library_state("anna")
    assert changed.version > anna.version
    assert data.run_rows(changed, limit=1)["name"].iloc[0] == "Along the canal"
    assert data.library_state("bela") == bela
    assert "Along the canal" not in data.run_rows(bela, limit=3)["name"].tolist()
