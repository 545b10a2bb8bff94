"""A session with a Streamlit server without a browser: what a forger can send, and every byte that comes back."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

PATIENCE_S = 20.0


class RawSession:
    """One websocket to a Streamlit server.

    Parameters
    ----------
    address : str
        ``http://host:port``
    patience_s : float
        How long an answer may be silent [s].
    """

    def __init__(self, address: str, patience_s: float = PATIENCE_S, **options: Any) -> None:
        self._address = address
        self._patience_s = patience_s
        host = address.removeprefix("http://")
        self._opened = connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol("placeholder_auth_token")],
            origin=Origin(address),
            max_size=None,
            **options,
        )
        self.frames: list[bytes] = []

    def __enter__(self) -> Self:
        self._socket = self._opened.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)

    def rerun(self, query: str = "", page: str = "", page_hash: str = "", **widgets: str | int | bool) -> list[str]:
        """Ask for the script to run, as a browser would, and return the names of pages that the answer offers."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = query, page, page_hash
        for key, value in widgets.items():
            widget = state.widget_states.widgets.add()
            widget.id = key
            match value:
                case bool():
                    widget.trigger_value = value
                case int():
                    widget.int_value = value
                case str():
                    widget.string_value = value
        self._socket.send(message.SerializeToString())
        return self._answer()

    def drop(self, upload_path: str, files: Iterable[tuple[str, str, int]]) -> None:
        """Tell the page that files, as id, name and size, were uploaded below a path, and wait for its answer."""
        message = BackMsg()
        state = message.rerun_script
        state.page_name = "import"
        dropped = state.widget_states.widgets.add()
        dropped.id = self._drop_area()
        for number, name, size in files:
            told = dropped.file_uploader_state_value.uploaded_file_info.add()
            told.file_id, told.name, told.size = number, name, size
            told.file_urls.file_id = number
            told.file_urls.upload_url = told.file_urls.delete_url = f"{upload_path}/{number}"
        self._socket.send(message.SerializeToString())
        self._answer()

    def _drop_area(self) -> str:
        """Return the widget's id of the drop area that was drawn."""
        for frame in reversed(self.frames):
            element = ForwardMsg.FromString(frame).delta.new_element
            if element.WhichOneof("type") == "file_uploader":
                return str(element.file_uploader.id)
        msg = "No drop area was drawn."
        raise LookupError(msg)

    def _answer(self) -> list[str]:
        pages: list[str] = []
        end = time.monotonic() + self._patience_s
        while time.monotonic() < end:
            frame = self._socket.recv(timeout=self._patience_s)
            self.frames.append(frame if isinstance(frame, bytes) else frame.encode())
            answer = ForwardMsg.FromString(self.frames[-1])
            if answer.WhichOneof("type") == "navigation":
                pages += [page.page_name for page in answer.navigation.app_pages]
            if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            if answer.WhichOneof("type") == "script_finished":
                return pages
        msg = "The server did not finish."
        raise TimeoutError(msg)

    @property
    def upload_address(self) -> str:
        """Where a browser of this session would send a file."""
        started = (ForwardMsg.FromString(frame) for frame in self.frames)
        session = next(each.new_session for each in started if each.WhichOneof("type") == "new_session")
        return f"{self._address}/_stcore/upload_file/{session.initialize.session_id}/1"

    def everything(self) -> bytes:
        """Return every byte that was received."""
        return b"\n".join(self.frames)
