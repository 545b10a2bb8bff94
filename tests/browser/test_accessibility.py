"""An automatic accessibility scan of every page, in both themes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_pages import PAGES, hill_sprints

__all__ = ["hill_sprints"]

SEVERE = {"serious", "critical"}
# In Streamlit's own widgets, outside our reach; each is named so that nothing else passes with it.
STREAMLITS_OWN: dict[str, str] = {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", list(PAGES))
def test_no_serious_finding(season: str, visitor: Visitor, hill_sprints: str, name: str, scheme: str) -> None:
    path, drawn = PAGES[name]
    viewport = PHONE if scheme == "dark" else DESKTOP
    page = visitor(season, viewport=viewport, scheme=scheme).open(path.format(hill_sprints=hill_sprints), drawn)
    page.wait_for_timeout(800)
    found = Axe().run(page).response["violations"]
    severe = [
        f"{each['id']}: {node['target']} {node['html'][:160]}"
        for each in found
        if each["impact"] in SEVERE
        for node in each["nodes"]
        if not any(part in node["html"] for part in STREAMLITS_OWN.get(each["id"], "").split() or ["\0"])
    ]
    assert severe == []
