"""What the closed doors rest on in Streamlit and uvicorn: a new version that changes it fails here first."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

from runtone.dashboard.server.message_sizes import LARGEST_MESSAGE_BYTES, limit_messages
from runtone.dashboard.server.web import ask_no_stranger
from tests.corpus import REPOSITORY


def test_the_version_is_in_the_range_that_was_tried() -> None:
    import tomllib

    plain = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = next(Requirement(each) for each in plain["project"]["dependencies"] if each.startswith("streamlit"))
    assert any(each.operator == "<" for each in pinned.specifier)
    assert pinned.specifier.contains(version("streamlit"))


def test_streamlit_asks_no_foreign_host_for_the_machines_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    asked: list[str] = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, timeout=0: asked.append(url))
    monkeypatch.setattr(net_util, "_external_ip", None)
    assert not is_url_from_allowed_origins("http://203.0.113.7:8501")
    assert asked  # the guard has something to guard against
    asked.clear()
    ask_no_stranger()
    assert not is_url_from_allowed_origins("http://203.0.113.7:8501")
    assert net_util.get_external_ip() == "127.0.0.1"
    assert asked == []


def test_the_addresses_that_are_closed_or_counted_are_streamlits_own() -> None:
    from streamlit.web.server.starlette import starlette_routes, starlette_websocket

    from runtone.dashboard.server.upload_quota import UPLOADS

    assert f"/{starlette_routes.BASE_ROUTE_UPLOAD_FILE}/" == UPLOADS
    assert starlette_websocket._ROUTE_WEBSOCKET_STREAM == "_stcore/stream"


def test_a_page_s_messages_are_limited_where_uvicorn_asks_for_their_size() -> None:
    from types import SimpleNamespace

    class Protocol:
        def __init__(self) -> None:
            self.config = SimpleNamespace(ws_max_size=200_000_000)
            self.upgraded_with: list[int] = []

        def handle_websocket_upgrade(self, event: object) -> None:
            del event
            self.upgraded_with.append(self.config.ws_max_size)

    limit_messages(Protocol)
    connection = Protocol()
    connection.handle_websocket_upgrade(None)
    assert connection.upgraded_with == [LARGEST_MESSAGE_BYTES]
    assert callable(getattr(AutoHTTPProtocol, "handle_websocket_upgrade", None))
    assert AutoWebSocketsProtocol is not None
    assert "max_size=self.config.ws_max_size" in inspect.getsource(AutoWebSocketsProtocol)


def test_uvicorns_connections_are_as_they_are_ended() -> None:
    for name in ("connection_made", "data_received", "connection_lost"):
        assert callable(getattr(AutoHTTPProtocol, name))
    source = inspect.getsource(AutoHTTPProtocol)
    assert "self.cycle" in source
    assert "self.transport" in source
