"""The one stretch of a run that a page has picked out: a segment, a lap, a split or a best effort.

An owner's page keeps it in its address, so that it can be linked to; a visitor's in the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components.whole_number import whole_number

if TYPE_CHECKING:
    import pandas as pd

    from runtone.dashboard.components.context import RenderContext

_NAME = "mark"


def chosen_mark(context: RenderContext) -> str:
    """Return what is picked out, e.g. ``"segment-3"``; empty where nothing is."""
    if context.key:
        return str(st.session_state.get(context.key_of(_NAME), ""))
    return st.query_params.get(_NAME, "")


def choose_mark(context: RenderContext, mark: str) -> None:
    """Pick out another stretch, or none where this one is picked out already, and draw the page again."""
    after = "" if mark == chosen_mark(context) else mark
    if context.key:
        st.session_state[context.key_of(_NAME)] = after
    elif after:
        st.query_params[_NAME] = after
    else:
        st.query_params.pop(_NAME, None)
    st.rerun()


def mark_of(kind: str, number: int) -> str:
    """Return what a row of a table is picked out by."""
    return f"{kind}-{number}"


def stretch_of(mark: str, tables: dict[str, pd.DataFrame]) -> tuple[float, float] | None:
    """Return the first and last second of what is picked out; None where nothing is, or nothing that is there.

    Parameters
    ----------
    mark : str
        As an address has it: it may be anything.
    tables : dict of str to pandas.DataFrame
        By kind; with ``start_s`` and ``end_s``, and numbered by its index.
    """
    kind, _, number = mark.partition("-")
    table = tables.get(kind)
    row = whole_number(number)
    if table is None or row is None or row not in table.index:
        return None
    at = table.index.get_loc(row)
    return float(table["start_s"].to_numpy()[at]), float(table["end_s"].to_numpy()[at])
