"""How far an import is, how fast it goes and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, NamedTuple

Phase = Literal["reading files", "looking back"]

_SETTLING_S = 1.0
"""A rate over less time than this says more about starting than about going on [s]."""


class ImportProgress(NamedTuple):
    """How far an import is.

    Parameters
    ----------
    phase : {"reading files", "looking back"}
        Reading each file by itself; then reading runs again with what the weeks before them say.
    done, total : int
        Files in the first phase, runs in the second; the total grows while archives are being unpacked.
    rate : float
        Files or runs a second; 0 until it can be told.
    remaining_s : float or None
        Time left in this phase [s]; None while it cannot be told.
    """

    phase: Phase
    done: int
    total: int
    rate: float
    remaining_s: float | None


class ProgressReporter:
    """Reports to a listener how far one phase is.

    Parameters
    ----------
    phase : {"reading files", "looking back"}
    listener : callable, optional
        Is given an `ImportProgress`.
    total : int
    """

    def __init__(self, phase: Phase, listener: Callable[[ImportProgress], None] | None, total: int = 0) -> None:
        self.phase = phase
        self.total = total
        self.done = 0
        self._listener = listener
        self._began = time.monotonic()

    def step(self, count: int = 1) -> None:
        """Record that some more is done, and report it."""
        self.done += count
        self.tell()

    def tell(self) -> None:
        """Report to the listener how far it is now."""
        if self._listener is None:
            return
        elapsed = time.monotonic() - self._began
        rate = self.done / elapsed if elapsed >= _SETTLING_S else 0.0
        total = max(self.total, self.done)
        remaining = (total - self.done) / rate if rate > 0 else None
        self._listener(ImportProgress(self.phase, self.done, total, rate, remaining))
