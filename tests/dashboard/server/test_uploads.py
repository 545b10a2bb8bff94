"""Which uploads a server that others reach takes, by a clock of our own."""

from __future__ import annotations

import pytest

from runtone.dashboard.server.uploads import (
    FILES_A_SERVER,
    FILES_A_SESSION,
    MOST_PARTS,
    MOST_SESSIONS,
    WINDOW_S,
    UploadDesk,
)

MB = 1_000_000


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> UploadDesk:
    desk = UploadDesk(10, clock)
    desk.admit("mine")
    return desk


def test_only_a_session_that_was_shown_the_drop_area_may_upload(desk: UploadDesk) -> None:
    assert desk.refusal("mine", 5 * MB) is None
    status, words = desk.refusal("stranger", 5) or (0, "")
    assert status == 403
    assert words == "Nothing can be uploaded here."
    assert desk.refused("stranger") == []


def test_a_file_may_not_be_larger_than_the_limit_nor_of_unknown_size(desk: UploadDesk) -> None:
    assert desk.refusal("mine", 12 * MB) == (413, "A file may have up to 10 MB here.")
    assert (desk.refusal("mine", None) or (0,))[0] == 411
    assert (desk.refusal("mine", -1) or (0,))[0] == 411
    assert desk.refusal("mine", 10 * MB) is None


def test_a_session_may_send_so_much_within_an_hour(desk: UploadDesk, clock: Clock) -> None:
    for _ in range(FILES_A_SESSION):
        assert desk.refusal("mine", 10 * MB) is None
        clock.now += 60
    status, words = desk.refusal("mine", 1) or (0, "")
    assert status == 413
    assert "within an hour" in words
    assert desk.refused("mine") == [words]
    clock.now = 1000.0 + WINDOW_S
    assert desk.refused("mine") == []
    assert desk.refusal("mine", 10 * MB) is None
    assert desk.refusal("mine", 1) is not None


def test_all_sessions_together_are_limited_too(desk: UploadDesk) -> None:
    sessions = [f"session {number}" for number in range(FILES_A_SERVER + 1)]
    for session in sessions:
        desk.admit(session)
    answers = [desk.refusal(session, 10 * MB) for session in sessions]
    assert answers[:-1] == [None] * FILES_A_SERVER
    assert (answers[-1] or (0,))[0] == 413


def test_many_small_uploads_are_limited(desk: UploadDesk) -> None:
    assert all(desk.refusal("mine", 10) is None for _ in range(MOST_PARTS))
    assert (desk.refusal("mine", 10) or (0,))[0] == 413


def test_sessions_are_forgotten_oldest_first(desk: UploadDesk) -> None:
    for number in range(MOST_SESSIONS):
        desk.admit(f"session {number}")
    assert desk.refusal("mine", 1) is not None
    assert desk.refusal("session 0", 1) is None
