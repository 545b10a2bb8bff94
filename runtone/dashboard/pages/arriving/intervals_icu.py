"""On the Import page: runs from intervals.icu, turned on with the owner's own key, and off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from runtone import clock
from runtone.dashboard.components import blocks
from runtone.errors import SettingsError
from runtone.library.arrivals.owned_sources import FIRST_DAY
from runtone.settings import settings
from runtone.wording import counted, day

if TYPE_CHECKING:
    from runtone.library.arrivals.owned_sources import OwnedSources, StoredSource

SERVICE = "intervals.icu"


def show_intervals_icu(sources: OwnedSources) -> None:
    """Draw what came from intervals.icu, and how to turn it on or off."""
    blocks.heading("From intervals.icu")
    blocks.note(
        "Garmin, Polar, Suunto, COROS and Wahoo hand runs on to intervals.icu, where you connect them there. With your "
        "key, this server fetches the files of new runs every hour. What reached it by way of Strava stays there. This "
        "was written from its documentation, and not yet tried against the real service."
    )
    known = sources.get(SERVICE)
    if known is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="intervals-row"):
            blocks.html(
                blocks.sentence_markup(f"On, for runs since {day(known.since, weekday=False)}")
                + blocks.note_markup(source_words(known))
            )
            if st.button("Fetch now", key="intervals-now"):
                sources.ask_now(SERVICE)
                st.rerun()
            if st.button("Turn off", key="intervals-off"):
                sources.turn_off(SERVICE)
                st.rerun()
    if known is None or known.due_at is None:
        _turn_on(sources, known.since if known else clock.today())


def _turn_on(sources: OwnedSources, since: date) -> None:
    with st.form("intervals", border=False, clear_on_submit=True):
        key = st.text_input(
            "API key",
            type="password",
            autocomplete="off",
            help="On intervals.icu: Settings, Developer Settings. It is kept encrypted, and never shown again.",
        )
        first = st.date_input("Runs since", value=since, min_value=FIRST_DAY, max_value=clock.today())
        if st.form_submit_button("Fetch runs from there"):
            try:
                sources.turn_on(SERVICE, key, first, settings())
            except SettingsError as error:
                blocks.note(str(error))
            else:
                st.rerun()


def source_words(known: StoredSource) -> str:
    """Return what came from a service, as one line."""
    if known.trouble:
        return known.trouble
    if known.asked_at is None:
        return "It is asked within seconds."
    told = [f"{counted(known.imported, 'run')} came from it"]
    if known.waiting:
        told.append(f"{counted(known.waiting, 'file')} still to come")
    if known.missed:
        told.append(f"{counted(known.missed, 'file')} could not be had")
    return f"{', '.join(told)}; last asked on {day(known.asked_at.date(), weekday=False)}."
