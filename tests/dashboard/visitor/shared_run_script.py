"""A page with one shared run, for `AppTest`; which parts are added stands in the session."""

from __future__ import annotations

import streamlit as st

from runtone.dashboard.visitor import show_snapshot
from runtone.sharing.private_zones import zones_for_ends
from runtone.sharing.redaction import redact
from runtone.sharing.snapshot import Snapshot, chosen_parts


def draw() -> None:
    """Draw the run."""
    import numpy as np

    from tests.sharing.synthetic_runner import loop, run_from

    run = run_from((47.1, 8.6), loop(np.random.default_rng(1), 12_000.0))
    secret = b"an owner's own"
    zones = zones_for_ends(run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[0, -1]], secret)
    parts = chosen_parts(st.session_state["parts"])
    shared = redact(run, 1, parts, zones, secret)
    assert shared is not None
    day = shared.local_date
    snapshot = Snapshot(
        kind="run", parts=parts, made_on=day, first_day=day, last_day=day, units="metric", runs=(shared,)
    )
    show_snapshot(Snapshot.from_bytes(snapshot.to_bytes()), key="shared")


draw()
