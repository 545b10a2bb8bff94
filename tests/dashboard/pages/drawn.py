"""Pages drawn without a browser, by Streamlit's own test runner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from runtone.library.catalogue import server_library
from runtone.settings import settings

PATIENCE_S = 20
PAGES = (
    "overview",
    "runs",
    "muscles",
    "consistency",
    "plan",
    "import",
    "sharing",
    "settings",
    "method",
    "run",
    "records",
)


def _script(name: str) -> None:
    # Streamlit runs this function's text by itself, so that it imports what it needs.
    from collections.abc import Mapping

    import streamlit as st

    from runtone.dashboard import application

    def goto(page: str, parameters: Mapping[str, object]) -> None:
        st.session_state["went"] = (page, dict(parameters))

    application._guarded(application.PAGES[name][1], goto)()


def drawn(name: str, **query: str) -> AppTest:
    """Return a page as it is drawn for an address; a page that fails fails the test."""
    page = AppTest.from_function(_script, args=(name,), default_timeout=PATIENCE_S)
    for key, value in query.items():
        page.query_params[key] = value
    return redrawn(page)


def redrawn(page: AppTest) -> AppTest:
    """Return a page drawn again, after something on it was changed."""
    page.run()
    assert not page.exception, page.exception
    assert "cannot be shown" not in words(page), words(page)
    assert not [html for html in page.get("html") if "<svg" in html.proto.body], "Streamlit's own HTML drops drawings"
    return page


def elements(page: AppTest) -> list[str]:
    """Return all that a page consists of, in its order, as text."""
    shown = [f"{element.type}: {element.proto}" for element in page._tree if hasattr(element, "proto")]
    return [re.sub(r'deferred_file_id: "\w+"', "", element) for element in shown]  # another one at each drawing


def words(page: AppTest) -> str:
    """Return all that a page says, as one text, with markup as it was written."""
    return "\n".join(_words(element) for element in page._tree if hasattr(element, "proto"))


def markup(page: AppTest) -> str:
    """Return the markup of our own that a page holds, without what it asks or draws by other means."""
    return "\n".join(_words(element) for element in page._tree if element.type in ("html", "bidi_component"))


def _words(element: Any) -> str:
    if element.type == "html":
        return str(element.proto.body)
    if element.type == "bidi_component":
        return str(json.loads(element.proto.json or "{}").get("html", ""))
    return str(element.proto)


@contextmanager
def library_in(folder: Path) -> Iterator[Path]:
    """Let the pages read the library of a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNTONE_DATA_FOLDER", str(folder))
        _forget()
        yield folder
        server_library().close()
    _forget()


def _forget() -> None:
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
