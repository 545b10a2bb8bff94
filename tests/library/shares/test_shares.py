"""Shares as the library keeps them: redacted, hashed, made anew, and gone when they are withdrawn."""

from __future__ import annotations

import json
import shutil
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import Mock

import pandas as pd
import pytest
import sqlalchemy as sa

from runtone import clock
from runtone.errors import LibraryError, SettingsError
from runtone.library import Library, OwnedLibrary
from runtone.library.shares import snapshots
from runtone.library.shares.access import FAILURES_A_MINUTE, ShareAccess, TooManyLookupsError
from runtone.library.shares.owned_shares import NewShare
from runtone.library.store import schema
from runtone.sharing.shown_pieces import shown_pieces
from runtone.sharing.snapshot import FORMAT, PARTS, Snapshot
from runtone.sharing.tokens import new_token, token_hash
from tests.library.recordings import InventedRun, fit_file, fit_files

NOW = clock.now().replace(microsecond=0)


def recent_runs(count: int = 4, minutes: float = 25.0) -> list[InventedRun]:
    """Runs of the last days, long enough that something of them lies outside a private zone."""
    return [
        InventedRun(start=NOW - timedelta(days=2 * number + 1, hours=2), minutes=minutes, speed_m_s=4.0, seed=number)
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with four runs, made once."""
    file = tmp_path_factory.mktemp("prepared") / "library.sqlite3"
    library = Library.open(f"sqlite:///{file}")
    mine = library.owned_by()
    list(mine.import_sources(fit_files(recent_runs())))
    mine.rename(first_run(mine), "Intervals behind Anna's house")
    library.close()
    return file


@pytest.fixture
def library(prepared: Path, tmp_path: Path) -> Iterator[Library]:
    shutil.copy(prepared, tmp_path / "library.sqlite3")
    opened_library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    yield opened_library
    opened_library.close()


@pytest.fixture
def filled(library: Library) -> OwnedLibrary:
    return library.owned_by()


def first_run(owned: OwnedLibrary) -> int:
    return int(owned.runs(limit=1)["run_id"].iloc[0])


def opened(library: Library, new: NewShare) -> Snapshot | None:
    return ShareAccess(library).open(new.token)


def text_of(snapshot: Snapshot) -> str:
    return zlib.decompress(snapshot.to_bytes()).decode()


def test_a_share_opens_with_its_token_and_shows_no_more_than_was_chosen(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.of_run(first_run(filled)), label="Coach")
    snapshot = opened(library, new)
    assert snapshot is not None
    assert len(snapshot.runs) == 1
    text = text_of(snapshot)
    for private in ("Anna", "Coach", ".fit", "garmin", "-30.0", "sha256"):
        assert private.lower() not in text.lower()
    assert snapshot.runs[0].track["latitude_deg"].isna().all()


def test_only_the_hash_of_a_token_is_kept(library: Library, filled: OwnedLibrary, tmp_path: Path) -> None:
    new = filled.shares.create(filled.shares.living())
    with library._database.reading() as connection:
        assert connection.execute(sa.select(schema.share.c.token_sha256)).scalar_one() == token_hash(new.token)
    library.close()
    for file in tmp_path.iterdir():
        assert new.token.encode() not in file.read_bytes()


def test_a_link_survives_a_restart(any_url: str) -> None:
    library = Library.open(any_url)
    mine = library.owned_by()
    list(mine.import_sources(fit_files(recent_runs(1))))
    new = mine.shares.create(mine.shares.living(PARTS))
    before = opened(library, new)
    library.close()
    again = Library.open(any_url)
    after = opened(again, new)
    assert before is not None
    assert after is not None
    assert after.to_bytes() == before.to_bytes()
    again.close()


def test_wrong_expired_and_revoked_look_alike(library: Library, filled: OwnedLibrary) -> None:
    shares = filled.shares
    expired, revoked = shares.create(shares.living()), shares.create(shares.living())
    with library._database.writing() as connection:
        connection.execute(
            sa.update(schema.share)
            .where(schema.share.c.share_id == expired.share.share_id)
            .values(expires_at=NOW - timedelta(seconds=1))
        )
    shares.revoke(revoked.share.share_id)
    visits = ShareAccess(library)
    answers = [visits.open(token) for token in (expired.token, revoked.token, new_token(), "", "x" * 32, None, 7)]
    assert answers == [None] * 7
    assert [share.state(clock.now()) for share in shares.all()] == ["revoked", "expired"]


def test_revoking_deletes_what_visitors_could_read(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living())
    filled.shares.revoke(new.share.share_id)
    with library._database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.share_snapshot)).scalar_one() == 0
    filled.shares.remove(new.share.share_id)
    assert filled.shares.all() == []


def test_an_open_share_cannot_be_taken_off_the_list(filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living())
    with pytest.raises(LibraryError, match="no closed share"):
        filled.shares.remove(new.share.share_id)


def test_links_are_valid_for_thirty_days_unless_said_otherwise(filled: OwnedLibrary) -> None:
    shares = filled.shares
    expires = shares.create(shares.living()).share.expires_at
    assert expires is not None
    assert expires - clock.now() == pytest.approx(timedelta(days=30), abs=timedelta(minutes=5))
    assert shares.create(shares.living(), days_valid=None).share.expires_at is None
    with pytest.raises(SettingsError, match="1 to 3650 days"):
        shares.create(shares.living(), days_valid=0)


def test_opening_counts_as_a_visit_once_asked_to(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living())
    visits = ShareAccess(library)
    for first_time in (True, False, False, True):
        visits.open(new.token, first_time=first_time)
    assert filled.shares.all()[0].visits == 2


def test_a_living_share_goes_with_the_library_and_is_redacted_again(library: Library, filled: OwnedLibrary) -> None:
    living = filled.shares.create(filled.shares.living())
    chosen = filled.shares.create(
        filled.shares.of_days((NOW - timedelta(days=30)).date(), NOW.date() + timedelta(days=1))
    )
    later = InventedRun(start=NOW - timedelta(hours=3), minutes=25.0, speed_m_s=4.0, seed=99)
    list(filled.import_sources([("late.fit", fit_file(later))]))
    filled.rename(first_run(filled), "Another name")
    lively, fixed = opened(library, living), opened(library, chosen)
    assert lively is not None
    assert fixed is not None
    assert len(lively.runs) == 5
    assert len(fixed.runs) == 4
    assert "Another name" not in text_of(lively)


def test_a_deleted_run_is_in_no_snapshot_any_more(library: Library, filled: OwnedLibrary) -> None:
    shares = filled.shares
    one = shares.create(shares.of_run(first_run(filled)))
    days = shares.create(shares.of_days((NOW - timedelta(days=30)).date(), NOW.date()))
    filled.delete_runs([first_run(filled)])
    with library._database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.share_snapshot)).scalar_one() == 0
    assert opened(library, one) is None
    rest = opened(library, days)
    assert rest is not None
    assert len(rest.runs) == 3


def test_the_same_run_is_cut_alike_in_every_share_and_whenever_it_is_made(
    library: Library, filled: OwnedLibrary
) -> None:
    shares = filled.shares
    one = shares.preview(shares.of_run(first_run(filled), ["map"])).runs[0]
    filled.annotate(first_run(filled), "changed")
    new = shares.create(shares.of_run(first_run(filled), ["map"]))
    list(filled.import_sources([("late.fit", fit_file(recent_runs(1)[0].later(days=-20)))]))
    again = opened(library, new)
    living = shares.preview(shares.living(["map", "names"]))
    assert again is not None
    assert one.shortened
    assert again.runs[0].figures == one.figures
    same_day = next(run for run in living.runs if run.local_date == one.local_date)
    assert same_day.figures == one.figures


def test_zones_are_drawn_once_and_stay(filled: OwnedLibrary) -> None:
    shares = filled.shares
    shares.preview(shares.living(["map"]))
    zones = shares.zones()
    assert zones
    assert all(zone.source == "runs" for zone in zones)
    shares.preview(shares.living(["map"]))
    list(filled.import_sources([("late.fit", fit_file(recent_runs(1)[0].later(days=-20)))]))
    shares.preview(shares.living(["map"]))
    assert shares.zones()[: len(zones)] == zones
    with pytest.raises(LibraryError, match="cannot be removed"):
        shares.remove_zone(zones[0].zone_id)


def test_a_zone_hides_a_place_at_once_in_shares_that_were_there(library: Library, filled: OwnedLibrary) -> None:
    shares = filled.shares
    new = shares.create(shares.of_run(first_run(filled), ["map"]))
    before = opened(library, new)
    zone = shares.add_zone(-30.0 + 3000 / 111_195.0, -20.0, label="Office", smallest_m=1000)
    after = opened(library, new)
    assert before is not None
    assert before.runs[0].shortened
    assert after is None or (after.runs[0].figures["distance_m"] or 0) < (before.runs[0].figures["distance_m"] or 0)
    assert shares.add_zone(-30.0 + 3000 / 111_195.0, -20.0) == zone  # not a second disc about the same place
    shares.remove_zone(zone.zone_id)
    back = opened(library, new)
    assert back is not None
    assert back.to_bytes() == before.to_bytes()


@pytest.mark.parametrize(
    ("latitude", "longitude", "size"), [(91, 0, 0), (0, 181, 0), (float("nan"), 0, 0), (0, 0, 1e6)]
)
def test_places_that_are_not_on_earth_are_refused(
    filled: OwnedLibrary, latitude: float, longitude: float, size: float
) -> None:
    with pytest.raises(SettingsError):
        filled.shares.add_zone(latitude, longitude, smallest_m=size)


def test_weeks_of_a_share_with_maps_are_made_from_what_its_lines_show(filled: OwnedLibrary) -> None:
    shares = filled.shares
    whole, shown = shares.preview(shares.living()), shares.preview(shares.living(["map"]))
    assert all(run.shortened for run in shown.runs)
    assert len(shown.runs) + shown.left_out == len(whole.runs)
    total = shown.weeks.drop_duplicates("week")["distance_m"].sum()
    assert total == pytest.approx(sum(run.figures["distance_m"] or 0 for run in shown.runs), rel=1e-4)
    assert total < 0.9 * whole.weeks.drop_duplicates("week")["distance_m"].sum()
    load = sum(run.muscle_load["easy_minutes"].sum() for run in shown.runs)
    assert shown.weeks["easy_minutes"].sum() == pytest.approx(load, rel=1e-3)


def test_one_owner_cannot_touch_what_another_shares(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living())
    zone = filled.shares.add_zone(10.0, 20.0)
    stranger = library.owned_by("stranger")
    assert stranger.shares.all() == []
    assert stranger.shares.zones() == []
    for trick in (
        lambda: stranger.shares.revoke(new.share.share_id),
        lambda: stranger.shares.remove(new.share.share_id),
        lambda: stranger.shares.remove_zone(zone.zone_id),
        lambda: stranger.shares.create(stranger.shares.of_run(first_run(filled))),
    ):
        with pytest.raises(LibraryError):
            trick()
    assert opened(library, new) is not None


def test_deleting_everything_closes_every_link_and_forgets_every_zone(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living(["map"]))
    filled.delete_everything()
    assert opened(library, new) is None
    assert filled.shares.all() == []
    assert filled.shares.zones() == []


def test_days_without_runs_and_parts_that_do_not_exist_are_refused(filled: OwnedLibrary) -> None:
    shares = filled.shares
    with pytest.raises(SettingsError, match="no runs"):
        shares.of_days(date(2001, 1, 1), date(2001, 2, 1))
    with pytest.raises(SettingsError, match="before the first"):
        shares.of_days(date(2001, 2, 1), date(2001, 1, 1))
    with pytest.raises(SettingsError, match="there is no 'original'"):
        shares.living(["original"])
    with pytest.raises(LibraryError, match="no run"):
        shares.create(shares.of_run(12345))


def test_guesses_are_limited_and_a_known_link_is_let_through(library: Library, filled: OwnedLibrary) -> None:
    clock = [0.0]
    visits = ShareAccess(library, lambda: clock[0])
    new, unseen = (filled.shares.create(filled.shares.living()) for _ in range(2))
    assert visits.open(new.token, "one") is not None
    for _ in range(FAILURES_A_MINUTE):
        assert visits.open(new_token(), "one") is None
    with pytest.raises(TooManyLookupsError):
        visits.open(new_token(), "one")
    with pytest.raises(TooManyLookupsError):
        visits.open(unseen.token, "one")  # valid or not, it is not looked up
    assert visits.open(new.token, "one") is not None
    assert visits.open(unseen.token, "another") is not None
    clock[0] = 61.0
    assert visits.open(new_token(), "one") is None


def test_a_snapshot_is_plain_json(filled: OwnedLibrary) -> None:
    text = text_of(filled.shares.preview(filled.shares.living(PARTS)))
    assert json.loads(text)["format"] == FORMAT


def test_a_snapshot_of_another_version_is_made_anew(library: Library, filled: OwnedLibrary) -> None:
    new = filled.shares.create(filled.shares.living())
    before = opened(library, new)
    with library._database.writing() as connection:
        older = zlib.compress(b'{"format":1,"runs":[]}')
        connection.execute(sa.update(schema.share_snapshot).values(content=older))
    after = opened(library, new)
    assert before is not None
    assert after is not None
    assert after.to_bytes() == before.to_bytes()


def test_a_living_link_that_cuts_analyses_only_what_changed(
    filled: OwnedLibrary, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = Mock(wraps=shown_pieces)
    monkeypatch.setattr("runtone.sharing.redaction.shown_pieces", cut)
    monkeypatch.setattr(snapshots, "_cut_runs", OrderedDict())
    new = filled.shares.create(filled.shares.living(["map", "names"]))
    assert cut.call_count == 4
    before = opened(library, new)
    filled.rename(first_run(filled), "Along the river")
    after = opened(library, new)
    assert before is not None
    assert after is not None
    assert cut.call_count == 5
    assert after.runs[0].name == "Along the river"
    for one, other in zip(before.runs[1:], after.runs[1:], strict=True):
        pd.testing.assert_frame_equal(one.track, other.track)
    run = InventedRun(start=NOW - timedelta(hours=3), minutes=25.0, speed_m_s=4.0, seed=9)
    list(filled.import_sources(fit_files([run])))
    assert len(getattr(opened(library, new), "runs", ())) == 5
    assert cut.call_count == 6
    filled.shares.add_zone(10.0, 10.0)
    assert len(getattr(opened(library, new), "runs", ())) == 5
    assert cut.call_count == 11  # where zones changed, everything is cut anew
