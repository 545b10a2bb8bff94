"""A look at what may have arrived, again and again, for as long as a server runs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

log = logging.getLogger("runtone.library.arrivals")


def keep_looking(look: Callable[[threading.Event], None], stop: threading.Event, interval_s: float) -> None:
    """Look until told to stop; a look that fails is logged, and ends nothing.

    Parameters
    ----------
    look : callable
    stop : threading.Event
    interval_s : float
        Time between two looks [s].
    """
    while not stop.is_set():
        try:
            look(stop)
        except Exception:
            log.exception("What arrives could not be looked up")
        stop.wait(interval_s)
