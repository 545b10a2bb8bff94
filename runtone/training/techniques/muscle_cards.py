"""A card for each muscle group: where it is, what it does in a stride, what loads it, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Verdict = Literal["true", "fair", "supported", "plausible", "contradicted", "not found"]
Condition = Literal["uphill", "downhill", "faster", "quicker steps", "slower steps", "forefoot landing"]

SPOT_TONING: Final = (
    "Load is work that a muscle group did. It is not fat lost there: fat is lost everywhere, and no run chooses where."
)


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


LONG_STRIDES = (
    "Experiments that change the step rate find the reverse: longer, slower steps load the glutes and quads more, and "
    "the hamstrings in swing less (Lenhart et al. 2014; Heiderscheit et al. 2011)."
)

MUSCLE_CARDS: Final[tuple[MuscleCard, ...]] = (
    MuscleCard(
        muscle_group="hip_flexors",
        title="Hip flexors",
        where="At the front of the hip, from the lower spine and pelvis to the thigh.",
        in_a_stride=(
            "They catch the leg as it trails behind and swing the thigh forward, while the pelvis and lower spine stay"
            " calm."
        ),
        loadings=(
            Loading("faster", "more", "Speed loads them more than any other large group: the leg must swing faster."),
            Loading("quicker steps", "more", "Quicker steps at the same pace: more swings a minute."),
            Loading("uphill", "about the same", "A slope by itself changes little."),
        ),
        claims=(
            Claim(
                "Running works the hip flexors: they lift the knee and steady pelvis and spine.",
                "fair",
                "Lifting the thigh is most of what they do in a stride.",
            ),
        ),
        caveat="A watch sees neither posture nor how high the knee comes; only speed, slope and step rate enter.",
    ),
    MuscleCard(
        muscle_group="glutes",
        title="Glutes",
        where="Behind and beside the hip: the large muscle of the seat and the smaller ones above it.",
        in_a_stride=(
            "They slow the forward fall of the trunk at landing, keep the pelvis level on one leg, and drive the hip "
            "straight."
        ),
        loadings=(
            Loading("uphill", "more", "A climb loads them more than any other group: the hips lift the body."),
            Loading("faster", "more", "Speed, and getting up to speed."),
            Loading("slower steps", "more", "Longer, slower steps at the same pace."),
        ),
        claims=(
            Claim(
                "Running works the glutes: they propel and steady the torso.",
                "fair",
                "Both are in the model; steadying the pelvis is only partly seen.",
            ),
        ),
        caveat="The least certain of the large groups: muscles that work against each other at the hip are not seen.",
    ),
    MuscleCard(
        muscle_group="quads",
        title="Quads",
        where="At the front of the thigh, from hip and thigh over the kneecap to the shin.",
        in_a_stride="They take up the landing as the knee bends, then straighten it. Most of their work is braking.",
        loadings=(
            Loading("downhill", "more", "The way down: every landing brakes the body's descent."),
            Loading(
                "uphill", "less", "Up a hill there is less braking, so the sum is smaller, though the push is not."
            ),
            Loading("faster", "more", "Speed, less than for the groups that swing the leg."),
            Loading("slower steps", "more", "Longer, slower steps land further ahead and brake more."),
            Loading("forefoot landing", "less", "Landing on the forefoot moves work from the knee to the ankle."),
        ),
        claims=(
            Claim(
                "Running works the quads: they straighten the knee and propel.",
                "fair",
                "They do, and they brake more than they propel.",
            ),
            Claim(
                "Landing on the forefoot loads the quads.",
                "contradicted",
                "Measured knee work and kneecap forces are lower with a forefoot landing (Stearne et al. 2014; "
                "Vannatta and "
                "Kernozek 2015).",
            ),
        ),
        caveat=(
            "A smaller sum uphill is not an easy climb: muscle activity is often measured higher there. The split into"
            " push and brake says more than the sum."
        ),
    ),
    MuscleCard(
        muscle_group="hamstrings",
        title="Hamstrings",
        where="At the back of the thigh, from the seat bone to below the knee.",
        in_a_stride="They slow the shank before the foot lands, then pull the hip straight as the body passes over it.",
        loadings=(
            Loading("faster", "more", "Speed: the faster the leg swings, the more there is to slow down."),
            Loading("uphill", "more", "A climb, together with the glutes."),
            Loading("quicker steps", "more", "Quicker steps at the same pace."),
        ),
        claims=(
            Claim(
                "Running works the hamstrings: they extend the hip, bend the knee and push off.",
                "fair",
                "And they brake the swinging leg, which is what speed asks most of them.",
            ),
            Claim("Long strides load the hamstrings.", "contradicted", LONG_STRIDES),
            Claim(
                "Weak hamstrings let other muscles overcompensate.",
                "plausible",
                "Load is not strength: a watch sees what was asked, not what a muscle could do.",
            ),
        ),
        caveat="Landing far ahead of the body, or a stiff hip, cannot be told from a watch.",
    ),
    MuscleCard(
        muscle_group="calves",
        title="Calves",
        where="At the back of the lower leg, down to the heel by the Achilles tendon.",
        in_a_stride=(
            "They lower the heel, store the landing in the tendon and give it back in the push-off: the largest work "
            "of any group in level running."
        ),
        loadings=(
            Loading("faster", "more", "Speed, up to about 5 m/s; beyond it their part in the push stays where it is."),
            Loading("downhill", "less", "The way down: less push-off."),
            Loading("slower steps", "more", "Longer, slower steps at the same pace."),
            Loading("forefoot landing", "more", "Landing on the forefoot: the ankle takes the landing."),
        ),
        claims=(
            Claim(
                "Running works the calves: they push off, absorb landing and move the ankle.",
                "fair",
                "Much of it is done by the tendon's spring.",
            ),
            Claim(
                "Landing on the forefoot loads the calves.",
                "supported",
                "Ankle work and forces in the Achilles tendon are higher (Stearne et al. 2014).",
            ),
        ),
        caveat="Muscle and tendon are counted together; the fibres themselves do less.",
    ),
    MuscleCard(
        muscle_group="shins",
        title="Shins",
        where="At the front of the lower leg, beside the shin bone.",
        in_a_stride="They lift the toes as the leg swings, and lower the foot softly after the heel has touched.",
        loadings=(
            Loading("faster", "more", "Speed: the foot is lifted faster and more often."),
            Loading("quicker steps", "more", "Quicker steps at the same pace."),
            Loading("downhill", "more", "The way down: the foot is lowered further."),
            Loading("forefoot landing", "less", "Landing on the forefoot: no heel to lower from."),
        ),
        claims=(
            Claim(
                "Landing on the heel loads the shins.",
                "supported",
                "The muscle is less active in forefoot runners (Yong et al. 2014); by how much in work is not known.",
            ),
            Claim(
                "Long strides load the shins.",
                "not found",
                "Braking and work at the knee rise with longer steps; for the shins no study was found that decides.",
            ),
        ),
        caveat="A small group whose estimate may be wrong by half.",
    ),
    MuscleCard(
        muscle_group="core",
        title="Core",
        where="The trunk: belly, sides and lower back.",
        in_a_stride="It keeps the trunk upright while arms and legs swing, mostly without moving itself.",
        loadings=(),
        claims=(
            Claim(
                "Running works the core: posture, balance, form, and shock in the back.",
                "fair",
                "It is active throughout; how much work that is has not been measured.",
            ),
        ),
        caveat="A rough proxy from speed, step rate and slope, shown for completeness and never compared.",
    ),
)
"""In the order of `runtone.muscles.GROUPS`."""

GENERAL_CLAIMS: Final[tuple[Claim, ...]] = (
    Claim("You can tone one part of the body by running.", "contradicted", SPOT_TONING),
    Claim(
        "Toning takes less body fat and more muscle together; diet and strength training speed it up.",
        "true",
        "And outside what a watch sees; nothing here computes it.",
    ),
    Claim("You must be consistent.", "true", "The strongest lever there is, and one that a watch can count."),
    Claim(
        "The body adapts and wants variety.",
        "fair",
        "So the kinds of running a week held are counted, and techniques that were missing are named.",
    ),
    Claim(
        "Strong muscle groups prevent imbalance.",
        "plausible",
        "Load is not strength. A group that had less than is usual for you is named as that, and as nothing more.",
    ),
    Claim(
        "Running steadies legs and hips: posture, ankles, an answer to sitting all day.",
        "plausible",
        "General claims about health, without numbers that a run could change.",
    ),
)
