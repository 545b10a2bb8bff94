from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtone.segments.stretches import best_stretches, close_gaps, keep_long, mask_of, runs_of

# Eighths: sums are exact, so that ties are ties.
scores = st.lists(st.integers(-40, 40).map(lambda k: k / 8), max_size=60).map(np.array)
masks = st.lists(st.booleans(), max_size=60).map(lambda bits: np.array(bits, dtype=bool))


def best_by_viterbi(score: np.ndarray, fee: float) -> float:
    out, inside = 0.0, -np.inf
    for value in score:
        out, inside = max(out, inside), max(inside, out - fee) + value
    return max(out, inside)


@given(scores, st.integers(1, 40).map(lambda k: k / 8))
def test_the_chosen_stretches_are_the_best_there_are(score: NDArray[np.float64], fee: float) -> None:
    starts, ends = best_stretches(score.astype(float), fee)
    worth = sum(score[a:b].sum() - fee for a, b in zip(starts, ends, strict=True))
    assert worth == best_by_viterbi(score, fee)
    assert np.all(starts < ends)
    assert np.all(ends[:-1] <= starts[1:])


def test_a_dip_shallower_than_the_fee_does_not_split_a_stretch() -> None:
    score = np.array([1.0, 1.0, -0.7, 1.0, 1.0])
    assert [each.tolist() for each in best_stretches(score, 1.0)] == [[0], [5]]
    assert [each.tolist() for each in best_stretches(score, 0.5)] == [[0, 3], [2, 5]]


def test_nothing_in_nothing() -> None:
    assert [len(each) for each in best_stretches(np.array([]), 1.0)] == [0, 0]
    assert [len(each) for each in best_stretches(np.full(5, -1.0), 1.0)] == [0, 0]


@given(masks)
def test_a_mask_is_its_runs(mask: NDArray[np.bool_]) -> None:
    assert np.array_equal(mask_of(*runs_of(mask), len(mask)), mask)


@given(masks, st.integers(1, 6))
def test_short_runs_go_and_short_gaps_close(mask: NDArray[np.bool_], length: int) -> None:
    starts, ends = runs_of(keep_long(mask, length))
    assert np.all(ends - starts >= length)
    closed = close_gaps(mask, length)
    assert np.all(closed >= mask)
    starts, ends = runs_of(closed)
    assert np.all(starts[1:] - ends[:-1] > length)
