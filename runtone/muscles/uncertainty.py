"""How sure each group's load is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.confidence import Confidence
from runtone.muscles.parameters import GROUPS

if TYPE_CHECKING:
    import pandas as pd

    from runtone.runner import Runner


def load_confidence(track: pd.DataFrame, runner: Runner, altitude_source: str) -> dict[str, Confidence]:
    """Return how sure each group's load is."""
    return {group: Confidence("low" if group in ("shins", "core") else "medium", "An estimate.") for group in GROUPS}
