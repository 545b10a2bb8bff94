"""On the Sharing page: addresses that a calendar subscribes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.pages.arriving.addresses import addresses
from runtone.dashboard.public_address import public_address
from runtone.settings import settings

if TYPE_CHECKING:
    from runtone.dashboard.view import View


def show_calendars(view: View) -> None:
    """Draw the owner's calendar addresses; nothing where this server's operator keeps them closed."""
    if not settings().lets_runs_arrive:
        return
    with st.container(border=True, key="card-calendar"):
        blocks.heading("In your calendar")
        blocks.note(
            "An address that a calendar subscribes to: your runs of two years with time and length, and the sessions "
            "that the Plan page suggests. No places, no names of runs."
        )
        addresses(view.owned.arrivals.calendars, "calendar", "my phone", _show_address)


def _show_address(token: str) -> None:
    blocks.sentence("The address is ready. It is shown only here and now: the library keeps no more than its hash.")
    st.code(public_address(f"calendar/{token}.ics"), language=None, wrap_lines=True)
    blocks.note("In your calendar, choose to subscribe to a calendar by its address, and paste this one.")
