"""Runs that may be dated 1,024 weeks early, as of receivers that lost count of GPS weeks: asked until it is answered.

Such a run lies so many weeks before the one that it is, among runs of a time when hardly anybody had GPS, or where the
runner has no others. What a file's name or format gave away was dated later while it was read, and is asked about too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.files.samples.rollover import FIRST_FIT, ROLLOVER
from runtone.library.store import schema
from runtone.library.store.keys import of_file, with_run

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_FIRST_EARLY = datetime(1999, 8, 22, tzinfo=UTC)
"""The receivers' weeks began anew then, as they did on 7 April 2019: no run of theirs is dated earlier."""
_NEAR = timedelta(days=30)
_ALONE = timedelta(days=180)


class DateQuestion(NamedTuple):
    """A run of which the runner is asked on which of two days it was.

    Parameters
    ----------
    run_id : int
    name : str
    early, late : datetime.date
        In UTC.
    is_moved : bool
        Whether it counts on the later day until it is answered.
    """

    run_id: int
    name: str
    early: date
    late: date
    is_moved: bool

    @property
    def sentence(self) -> str:
        """What the runner is asked."""
        now = self.late if self.is_moved else self.early
        return (
            f"Its file says {self.early}; receivers that lose count of GPS weeks write dates 1,024 weeks early. Was it "
            f"run on {self.late}? Until you say, it counts on {now}."
        )


def date_questions(connection: Connection, owner_id: int, run_id: int | None = None) -> list[DateQuestion]:
    """Return the runs whose date the runner is asked about, or the question about one run; in order of time."""
    file, run = schema.file.c, schema.run.c
    moved = file.metadata["date_moved"].as_boolean()
    latest = clock.now() - ROLLOVER
    query = (
        sa.select(run.run_id, run.own_name, run.recorded_name, file.name, file.start_time, moved.label("moved"))
        .join(schema.run, with_run(schema.file))
        .where(
            file.owner_id == owner_id,
            file.is_primary,
            file.metadata["is_early"].as_boolean().is_(None),
            sa.or_(moved, file.start_time.between(_FIRST_EARLY, latest)),
        )
        .order_by(file.start_time, file.file_id)
    )
    rows = connection.execute(query if run_id is None else query.where(file.run_id == run_id)).all()
    if not rows:
        return []
    starts = _starts(connection, owner_id)
    return [
        DateQuestion(
            row.run_id,
            row.own_name or row.recorded_name or row.name,
            (row.start_time - ROLLOVER if row.moved else row.start_time).date(),
            (row.start_time if row.moved else row.start_time + ROLLOVER).date(),
            bool(row.moved),
        )
        for row in rows
        if row.moved or _may_be_early(row.start_time, starts)
    ]


def answer_dates(connection: Connection, owner_id: int, run_ids: Iterable[int], *, early: bool) -> list[int]:
    """Record whether runs are dated 1,024 weeks early, and return the files whose runs move to another day by it."""
    file = schema.file
    old = file.c.start_time <= clock.now() - ROLLOVER
    query = sa.select(file.c.file_id, file.c.metadata).where(
        file.c.owner_id == owner_id,
        file.c.run_id.in_(list(run_ids)),
        sa.or_(old, file.c.metadata["date_moved"].as_boolean()),
    )
    changed = []
    for row in connection.execute(query).all():
        told = dict(row.metadata or {})
        if bool(told.pop("date_moved", False)) != early:
            changed.append(row.file_id)
        connection.execute(
            sa.update(file).where(of_file(file, owner_id, row.file_id)).values(metadata=told | {"is_early": early})
        )
    return changed


def _starts(connection: Connection, owner_id: int) -> list[datetime]:
    run = schema.run.c
    return list(
        connection.execute(sa.select(run.start_time).where(run.owner_id == owner_id).order_by(run.start_time)).scalars()
    )


def _may_be_early(start: datetime, starts: Sequence[datetime]) -> bool:
    """Return whether a run is older than runners' GPS, or by itself while the runner has others 1,024 weeks later."""
    if start < FIRST_FIT:
        return True
    beside = _within(starts, start, _ALONE) - _within(starts, start, timedelta(0))
    return not beside and _within(starts, start + ROLLOVER, _NEAR) > 0


def _within(starts: Sequence[datetime], middle: datetime, reach: timedelta) -> int:
    return bisect_left(starts, middle + reach + timedelta(microseconds=1)) - bisect_left(starts, middle - reach)
