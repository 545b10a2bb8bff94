"""Work is bounded by what a file expands to, never by its bytes alone; `tests.files.hostile_sizes` has the files."""

from __future__ import annotations

import io
import zipfile

import pytest

from runtone.analysis import analyze
from runtone.errors import ActivityError, ArchiveLimitError
from runtone.files import Activity, read_activity, read_archive
from runtone.files.activity import LONGEST_RUN_S
from runtone.tracks import build_track
from tests.files.hostile_sizes import (
    DAY,
    FILES,
    HOUR,
    counts_that_spell_the_signature,
    many_days,
    measured,
    nested,
    sparse_gpx,
    zip_of_entries,
)

LARGEST_MB = 1_000


@pytest.mark.parametrize("name", FILES)
def test_no_small_file_takes_a_gigabyte(name: str) -> None:
    said, _, memory = measured(name)
    assert memory < LARGEST_MB
    assert said.startswith(("0 runs; ", "1 runs; 0 errors"))


@pytest.mark.parametrize(("days", "step"), [(30, HOUR), (3_000, HOUR), (3_650, 11 * HOUR), (7, HOUR), (2, HOUR)])
def test_a_few_points_over_many_days_are_no_run(days: int, step: int) -> None:
    with pytest.raises(ActivityError, match=r"days without a break|too few to tell a run") as caught:
        read_activity(sparse_gpx(days, step), "diary.gpx")
    assert "diary.gpx" in str(caught.value)


def test_long_races_still_read() -> None:
    ultra = read_activity(sparse_gpx(100 / 24, 15))
    assert len(build_track(ultra).frame) == pytest.approx(100 * HOUR, abs=20)
    stages = [found for _, found in read_archive(many_days(6, 500, 30, apart_s=DAY))]
    assert all(isinstance(stage, Activity) for stage in stages)
    assert len(stages) == 6


def test_a_plain_frame_is_bounded_too() -> None:
    activity = read_activity(sparse_gpx(0.1, 60))
    stretched = activity.records.assign(
        time=activity.records["time"].iloc[0] + (activity.records["time"] - activity.records["time"].iloc[0]) * 140
    )
    assert (stretched["time"].iloc[-1] - stretched["time"].iloc[0]).total_seconds() > LONGEST_RUN_S
    with pytest.raises(ActivityError, match="a run of more than 6 days is not read"):
        analyze(Activity(records=stretched))


def errors_of(data: bytes) -> list[ArchiveLimitError]:
    return [found for _, found in read_archive(data) if isinstance(found, ArchiveLimitError)]


@pytest.mark.parametrize("claimed", [None, 0, 1, 0xFFFF])
def test_entries_are_counted_whatever_the_end_record_claims(claimed: int | None) -> None:
    data = zip_of_entries(100_001, claimed=claimed)
    assert "too many files" in str(errors_of(data)[0])
    assert "too many files" in str(errors_of(nested(data))[0])


def test_counts_that_spell_the_signature_pass_no_limit() -> None:
    assert errors_of(counts_that_spell_the_signature(100_001))


def test_entries_count_over_all_archives_together() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.zip", zip_of_entries(40_000, name=b"a.json"))
    assert "too many files" in str(errors_of(out.getvalue())[0])


def test_long_names_are_bounded_by_their_bytes() -> None:
    assert "has a list of files of" in str(errors_of(zip_of_entries(600, name=b"n" * 65_000 + b".fit"))[0])
