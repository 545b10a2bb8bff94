"""`runtone share create|list|revoke`, with and without --json."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from runtone import clock
from runtone.cli import main
from runtone.dashboard.server.running import note_port
from runtone.library import Library
from runtone.library.shares.access import ShareAccess
from runtone.settings import settings
from tests.library.recordings import InventedRun, fit_file

START = clock.now().replace(microsecond=0) - timedelta(days=2)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RUNTONE_PUBLIC_URL", "https://runs.example.org/")
    settings.cache_clear()
    library = Library.open()
    list(library.owned_by().import_sources([("a.fit", fit_file(InventedRun(start=START, minutes=10)))]))
    yield library
    library.close()
    settings.cache_clear()


class Alive(BaseHTTPRequestHandler):
    """A server that is alive, and nothing else."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200 if self.path == "/livez" else 404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def run(*arguments: str) -> int:
    return main(["share", *arguments])


def test_a_link_is_made_listed_and_revoked(filled: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("create", "--living", "--with", "heart_rate", "--label", "Coach") == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://runs.example.org/s/")
    assert ShareAccess(filled).open(link.rpartition("/")[2]) is not None
    assert run("list") == 0
    listed = capsys.readouterr().out
    assert "Coach" in listed
    assert "heart_rate" in listed
    assert run("revoke", "1") == 0
    capsys.readouterr()
    assert ShareAccess(filled).open(link.rpartition("/")[2]) is None
    run("list")
    assert "revoked" in capsys.readouterr().out


def test_json_says_all_but_the_token_of_older_links(filled: Library, capsys: pytest.CaptureFixture[str]) -> None:
    run("create", "--run", "1", "--until-revoked", "--json")
    made = json.loads(capsys.readouterr().out)
    assert made["expires_at"] is None
    assert made["kind"] == "run"
    run("list", "--json")
    (listed,) = json.loads(capsys.readouterr().out)
    assert "link" not in listed
    assert listed == {name: value for name, value in made.items() if name != "link"}
    run("revoke", "1", "--json")
    assert json.loads(capsys.readouterr().out)["state"] == "revoked"


def test_days_are_chosen_by_their_dates(filled: Library, capsys: pytest.CaptureFixture[str]) -> None:
    run("create", "--days", f"{START:%Y}-01-01", f"{START:%Y}-12-31", "--valid", "7", "--json")
    made = json.loads(capsys.readouterr().out)
    assert (made["runs"], made["first_day"]) == (1, f"{START:%Y}-01-01")


def test_the_address_is_that_of_the_running_server_or_says_which_setting_to_give(
    filled: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del filled
    monkeypatch.delenv("RUNTONE_PUBLIC_URL")
    settings.cache_clear()
    with HTTPServer(("127.0.0.1", 0), Alive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        note_port(server.server_port)
        run("create", "--living")
        said = capsys.readouterr()
        assert said.out.startswith(f"http://localhost:{server.server_port}/s/")
        assert "Set RUNTONE_PUBLIC_URL" in said.err
        server.shutdown()
    run("create", "--living")
    said = capsys.readouterr()
    assert said.out.startswith("http://localhost:8501/s/")
    assert "No server of yours runs" in said.err
    assert "Set RUNTONE_PUBLIC_URL" in said.err


@pytest.mark.parametrize(
    "arguments",
    [("create",), ("create", "--living", "--run", "1"), ("create", "--living", "--with", "files"), ("revoke", "x")],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(*arguments)
    assert "Usage" in capsys.readouterr().err
