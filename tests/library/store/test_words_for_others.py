"""What a failing database says to people who have nothing to do with this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library import Library
from runtone.library.store.database import CANNOT_NOW
from runtone.settings import settings


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    yield library
    library.close()
    settings.cache_clear()


def failing(library: Library) -> str:
    with pytest.raises(LibraryError) as raised, library._database.reading() as connection:
        connection.execute(sa.text("SELECT secret_column FROM secret_table"))
    return str(raised.value)


@pytest.mark.parametrize(
    "setting", [("RUNTONE_AUTH", "oidc"), ("RUNTONE_PUBLIC_DEMO", "1"), ("RUNTONE_SHARES_ONLY", "1")]
)
def test_others_are_told_no_path_and_no_query(
    library: Library, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]
) -> None:
    own = failing(library)
    assert "library.sqlite3" in own  # the owner is told where to look
    monkeypatch.setenv(*setting)
    settings.cache_clear()
    assert failing(library) == CANNOT_NOW
    monkeypatch.undo()
    settings.cache_clear()


def test_a_search_of_thousands_of_words_is_answered(library: Library) -> None:
    assert library.owned_by().runs(text="hill " * 2000).empty
    assert library.owned_by().runs(text=" ".join(f"word{number}" for number in range(5000))).empty
