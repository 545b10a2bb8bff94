"""The body map: seven groups, each named, reachable and the same on both sides."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from runtone.dashboard.components.body_map import Region, body_map, body_map_legend
from runtone.dashboard.components.body_map.shapes import BACK_GROUPS, FRONT_GROUPS
from runtone.dashboard.components.theme import DARK, LIGHT, Theme
from runtone.muscles import GROUPS
from runtone.vocabulary import STEPS
from runtone.wording import GROUP_NAMES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    chosen: Theme = request.param
    return chosen


@pytest.fixture
def drawing(theme: Theme) -> ET.Element:
    regions = {
        group: Region(colour=theme.ramp["above"], figure="1.3 × usual", spoken=f"{at} easy minutes <&>")
        for at, group in enumerate(GROUPS)
    }
    return ET.fromstring(body_map(regions, theme, title="This week", chosen="quads"))


def test_every_group_is_on_the_map() -> None:
    assert set(FRONT_GROUPS) | set(BACK_GROUPS) == set(GROUPS)


def test_each_group_is_one_button_with_a_name_and_its_figure(drawing: ET.Element) -> None:
    buttons = [part for part in drawing.iter(f"{SVG}g") if part.get("role") == "button"]
    assert {button.get("data-choose") for button in buttons} == set(GROUPS)
    assert len(buttons) == len(GROUPS)
    for button in buttons:
        group = button.get("data-choose") or ""
        assert button.get("tabindex") == "0"
        assert (button.get("aria-label") or "").startswith(GROUP_NAMES[group])
        assert "easy minutes <&>" in (button.get("aria-label") or "")
    assert [button.get("data-choose") for button in buttons if button.get("aria-pressed") == "true"] == ["quads"]


def test_each_group_has_a_label_that_is_read(drawing: ET.Element) -> None:
    told = [part.text for part in drawing.iter(f"{SVG}text")]
    for name in GROUP_NAMES.values():
        assert name in told
    assert told.count("1.3 × usual") == len(FRONT_GROUPS) + len(BACK_GROUPS)


def test_both_sides_are_the_same_path(drawing: ET.Element) -> None:
    for button in (part for part in drawing.iter(f"{SVG}g") if part.get("data-choose")):
        paths = list(button.iter(f"{SVG}path"))
        assert [path.get("d") for path in paths[::2]] == [path.get("d") for path in paths[1::2]]
        assert all("scale(-1,1)" in (path.get("transform") or "") for path in paths[1::2])


def test_the_legend_names_each_step_in_words(theme: Theme) -> None:
    legend = body_map_legend(theme, against_usual=True)
    for step in STEPS:
        assert step in legend
    assert "usual" not in body_map_legend(theme, against_usual=False)
