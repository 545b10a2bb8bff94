"""The owner's Sharing page: a link is made, seen, opened and withdrawn; a place is kept private."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Visitor


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_link_is_previewed_made_opened_counted_and_withdrawn(
    with_runs: str, visitor: Visitor, viewport: dict[str, int]
) -> None:
    visit = visitor(with_runs, viewport=viewport)
    page = visit.open("/sharing", wait_for=".st-key-card-new-share")
    page.get_by_text("Names of runs (").click()
    page.get_by_role("button", name="Preview as a visitor").click()
    page.get_by_text("As a visitor will see it. Nothing is shared yet.").wait_for()
    page.locator(".st-key-share-preview-frame .rt-body").wait_for()
    assert visit.overflow() <= 0
    page.get_by_role("button", name="Close the preview").click()
    page.locator(".st-key-share-preview-frame").wait_for(state="detached")

    page.get_by_role("textbox", name="Label").first.fill("Coach <b>Kim</b>")
    page.get_by_role("button", name="Make the link").click()
    link = page.locator(".st-key-card-new-share code")
    link.wait_for()
    address = link.inner_text().strip()
    assert re.fullmatch(rf"{with_runs}/s/[\w-]{{22,}}", address)
    row = page.locator("[class*=st-key-share-row]")
    row.get_by_text("Coach <b>Kim</b>").wait_for()
    row.get_by_text("not opened yet").wait_for()
    row.get_by_text("names of runs").wait_for()
    assert visit.overflow() <= 0

    guest = visitor(with_runs, viewport=PHONE)
    shared = guest.open(address.removeprefix(with_runs), wait_for=".rt-body")
    assert shared.get_by_text("Coach").count() == 0
    page.reload()
    row.get_by_text("opened 1 time").wait_for()
    row.get_by_role("button", name="Revoke").click()
    row.get_by_text("revoked").wait_for()
    gone = guest.open(address.removeprefix(with_runs), wait_for=None)
    gone.get_by_text("This link opens nothing").first.wait_for()
    guest.complaints = [each for each in guest.complaints if "404" not in each]


def test_a_zone_is_pointed_at_on_a_runs_line(with_runs: str, visitor: Visitor) -> None:
    page = visitor(with_runs).open("/sharing", wait_for=".st-key-card-zones")
    page.get_by_text("Point at the place on a run's line").click()
    places = page.locator(".rt-places circle")
    places.nth(8).wait_for()
    places.nth(8).focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Latitude, longitude")
    page.wait_for_function(
        "() => [...document.querySelectorAll('input')].some(i => /^-?\\d+\\.\\d+, -?\\d/.test(i.value))"
    )
    assert re.fullmatch(r"-?\d+\.\d{5}, -?\d+\.\d{5}", field.input_value())
    page.get_by_role("textbox", name="Label").last.fill("Office")
    page.get_by_role("button", name="Add a zone").click()
    zone = page.locator("[class*=st-key-zone-row]")
    zone.get_by_text(re.compile(r"Office: radius \d+\.\d+ km")).wait_for()
    zone.get_by_role("button", name="Remove").click()
    zone.wait_for(state="detached")
    page.get_by_role("textbox", name="Latitude, longitude").last.fill("my office")
    page.get_by_role("button", name="Add a zone").click()
    page.get_by_text("Give the place as two numbers").wait_for()
