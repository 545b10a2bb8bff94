from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest

from runtone import clock
from runtone.errors import SettingsError
from tests.days import TRICKY_DAYS

Pin = Callable[[date | str], None]


@pytest.mark.parametrize("day", TRICKY_DAYS, ids=str)
def test_a_pinned_day_is_today_everywhere(day: date, on_day: Pin) -> None:
    on_day(day)
    assert {clock.today(zone) for zone in (None, "UTC", "Pacific/Kiritimati", "Pacific/Midway", "Europe/Berlin")} == {
        day
    }
    assert clock.now().date() == day
    assert clock.now().tzinfo is UTC


def test_without_a_pin_it_is_the_day_of_the_zone(on_day: Pin) -> None:
    on_day("")
    # 25 hours apart: never the same day.
    assert clock.today("Pacific/Kiritimati") - clock.today("Pacific/Midway") in {timedelta(days=1), timedelta(days=2)}
    assert abs(clock.today() - clock.now().date()) <= timedelta(days=1)


@pytest.mark.parametrize("name", ["", "Nowhere/Atall", "../../etc/passwd", "Europe", "\0"])
def test_a_zone_that_is_none_counts_as_utc(name: str, on_day: Pin) -> None:
    on_day("")
    before = clock.now().date()
    assert before <= clock.today(name) <= clock.now().date()


def test_a_day_that_is_none_is_refused_in_words(on_day: Pin) -> None:
    on_day("yesterday")
    with pytest.raises(SettingsError, match="RUNTONE_TODAY"):
        clock.today()
