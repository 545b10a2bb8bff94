"""A map of another host under the line: only where the settings name one, and only on the owner's page."""

from __future__ import annotations

import re
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from runtone.library import Library
from tests.browser.conftest import SEASON, Visitor, served
from tests.http_answer import answer_of

LINE = ".st-key-route .rt-route"


@contextmanager
def tile_server() -> Iterator[tuple[str, list[str]]]:
    """Serve one grey pixel for every tile; give the address, and what was asked for."""
    asked: list[str] = []

    class Tile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
            self.end_headers()
            self.wfile.write(_pixel())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tile)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def _pixel() -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\x00\xcc")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def one_run(tmp_path: Path) -> tuple[Path, np.ndarray, str]:
    """A library of one run, where it went, and a link to it with its line."""
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    mine = library.owned_by()
    list(mine.import_sources([SEASON / "2026-11-21 Long run up the valley.fit"]))
    run_id = int(mine.run_days()["run_id"].iloc[0])
    track = mine.run(run_id).track[["latitude_deg", "longitude_deg"]].dropna().to_numpy()
    token = mine.shares.create(mine.shares.of_run(run_id, ["map"])).token
    library.close()
    return tmp_path, track, token


def test_tiles_lie_under_the_owners_line_and_nowhere_else(
    one_run: tuple[Path, np.ndarray, str], visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, track, token = one_run
    with tile_server() as (host, asked):
        monkeypatch.setenv("RUNTONE_TILE_ADDRESS", f"{host}/{{z}}/{{x}}/{{y}}.png")
        monkeypatch.setenv("RUNTONE_TILE_CREDIT", "Grey Maps <b>")
        with served(folder) as address:
            policy = dict(answer_of(f"{address}/").headers)["content-security-policy"]
            assert re.search(rf"img-src 'self' data: blob: {re.escape(host)};", policy)
            assert policy.count("http") == 1
            visit = visitor(address)
            page = visit.open(f"/?share={token}", wait_for=".rt-route")
            assert page.locator("image").count() == 0
            assert asked == []
            page = visit.open("/run?run=1", wait_for=LINE)
            page.wait_for_function("() => document.querySelectorAll('.rt-route image').length > 0")
            page.wait_for_load_state("networkidle")
            assert "Grey Maps <b>" in (page.locator(LINE).text_content() or "")
            assert visit.strangers
            assert all(url.startswith(host) for url in visit.strangers)
            visit.strangers.clear()
    tiles = [tuple(int(part) for part in re.findall(r"\d+", path)) for path in asked]
    assert 1 <= len(set(tiles)) <= 40
    depth = tiles[0][0]
    latitude = np.radians(track[:, 0])
    across = (track[:, 1] / 360.0 + 0.5) * 2**depth
    down = (0.5 - np.log(np.tan(np.pi / 4 + latitude / 2)) / (2 * np.pi)) * 2**depth
    run_over = {(depth, int(x), int(y)) for x, y in zip(across, down, strict=True)}
    assert run_over <= set(tiles)
