"""Techniques logged by hand are seen, changed, deleted, and brought back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from runtone.dashboard import data
from runtone.errors import LibraryError, SettingsError
from tests.dashboard.pages.drawn import PATIENCE_S, words

DAY = date(2026, 3, 3)


def _script() -> None:
    from runtone.dashboard.pages.logged_techniques import logged_techniques
    from runtone.dashboard.view import current_view

    logged_techniques(current_view(lambda *_: None))


def test_an_entry_is_changed_deleted_and_brought_back(empty: Path) -> None:
    owned = data.owned_by("local")
    number = owned.log_technique("skipping", DAY, minutes=5, note="in the hall")
    page = AppTest.from_function(_script, default_timeout=PATIENCE_S).run()
    assert "Skipping, 5 min, Tue 3 Mar 2026" in words(page)

    page.number_input(key=f"minutes-{number}").set_value(8)
    next(button for button in page.button if button.label == "Save").click().run()
    assert owned.techniques()["minutes"].tolist() == [8]
    assert "Skipping, 8 min, Tue 3 Mar 2026" in words(page)

    page.button(key=f"delete-{number}").click().run()
    assert owned.techniques().empty
    assert "Deleted: Skipping, 8 min, Tue 3 Mar 2026." in words(page)

    next(button for button in page.button if button.label == "Undo").click().run()
    back = owned.techniques()
    assert back[["minutes", "note"]].to_numpy().tolist() == [[8, "in the hall"]]
    assert "Deleted" not in words(page)


def test_what_is_not_there_cannot_be_changed(empty: Path) -> None:
    owned = data.owned_by("local")
    with pytest.raises(LibraryError):
        owned.change_technique(7, day=DAY, minutes=5)
    number = owned.log_technique("skipping", DAY, minutes=5)
    with pytest.raises(SettingsError):
        owned.change_technique(number, day=DAY, minutes=-1)
