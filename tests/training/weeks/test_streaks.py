"""Streaks, told week by week: k kept, m missed, e excused, and the current week after a bar."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtone.training import Streak
from runtone.training.weeks.streaks import streak_of


def told(story: str) -> tuple[Streak, NDArray[np.bool_]]:
    finished, _, current = story.partition("|")
    letters = finished + current
    return streak_of(
        pd.DataFrame(
            {
                "kept": [letter == "k" for letter in letters],
                "excused": [letter == "e" for letter in letters],
                "finished": [True] * len(finished) + [False] * len(current),
            }
        )
    )


@pytest.mark.parametrize(
    ("story", "current", "longest"),
    [
        ("", 0, 0),
        ("k", 1, 1),
        ("kkkk", 4, 4),
        ("kkk|k", 4, 4),
        ("kkk|m", 3, 3),
        # One missed week is forgiven, whether it has just been or lies between.
        ("kkkm", 3, 3),
        ("kkmkk", 4, 4),
        # Two in a row are not, nor a second one before four kept weeks.
        ("kkkmm", 0, 3),
        ("kkkmm|k", 1, 3),
        ("kkkmkkkm", 3, 6),
        ("kkkmkkkkm", 7, 7),
        ("kkkmkkkkmk", 8, 8),
        # What ended the older streak is forgiven by the younger.
        ("kkkkkmkmk", 2, 6),
        # An excused week is passed over: not counted, and no break.
        ("kkekk", 4, 4),
        ("kkmekk", 4, 4),
        ("kkeeeeeek", 3, 3),
        ("kmekkkm", 3, 4),
        ("kkmkkkke|m", 6, 6),
        # A history that begins with misses, as one muscle group's may.
        ("mmk", 1, 1),
        ("mm", 0, 0),
    ],
)
def test_streaks(story: str, current: int, longest: int) -> None:
    streak, _ = told(story)
    assert (streak.current, streak.longest) == (current, longest)


@pytest.mark.parametrize(
    ("story", "available", "wanted"),
    [("", True, 0), ("kk", True, 0), ("kkm", False, 4), ("kkmkk", False, 2), ("kkmkkkk", True, 0), ("kkmm", True, 0)],
)
def test_grace_is_earned_back_by_four_kept_weeks(story: str, available: bool, wanted: int) -> None:
    streak, _ = told(story)
    assert (streak.grace_available, streak.kept_until_grace) == (available, wanted)


def test_forgiven_weeks_are_named() -> None:
    _, forgiven = told("kkmkkkkmk|m")
    assert [number for number, is_forgiven in enumerate(forgiven) if is_forgiven] == [2, 7]
    _, none = told("kkmm")
    # A week after which the streak ended all the same was not passed over.
    assert not none.any()


stories = st.text("kme", max_size=30)


@given(stories, st.data())
def test_a_better_week_never_shortens_a_streak(story: str, data: st.DataObject) -> None:
    if "m" not in story:
        return
    week = data.draw(st.sampled_from([number for number, letter in enumerate(story) if letter == "m"]))
    before, _ = told(story)
    for letter in "ke":
        after, _ = told(story[:week] + letter + story[week + 1 :])
        assert after.current >= before.current
        assert after.longest >= before.longest


@given(stories)
def test_a_streak_counts_kept_weeks_and_the_longest_holds_the_current(story: str) -> None:
    streak, forgiven = told(story)
    assert 0 <= streak.current <= streak.longest <= story.count("k")
    assert all(story[number] == "m" for number in range(len(story)) if forgiven[number])
    if "m" not in story:
        assert streak.current == story.count("k")


@pytest.mark.parametrize(
    ("story", "forgiven"), [("kkkk", 0), ("kkkm", 1), ("kkmkk", 1), ("kkmkkkkmk", 2), ("kkekk", 0), ("kkkmm|k", 0)]
)
def test_a_streak_tells_the_missed_weeks_in_it(story: str, forgiven: int) -> None:
    streak, _ = told(story)
    assert streak.forgiven == forgiven
