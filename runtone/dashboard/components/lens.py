"""What the body map, the weeks and their table speak of: stress, its push or its brake, or load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from runtone.dashboard.components.choice import choose


@dataclass(frozen=True)
class Lens:
    """One figure of each muscle group, and what it is called.

    Parameters
    ----------
    figure : str
        The column of `runtone.training.weekly_load`.
    title : str
        On the button and above columns.
    unit, spoken : str
        After a number: short, and for a screen reader.
    """

    figure: str
    title: str
    unit: str
    spoken: str

    @property
    def divided(self) -> bool:
        """Whether it is one of push and brake, which the core is not divided into."""
        return self.figure.startswith(("push", "brake"))


STRESS: Final = Lens("stress_minutes", "Stress", "stress min", "stress minutes")
LOAD: Final = Lens("easy_minutes", "Load", "easy min", "easy minutes")
LENSES: Final = {
    "stress": STRESS,
    "push": Lens("push_stress_minutes", "Push", "push stress min", "minutes of push stress"),
    "brake": Lens("brake_stress_minutes", "Brake", "brake stress min", "minutes of brake stress"),
    "load": LOAD,
}
"""By its name in the address; stress first, for load rises and falls alike in all groups."""


def choose_lens() -> Lens:
    """Return the lens that the reader chose; the choice lives in the address."""
    chosen = choose("What is shown", {name: lens.title for name, lens in LENSES.items()}, default="stress", key="lens")
    return LENSES[chosen]
