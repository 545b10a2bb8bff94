"""The addresses with a token that an owner made: made, shown once, used, revoked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.public_address import LOOPBACK, public_address
from runtone.errors import SettingsError
from runtone.wording import counted, day

if TYPE_CHECKING:
    from runtone.library.arrivals.addresses import Address, OwnedAddresses


def addresses(owned: OwnedAddresses, key: str, example: str, show: Callable[[str], None]) -> None:
    """Draw an owner's addresses of one purpose, and how to make another one.

    Parameters
    ----------
    owned : OwnedAddresses
    key : str
        What widgets and state of this purpose are called by.
    example : str
        Of a label.
    show : callable
        Shows a new address by its token.
    """
    known = owned.all()
    for each in known:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-row-{each.address_id}"):
            blocks.html(blocks.sentence_markup(each.label or "Address") + blocks.note_markup(use_words(each)))
            if st.button("Revoke", key=f"{key}-revoke-{each.address_id}"):
                owned.revoke(each.address_id)
                st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input("Label", key=f"{key}-label", max_chars=120, placeholder=example)
        if st.button("Make an address", key=f"{key}-make"):
            try:
                made, token = owned.create(label or "")
            except SettingsError as error:
                blocks.note(str(error))
            else:
                st.session_state[f"{key}-new"] = (made.address_id, token)
                st.rerun()
    new = st.session_state.get(f"{key}-new")
    if new and any(each.address_id == new[0] for each in known):
        show(new[1])
        if urlsplit(public_address("")).hostname in LOOPBACK:
            blocks.note(
                "It works on this machine only. To reach it from elsewhere, see docs/deploying.md; RUNTONE_PUBLIC_URL "
                "tells runtone its address there."
            )
        if st.button("Done", key=f"{key}-done"):
            del st.session_state[f"{key}-new"]
            st.rerun()


def use_words(address: Address) -> str:
    """Return how an address was used, as one line."""
    made = f"made on {day(address.created_at.date(), weekday=False)}"
    if address.used_at is None:
        return f"{made}, not used yet"
    last = day(address.used_at.date(), weekday=False)
    return f"{made}, used {counted(address.uses, 'time')}, last on {last}"
