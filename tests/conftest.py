"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from runtone.settings import settings


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[date | str], None]]:
    """Have it be another day, as `RUNTONE_TODAY` does; an empty one is the computer's own."""

    def pin(day: date | str) -> None:
        monkeypatch.setenv("RUNTONE_TODAY", str(day))
        settings.cache_clear()

    yield pin
    settings.cache_clear()
