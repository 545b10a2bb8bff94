"""One request to a server of this machine, refusals included, with nothing left open behind it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import NamedTuple


class Answer(NamedTuple):
    """What a server said."""

    status: int
    body: bytes
    headers: Message


def answer_of(
    address: str, *, method: str = "GET", data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Ask a server, whatever it answers; `OSError` where there is none."""
    request = urllib.request.Request(address, data=data, headers=dict(headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, response.read(), response.headers)
    except urllib.error.HTTPError as refusal:
        # A refusal is a response too: left to the garbage collector, its socket stays open.
        with refusal:
            return Answer(refusal.code, refusal.read(), refusal.headers)
