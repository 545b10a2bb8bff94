"""One visitor's wrong guesses and long waits are nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from runtone import clock
from runtone.library import Library
from runtone.library.shares.access import FAILURES_A_MINUTE, ShareAccess, TooManyLookupsError
from runtone.library.shares.owned_shares import NewShare, OwnedShares
from runtone.library.shares.stored_shares import Share
from runtone.sharing.tokens import new_token
from tests.library.recordings import InventedRun, fit_files

NOW = clock.now().replace(microsecond=0)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    list(library.owned_by().import_sources(fit_files([InventedRun(start=NOW - timedelta(days=2))])))
    yield library
    library.close()


def a_link(library: Library) -> NewShare:
    shares = library.owned_by().shares
    return shares.create(shares.living())


def test_a_snapshot_in_the_making_holds_nobody_elses_up(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, cached = a_link(library), a_link(library)
    access = ShareAccess(library)
    began, go_on = threading.Event(), threading.Event()
    true_cached, true_current = OwnedShares.cached, OwnedShares.current
    makers = []

    def outdated(self: OwnedShares, share: Share) -> object:
        return None if share.share_id == slow.share.share_id else true_cached(self, share)

    def making(self: OwnedShares, share: Share) -> object:
        makers.append(threading.current_thread().name)
        began.set()
        assert go_on.wait(60)
        return true_current(self, share)

    monkeypatch.setattr(OwnedShares, "cached", outdated)
    monkeypatch.setattr(OwnedShares, "current", making)
    waiting = [threading.Thread(target=access.open, args=(slow.token, f"client {n}")) for n in range(3)]
    for thread in waiting:
        thread.start()
    assert began.wait(60)
    assert access.open(cached.token, "another") is not None  # while the first is still being made
    assert len(makers) == 1  # those who come together wait for one making
    go_on.set()
    for thread in waiting:
        thread.join(60)


def test_many_wrong_guesses_lock_out_nobody_but_who_made_them(library: Library) -> None:
    new = a_link(library)
    access = ShareAccess(library, lambda: 0.0)
    for number in range(2000):
        assert access.open(new_token(), f"client {number // FAILURES_A_MINUTE}") is None
    assert access.open(new.token, "first-time visitor") is not None
    with pytest.raises(TooManyLookupsError):
        access.open(new_token(), "client 0")


def test_a_withdrawn_link_that_was_once_opened_looks_like_any_wrong_one(library: Library) -> None:
    def answers(token: str, access: ShareAccess) -> list[object]:
        said: list[object] = []
        for _ in range(FAILURES_A_MINUTE + 3):
            try:
                said.append(access.open(token, "one"))
            except TooManyLookupsError:
                said.append("too many")
        return said

    new = a_link(library)
    access, other = (ShareAccess(library, lambda: 0.0) for _ in range(2))
    assert access.open(new.token, "one") is not None
    library.owned_by().shares.revoke(new.share.share_id)
    assert answers(new.token, access) == answers(new_token(), other)
    again = ShareAccess(library, lambda: 0.0)
    opened = a_link(library)
    assert again.open(opened.token, "two") is not None
    library.owned_by().shares.revoke(opened.share.share_id)
    for _ in range(FAILURES_A_MINUTE):
        again.open(new_token(), "two")
    for token in (new_token(), opened.token):
        with pytest.raises(TooManyLookupsError):
            again.open(token, "two")
