from __future__ import annotations

import pandas as pd
import pytest
from fitparse.profile import FIELD_TYPES

from runtone.errors import NotARunError
from runtone.files import Activity, require_run
from runtone.files.sports import is_other_sport, is_running, parse_sport

FRAME = pd.DataFrame({"time": pd.to_datetime(["2024-05-01T06:00:00Z"])})


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("running", ("running", None)), ("Run", ("running", None)), ("TrailRun", ("running", "trail")),
        ("Trail Running", ("running", "trail")), ("treadmill_running", ("running", "treadmill")),
        ("VirtualRun", ("running", "virtual_activity")), ("Track Run", ("running", "track")),
        ("Lauf", ("running", None)), ("Course à pied", ("running", None)), ("Corrida", ("running", None)),
        ("跑步", ("running", None)), ("9", ("running", None)), ("1", ("cycling", None)), ("10", (None, None)),
        ("Biking", ("cycling", None)), ("E-Bike Ride", ("cycling", None)), ("Radfahrt", ("cycling", None)),
        ("Open Water Swimming", ("swimming", None)), ("Wandern", ("hiking", None)), ("Nordic Ski", ("skiing", None)),
        ("Other", (None, None)), ("unknown", (None, None)), ("generic", (None, None)), ("", (None, None)),
        (None, (None, None)), ("stand_up_paddleboarding", ("stand_up_paddleboarding", None)),
        ("Something New", ("something_new", None)),
    ],
)  # fmt: skip
def test_names(words, named):
    assert parse_sport(words) == named


def test_every_sport_that_fit_knows_is_told_apart():
    runs, accepted = set(), set()
    for sport in FIELD_TYPES["sport"].values.values():  # noqa: PD011 - no frame
        if is_running(sport):
            runs.add(sport)
        elif not is_other_sport(sport):
            accepted.add(sport)
    assert runs == {"running"}
    assert accepted == {"generic", "all"}


@pytest.mark.parametrize(
    ("sport", "sub_sport", "other"),
    [
        ("running", None, False), ("running", "indoor_running", False), (None, None, False),
        ("generic", "generic", False), ("generic", "treadmill", False),
        ("generic", "spin", False), (None, "open_water_swimming", True),
        ("fitness_equipment", "treadmill", False), ("fitness_equipment", "indoor_rowing", True),
        ("walking", None, True), ("training", "yoga", True), ("something_new", None, False), ("multisport", None, True),
    ],
)  # fmt: skip
def test_what_counts_as_another_sport(sport, sub_sport, other):
    assert is_other_sport(sport, sub_sport) is other


def test_require_run():
    assert require_run(Activity(records=FRAME)).sport is None
    with pytest.raises(NotARunError) as caught:
        require_run(Activity(records=FRAME, sport="swimming", sub_sport="open_water"), "lake.fit")
    assert str(caught.value) == "lake.fit is recorded as swimming (open water), not as running, and was left out."
    assert caught.value.sport == "swimming"
