"""Colours: their contrast, and that every file says the same ones."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

import runtone.dashboard
from runtone.dashboard.components.theme import DARK, LIGHT, Theme, contrast, with_alpha
from runtone.vocabulary import STEPS

PACKAGE = Path(runtone.dashboard.__file__).parent
CHECKOUT = Path(__file__).resolve().parents[3]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_text_meets_aa(theme: Theme) -> None:
    for ground in (theme.ground, theme.card):
        for text in (theme.text, theme.muted, theme.accent):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for step in (*STEPS, "still open"):
        assert contrast(theme.ramp_text[step], theme.ramp[step]) >= 4.5, step


@THEMES
def test_what_carries_meaning_stands_out_from_its_card(theme: Theme) -> None:
    for colour in (*theme.segments.values(), *theme.groups.values()):
        assert contrast(colour, theme.card) >= 3.0, colour


@THEMES
def test_no_two_groups_and_no_two_segments_share_a_colour(theme: Theme) -> None:
    for palette in (theme.groups, theme.segments, theme.ramp):
        for first, second in itertools.combinations(palette.values(), 2):
            assert first != second


@THEMES
def test_the_ramp_tells_above_from_below_without_red_against_green(theme: Theme) -> None:
    """Blue minus red orders the steps, which every kind of colour blindness but a rare one sees."""
    warmth = [int(theme.ramp[step][1:3], 16) - int(theme.ramp[step][5:7], 16) for step in STEPS]
    assert warmth == sorted(warmth)
    assert warmth[1] < -40
    assert warmth[3] > 40


def test_both_configurations_are_one() -> None:
    packaged = (PACKAGE / "server" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert packaged == (CHECKOUT / ".streamlit" / "config.toml").read_text(encoding="utf-8")


def test_streamlits_theme_has_our_colours_and_asks_no_other_host() -> None:
    config = tomllib.loads((PACKAGE / "server" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for theme in (LIGHT, DARK):
        said = config["theme"][theme.name]
        assert said["primaryColor"] == theme.accent
        assert said["backgroundColor"] == theme.ground
        assert said["secondaryBackgroundColor"] == theme.card
        assert said["textColor"] == theme.text
        assert said["borderColor"] == theme.hairline
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "http" not in (PACKAGE / "components" / "style.css").read_text(encoding="utf-8")


def test_alpha() -> None:
    assert with_alpha("#FF8000", 0.5) == "rgba(255,128,0,0.5)"
