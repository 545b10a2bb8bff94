"""What lets runs arrive by themselves, on the Import page."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from runtone.dashboard import data
from runtone.settings import settings
from runtone.sharing.tokens import is_token
from tests.dashboard.pages.drawn import drawn, redrawn, words


def watch(page: AppTest, folder: Path) -> AppTest:
    next(each for each in page.text_input if each.label == "Folder").set_value(str(folder))
    return press(page, "Watch this folder")


def press(page: AppTest, label: str) -> AppTest:
    next(each for each in page.button if each.label == label).click()
    return redrawn(page)


def test_a_folder_is_named_watched_and_no_longer_watched(empty: Path) -> None:
    page = watch(drawn("import"), empty / "nowhere")
    assert "is no folder that can be watched here" in words(page)
    (empty / "inbox").mkdir()
    page = watch(page, empty / "inbox")
    assert str(empty / "inbox") in words(page)
    folders = data.owned_by("local").arrivals.folders
    assert [each.path for each in folders.all()] == [empty / "inbox"]
    press(page, "Stop watching")
    assert folders.all() == []


def test_an_address_is_shown_once_and_revoked(empty: Path) -> None:
    page = press(drawn("import"), "Make an address")
    (address, line) = [each.value for each in page.code]
    token = address.rpartition("/in/")[2]
    assert is_token(token)
    assert line == f'curl --form file=@run.fit "{address}"'
    assert "made on" in words(page)
    assert token not in words(press(page, "Done"))
    assert token not in words(drawn("import"))
    press(page, "Revoke")
    assert data.owned_by("local").arrivals.sending.all() == []


def test_a_calendars_address_is_made_on_the_sharing_page(season: Path) -> None:
    page = drawn("sharing", season="sample")
    assert "In your calendar" in words(page)
    assert any(each.key == "calendar-make" for each in page.button)


def test_intervals_icu_is_turned_on_with_a_key_that_is_never_shown_and_off(empty: Path) -> None:
    page = drawn("import")
    key = next(each for each in page.text_input if each.label == "API key")
    assert key.proto.type == key.proto.PASSWORD
    key.set_value("two words")
    assert "This is no key" in words(press(page, "Fetch runs from there"))
    next(each for each in page.text_input if each.label == "API key").set_value("anowner5sownkey")
    page = press(page, "Fetch runs from there")
    assert "It is asked within seconds." in words(page)
    assert all(each.label != "API key" for each in page.text_input)
    assert "anowner5sownkey" not in words(page) + repr(page.session_state)
    press(page, "Fetch now")
    page = press(page, "Turn off")
    assert data.owned_by("local").arrivals.sources.get("intervals.icu") is None
    assert next(each for each in page.text_input if each.label == "API key").value == ""


def test_the_operator_can_keep_it_off_the_page(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTONE_ARRIVALS", "off")
    settings.cache_clear()
    closed = words(drawn("import"))
    assert "Folders to watch" not in closed
    assert "intervals.icu" not in closed
