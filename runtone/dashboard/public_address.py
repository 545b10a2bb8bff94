"""Where others reach this server: what the addresses begin with that an owner gives away."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from runtone.settings import settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def public_address(path: str) -> str:
    """Return an address of this server, where this page was reached or where the settings say others reach it.

    Parameters
    ----------
    path : str
        Without a slash at its start.
    """
    public = settings().public_url
    if public:
        return f"{public.rstrip('/')}/{path}"
    parts = urlsplit(st.context.url or "http://127.0.0.1:8501")
    return f"{parts.scheme}://{parts.netloc}/{path}"
