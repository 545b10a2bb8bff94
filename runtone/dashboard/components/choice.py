"""One of a few names, pressed; the choice lives in the address, so that Back and reload keep it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def choose(label: str, titles: Mapping[str, str], *, default: str, key: str) -> str:
    """Return the name that the reader pressed.

    Parameters
    ----------
    label : str
        Read out, and not drawn.
    titles : mapping of str to str
        What each name is called on its button.
    default : str
    key : str
        The parameter of the address.
    """
    chosen = st.segmented_control(
        label,
        list(titles),
        default=default,
        format_func=titles.__getitem__,
        key=key,
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    return chosen or default
