"""The techniques that steady running leaves out, and what is said of each muscle group: cards, read from two files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple

from runtone.errors import SettingsError

Verdict = Literal["true", "fair", "supported", "plausible", "contradicted", "not found"]
Condition = Literal["uphill", "downhill", "faster", "quicker steps", "slower steps", "forefoot landing"]


class TechniqueName(StrEnum):
    """A technique's name in frames."""

    SKIPPING = "skipping"
    HILL_SPRINTS = "hill_sprints"
    HIIT = "hiit"
    SQUAT_JUMPS = "squat_jumps"
    SPRINTING = "sprinting"
    TEMPO = "tempo"
    LONG_HILLS = "long_hills"
    LONG_RUN = "long_run"


@dataclass(frozen=True, kw_only=True)
class Technique:
    """A technique, told on a card.

    Parameters
    ----------
    name : TechniqueName
        Its name in frames.
    title : str
        Its name on a page.
    groups : tuple of str
        The muscle groups that it loads most, most first; names as `runtone.muscles.GROUPS` has them.
    seen_in_runs : bool
        Whether it is recognised in recorded runs; else it can be logged by hand.
    what : str
        What it is, in one or two sentences.
    loads : str
        Why it loads those groups.
    how_to_begin : str
        The first session, in one or two sentences.
    cautions : str
        What to heed.
    """

    name: TechniqueName
    title: str
    groups: tuple[str, ...]
    seen_in_runs: bool
    what: str
    loads: str
    how_to_begin: str
    cautions: str


class Claim(NamedTuple):
    """Something widely said about running, and what the evidence makes of it."""

    said: str
    verdict: Verdict
    why: str


class Loading(NamedTuple):
    """A condition under which a group's index rises or falls against level running at the same speed and step rate."""

    condition: Condition
    direction: Literal["more", "less", "about the same"]
    words: str


@dataclass(frozen=True, kw_only=True)
class MuscleCard:
    """What a runner may want to know of a muscle group.

    Parameters
    ----------
    muscle_group : str
        One of `runtone.muscles.GROUPS`.
    title : str
    where : str
    in_a_stride : str
    loadings : tuple of Loading
        What loads it more, or less, according to the model.
    claims : tuple of Claim
        What is said of it, with a verdict.
    caveat : str
        What the estimate cannot know about it.
    """

    muscle_group: str
    title: str
    where: str
    in_a_stride: str
    loadings: tuple[Loading, ...]
    claims: tuple[Claim, ...]
    caveat: str


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("runtone.training.techniques").joinpath(name).read_text(encoding="utf-8"))


TECHNIQUES: Final = tuple(
    Technique(**{**plain, "name": TechniqueName(plain["name"]), "groups": tuple(plain["groups"])})
    for plain in _read("techniques.toml")["technique"]
)
"""In the order in which they are gentle to begin with."""

MUSCLE_CARDS: Final = tuple(
    MuscleCard(
        **{
            **plain,
            "loadings": tuple(Loading(**each) for each in plain.get("loadings", ())),
            "claims": tuple(Claim(**each) for each in plain.get("claims", ())),
        }
    )
    for plain in _read("muscle_cards.toml")["card"]
)
"""In the order of `runtone.muscles.GROUPS`."""


def technique_named(name: str) -> Technique:
    """Return the technique of a name, or of the title on its card, however they are capitalised.

    Raises
    ------
    SettingsError
        There is no such technique.
    """
    wanted = name.strip().lower()
    for technique in TECHNIQUES:
        if wanted in (technique.name, technique.name.replace("_", " "), technique.title.lower()):
            return technique
    known = ", ".join(technique.name for technique in TECHNIQUES)
    msg = f"There is no technique called {name!r}; it is one of {known}."
    raise SettingsError(msg)
