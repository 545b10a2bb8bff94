"""Muscles: what did it, how it has gone on, and how long ago it was hard."""

from __future__ import annotations

import re
from pathlib import Path

from runtone.vocabulary import GROUPS
from tests.dashboard.pages.drawn import drawn, markup


def test_each_card_says_what_did_it(season: Path) -> None:
    cards = re.findall(r'<a class="rt-card".*?</a>', markup(drawn("muscles", season="sample")), re.DOTALL)
    assert len(cards) == len(GROUPS)
    for card in cards:
        assert re.search(r"\d+ % of it from \d+ [\w ]+, [\d.]+ of \d+ minutes\.|Most of it from steady running\.", card)
        assert "Last hard minutes: " in card


def test_a_group_tells_its_means_of_one_four_and_six_weeks(season: Path) -> None:
    page = markup(drawn("muscles", season="sample", group="glutes"))
    for days in (7, 28, 42):
        assert re.search(rf"a week, mean of {days} days</dt><dd>\d+ <small>stress min", page)
