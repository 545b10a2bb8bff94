"""A shared run's page is drawn whatever was added to it, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from runtone.sharing.snapshot import CUTTING_PARTS, PARTS, Part
from tests.dashboard.pages.drawn import words

SCRIPT = Path(__file__).with_name("shared_run_script.py")


@pytest.mark.parametrize("parts", [(), ("map",), ("profile",), ("heart_rate", "times"), PARTS], ids="+".join)
def test_a_shared_run_is_drawn(parts: tuple[Part, ...]) -> None:
    page = AppTest.from_file(str(SCRIPT), default_timeout=120)
    page.session_state["parts"] = list(parts)
    page.run()
    assert not page.exception
    html = words(page)
    assert "Segments" in html
    assert ("How many" in html) != bool(CUTTING_PARTS.intersection(parts))
    assert ("Starts at" in html) == bool(CUTTING_PARTS.intersection(parts))
    offered = [choice for each in page.get("button_group") for choice in getattr(each, "options", ())]
    assert ("Splits" in str(offered)) == bool(CUTTING_PARTS.intersection(parts))
    assert ("data-choose" in html) == bool(CUTTING_PARTS.intersection(parts))
