"""On the Import page: what the owner turned on so that runs arrive by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runtone.dashboard import owners
from runtone.dashboard.components import blocks
from runtone.dashboard.data import owned_by
from runtone.dashboard.pages.arriving.addresses import addresses
from runtone.dashboard.pages.arriving.intervals_icu import show_intervals_icu
from runtone.dashboard.public_address import public_address
from runtone.errors import SettingsError
from runtone.library.arrivals.watched_folders import allowed_roots
from runtone.settings import settings
from runtone.wording import counted, day

if TYPE_CHECKING:
    from runtone.library.arrivals.owned_arrivals import OwnedArrivals
    from runtone.library.arrivals.watched_folders import StoredFolder


def show_arrivals() -> None:
    """Draw what lets runs arrive by themselves; nothing where this server's operator keeps it closed."""
    if not settings().lets_runs_arrive:
        return
    arrivals = owned_by(owners.own()).arrivals
    with st.container(border=True, key="card-folders"):
        _folders(arrivals)
    with st.container(border=True, key="card-sending"):
        _sending(arrivals)
    with st.container(border=True, key="card-intervals"):
        show_intervals_icu(arrivals.sources)


def _folders(arrivals: OwnedArrivals) -> None:
    blocks.heading("Folders to watch")
    roots = allowed_roots(owners.own(), settings())
    if roots == []:
        blocks.note("Whoever runs this server has not said which folders may be watched (RUNTONE_WATCH_BELOW).")
        return
    blocks.note(
        "What a watch, Syncthing, Nextcloud or Dropbox puts into a folder of this server is imported within seconds, "
        "once each file is whole. It goes on for as long as the server runs."
    )
    for stored in arrivals.folders.all():
        with st.container(horizontal=True, vertical_alignment="center", key=f"folder-row-{stored.folder_id}"):
            blocks.html(blocks.sentence_markup(str(stored.path)) + blocks.note_markup(folder_words(stored)))
            if st.button("Stop watching", key=f"stop-folder-{stored.folder_id}"):
                arrivals.folders.remove(stored.folder_id)
                st.rerun()
    with st.form("watch-folder", border=False, clear_on_submit=True):
        path = st.text_input(
            "Folder",
            placeholder=str(roots[0]) if roots else "/home/you/Sync/watch",
            help="Its full path on the machine that runs this server, with what lies below it.",
        )
        if roots:
            blocks.note(f"You may name {' or '.join(str(root) for root in roots)} and what lies below.")
        if st.form_submit_button("Watch this folder"):
            try:
                arrivals.folders.add(path, settings())
            except SettingsError as error:
                blocks.note(str(error))
            else:
                st.rerun()


def folder_words(stored: StoredFolder) -> str:
    """Return what came of a watched folder, as one line."""
    if stored.trouble:
        return stored.trouble
    if stored.imported_at is None:
        return "Nothing has come from it yet."
    last = day(stored.imported_at.date(), weekday=False)
    return f"{counted(stored.imported, 'run')} came from it, the last on {last}."


def _sending(arrivals: OwnedArrivals) -> None:
    blocks.heading("An address to send to")
    blocks.note(
        "A phone's shortcut, a script, HealthFit, Health Auto Export or a NAS can send its files there by themselves. "
        "Who has the address can send runs to your library, and read nothing of it."
    )
    addresses(arrivals.sending, "sending", "phone", _show_address)


def _show_address(token: str) -> None:
    """Show a new address, ready to be used."""
    address = public_address(f"in/{token}")
    blocks.sentence("The address is ready. It is shown only here and now: the library keeps no more than its hash.")
    st.code(address, language=None, wrap_lines=True)
    blocks.note("From a terminal or a script:")
    st.code(f'curl --form file=@run.fit "{address}"', language=None, wrap_lines=True)
    blocks.note(
        "From an iPhone, a shortcut that is shown in the share sheet and takes files: the action Get Contents of URL "
        "with this address, method POST, request body Form, and a field named file of type File with the shortcut's "
        "input. From Android, HTTP Shortcuts with the same. An app that asks for a web address to send to takes it too."
    )
