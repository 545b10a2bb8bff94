"""What a server does by itself so that runs arrive: nothing, where its operator keeps it closed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from runtone.dashboard.server import arrivals
from runtone.settings import Settings
from tests.dashboard.server.requests import run_to_end


def test_folders_and_sources_are_asked_while_the_server_runs_and_not_where_it_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    ended: list[str] = []

    def worker(name: str) -> Callable[[Settings, threading.Event], None]:
        def work(_: Settings, stop: threading.Event) -> None:
            begun.append(name)
            if stop.wait(20):
                ended.append(name)

        return work

    monkeypatch.setattr(arrivals, "_watch", worker("folders"))
    monkeypatch.setattr(arrivals, "_fetch", worker("sources"))

    async def serve(server: Settings) -> None:
        async with arrivals.runs_arriving(server):
            pass

    run_to_end(serve(Settings(arrivals="off")))
    run_to_end(serve(Settings(public_demo=True)))
    run_to_end(serve(Settings(shares_only=True)))
    assert begun == []
    run_to_end(serve(Settings()))
    for thread in threading.enumerate():
        if thread.name in ("watched folders", "sources"):
            thread.join(20)
    assert sorted(ended) == ["folders", "sources"]
