"""Import: many files at once, with progress and a result for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st
from markupsafe import Markup
from streamlit.runtime.scriptrunner import get_script_run_ctx

from runtone.dashboard import owners
from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import owned_by, run_rows
from runtone.dashboard.pages import questions
from runtone.dashboard.pages.arriving.arrivals import show_arrivals
from runtone.dashboard.sample_season import season_files
from runtone.dashboard.server.upload_quota import largest_file_mb, limits_in_words, upload_quota
from runtone.dashboard.view import View
from runtone.library import ImportProgress, ImportResult
from runtone.vocabulary import Status
from runtone.wording import counted, day, duration, duration_words

TYPES = ("fit", "gpx", "tcx", "gz", "zip")
MOST_SHOWN = 200
STATUS_WORDS = {
    Status.IMPORTED: "imported",
    Status.DUPLICATE: "already there",
    Status.SKIPPED: "left out",
    Status.FAILED: "not readable",
}


def show(view: View) -> None:
    """Draw the page."""
    blocks.title("Import", "Drop the files your watch wrote. One bad file stops nothing: what became of each is said.")
    with st.container(border=True, key="card-upload"):
        upload(view)
    show_arrivals()
    with st.container(border=True, key="card-where"):
        blocks.heading("Where to find them")
        blocks.note(
            "Strava: Settings, My account, Download your data; the zip can be dropped as it is. Garmin: Account, "
            "Export your data, or one run's Export original. Others: look for Export as FIT, GPX or TCX. In a "
            "terminal, runtone import with the name of a folder does the same."
        )
    with st.container(border=True, key="card-sample"):
        blocks.heading("The sample season")
        blocks.note("Twelve weeks of one invented runner, kept apart from your own runs.")
        if st.button("Open the sample season", type="secondary"):
            load_sample_season(view)
    _past(view)


def upload(view: View) -> None:
    """Show the drop area, and import what is dropped into the runner's own library."""
    results: list[ImportResult] = st.session_state.get("import_results", [])
    _take_uploads()
    turn = st.session_state.get("upload_turn", 0)
    files = st.file_uploader(
        "Files of your runs",
        type=list(TYPES),
        accept_multiple_files=True,
        key=f"upload-{turn}",
        label_visibility="collapsed",
        max_upload_size=largest_file_mb(),
    )
    for words in (limits_in_words(), _refused()):
        if words:
            blocks.note(words)
    back = view.owned.has_deleted() and st.checkbox("Bring back what I deleted, where it is dropped again")
    if files:
        sources = [(safe_name(file.name), file) for file in files]
        st.session_state["import_results"] = _import(owners.own(), sources, len(sources), restore_deleted=back)
        # A new uploader: the dropped bytes are given back, and the next drop starts from nothing.
        st.session_state["upload_turn"] = turn + 1
        st.session_state.pop("season", None)
        st.query_params.pop("season", None)
        st.rerun()
    if results:
        _results(view, results)


def _take_uploads() -> None:
    """Have the server take what this session's drop area sends."""
    quota, context = upload_quota(), get_script_run_ctx()
    if quota is not None and context is not None:
        quota.admit(context.session_id)


def _refused() -> str:
    """Return which uploads of this session were just not taken."""
    quota, context = upload_quota(), get_script_run_ctx()
    refused = quota.refused(context.session_id) if quota is not None and context is not None else []
    return f"{counted(len(refused), 'file')} not taken. {refused[-1]}" if refused else ""


def fill_sample_season() -> None:
    """Import what is not there yet of the sample season, for its own owner."""
    paths = season_files()
    if owned_by(owners.sample()).run_count() < len(paths):
        _import(owners.sample(), [(path.name, path) for path in paths], len(paths))


def load_sample_season(view: View) -> None:
    """Load the sample season, and open the overview on it."""
    fill_sample_season()
    st.session_state["season"] = "sample"
    view.goto("overview", {})


def safe_name(name: str) -> str:
    """Return the last part of a name that a browser gave, without control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[:200] or "file"


def summary_of(results: Sequence[ImportResult]) -> str:
    """Return one sentence on an import."""
    words = {
        Status.IMPORTED: ("run imported", "runs imported"),
        Status.DUPLICATE: ("already there", "already there"),
        Status.SKIPPED: ("left out", "left out"),
        Status.FAILED: ("could not be read", "could not be read"),
    }
    told = []
    for status, (one, many) in words.items():
        number = sum(result.status == status for result in results)
        if number:
            told.append(f"{number:,} {one if number == 1 else many}")
    return f"{counted(len(results), 'file')}: {', '.join(told)}." if told else "No files."


def _import(
    owner: str, sources: Iterable[tuple[str, object]], count: int, *, restore_deleted: bool = False
) -> list[ImportResult]:
    bar = st.progress(0.0, text=f"Reading {counted(count, 'file')}")

    def told(progress: ImportProgress) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        bar.progress(min(1.0, share), text=progress_words(progress))

    done = list(
        owned_by(owner).import_sources(sources, progress=told, restore_deleted=restore_deleted)  # type: ignore[arg-type]
    )
    bar.empty()
    return done


def progress_words(progress: ImportProgress) -> str:
    """Return how far an import is, how fast it goes and how long it will take, as one line."""
    what = "Reading files" if progress.phase == "reading files" else "Comparing with the weeks before"
    rate = f", {progress.rate:.1f} a second" if progress.rate else ""
    left = f", about {duration_words(progress.remaining_s)} left" if progress.remaining_s else ""
    return f"{what}: {progress.done:,} of {progress.total:,}{rate}{left}"


def fresh_results(view: View) -> None:
    """Show what became of the files that were just dropped, until it is closed."""
    results: list[ImportResult] = st.session_state.get("import_results", [])
    if not results:
        return
    with st.container(border=True, key="card-results"):
        blocks.sentence(summary_of(results))
        with st.expander(
            "What became of each file", expanded=any(result.status == Status.FAILED for result in results)
        ):
            _table(view, results)
        if st.button("Close", key="close-results"):
            del st.session_state["import_results"]
            st.rerun()


def _results(view: View, results: Sequence[ImportResult]) -> None:
    blocks.sentence(summary_of(results))
    first = next((result.run_id for result in results if result.run_id is not None), None)
    columns = st.container(horizontal=True)
    if first is not None:
        with columns:
            if st.button("See the overview", type="primary"):
                view.goto("overview", {})
            if st.button("Open the first run"):
                view.goto("run", {"run": first})
    questions.ask(view)
    _table(view, results)


def _table(view: View, results: Sequence[ImportResult]) -> None:
    ordered = sorted(results, key=lambda result: list(reversed(Status)).index(result.status))
    shown = ordered[:MOST_SHOWN]
    links = _run_links(view, [result.run_id for result in shown if result.run_id is not None])
    rows = [
        {
            "File": result.name,
            "Result": STATUS_WORDS[result.status],
            "Run": links.get(result.run_id or 0, ""),
            "What happened": result.message,
        }
        for result in shown
    ]
    _show_results(view, ["File", "Result"], rows, "Result of each file", key="results")
    if len(results) > MOST_SHOWN:
        blocks.note(f"The first {MOST_SHOWN} of {len(results):,}; all of them are kept under past imports.")


def _run_links(view: View, run_ids: Sequence[int]) -> dict[int, Markup]:
    """Return a link to each run that is still there, with its day, distance and time."""
    runs = run_rows(view.state, run_ids=run_ids)
    return {
        int(row.run_id): Markup('<a href="{}" data-choose="{}">{}, {}, {}</a>').format(
            view.address("run", run=int(row.run_id)),
            int(row.run_id),
            day(row.local_date.date()),
            view.units.distance(float(row.distance_m)),
            duration(float(row.moving_s)),
        )
        for row in rows_of(runs)
    }


def _show_results(
    view: View, first: Sequence[str], rows: Sequence[Mapping[str, Markup | str]], caption: str, key: str
) -> None:
    """Show results as a table; choosing a run opens it."""
    columns = [*((name, "") for name in first), ("Run", ""), ("What happened", "wide")]
    chosen = view.context.picture(blocks.table(columns, rows, caption=caption, stack=True), key, can_save=False)
    if chosen:
        view.goto("run", {"run": chosen})


def _past(view: View) -> None:
    past = view.owned.past_imports(limit=MOST_SHOWN)
    if past.empty:
        return
    with st.expander("Past imports"):
        links = _run_links(view, [int(number) for number in past["run_id"].dropna().unique()])
        rows = [
            {
                "When": f"{row.started_at.tz_convert(st.context.timezone or 'UTC'):%Y-%m-%d %H:%M}",
                "File": str(row.name_),
                "Result": STATUS_WORDS[Status(row.status)],
                "Run": "" if row.run_id is pd.NA else links.get(int(row.run_id), ""),
                "What happened": str(row.message),
            }
            for row in rows_of(past.rename(columns={"name": "name_"}))
        ]
        _show_results(view, ["When", "File", "Result"], rows, "Past imports", key="past-results")
