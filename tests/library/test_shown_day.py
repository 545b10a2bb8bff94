from __future__ import annotations

from datetime import date, timedelta

import pytest

from runtone.library.shown_day import QUIET_DAYS, SAMPLE_OWNER, is_sample, shown_day
from tests.days import TRICKY_DAYS


@pytest.mark.parametrize("today", TRICKY_DAYS, ids=str)
def test_the_sample_season_looks_as_on_its_last_day(today: date) -> None:
    for owner in (SAMPLE_OWNER, f"{SAMPLE_OWNER} of visitor 1"):
        assert is_sample(owner)
        for ago in (-400, -1, 0, 1, QUIET_DAYS, 4000):
            last_run = today - timedelta(days=ago)
            assert shown_day(owner, last_run, today) == last_run


@pytest.mark.parametrize("today", TRICKY_DAYS, ids=str)
def test_a_runners_own_weeks_count_back_from_today_until_they_are_empty(today: date) -> None:
    assert not is_sample("local")
    assert shown_day("local", None, today) == today
    for ago in (0, 1, QUIET_DAYS):
        assert shown_day("local", today - timedelta(days=ago), today) == today
    for ago in (-1, QUIET_DAYS + 1, 4000):
        assert shown_day("local", today - timedelta(days=ago), today) == today - timedelta(days=ago)
