"""Sharing: links for a coach or a friend, what each shows, and private zones."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from runtone import clock
from runtone.dashboard.components import blocks
from runtone.dashboard.components.undo import can_undo, offer_undo
from runtone.dashboard.components.whole_number import whole_number
from runtone.dashboard.pages.arriving.calendars import show_calendars
from runtone.dashboard.pages.private_zones import private_zones
from runtone.dashboard.pages.training_log.run_list import latest_names
from runtone.dashboard.public_address import LOOPBACK, public_address
from runtone.dashboard.view import View
from runtone.dashboard.visitor import show_snapshot
from runtone.errors import RuntoneError, SettingsError
from runtone.settings import settings
from runtone.sharing.snapshot import CUTTING_PARTS, PARTS, Part
from runtone.wording import counted, day

if TYPE_CHECKING:
    from runtone.library.shares.owned_shares import Choice, OwnedShares
    from runtone.library.shares.stored_shares import Share

KINDS = {"living": "The last 12 weeks, kept up to date", "run": "One run", "range": "Some days"}
PART_WORDS: dict[Part, tuple[str, str]] = {
    "map": (
        "The shape of the line",
        "not where it lies",
    ),
    "profile": ("The profile", "pace and heights over distance"),
    "heart_rate": ("Heart rate", "means and the curve"),
    "names": ("Names of runs", "they may tell a place"),
    "notes": ("Notes", "what you wrote to each run"),
    "times": ("Times of day", "else only the day is told"),
}
VALID_DAYS: dict[str, int | None] = {
    "7 days": 7,
    "30 days": 30,
    "90 days": 90,
    "a year": 365,
    "until I revoke it": None,
}
DEFAULT_VALID = "30 days"
CUT_NOTE = (
    "The ends of each run and your private zones are cut out of it, and of every figure too. No coordinate leaves the "
    "library, and heights are told to five metres (16 feet), as contour lines would."
)
SHAPE_NOTE = "Somebody who knows your paths may still recognise a shape: do not add it for people you do not trust."
SUBTRACTION_NOTE = (
    "Another link shows a run of these whole, or cut, where this one does not. Whoever has both can tell by how much: "
    "how long the hidden ends are, and how long they took."
)


def show(view: View) -> None:
    """Draw the page."""
    blocks.title("Sharing", "A link shows only what you choose here; without anything ticked it holds no place at all.")
    if settings().public_demo:
        blocks.empty(
            "No links in a demo",
            "What you import here is yours alone and vanishes with your visit, so there is nothing a link could show.",
        )
        return
    if not len(view.runs()):
        blocks.empty("Nothing to share yet", "There are no runs in the library.", "Import some files first.")
        return
    shares = view.owned.shares
    offer_undo(view.state.owner)
    with st.container(border=True, key="card-new-share"):
        _new(view, shares)
    with st.container(border=True, key="card-shares"):
        _list(view, shares)
    show_calendars(view)
    with st.container(border=True, key="card-zones"):
        private_zones(view, shares)


def link_of(token: str) -> str:
    """Return the address to give away."""
    return public_address(f"s/{token}")


def _new(view: View, shares: OwnedShares) -> None:
    blocks.heading("A new link")
    left, right = st.columns([1, 1], gap="medium")
    with left:
        kind = st.radio("What it shows", list(KINDS), format_func=KINDS.__getitem__, key="share-kind")
        choose = _chooser(view, shares, kind or "living")
    with right:
        blocks.note("What it shows as well")
        chosen = [part for part in PARTS if st.checkbox(_words(part), key=f"share-part-{part}")]
        if CUTTING_PARTS.intersection(chosen):
            blocks.note(CUT_NOTE + (" " + SHAPE_NOTE if "map" in chosen else ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input(
            "Label", key="share-label", max_chars=120, placeholder="Coach", help="No visitor sees it."
        )
        valid = st.selectbox("Open for", list(VALID_DAYS), index=list(VALID_DAYS).index(DEFAULT_VALID))
    with st.container(horizontal=True):
        preview = st.button("Preview as a visitor")
        make = st.button("Make the link", type="primary")
    try:
        if shares.can_be_subtracted(choose(chosen)):
            blocks.note(SUBTRACTION_NOTE)
        if make:
            with st.spinner("Redacting"):
                new = shares.create(choose(chosen), label or "", VALID_DAYS[valid])
            _note_dropped_parts(chosen, new.share.parts)
            st.session_state["new-share"] = (new.share.share_id, link_of(new.token))
            st.session_state.pop("share-preview", None)
        elif preview:
            with st.spinner("Redacting"):
                st.session_state["share-preview"] = shares.preview(choose(chosen))
            _note_dropped_parts(chosen, st.session_state["share-preview"].parts)
    except RuntoneError as error:
        blocks.note(str(error))
    _made(shares)
    _preview()


def _note_dropped_parts(chosen: Collection[Part], shared: Collection[Part]) -> None:
    if CUTTING_PARTS.intersection(chosen) and not CUTTING_PARTS.intersection(shared):
        blocks.note("This run lies wholly in private zones: its sums are shared, neither line nor profile.")


def _chooser(view: View, shares: OwnedShares, kind: str) -> Callable[[list[Part]], Choice]:
    """Show what belongs to a kind of share, and return how it is chosen."""
    if kind == "run":
        names = latest_names(view)
        asked = st.query_params.get("run", "")
        first = list(names).index(number) if (number := whole_number(asked)) in names else 0
        number = st.selectbox("Run", list(names), index=first, format_func=names.__getitem__, key="share-run")
        return lambda parts: shares.of_run(int(number or 0), parts)
    if kind == "range":
        span = st.date_input(
            "Days", value=(view.today - timedelta(days=27), view.today), max_value=view.today, key="share-days"
        )
        return lambda parts: _of_days(shares, span, parts)
    return shares.living


def _of_days(shares: OwnedShares, span: object, parts: list[Part]) -> Choice:
    days = [each for each in span if isinstance(each, date)] if isinstance(span, tuple) else []
    if not days:
        msg = "Choose the first and the last day."
        raise SettingsError(msg)
    return shares.of_days(days[0], days[-1], parts)


def _words(part: Part) -> str:
    name, more = PART_WORDS[part]
    return f"{name} ({more})"


def _made(shares: OwnedShares) -> None:
    made = st.session_state.get("new-share")
    if not made or not any(share.share_id == made[0] and share.revoked_at is None for share in shares.all()):
        return
    blocks.sentence("The link is ready. It is shown only here and now: the library keeps no more than its hash.")
    st.code(made[1], language=None, wrap_lines=True)
    if urlsplit(made[1]).hostname in LOOPBACK:
        blocks.note(
            "This address opens on this machine only. For a link that others can open, runtone has to be reached from "
            "outside; docs/deploying.md says how, and RUNTONE_PUBLIC_URL tells runtone its address there."
        )


def _preview() -> None:
    snapshot = st.session_state.get("share-preview")
    if snapshot is None:
        return
    with st.container(border=True, key="share-preview-frame"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            blocks.note("As a visitor will see it. Nothing is shared yet.")
            if st.button("Close the preview", type="tertiary"):
                st.session_state.pop("share-preview")
                st.rerun()
        show_snapshot(snapshot, key="preview")


def _list(view: View, shares: OwnedShares) -> None:
    blocks.heading("Your links")
    every = shares.all()
    if not every:
        blocks.note("None yet.")
        return
    now = clock.now()
    for share in every:
        with st.container(horizontal=True, vertical_alignment="center", key=f"share-row-{share.share_id}"):
            blocks.html(_row(share, now))
            if share.state(now) == "active":
                if st.button("Revoke", key=f"revoke-{share.share_id}"):
                    shares.revoke(share.share_id)
                    words = f"The link {share.label or 'without a label'} is revoked: it opens nothing."
                    can_undo(view.state.owner, words, partial(shares.reopen, share.share_id))
                    st.rerun()
            elif st.button("Remove", key=f"remove-{share.share_id}", type="tertiary"):
                shares.remove(share.share_id)
                st.rerun()
    blocks.note("Revoking works at once: whoever opens the link finds nothing, and what it showed is deleted.")


def _row(share: Share, now: datetime) -> Markup:
    state = share.state(now)
    if state == "active":
        until = "until revoked" if share.expires_at is None else f"until {day(share.expires_at.date(), weekday=False)}"
        state_words = f"open {until}"
    else:
        state_words = {"expired": "run out", "revoked": "revoked"}[state]
    if share.runs_left == 0:
        state_words = f"shows nothing, {'its run is' if share.kind == 'run' else 'its runs are'} deleted"
    added = ", ".join(PART_WORDS[part][0].lower() for part in PARTS if part in share.parts) or "nothing added"
    visits = f"opened {counted(share.visits, 'time')}" if share.visits else "not opened yet"
    told = f"{what_it_shows(share)} · {added} · {state_words} · {visits}"
    return blocks.sentence_markup(share.label or "Link") + blocks.note_markup(told)


def what_it_shows(share: Share) -> str:
    """Return a share's runs in words."""
    if share.kind == "living":
        return "the last 12 weeks"
    if share.kind == "range" and share.first_day and share.last_day:
        return f"{day(share.first_day, weekday=False)} to {day(share.last_day, weekday=False)}"
    return "one run"
