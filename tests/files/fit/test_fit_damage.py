from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.errors import ActivityError
from runtone.files import Activity, read_activity
from runtone.files.fit.walk import walk_fit
from tests.corpus import CORPUS, requires_corpus
from tests.files.fit.fit_writer import (
    ENUM,
    START,
    UINT8,
    UINT16,
    UINT32,
    definition,
    file_id,
    fit_file,
    message,
    records,
    run_file,
    session,
)
from tests.files.outcome import outcome

N = 200
SOUND = run_file(N)
FIRST_RECORD = SOUND.index(definition(0, 20, ((253, UINT32),))[:3]) + 30
RECORD_BYTES = 1 + 4 + 4 + 4 + 2 + 4 + 2 + 1 + 1


def rows(activity: Activity) -> pd.DataFrame:
    """Return the records by second from the start."""
    begun = pd.Timestamp(START + 631_065_600, unit="s", tz="UTC")
    second = (activity.records["time"] - begun).dt.total_seconds().astype(int)
    return activity.records.drop(columns="time").set_index(second.rename("second"))


TRUE = rows(read_activity(SOUND))


def assert_only_true_rows(activity: Activity, at_least: int) -> None:
    """Every sample that came back is one that was written, unchanged."""
    found = rows(activity)
    assert len(found) >= at_least
    pd.testing.assert_frame_equal(found, TRUE.loc[found.index, list(found)], check_index_type=False)


@pytest.mark.parametrize("kept", [0.1, 0.37, 0.5, 0.9, 0.999])
def test_a_truncated_file_keeps_its_beginning(kept: float) -> None:
    cut = SOUND[: int(len(SOUND) * kept)]
    activity = read_activity(cut, "cut.fit")
    assert_only_true_rows(activity, at_least=(len(cut) - 150) // RECORD_BYTES)
    assert "ends too early" in activity.warnings[0]
    assert "the samples up to 0" in activity.warnings[0]


def test_every_truncation_gives_samples_or_a_clear_error() -> None:
    whole = run_file(8)
    for length in range(len(whole)):
        found = outcome(whole[:length], "x.fit")
        if isinstance(found, ActivityError):
            assert str(found).startswith("x.fit")
        else:
            assert_only_true_rows(found, at_least=1)


def test_a_wrong_checksum_is_said_and_nothing_is_lost() -> None:
    data = SOUND[:-1] + bytes((SOUND[-1] ^ 0xFF,))
    activity = read_activity(data, "x.fit")
    assert_only_true_rows(activity, at_least=N)
    assert activity.warnings == (
        "x.fit: its checksum does not match, so some bytes changed after the watch wrote them; everything could be "
        "read, but single values may be wrong.",
    )


def test_a_missing_checksum_is_said() -> None:
    activity = read_activity(SOUND[:-2], "x.fit")
    assert_only_true_rows(activity, at_least=N)
    assert activity.warnings == ("x.fit: the checksum at its end is missing; everything before it was read.",)


@pytest.mark.parametrize("size", [0, 1 << 31, 0xFFFFFFFF])
def test_a_length_of_nothing_or_gigabytes(size: int) -> None:
    data = SOUND[:4] + size.to_bytes(4, "little") + SOUND[8:]
    activity = read_activity(data, "x.fit")
    assert_only_true_rows(activity, at_least=N)
    assert len(activity.warnings) == 1


def test_a_length_that_is_too_small() -> None:
    data = SOUND[:4] + (len(SOUND) // 2).to_bytes(4, "little") + SOUND[8:]
    assert_only_true_rows(read_activity(data), at_least=N)


@pytest.mark.parametrize("junk", [b"\0" * 7, b"\xff" * 500, b"junk" * 30])
def test_junk_behind_the_end(junk: bytes) -> None:
    activity = read_activity(SOUND + junk, "x.fit")
    assert_only_true_rows(activity, at_least=N)
    assert activity.warnings == (f"x.fit: {len(junk)} bytes behind the recording are no FIT data and were left out.",)


@pytest.mark.parametrize("length", [1, 3, 24, 25, 100, 700])
@pytest.mark.parametrize("filler", [b"\0", b"\xff", b"\x40", b"\x5a"])
def test_a_stretch_overwritten_in_the_middle(length: int, filler: bytes) -> None:
    start = FIRST_RECORD + 50 * RECORD_BYTES + 11
    data = SOUND[:start] + filler * length + SOUND[start + length :]
    activity = read_activity(data, "x.fit")
    found = rows(activity)
    # Whole samples before and behind come back; one that is only partly overwritten cannot be told from a true one.
    assert len(found) >= N - length // RECORD_BYTES - 4
    true = TRUE.loc[found.index, list(found)]
    differing = (found != true).any(axis=1) & ~(found.isna() & true.isna()).all(axis=1)
    assert differing.sum() <= 2
    assert len(activity.warnings) >= 1


def test_bytes_lost_in_the_middle() -> None:
    start = FIRST_RECORD + 50 * RECORD_BYTES + 11
    activity = read_activity(SOUND[:start] + SOUND[start + 40 :], "x.fit")
    assert_only_true_rows(activity, at_least=N - 4)
    assert any("damaged in 1 place" in warning for warning in activity.warnings)


@pytest.mark.parametrize("bad_size", [0, 7, 200, 255])
def test_a_definition_with_a_wrong_size(bad_size: int) -> None:
    lap = ((253, UINT32), (0, ENUM), (7, UINT32))
    wrong = bytearray(definition(5, 19, lap) + message(5, lap, (START + 100, 9, 1000)))
    wrong[10] = bad_size  # the size of the second field
    data = fit_file(file_id(), records(range(100)), bytes(wrong), *(records(range(100, N)),))
    spoilt = data[:-2] + b"\0\0"
    activity = read_activity(spoilt)
    assert_only_true_rows(activity, at_least=N - 2)


def test_a_jump_of_twenty_days_is_cut() -> None:
    data = fit_file(records(range(50)), records(range(20 * 86_400, 20 * 86_400 + 10)), session(0, 50))
    activity = read_activity(data, "jump.fit")
    assert rows(activity).index.tolist() == list(range(50))
    assert activity.warnings == ("jump.fit: 10 samples dated 20 days after the rest were cut.",)


def test_a_clock_that_is_set_by_the_first_satellite() -> None:
    wrong = records(range(5), time=START - 3 * 365 * 86_400)
    activity = read_activity(fit_file(wrong, records(range(10, 60))), "x.fit")
    assert rows(activity).index.tolist() == list(range(10, 60))
    assert "dated 1,095 days before the rest" in activity.warnings[-1]


@settings(max_examples=60, deadline=None)
@given(
    at=st.integers(30, len(SOUND) - 3),
    changed=st.binary(min_size=1, max_size=12),
)
def test_overwritten_bytes_never_shift_what_lies_behind(at: int, changed: bytes) -> None:
    data = SOUND[:at] + changed + SOUND[at + len(changed) :]
    if data == SOUND:
        return
    activity = outcome(data)
    if isinstance(activity, ActivityError):
        # Only the definition of the records, which all of them need, can take everything along.
        assert at < FIRST_RECORD, str(activity)
        return
    assert activity.warnings or data[: len(data) - 2] == SOUND[: len(SOUND) - 2]
    found = rows(activity)
    if at >= FIRST_RECORD:
        assert len(found) >= N - 6
        true = TRUE.loc[found.index, list(found)]
        assert (found != true).any(axis=1).sum() <= 3


@requires_corpus
@pytest.mark.corpus
def test_bit_rot_in_a_real_file_costs_a_sample_not_half_the_run() -> None:
    rotten = read_activity(CORPUS / "derived" / "bitrot_40_bytes.fit")
    (path,) = (CORPUS / "msimms__TestFilesForFitnessApps" / "fit").glob("20210604_track_run_garmin_fenix_6.fit")
    true = read_activity(path).records.set_index("time")
    found = rotten.records.set_index("time")
    assert len(found) >= len(true) - 3
    assert found.index.isin(true.index).all()
    same = np.isclose(found, true.loc[found.index, list(found)], equal_nan=True).all(axis=1)
    assert np.count_nonzero(~same) <= 40
    assert "damaged in 2 places" in rotten.warnings[0]


@requires_corpus
@pytest.mark.corpus
def test_a_phone_that_loses_messages_keeps_its_run() -> None:
    (path,) = (CORPUS / "dtcooper__python-fitparse" / "tests" / "files").glob("strava-android*.fit")
    activity = read_activity(path)
    assert len(activity.records) > 2_500
    assert (activity.records["time"].diff().dt.total_seconds().max()) < 60


@pytest.mark.parametrize(
    "data",
    [
        # Ever new definitions, each with one record.
        b"".join(
            definition(0, 20, ((253, UINT32), (3, UINT8), (200 + n % 50, UINT16), (n // 50 % 250, UINT8)))
            + bytes((0,)) + (START + n).to_bytes(4, "little") + bytes(4)
            for n in range(20_000)
        ),
        # Messages of one byte.
        definition(0, 20, ()) + bytes(3_000_000),
        # A definition whose messages alternate with a missing one.
        definition(1, 20, ((253, UINT32),)) + (b"\x01" + START.to_bytes(4, "little") + b"\x0e") * 100_000,
        bytes(np.random.default_rng(5).integers(0, 256, 2_000_000, dtype=np.uint8)),
    ],
    ids=["definitions", "empty messages", "undefined messages", "noise"],
)  # fmt: skip
def test_files_made_to_keep_a_reader_busy_are_left_in_time(data: bytes) -> None:
    for ends_well in (True, False):
        file = fit_file(data) if ends_well and len(data) < 1_000_000 else b"\x0e\x10\0\0\0\0\0\x40.FIT\0\0" + data
        start = time.process_time()
        outcome(file)
        # Far above what it takes, far below what an endless search would.
        assert time.process_time() - start < 20


def test_the_walk_finds_the_same_messages_with_and_without_care() -> None:
    plain = walk_fit(SOUND).parts[0]
    careful = walk_fit(SOUND[:-1] + b"\0").parts[0]
    assert plain.recovery is None
    assert careful.recovery is not None
    assert sorted(tuple(layout.offsets) for layout in plain.layouts) == sorted(
        tuple(layout.offsets) for layout in careful.layouts
    )
