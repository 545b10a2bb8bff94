"""What the runs before a run say of its runner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runtone.files import Member
from runtone.library import Library
from runtone.library.imports.earlier_runs import runner_before
from runtone.library.imports.file_analysis import read_recording
from runtone.runner import Runner
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_file, fit_files, season

RUNS = season(10, every_days=12.0, minutes=30.0)


@pytest.fixture
def full(library: Library) -> Library:
    list(library.owned_by("local").import_sources(fit_files(RUNS), executor=Remembering()))
    return library


def test_only_the_90_days_before_count(full: Library) -> None:
    with full._database.reading() as connection:
        known = [runner_before(connection, 1, run.start, Runner(foot_strike="mid")) for run in RUNS]
        after = runner_before(connection, 1, RUNS[-1].start + timedelta(days=89), Runner())
        long_after = runner_before(connection, 1, RUNS[-1].start + timedelta(days=91), Runner())
    assert [runner.steady_speed_m_s for runner in known[:3]] == [None] * 3
    assert all(2.6 < (runner.steady_speed_m_s or 0) < 3.3 for runner in known[3:])
    assert {runner.foot_strike for runner in known} == {"mid"}
    assert after.steady_speed_m_s is None  # one run is left in the window
    assert long_after == Runner()


def test_cadence_counts_from_two_hours_on_and_is_the_runners_own(full: Library) -> None:
    with full._database.reading() as connection:
        known = [runner_before(connection, 1, run.start, Runner()).cadence_ratio for run in RUNS]
    assert known[:4] == [None] * 4
    assert all(0.95 < (ratio or 0) < 1.1 for ratio in known[6:])


def test_figures_are_rounded_so_that_a_hundredth_changes_nothing(full: Library) -> None:
    with full._database.reading() as connection:
        runner = runner_before(connection, 1, RUNS[-1].start, Runner())
    assert (runner.steady_speed_m_s or 0) / 0.05 == pytest.approx(round((runner.steady_speed_m_s or 0) / 0.05))


def test_evidence_does_not_depend_on_what_was_known() -> None:
    member = Member("a.fit", fit_file(RUNS[5]))
    known = Runner(steady_speed_m_s=2.2, cadence_ratio=1.05)
    one, other = read_recording(member, Runner()), read_recording(member, Runner(), known)
    assert one.evidence == other.evidence
    assert one.figures.segments != other.figures.segments


def test_a_treadmill_run_with_nothing_but_speed_says_what_it_can(library: Library) -> None:
    """No altitude, no cadence: the run counts, and what it does not know it does not say."""
    mine = library.owned_by("local")
    (result,) = mine.import_sources([("run.fit", fit_file(RUNS[0]))], executor=Remembering())
    assert mine.run(int(result.run_id or 0)).summary["steady_speed_source"] == "this run"
