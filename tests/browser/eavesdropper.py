"""Records every byte that a browser receives from one server, and looks for what must not be in it."""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from playwright.sync_api import Error

from tests.http_answer import answer_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

PACKED = re.compile(rb'"bdata"\s*:\s*"([A-Za-z0-9+/=\\u]+)"')
NUMBER = re.compile(rb"-?\d{1,3}\.\d{2,}")
SCALES = (1.0, 1e7, 2**31 / 180.0)
"""Degrees, degrees in ten-millionths, semicircles."""
WINDOW_BYTES = 64


@dataclass
class Heard:
    """What one browser received: documents, media and data in one list, websocket frames in another."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    frames: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Record all that a page receives from now on."""
        page.on("response", self._response)
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    def _response(self, response: Any) -> None:
        if "/static/js/" in response.url or "/static/media/" in response.url or "/static/css/" in response.url:
            return  # Streamlit's own program, the same for everybody
        self.headers.append(response.headers)
        if 200 <= response.status < 300:
            try:
                self.bodies[response.url] = response.body()
            except Error:  # the page had already gone on to another address
                self.bodies[response.url] = answer_of(response.url).body

    def _frame(self, payload: Any) -> None:
        self.frames.append(payload.encode() if isinstance(payload, str) else bytes(payload))

    def everything(self) -> bytes:
        """Return all bytes, with what is packed in them unpacked beside it."""
        parts = [*self.bodies.values(), *self.frames]
        unpacked = [plain for part in parts for plain in unpack(part)]
        return b"\n".join([*parts, *unpacked])


def unpack(content: bytes) -> list[bytes]:
    """Return what is packed in some bytes: plotly's base64 arrays as text, and zlib streams."""
    found: list[bytes] = []
    for packed in PACKED.findall(content):
        raw = base64.b64decode(packed.replace(rb"\u002f", b"/") + b"==")
        for kind in ("<f8", "<f4", "<i4", "<i2"):
            usable = raw[: len(raw) // np.dtype(kind).itemsize * np.dtype(kind).itemsize]
            found.append(" ".join(f"{value:.4f}" for value in np.frombuffer(usable, kind).astype(float)).encode())
    for mark in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        at = content.find(mark)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(content[at:]))
            at = content.find(mark, at + 1)
    return found


Box = tuple[tuple[float, float], tuple[float, float]]
"""Latitude from and to, longitude from and to."""


def places_in(content: bytes, box: Box) -> list[str]:
    """Return where a latitude and a longitude of a box are found near each other: as text, floats or integers."""
    numbers = [(match.start(), float(match.group())) for match in NUMBER.finditer(content)]
    found = _pairs(numbers, box, "text", 4096)
    for kind in ("<f8", ">f8", "<f4", "<i4", ">i4"):
        for scale in SCALES if "i" in kind else (1.0,):
            found += _pairs(_values(content, kind, scale, box), box, f"{kind} x {scale:g}", WINDOW_BYTES)
    return found


def _values(content: bytes, kind: str, scale: float, box: Box) -> list[tuple[int, float]]:
    """Return, at whatever byte they begin, the numbers of a kind that lie in either side of the box."""
    width = np.dtype(kind).itemsize
    kept: list[tuple[int, float]] = []
    for offset in range(width):
        usable = content[offset : offset + (len(content) - offset) // width * width]
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = np.frombuffer(usable, kind).astype(float) / scale
            near = np.flatnonzero(np.any([(low <= numbers) & (numbers <= high) for low, high in box], axis=0))
        kept += [(offset + int(at) * width, float(numbers[at])) for at in near]
    return sorted(kept)


def _pairs(values: list[tuple[int, float]], box: Box, how: str, window: int) -> list[str]:
    latitudes, longitudes = (
        np.array([at for at, value in values if low <= value <= high], dtype=int) for low, high in box
    )
    if not latitudes.size or not longitudes.size:
        return []
    nearest = np.abs(latitudes[:, None] - longitudes[None]).min(axis=1)
    return [f"{how} at byte {at}" for at in latitudes[nearest < window]][:5]
