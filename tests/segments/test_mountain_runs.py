"""Labels on runs of known truth where the world is unkind."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from runtone.analysis import analyze
from tests.segments.mountain_runs import CLASSES, KINDS, confusion, f1_of, known_run, labels_of

SEEDS = range(20)


@pytest.fixture(scope="module")
def counts() -> dict[str, np.ndarray]:
    """Seconds of each true class by label, for each kind of run."""
    found: dict[str, np.ndarray] = {}
    for seed in SEEDS:
        run = known_run(seed)
        one = confusion(run.truth, labels_of(analyze(run.activity).track))
        found[run.kind] = found.get(run.kind, 0) + one
    return found


def test_nine_in_ten_seconds_of_each_class_are_told(counts: dict[str, NDArray[np.float64]]) -> None:
    every = f1_of(np.sum(list(counts.values()), axis=0))
    assert np.nanmean(every) >= 0.90
    assert dict(zip(CLASSES, every, strict=True)) == {name: pytest.approx(1.0, abs=0.15) for name in CLASSES}


@pytest.mark.parametrize("kind", ["tempo", "wind", "lights", "run-walk", "vertical", "bridge"])
def test_runs_without_sprints_have_none(counts: dict[str, NDArray[np.float64]], kind: str) -> None:
    assert kind in KINDS
    assert counts[kind][:, CLASSES.index("sprint")].sum() <= 0.01 * counts[kind].sum()


@pytest.mark.parametrize("kind", ["vertical", "stairs"])
def test_climbing_on_foot_is_no_rest(counts: dict[str, NDArray[np.float64]], kind: str) -> None:
    uphill, rest = CLASSES.index("uphill"), CLASSES.index("rest")
    assert counts[kind][uphill, rest] <= 0.02 * counts[kind][uphill].sum()
