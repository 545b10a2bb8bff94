"""A server of this machine that answers as intervals.icu documents, with faults on order."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "anowner5sownkey7ofnoservice"

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class IntervalsServer:
    """What there is, what was asked, and what is answered instead."""

    activities: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    instead: dict[str, list[Answer]] = field(default_factory=dict)  # by path; one after the other
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def add(self, activity_id: str, content: bytes, day: str, **more: Any) -> None:
        known = {"id": activity_id, "type": "Run", "source": "GARMIN_CONNECT", "file_type": "fit"}
        self.activities.append(known | {"start_date_local": f"{day}T08:00:00"} | more)
        self.files[activity_id] = gzip.compress(content)

    def fetched(self) -> list[str]:
        return [path.split("/")[-2] for path in self.asked if path.endswith("/file")]

    def answer(self, target: str, authorization: str | None) -> Answer:
        url = urlsplit(target)
        self.asked.append(url.path)
        if self.instead.get(url.path):
            return self.instead[url.path].pop(0)
        if authorization != "Basic " + base64.b64encode(f"API_KEY:{KEY}".encode()).decode():
            return 401, {}, b'{"status": 401, "error": "Unauthorized"}'
        if url.path == "/api/v1/athlete/0/activities":
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            chosen = [a for a in self.activities if query["oldest"] <= a["start_date_local"][:10] <= query["newest"]]
            wanted = query["fields"].split(",")
            listed = [{name: each[name] for name in wanted if name in each} for each in chosen]
            return 200, {"Content-Type": "application/json"}, json.dumps(listed).encode()
        content = self.files.get(url.path.split("/")[-2])
        if content is None:
            return 404, {}, b'{"status": 404, "error": "Not Found"}'
        return 200, {"Content-Type": "application/octet-stream"}, content


@contextmanager
def serving() -> Iterator[IntervalsServer]:
    """Yield a server that answers on a port of its own."""
    state = IntervalsServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = state.answer(self.path, self.headers.get("Authorization"))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
