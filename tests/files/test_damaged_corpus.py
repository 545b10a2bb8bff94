from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.files import Activity, read_activity
from runtone.files.fit.walk import walk_fit
from tests.corpus import CORPUS, manifest, requires_corpus

pytestmark = [requires_corpus, pytest.mark.corpus]

SOUND = [row["file"] for row in manifest(format="fit", klass="run")]


def spoilt_checksum(data: bytes) -> bytes:
    return data[:-2] + bytes(each ^ 0x5A for each in data[-2:])


@pytest.mark.parametrize("name", SOUND)
def test_care_finds_the_same_messages_as_trust(name: str) -> None:
    data = (CORPUS / name).read_bytes()
    trusting, careful = walk_fit(data), walk_fit(spoilt_checksum(data))
    assert trusting.parts[0].recovery is None
    recovery = careful.parts[0].recovery
    assert recovery is not None
    assert (recovery.gaps, recovery.n_impossible_times, recovery.ends_early) == ([], 0, False)
    offsets = [
        {layout.definition: layout.offsets for layout in walk.parts[0].layouts if layout.offsets}
        for walk in (trusting, careful)
    ]
    assert offsets[0] == offsets[1]


def assert_subset(damaged: Activity, whole: Activity, at_least: float) -> None:
    found, true = damaged.records.set_index("time"), whole.records.set_index("time")
    assert len(found) >= at_least
    assert found.index.isin(true.index).all()
    columns = [name for name in found if name in true]
    same = np.isclose(found[columns], true.loc[found.index, columns], equal_nan=True).all(axis=1)
    # Where a device writes several messages a second, the one that was lost may have had the last word.
    assert np.count_nonzero(~same) <= 3


@pytest.mark.parametrize("name", SOUND)
def test_a_truncated_recording_keeps_its_beginning(name: str) -> None:
    data = (CORPUS / name).read_bytes()
    true = read_activity(data)
    cut = data[: len(data) * 2 // 3]
    kept = sum(
        offset < len(cut) - 300
        for part in walk_fit(data).parts
        for layout in part.layouts
        if layout.message == 20
        for offset in layout.offsets
    )
    assert_subset(read_activity(cut), true, at_least=0.95 * min(kept, len(true.records)))


@pytest.mark.parametrize("damage", ["zeros", "missing", "inserted"])
@pytest.mark.parametrize("name", SOUND)
def test_a_broken_middle_costs_little(name: str, damage: str) -> None:
    data = (CORPUS / name).read_bytes()
    true = read_activity(data)
    at = len(data) // 2
    broken = {
        "zeros": data[:at] + bytes(50) + data[at + 50 :],
        "missing": data[:at] + data[at + 50 :],
        "inserted": data[:at] + b"\x5a" * 50 + data[at:],
    }[damage]
    activity = read_activity(broken)
    # Of records that carry only five bits of time none can be found again but behind a message that has a whole one.
    share = 0.4 if "compressed" in name else 0.99
    assert_subset(activity, true, at_least=share * len(true.records) - 60)
    assert activity.warnings
    last, true_last = (each.laps.tail(1).reset_index(drop=True) for each in (activity, true))
    pd.testing.assert_frame_equal(last, true_last)
