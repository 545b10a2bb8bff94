"""Colours and type of the dashboard, in light and dark.

Every pair of text and ground meets WCAG 2.2 AA (4.5:1), every line, bar or region that carries meaning 3:1 against the
card it stands on; tests/dashboard/test_theme.py measures both. Muscle groups follow the hues of Okabe and Ito,
"Color Universal Design" (2008), darkened or lightened until they meet the contrast of their ground. The body map's five
steps run from blue over the ground to orange, which red-green colour blindness keeps apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from runtone.vocabulary import Step

FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

_INKS: Final = ("#101317", "#FFFFFF")

STEP_MARKS: Final[dict[str, str]] = {
    Step.WELL_BELOW: "−−",
    Step.BELOW: "−",
    Step.USUAL: "",
    Step.ABOVE: "+",
    Step.WELL_ABOVE: "++",
    Step.STILL_OPEN: "…",
}
"""A step's sign, so that colour is never alone."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One set of colours, as #RRGGBB.

    Parameters
    ----------
    name : {"light", "dark"}
    ground, card, hairline, text, muted : str
        Page, panels on it, their border and grid lines, and the two strengths of text.
    accent, on_accent : str
        The one thing to press, and the text on it.
    skin : str
        Body parts on the body map that carry no figure.
    segments : dict of str to str
        Colour of each cause of load: ``steady``, ``uphill``, ``downhill``, ``sprint``, ``rest``.
    groups : dict of str to str
        Colour of each muscle group as a line or an area.
    ramp : dict of str to str
        Colour of each step against the runner's usual weeks, and of a week that may still reach them.
    ramp_text : dict of str to str
        Text on each step of the ramp.
    single_hue : tuple of str
        Five steps of one hue for load before there are usual weeks, from little to much.
    """

    name: Literal["light", "dark"]
    ground: str
    card: str
    hairline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    skin: str
    outline: str
    segments: dict[str, str]
    groups: dict[str, str]
    ramp: dict[str, str]
    ramp_text: dict[str, str]
    single_hue: tuple[str, str, str, str, str]


LIGHT = Theme(
    name="light",
    ground="#FBFAF8",
    card="#FFFFFF",
    hairline="#E6E2DC",
    text="#1C1F24",
    muted="#5E6672",
    accent="#B54A18",
    on_accent="#FFFFFF",
    skin="#F1EDE6",
    outline="#A79F93",
    segments={
        "steady": "#7C8793",
        "uphill": "#C8553D",
        "downhill": "#2E86AB",
        "sprint": "#B98300",
        "rest": "#8B8578",
    },
    groups={
        "hip_flexors": "#2F8FCB",
        "glutes": "#D55E00",
        "quads": "#0072B2",
        "hamstrings": "#BF6498",
        "calves": "#008F68",
        "shins": "#8F7A00",
        "core": "#737373",
    },
    ramp={
        "well below": "#3B6FB6",
        "below": "#9DB8DE",
        "usual": "#E4DED2",
        "above": "#F2B183",
        "well above": "#D9622B",
        "still open": "#F1EDE6",
    },
    ramp_text={
        "well below": "#FFFFFF",
        "below": "#1C1F24",
        "usual": "#1C1F24",
        "above": "#1C1F24",
        "well above": "#1C1F24",
        "still open": "#1C1F24",
    },
    single_hue=("#E4EBEE", "#BFD3DB", "#8FB3C2", "#5C8FA4", "#2C6A82"),
)

DARK = Theme(
    name="dark",
    ground="#14171B",
    card="#1B1F25",
    hairline="#2A3038",
    text="#ECEDEE",
    muted="#A3ABB5",
    accent="#E8783F",
    on_accent="#14171B",
    skin="#2A2F37",
    outline="#5B6470",
    segments={
        "steady": "#98A2AD",
        "uphill": "#E0705A",
        "downhill": "#4FA6CC",
        "sprint": "#E0A100",
        "rest": "#8A8F98",
    },
    groups={
        "hip_flexors": "#56B4E9",
        "glutes": "#EA7B32",
        "quads": "#3F97D3",
        "hamstrings": "#CC79A7",
        "calves": "#1FAE88",
        "shins": "#B8A420",
        "core": "#9A9A9A",
    },
    ramp={
        "well below": "#4E86D2",
        "below": "#6C87AD",
        "usual": "#4A5059",
        "above": "#B07C55",
        "well above": "#E8783F",
        "still open": "#2A2F37",
    },
    ramp_text={
        "well below": "#0E1013",
        "below": "#0E1013",
        "usual": "#ECEDEE",
        "above": "#0E1013",
        "well above": "#0E1013",
        "still open": "#ECEDEE",
    },
    single_hue=("#2E3B42", "#3A535F", "#4A7080", "#6292A4", "#86B8CA"),
)


def theme_named(name: str | None) -> Theme:
    """Return the dark theme for ``"dark"``, else the light one."""
    return DARK if name == "dark" else LIGHT


def with_alpha(colour: str, alpha: float) -> str:
    """Return ``rgba(...)`` of a #RRGGBB colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def ink_on(colour: str) -> str:
    """Return the text colour, dark or white, that stands out more on a #RRGGBB colour."""
    return max(_INKS, key=lambda ink: contrast(ink, colour))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two #RRGGBB colours.

    Notes
    -----
    W3C, Web Content Accessibility Guidelines 2.2, "relative luminance" and "contrast ratio".
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
