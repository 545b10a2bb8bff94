"""The techniques that steady running leaves out: what each is, which muscle groups it loads, and how to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from runtone.errors import SettingsError

TechniqueName = Literal["skipping", "hill_sprints", "hiit", "squat_jumps", "sprinting"]


@dataclass(frozen=True, kw_only=True)
class Technique:
    """A technique, told on a card.

    Parameters
    ----------
    name : str
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


TECHNIQUES: Final[tuple[Technique, ...]] = (
    Technique(
        name="skipping",
        title="Skipping",
        groups=("calves", "shins"),
        seen_in_runs=False,
        what="Small jumps over a rope, landing on the front of the foot with soft knees. It needs two metres of floor.",
        loads=(
            "The ankle does nearly all of it: the calves take up each landing and give it back, the shins keep the "
            "toes up. A watch does not see it, so runtone counts minutes and estimates no load."
        ),
        how_to_begin=(
            "After an easy run or on a day without one: three times one minute, with a minute of rest between. Low "
            "jumps; without a rope is fine."
        ),
        cautions=(
            "The calves and their tendon notice it a day later. On ground that gives a little, in shoes, and not on "
            "the day after hard hills or sprints."
        ),
    ),
    Technique(
        name="hill_sprints",
        title="Hill sprints",
        groups=("glutes", "hamstrings", "hip_flexors"),
        seen_in_runs=True,
        what=(
            "Some seconds of running uphill as fast as good form allows, then a walk back down until breath is quiet. "
            "Much leg work in little time."
        ),
        loads=(
            "The slope asks the hips to push, and the pace asks the thigh to swing. The landing is short and soft, so "
            "there is little braking on the way up; walk down, and there is little after it."
        ),
        how_to_begin=(
            "At the end of an easy run, on a hill of 5 to 10 %: four times ten seconds, the first two not all out. "
            "Walk back each time."
        ),
        cautions="Warm up for ten minutes first. Stop when form goes; an easy day before and after.",
    ),
    Technique(
        name="hiit",
        title="Intervals (HIIT)",
        groups=("hip_flexors", "hamstrings", "shins"),
        seen_in_runs=True,
        what=(
            "Hard repeats of half a minute to several minutes, with easy running or walking between them. A useful "
            "session when time is short."
        ),
        loads=(
            "Faster running asks most more of what swings the leg, the hip flexors and hamstrings, and more of every "
            "other group too."
        ),
        how_to_begin=(
            "Ten easy minutes, then four times one minute at a pace that lets you say a few words, with two minutes of"
            " easy jogging between, and ten easy minutes."
        ),
        cautions="Once a week is enough to begin with, between two easy days. It replaces easy minutes.",
    ),
    Technique(
        name="squat_jumps",
        title="Squat jumps",
        groups=("quads", "glutes", "calves"),
        seen_in_runs=False,
        what="From a half squat straight up, and down again through the whole foot into the next half squat.",
        loads=(
            "The quads and glutes straighten knee and hip, and the quads brake every landing, as they do on the way "
            "down a hill. A watch does not see it, so runtone counts repetitions and estimates no load."
        ),
        how_to_begin="After a short easy run: two sets of five with two minutes of rest. Low jumps and quiet landings.",
        cautions=(
            "Braking that the quads are not used to is felt for days. Leave a week between the first two times, and "
            "three days before a race or a long way down."
        ),
    ),
    Technique(
        name="sprinting",
        title="Sprints",
        groups=("hip_flexors", "hamstrings", "shins"),
        seen_in_runs=True,
        what="Ten to twenty seconds on the flat, building up to fast but relaxed running, with full rest.",
        loads=(
            "At high speed the leg must swing fast and be caught again: the hip flexors lift the thigh, and the "
            "hamstrings slow the shank before it lands."
        ),
        how_to_begin=(
            "After hill sprints have become familiar: within an easy run, four times fifteen seconds, each a smooth "
            "build-up to about nine tenths, with a minute and a half of walking between."
        ),
        cautions="Only when warm and rested. Build up and ease off gradually; never all out the first weeks.",
    ),
)
"""In the order in which they are gentle to begin with."""


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
