"""The first page shows what one gets: a picture that is true of the sample season."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from runtone.dashboard import data
from runtone.dashboard.pages.welcome import sample_answer
from runtone.library.shown_day import SAMPLE_OWNER
from runtone.training import Calendar, compare_with_baseline
from tests.dashboard.pages.drawn import drawn, words


def test_the_first_page_shows_a_result_beside_the_two_choices(empty: Path) -> None:
    page = drawn("overview")
    shown = words(page)
    assert "Your own runs" in shown
    assert "Open the sample season" in shown
    # what Streamlit shows as HTML loses its drawings
    drawings = [element for element in page._tree if element.type == "bidi_component"]
    assert any("rt-region" in str(element.proto) for element in drawings)
    assert "times the usual week" in shown
    assert "up to Sat 31 Oct 2026" in shown


def test_the_picture_is_true_of_the_sample_season(season: Path) -> None:
    answer = sample_answer()
    owned = data.owned_by(SAMPLE_OWNER)
    calendar = Calendar.on(answer["last_day"])
    days = calendar.weeks_back(40), calendar.today
    found = compare_with_baseline(
        owned.run_days(),
        owned.daily_load(*days),
        calendar,
        "seven days",
        muscle_stress=owned.daily_stress(*days),
        figure="stress_minutes",
    ).groups
    said = pd.DataFrame(answer["group"])
    assert said["muscle_group"].tolist() == found["muscle_group"].tolist()
    assert said["step"].tolist() == found["step"].tolist()
    assert said["ratio"].to_numpy() == pytest.approx(found["ratio"].to_numpy(float), abs=0.1)
    assert said["stress_minutes"].to_numpy() == pytest.approx(found["stress_minutes"].to_numpy(float), rel=0.05)
