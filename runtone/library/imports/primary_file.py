"""Which of a run's files its figures come from: the primary file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

import sqlalchemy as sa

from runtone.library.imports.earlier_runs import mark_later_runs
from runtone.library.store import schema
from runtone.library.store.keys import of_run

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_START_STOP_S = 30.0
_START_STOP = 0.01
"""Two files that cover the same run but for so much differ by when they were started and stopped [s, fraction]."""


class Reason(StrEnum):
    """Why one file of a run is primary and another is not."""

    PINNED = "you chose for the figures"
    COVERS_MORE = "covers more of it"
    HOLDS_MORE = "holds more about it"
    ALIKE = "holds as much"


class RunFile(NamedTuple):
    """What decides which of a run's files is primary."""

    file_id: int
    sha256: str
    name: str
    is_primary: bool
    is_pinned: bool
    completeness: int
    covered_s: float
    start_time: datetime
    distance_m: float
    size_bytes: int

    def comes_before(self, other: Self, most_s: float) -> Reason:
        """Return why this file, which is primary, is so and the other not."""
        if self.is_pinned:
            return Reason.PINNED
        if _covers_all(self, most_s) and not _covers_all(other, most_s):
            return Reason.COVERS_MORE
        if self.completeness > other.completeness:
            return Reason.HOLDS_MORE
        return Reason.COVERS_MORE if self.covered_s > other.covered_s else Reason.ALIKE


def files_of(connection: Connection, owner_id: int, run_id: int) -> list[RunFile]:
    """Return a run's files, the one that should be primary first.

    That is the one that the runner pinned; else, of those that cover all of the run that any file does, the one that
    holds most; then the one that covers most. Only where two hold the same does anything else decide, and always
    something that they say, never when they came.
    """
    file = schema.file.c
    names = [name for name in RunFile._fields if name != "covered_s"]
    rows = connection.execute(
        sa.select(*(file[name] for name in names), file.covered_s, file.end_time).where(
            of_run(schema.file, owner_id, run_id)
        )
    )
    found = []
    for row in rows:
        known = row._asdict()
        ended = known.pop("end_time")
        if known["covered_s"] is None:
            known["covered_s"] = (ended - row.start_time).total_seconds()
        found.append(RunFile(**known))
    return in_order(found)


def in_order(files: Sequence[RunFile]) -> list[RunFile]:
    """Return files of one run in the order in which they would be primary."""
    most_s = max((each.covered_s for each in files), default=0.0)
    return sorted(
        files,
        key=lambda each: (
            not each.is_pinned,
            not _covers_all(each, most_s),
            -each.completeness,
            -each.covered_s,
            -each.distance_m,
            -each.size_bytes,
            each.sha256,
        ),
    )


def select_primary_file(connection: Connection, owner_id: int, run_id: int) -> str | None:
    """Let a run's figures come from the first of `files_of`.

    Where that is another file than before, the run and those after it are marked to be read again.

    Returns
    -------
    str or None
        SHA-256 of the file that is primary from now on; None where nothing has changed.
    """
    file, run = schema.file, schema.run
    files = files_of(connection, owner_id, run_id)
    best = files[0]
    if best.is_primary:
        return None
    primary = file.c.file_id == best.file_id
    connection.execute(sa.update(file).where(of_run(file, owner_id, run_id)).values(is_primary=primary))
    connection.execute(sa.update(run).where(of_run(run, owner_id, run_id)).values(stale=True, runner={}))
    mark_later_runs(connection, owner_id, min(each.start_time for each in files))
    return best.sha256


def why_primary(connection: Connection, owner_id: int, run_id: int, sha256: str, other_name: str) -> str:
    """Return in a sentence how a file and the one that was primary before it came belong to each other."""
    files = files_of(connection, owner_id, run_id)
    most_s = max(each.covered_s for each in files)
    this = next(each for each in files if each.sha256 == sha256)
    best = files[0]
    if best is this:
        other = next(each for each in files if each.name == other_name and each is not this)
        reason = best.comes_before(other, most_s)
        sentence = f"The same run as {other.name}; this file {reason}, so the figures are its."
    else:
        other, reason = best, best.comes_before(this, most_s)
        sentence = f"The same run as {best.name}, which {reason}; this file is kept beside it."
    longer = max(this.distance_m, other.distance_m)
    if reason is Reason.ALIKE and abs(this.distance_m - other.distance_m) > 0.02 * longer:
        lengths = " and ".join(f"{each.distance_m / 1000.0:.2f}" for each in (best, other if best is this else this))
        sentence += f" They tell {lengths} km; the first counts, and the run's page lets you choose."
    return sentence


def _covers_all(file: RunFile, most_s: float) -> bool:
    return file.covered_s >= most_s - max(_START_STOP_S, _START_STOP * most_s)
