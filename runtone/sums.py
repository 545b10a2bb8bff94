"""Running sums along a run, which the sums of its stretches are differences of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def from_start(values: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of the values before each place, 0 first: one more than there are values."""
    return np.concatenate(([0], np.cumsum(values)))
