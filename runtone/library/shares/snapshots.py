"""Making what a visitor reads: an owner's runs and weeks, redacted.

Where lines or profiles are shared, runs are cut to what lies outside private zones, and so are the weeks: their sums
are made from the cut runs, because a week's total less what its lines show would give the length of the hidden way.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone import clock
from runtone.files import Activity, read_member
from runtone.library.shares.shared_weeks import WeeksShown, weeks_of_library, weeks_of_shared
from runtone.library.shown_day import shown_day
from runtone.library.store import schema
from runtone.library.store.keys import of_run
from runtone.library.store.originals import original_where
from runtone.runner import Runner
from runtone.sharing.snapshot import CUTTING_PARTS, Kind, Part, SharedRun, Snapshot
from runtone.sharing.unredacted_run import UnredactedRun

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.store.queries import OwnedQueries
    from runtone.library.store.stored_run import StoredRun
    from runtone.sharing.private_zones import PrivateZone

LIVING_WEEKS = 12
"""A living share shows so many weeks, the current one among them."""
MOST_CUT_RUNS = 512
"""So many runs that were cut for links are held in memory: some 60 kB each."""
TRACK_ROWS = {"run": 600, "range": 240, "living": 240}
"""A link to many runs keeps fewer points of each."""


def make_snapshot(
    owned: OwnedQueries,
    kind: Kind,
    parts: frozenset[Part],
    run_ids: Sequence[int] | None,
    days: tuple[date, date] | None,
    zones: Sequence[PrivateZone],
    secret: bytes,
) -> Snapshot | None:
    """Return what visitors may see of an owner's runs.

    Parameters
    ----------
    owned : OwnedQueries
        The owner's part of the library.
    kind : {"run", "range", "living"}
    parts : frozenset of str
        What the owner added.
    run_ids : sequence of int or None
        The chosen runs; None for a living share.
    days : tuple of datetime.date or None
        First and last day of a range.
    zones : sequence of PrivateZone
    secret : bytes
        The owner's own.

    Returns
    -------
    Snapshot or None
        None where nothing of what was chosen is left to be shown.
    """
    today = local_today(owned)
    first, last = days or shown_days(owned, today)
    runs = owned.runs(run_ids=run_ids) if run_ids is not None else owned.runs(start=first, end=last)
    if runs.empty:
        return None
    shared: list[SharedRun] = []
    for run_id in runs["run_id"]:
        told = _shared_run(owned, int(run_id), parts, zones, secret, TRACK_ROWS[kind])
        if told is not None:
            shared.append(replace(told, number=len(shared) + 1))
    if not shared:
        return None
    preferences = owned.settings()
    if kind == "run":
        first = last = shared[0].local_date
        weeks = WeeksShown.none()
    elif parts & CUTTING_PARTS or kind == "range":
        weeks = weeks_of_shared(shared, first, last, today, preferences, compare=kind == "living")
    else:
        weeks = weeks_of_library(owned, first, last, today, preferences)
    return Snapshot(
        kind=kind,
        parts=parts,
        made_on=today,
        first_day=first,
        last_day=last,
        units=preferences.units,
        runs=tuple(shared),
        groups=weeks.groups,
        sentence=weeks.sentence,
        weeks=weeks.weeks,
        consistency=weeks.consistency,
        left_out=len(runs) - len(shared),
    )


def local_today(owned: OwnedQueries) -> date:
    """Return the owner's day: in the time zone of their settings, else in that of their last run."""
    name = owned.settings().time_zone
    if name is None:
        last = owned.runs(limit=1)
        name = str(last["time_zone"].iloc[0]) if len(last) else None
    return clock.today(name)


def shown_days(owned: OwnedQueries, today: date) -> tuple[date, date]:
    """Return the first and last day that a living share shows."""
    latest = owned.runs(limit=1)
    last = shown_day(owned.owner, latest["local_date"].iloc[0].date() if len(latest) else None, today)
    return owned.settings().calendar(last).weeks_back(LIVING_WEEKS - 1), last


_cut_runs: OrderedDict[str, SharedRun | None] = OrderedDict()
_keeping = threading.Lock()


def _shared_run(
    owned: OwnedQueries,
    run_id: int,
    parts: frozenset[Part],
    zones: Sequence[PrivateZone],
    secret: bytes,
    track_rows: int,
) -> SharedRun | None:
    """Return what visitors may see of one run; one that is cut is analysed once, as long as nothing of it changes."""
    from runtone.sharing.redaction import redact  # it analyses what it cuts, with all that takes

    if not parts & CUTTING_PARTS:
        return redact(_unredacted_run(owned, run_id), 0, parts, zones, secret, track_rows=track_rows)
    told_by = (_facts(owned, run_id), sorted(parts), list(zones), secret, track_rows)
    key = hashlib.sha256(repr(told_by).encode()).hexdigest()
    with _keeping:
        if key in _cut_runs:
            _cut_runs.move_to_end(key)
            return _cut_runs[key]
    told = redact(_unredacted_run(owned, run_id), 0, parts, zones, secret, track_rows=track_rows)
    if told is None or told.shortened:  # all that it holds is told by those facts
        with _keeping:
            _cut_runs[key] = told
            if len(_cut_runs) > MOST_CUT_RUNS:
                _cut_runs.popitem(last=False)
    return told


def _facts(owned: OwnedQueries, run_id: int) -> tuple[object, ...]:
    """Return what a cut run is made of: its file and what is said of it, runner, name, note and analysis."""
    run, file = schema.run.c, schema.file.c
    query = (
        sa.select(
            file.sha256, file.metadata, run.runner, run.recorded_name, run.own_name, run.note, run.analysis_version
        )
        .join(schema.file, file.run_id == run.run_id)
        .where(run.run_id == run_id, file.is_primary)
    )
    with owned._database.reading() as connection:
        return tuple(connection.execute(query).one())


def _unredacted_run(owned: OwnedQueries, run_id: int) -> UnredactedRun:
    run: StoredRun = owned.run(run_id)
    with owned._database.reading() as connection:
        runner = _runner_of(connection, owned._owner_id, run_id)
    return UnredactedRun(
        summary=run.summary,
        track=run.track,
        segments=run.segments,
        sets=run.sets,
        muscle_load=run.muscle_load,
        muscle_stress=run.muscle_stress,
        muscle_zones=run.muscle_zones,
        laps=run.laps,
        recording=lambda: _recording(owned, run_id),
        confidence=run.confidence,
        name=run.name,
        note=run.note,
        runner=runner,
    )


def _recording(owned: OwnedQueries, run_id: int) -> Activity:
    """Return what the watch recorded of a run: its primary file, read anew."""
    file = schema.file.c
    with owned._database.reading() as connection:
        original = original_where(connection, owned._owner_id, file.run_id == run_id, file.is_primary)
    assert original is not None
    return read_member(original.member)


def _runner_of(connection: Connection, owner_id: int, run_id: int) -> Runner:
    query = sa.select(schema.run.c.runner).where(of_run(schema.run, owner_id, run_id))
    plain = connection.execute(query).scalar_one()
    known = {field.name for field in fields(Runner)}
    return Runner(**{name: value for name, value in plain.items() if name in known})
