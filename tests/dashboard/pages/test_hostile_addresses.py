"""Addresses say anything; no page fails for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtone.dashboard.components.whole_number import whole_number
from tests.dashboard.pages.drawn import drawn


@pytest.mark.parametrize("text", ["9" * 5_000, "9" * 10, "²", "٣", "-1", "1e3", " 1", "", None])
def test_what_is_no_number_that_a_library_holds_is_none(text: str | None) -> None:
    assert whole_number(text) is None


def test_numbers_of_any_length_are_answered(season: Path) -> None:
    del season
    for page, name in (("run", "run"), ("runs", "at"), ("runs", "compare"), ("sharing", "run")):
        for told in ("9" * 5_000, "²-³"):
            drawn(page, **{name: told})
