"""Connections that bring no whole request are ended: each holds a file descriptor, and there are not many.

Uvicorn ends a connection that is idle after an answer, but waits without end for the first request and for the rest of
one whose headers have begun. Streamlit makes the server and lets nobody choose its protocol, so its class is extended
in place, before the first connection.
"""

from __future__ import annotations

import asyncio
from typing import Any

PATIENCE_S = 20.0
"""How long the headers of a request may take [s]."""
_WAITING = "_runtone_waiting"


def end_half_open(protocol: type[Any], patience_s: float = PATIENCE_S) -> None:
    """Let a protocol class of uvicorn end connections on which no request becomes whole.

    Parameters
    ----------
    protocol : type
        ``uvicorn.protocols.http.auto.AutoHTTPProtocol``, or another of its kind.
    patience_s : float
    """
    if hasattr(protocol, _WAITING):
        return
    made, received, lost = protocol.connection_made, protocol.data_received, protocol.connection_lost

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        made(self, transport)
        _wait(self, patience_s)

    def data_received(self: Any, data: bytes) -> None:
        received(self, data)
        if _has_no_request(self):
            _wait(self, patience_s)
        else:
            _stop_waiting(self)

    def connection_lost(self: Any, exc: Exception | None) -> None:
        _stop_waiting(self)
        lost(self, exc)

    setattr(protocol, _WAITING, None)
    protocol.connection_made = connection_made
    protocol.data_received = data_received
    protocol.connection_lost = connection_lost


def _has_no_request(connection: Any) -> bool:
    return connection.cycle is None or bool(connection.cycle.response_complete)


def _wait(connection: Any, patience_s: float) -> None:
    if getattr(connection, _WAITING) is None:
        setattr(connection, _WAITING, connection.loop.call_later(patience_s, _end, connection))


def _stop_waiting(connection: Any) -> None:
    waiting = getattr(connection, _WAITING)
    if waiting is not None:
        waiting.cancel()
        setattr(connection, _WAITING, None)


def _end(connection: Any) -> None:
    setattr(connection, _WAITING, None)
    transport = connection.transport
    # After an upgrade the connection is a websocket's, which has pings of its own.
    if _has_no_request(connection) and transport.get_protocol() is connection and not transport.is_closing():
        transport.close()
