"""Two links to one run, laid beside one another: what can be subtracted is said where the second one is made."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from runtone import clock
from runtone.library import Library, OwnedLibrary
from runtone.sharing.snapshot import CUTTING_PARTS, PARTS
from tests.library.recordings import InventedRun, fit_files

NOW = clock.now().replace(microsecond=0)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> OwnedLibrary:
    library = Library.open(f"sqlite:///{tmp_path_factory.mktemp('two links') / 'library.sqlite3'}")
    owned = library.owned_by()
    run = InventedRun(start=NOW - timedelta(days=2), minutes=25.0, speed_m_s=4.0)
    list(owned.import_sources(fit_files([run, run.later(days=-3)])))
    return owned


def test_links_that_cut_a_run_cut_it_alike_so_that_nothing_is_left_when_they_are_subtracted(mine: OwnedLibrary) -> None:
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    shares = mine.shares
    choices = [shares.of_run(run_id, parts) for parts in (["map"], ["profile"], PARTS, ["map", "times"])]
    told = [shares.preview(each).runs[0] for each in [*choices, shares.living(["profile"])]]
    for one, other in itertools.pairwise(told):
        for name in set(one.figures) - {"mean_heart_rate_bpm"}:
            assert one.figures[name] == other.figures[name]
        assert one.muscle_load.equals(other.muscle_load)
        columns = ["start_s", "end_s", "distance_m", "ascent_m", "mean_grade"]
        assert one.segments[columns].equals(other.segments[columns])


def test_a_whole_and_a_cut_run_can_be_subtracted_and_that_is_said(mine: OwnedLibrary) -> None:
    first, second = (int(number) for number in mine.runs()["run_id"])
    shares = mine.shares
    whole, cut = shares.of_run(first), shares.of_run(first, ["profile"])
    lengths = [shares.preview(each).runs[0].figures["distance_m"] or 0.0 for each in (whole, cut)]
    assert lengths[0] - lengths[1] > 1000  # the attack: how long the hidden ends are together
    assert not shares.can_be_subtracted(whole)
    made = shares.create(cut)
    assert shares.can_be_subtracted(whole)
    assert shares.can_be_subtracted(shares.living())
    assert not shares.can_be_subtracted(shares.living(["map"]))
    assert not shares.can_be_subtracted(shares.of_run(second))
    assert all(shares.can_be_subtracted(shares.of_run(first, [part])) == (part not in CUTTING_PARTS) for part in PARTS)
    shares.revoke(made.share.share_id)
    assert shares.can_be_subtracted(whole)  # what was seen stays known
    shares.remove(made.share.share_id)
    assert not shares.can_be_subtracted(whole)
