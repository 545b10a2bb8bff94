"""Private zones: places that no shared line shows, found by runtone, typed in, or pointed at on a run's line."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard.charts import places_on_route
from runtone.dashboard.components import blocks
from runtone.dashboard.components.picture import picture
from runtone.dashboard.components.undo import can_undo
from runtone.dashboard.components.whole_number import whole_number
from runtone.dashboard.data import stored_run
from runtone.dashboard.pages.training_log.run_list import latest_names
from runtone.errors import SettingsError
from runtone.library.shares.private_places import LARGEST_WISH_M
from runtone.wording import counted

if TYPE_CHECKING:
    from runtone.dashboard.view import View
    from runtone.library.shares.owned_shares import OwnedShares

COORDINATES = re.compile(r"\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_PLACE, _ADDED = "zone-place", "zone-added"


def private_zones(view: View, shares: OwnedShares) -> None:
    """Draw the zones, and what adds and removes them."""
    blocks.heading("Private zones")
    least = view.units.distance(1000.0)
    blocks.note(
        f"Shapes of lines leave out a disc of at least {least} about every place where a run of yours began or ended, "
        "and a random length more. The discs are off the middle, and are drawn once. Add other places here: a "
        "workplace, a friend's house. Existing links are redacted again at once."
    )
    _list(view, shares)
    _pick(view)
    _add(view, shares)


def _list(view: View, shares: OwnedShares) -> None:
    stored = shares.zones()
    own = [zone for zone in stored if zone.source == "place"]
    found = len(stored) - len(own)
    if found:
        blocks.note(f"{counted(found, 'zone')} about where runs began or ended.")
    for zone in own:
        with st.container(horizontal=True, vertical_alignment="center", key=f"zone-row-{zone.zone_id}"):
            blocks.sentence(f"{zone.label or 'A place'}: radius {view.units.distance(zone.zone.radius_m)}")
            if st.button("Remove", key=f"zone-{zone.zone_id}", type="tertiary"):
                removed = shares.remove_zone(zone.zone_id)
                words = f"The zone {zone.label or 'without a label'} is removed: links no longer leave it out."
                can_undo(view.state.owner, words, partial(shares.restore_zone, removed))
                st.rerun()


def _pick(view: View) -> None:
    """Let a place be pointed at on the line of a run: no map is fetched from anywhere."""
    with st.expander("Point at the place on a run's line"):
        names = latest_names(view)
        number = st.selectbox("Run", list(names), format_func=names.__getitem__, key="zone-run")
        track = stored_run(view.state, int(number or 0)).track
        drawn = places_on_route(track, view.units, view.theme)
        if drawn is None:
            blocks.note("This run has no positions. Choose another one.")
            return
        chosen = picture(drawn, key="zone-line")
        second = whole_number(chosen)
        if second is not None and second < len(track):
            place = track.iloc[second]
            st.session_state[_PLACE] = f"{place['latitude_deg']:.5f}, {place['longitude_deg']:.5f}"
        blocks.note("North is up. A click on a dot puts its place into the field below.")


def _add(view: View, shares: OwnedShares) -> None:
    if st.session_state.pop(_ADDED, False):
        st.session_state[_PLACE] = ""
    form = st.form("zone", border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.text_input("Latitude, longitude", placeholder="52.5163, 13.3777", max_chars=60, key=_PLACE)
        label = st.text_input("Label", placeholder="Office", max_chars=80)
        largest = float(int(view.units.distance_value(LARGEST_WISH_M)))
        size = st.number_input(f"Radius at least ({view.units.pace})", 0.5, largest, value=1.0, step=0.5)
        added = st.form_submit_button("Add a zone")
    if not added:
        return
    given = COORDINATES.fullmatch(place or "")
    if given is None:
        blocks.note("Give the place as two numbers, for example 52.5163, 13.3777; maps show them on a long press.")
        return
    try:
        shares.add_zone(float(given[1]), float(given[2]), smallest_m=size * view.units.metres_per_distance, label=label)
    except SettingsError as error:
        blocks.note(str(error))
        return
    st.session_state[_ADDED] = True
    st.rerun()
