"""Messages of a page are small; Streamlit takes 200 MB, so that a few pages would fill a server's memory.

Streamlit makes uvicorn's settings and sets this limit for both directions; what the server sends may be large.
"""

from __future__ import annotations

from typing import Any

LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024
"""A drop of 10,000 files is told in less."""


def limit_messages(protocol: type[Any], largest_bytes: int = LARGEST_MESSAGE_BYTES) -> None:
    """Let a protocol class of uvicorn take no larger message from a page; its websocket is closed.

    Parameters
    ----------
    protocol : type
        ``uvicorn.protocols.http.auto.AutoHTTPProtocol``, or another of its kind.
    largest_bytes : int
    """
    upgrade = protocol.handle_websocket_upgrade

    def limited(self: Any, *arguments: Any) -> None:
        self.config.ws_max_size = min(self.config.ws_max_size, largest_bytes)
        upgrade(self, *arguments)

    protocol.handle_websocket_upgrade = limited
