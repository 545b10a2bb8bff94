"""Folders that a server watches for its owners."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from runtone.errors import LibraryError, SettingsError
from runtone.library import ImportResult, Library, OwnedLibrary
from runtone.library.arrivals import watched_folders
from runtone.library.arrivals.folder_watcher import AWAY, FolderWatcher
from runtone.library.arrivals.watched_folders import allowed_folder, own_folder_name
from runtone.library.imports import watching
from runtone.library.imports.watching import FileState, FolderMemory, WatchedFolder
from runtone.settings import Settings
from runtone.vocabulary import Status
from tests.library.recordings import fit_files, season

HERE = Settings(auth="none")
FILES = fit_files(season(3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watched"
    made.mkdir()
    return made


def looks(watcher: FolderWatcher, times: int = 2) -> None:
    for _ in range(times):
        watcher.look()


def test_what_is_there_and_what_comes_later_is_imported_and_a_restart_reads_nothing_again(
    library: Library, mine: OwnedLibrary, folder: Path
) -> None:
    (folder / "old.fit").write_bytes(FILES[0][1])
    mine.arrivals.folders.add(str(folder), HERE)
    watcher = FolderWatcher(library, HERE)
    looks(watcher)
    (folder / "below").mkdir()
    (folder / "below" / "NEW.FIT").write_bytes(FILES[1][1])
    looks(watcher)
    assert mine.run_count() == 2
    (stored,) = mine.arrivals.folders.all()
    assert (stored.imported, stored.trouble) == (2, None)
    assert stored.imported_at is not None
    before = len(mine.past_imports())
    looks(FolderWatcher(library, HERE), 3)
    assert len(mine.past_imports()) == before


def test_a_half_written_file_that_was_read_is_read_again_when_it_is_whole(
    library: Library, mine: OwnedLibrary, folder: Path
) -> None:
    mine.arrivals.folders.add(str(folder), HERE)
    watcher = FolderWatcher(library, HERE)
    (folder / "run.fit").write_bytes(FILES[0][1][:40])  # and then the connection stalls
    looks(watcher, 3)
    assert mine.run_count() == 0
    (folder / "run.fit").write_bytes(FILES[0][1])
    looks(watcher)
    assert mine.run_count() == 1


def test_a_folder_that_is_unmounted_and_comes_back_is_not_read_again(
    library: Library, mine: OwnedLibrary, folder: Path
) -> None:
    (folder / "run.fit").write_bytes(FILES[0][1])
    mine.arrivals.folders.add(str(folder), HERE)
    watcher = FolderWatcher(library, HERE)
    looks(watcher)
    away = folder.with_name("elsewhere")
    folder.rename(away)
    looks(watcher)
    assert mine.arrivals.folders.all()[0].trouble == AWAY
    away.rename(folder)
    (folder / "next.fit").write_bytes(FILES[1][1])
    before = len(mine.past_imports())
    looks(watcher)
    assert mine.arrivals.folders.all()[0].trouble is None
    assert len(mine.past_imports()) == before + 1
    assert mine.run_count() == 2


def test_a_file_that_vanishes_between_look_and_import_is_imported_when_it_is_back(
    mine: OwnedLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "run.fit").write_bytes(FILES[0][1])
    kept = folder.parent / "kept.fit"
    shutil.copy2(folder / "run.fit", kept)
    watched = WatchedFolder(folder)
    assert list(watched.import_ready(mine)) == []
    look = watching._looked_at

    def looked_at_and_gone(place: Path) -> dict[str, watching._Look]:
        found = look(place)
        (folder / "run.fit").unlink()
        return found

    monkeypatch.setattr(watching, "_looked_at", looked_at_and_gone)
    assert list(watched.import_ready(mine)) == []
    monkeypatch.undo()
    shutil.copy2(kept, folder / "run.fit")
    assert [result.status for _ in range(2) for result in watched.import_ready(mine)] == ["imported"]


def test_another_file_put_in_the_place_of_one_that_was_looked_at_is_not_read(
    mine: OwnedLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that is swapped in after the look would lead out of the folder."""
    outside = folder.parent / "outside.fit"
    outside.write_bytes(FILES[0][1])
    (folder / "run.fit").write_bytes(FILES[0][1])
    stat = outside.stat()
    os.utime(folder / "run.fit", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    watched = WatchedFolder(folder)
    assert list(watched.import_ready(mine)) == []
    look = watching._looked_at

    def looked_at_and_swapped(place: Path) -> dict[str, watching._Look]:
        found = look(place)
        (folder / "run.fit").unlink()
        (folder / "run.fit").symlink_to(outside)
        return found

    monkeypatch.setattr(watching, "_looked_at", looked_at_and_swapped)
    assert list(watched.import_ready(mine)) == []
    assert mine.run_count() == 0


def test_ten_thousand_files_are_imported_in_batches_each_remembered(
    mine: OwnedLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10_000):
        (folder / f"{number:05}.fit").write_bytes(b"x")
    given: list[int] = []
    remembered: list[int] = []

    class Counting(FolderMemory):
        def remember(self, files: dict[str, FileState]) -> None:
            remembered.append(len(files))

    def import_sources(_: OwnedLibrary, sources: object) -> list[ImportResult]:
        names = [name for name, _file in sources]  # type: ignore[attr-defined]
        given.append(len(names))
        assert sum(remembered) == sum(given[:-1])
        return [ImportResult(name, Status.FAILED, None, "") for name in names]

    monkeypatch.setattr(OwnedLibrary, "import_sources", import_sources)
    watched = WatchedFolder(folder, Counting())
    assert list(watched.import_ready(mine)) == []
    assert len(list(watched.import_ready(mine))) == 10_000
    assert given == [watching.BATCH] * (10_000 // watching.BATCH)
    assert list(watched.import_ready(mine)) == []


def test_two_servers_import_from_a_folder_in_turn_and_each_file_once(postgres_url: str, folder: Path) -> None:
    (folder / "run.fit").write_bytes(FILES[0][1])
    libraries = [Library.open(postgres_url) for _ in range(2)]
    mine = libraries[0].owned_by()
    mine.arrivals.folders.add(str(folder), HERE)
    watchers = [FolderWatcher(library, HERE) for library in libraries]
    for watcher in watchers:
        watcher.look()  # both have seen it, and will find that it has not changed
    (stored,) = mine.arrivals.folders.all()
    with watched_folders.StoredMemory(libraries[1]._database, stored.folder_id).alone() as is_alone:
        assert is_alone
        watchers[0].look()
        assert mine.run_count() == 0
    for watcher in watchers:
        looks(watcher)
    assert mine.past_imports()["status"].tolist() == ["imported"]
    for library in libraries:
        library.close()


def test_one_folder_that_fails_holds_up_no_other_and_is_tried_again(
    library: Library, mine: OwnedLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = folder / "bad"
    good = folder / "good"
    for place, file in ((bad, FILES[0][1]), (good, FILES[1][1])):
        place.mkdir()
        (place / "run.fit").write_bytes(file)
        mine.arrivals.folders.add(str(place), HERE)
    ready = WatchedFolder.import_ready

    def fails_once(self: WatchedFolder, owned: OwnedLibrary) -> object:
        if self.folder == bad:
            raise LibraryError("The disk is full.")
        return ready(self, owned)

    monkeypatch.setattr(WatchedFolder, "import_ready", fails_once)
    watcher = FolderWatcher(library, HERE)
    looks(watcher)
    assert [each.trouble for each in mine.arrivals.folders.all()] == ["The disk is full.", None]
    assert mine.run_count() == 1
    monkeypatch.undo()
    looks(watcher)
    assert [each.trouble for each in mine.arrivals.folders.all()] == [None, None]
    assert mine.run_count() == 2


def test_a_folder_that_is_no_longer_watched_or_allowed_is_left_alone(
    library: Library, mine: OwnedLibrary, folder: Path
) -> None:
    (folder / "run.fit").write_bytes(FILES[0][1])
    stored = mine.arrivals.folders.add(str(folder), HERE)
    elsewhere = HERE.model_copy(update={"watch_below": str(folder.parent / "other")})
    looks(FolderWatcher(library, elsewhere))
    assert mine.arrivals.folders.all()[0].trouble == AWAY
    watcher = FolderWatcher(library, HERE)
    watcher.look()
    mine.arrivals.folders.remove(stored.folder_id)
    looks(watcher)
    assert mine.run_count() == 0
    memory = watched_folders.StoredMemory(library._database, stored.folder_id)
    memory.remember({"run.fit": FileState(1, 1)})
    assert memory.imported() == {}


def test_with_logins_an_owner_names_only_what_lies_in_their_own_folder(library: Library, folder: Path) -> None:
    server = HERE.model_copy(update={"auth": "oidc", "watch_below": str(folder)})
    ann, ben = library.owned_by("oidc a"), library.owned_by("oidc b")
    own = {owner.owner: folder / own_folder_name(owner.owner) for owner in (ann, ben)}
    for place in own.values():
        (place / "watch").mkdir(parents=True)
    (own["oidc a"] / "way-out").symlink_to(own["oidc b"])
    ann.arrivals.folders.add("watch", server)  # below their own, by its short name
    ann.arrivals.folders.add(str(own["oidc a"]), server)
    refused = set()
    for text in (
        str(own["oidc b"]),
        str(own["oidc b"] / "watch"),
        str(own["oidc a"] / "way-out"),
        str(own["oidc a"] / ".." / own["oidc b"].name),
        f"../{own['oidc b'].name}",
        str(folder),
        "/",
        "~",
        "",
        "\0",
        str(folder / "nowhere"),
    ):
        with pytest.raises(SettingsError) as said:
            ann.arrivals.folders.add(text, server)
        refused.add(str(said.value).replace(text.strip() or "This", "FOLDER"))
    assert refused == {"FOLDER is no folder that can be watched here."}, "what is there and what is not look alike"
    with pytest.raises(SettingsError):
        ann.arrivals.folders.add(str(own["oidc a"]), HERE.model_copy(update={"auth": "oidc"}))
    assert ben.arrivals.folders.all() == []
    for each in ann.arrivals.folders.all():
        ben.arrivals.folders.remove(each.folder_id)
    assert len(ann.arrivals.folders.all()) == 2


def test_a_folder_is_watched_once_and_there_are_only_so_many(mine: OwnedLibrary, folder: Path) -> None:
    mine.arrivals.folders.add(str(folder), HERE)
    with pytest.raises(SettingsError, match="already"):
        mine.arrivals.folders.add(f"{folder}/../{folder.name}", HERE)
    for number in range(1, watched_folders.MOST_FOLDERS):
        (folder / str(number)).mkdir()
        mine.arrivals.folders.add(str(folder / str(number)), HERE)
    (folder / "more").mkdir()
    with pytest.raises(SettingsError, match="Up to"):
        mine.arrivals.folders.add(str(folder / "more"), HERE)


def test_without_a_login_any_folder_may_be_named_unless_the_operator_says_which(folder: Path) -> None:
    assert allowed_folder(str(folder), "local", HERE) == folder.resolve()
    below = HERE.model_copy(update={"watch_below": f"{folder}{os.pathsep}{folder.parent / 'b'}"})
    assert allowed_folder(str(folder), "local", below) == folder.resolve()
    with pytest.raises(SettingsError):
        allowed_folder(str(folder.parent), "local", below)


def test_deleting_everything_ends_the_watching(mine: OwnedLibrary, folder: Path) -> None:
    mine.arrivals.folders.add(str(folder), HERE)
    mine.delete_everything()
    assert mine.arrivals.folders.all() == []


@pytest.mark.parametrize(
    ("changes", "opens"),
    [
        ({}, True),
        ({"auth": "oidc"}, True),
        ({"shares_only": True}, False),
        ({"shares_only": True, "arrivals": "on"}, True),
        ({"arrivals": "off"}, False),
        ({"public_demo": True, "arrivals": "on"}, False),
    ],
)
def test_the_operator_can_keep_it_all_closed(changes: dict[str, object], *, opens: bool) -> None:
    assert HERE.model_copy(update=changes).lets_runs_arrive is opens
