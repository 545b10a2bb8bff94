"""Which recordings are of one run.

One runner runs one run at a time: two recordings of the same owner that cover the same time are of the same run,
whoever made them. What is joined without asking is narrower than that, so that two runs of one day are never merged:
the starts lie within `START_TOLERANCE_S`, the times overlap by `LEAST_OVERLAP` of the longer one, and the distances
differ by at most `DISTANCE_TOLERANCE`. What only overlaps is shown to the runner, who may join or keep apart.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

import sqlalchemy as sa

from runtone.library.store import schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

START_TOLERANCE_S = 300.0
LEAST_OVERLAP = 0.8
DISTANCE_TOLERANCE = 0.1

_NOTABLE_OVERLAP = 0.5
_SHIFT_H = 14.0
_QUARTER_S = 900.0
_ALIKE = 0.002


class Covered(Protocol):
    """When and how far: what tells whether two recordings are of one run."""

    @property
    def start_time(self) -> datetime:
        """First sample."""

    @property
    def end_time(self) -> datetime:
        """Last sample."""

    @property
    def distance_m(self) -> float:
        """Length [m]."""


def overlap(one: Covered, other: Covered) -> float:
    """Return the time that both recordings cover, as a fraction of the longer one's."""
    common = (min(one.end_time, other.end_time) - max(one.start_time, other.start_time)).total_seconds()
    longer = max((each.end_time - each.start_time).total_seconds() for each in (one, other))
    return max(common, 0.0) / longer if longer > 0 else float(one.start_time == other.start_time)


def same_run(one: Covered, other: Covered) -> bool:
    """Whether two recordings are of the same run, beyond doubt."""
    apart = abs((one.start_time - other.start_time).total_seconds())
    difference = abs(one.distance_m - other.distance_m)
    return (
        apart <= START_TOLERANCE_S
        and overlap(one, other) >= LEAST_OVERLAP
        and difference <= DISTANCE_TOLERANCE * max(one.distance_m, other.distance_m)
    )


class PossibleDuplicate(NamedTuple):
    """Another run that may be the same one, and what speaks for it."""

    run_id: int
    name: str | None
    reason: str


class Digested(Covered, Protocol):
    """A recording that can also be told by its bytes."""

    @property
    def sha256(self) -> str:
        """Of the bytes as they came."""


def runs_of(connection: Connection, owner_id: int, recording: Digested) -> list[int]:
    """Return the stored runs that a recording is of, oldest number first; usually one or none."""
    file = schema.file
    reach = timedelta(seconds=START_TOLERANCE_S)
    near = connection.execute(
        sa.select(file).where(
            file.c.owner_id == owner_id,
            file.c.start_time.between(recording.start_time - reach, recording.start_time + reach),
        )
    ).all()
    distinct = _kept_apart(connection, owner_id, recording.sha256)
    return sorted({row.run_id for row in near if row.sha256 not in distinct and same_run(row, recording)})


def speaking_name(connection: Connection, run_id: int) -> str:
    """Return the name of the file that a run's figures come from."""
    file = schema.file
    return str(connection.execute(sa.select(file.c.name).where(file.c.run_id == run_id, file.c.speaks)).scalar_one())


def _kept_apart(connection: Connection, owner_id: int, sha256: str) -> set[str]:
    apart = schema.apart.c
    pairs = connection.execute(
        sa.select(apart.first_sha256, apart.second_sha256).where(
            apart.owner_id == owner_id, sa.or_(apart.first_sha256 == sha256, apart.second_sha256 == sha256)
        )
    )
    return {digest for pair in pairs for digest in pair} - {sha256}


def possible_duplicates(connection: Connection, owner_id: int, run_id: int) -> tuple[PossibleDuplicate, ...]:
    """Return the runs that may be the same as one run, without being so beyond doubt.

    Those that the runner has told apart are not among them.
    """
    file, run = schema.file.c, schema.run.c
    columns = (file.run_id, file.sha256, file.start_time, file.end_time, file.distance_m)
    speaking = sa.select(*columns, sa.func.coalesce(run.own_name, run.recorded_name, file.name).label("name")).join(
        schema.run, run.run_id == file.run_id
    )
    query = speaking.where(file.owner_id == owner_id, file.speaks)
    this = connection.execute(query.where(file.run_id == run_id)).one_or_none()
    if this is None:
        return ()
    reach = timedelta(hours=_SHIFT_H)
    near = query.where(file.run_id != run_id, file.start_time.between(this.start_time - reach, this.end_time + reach))
    distinct = _kept_apart(connection, owner_id, this.sha256)
    others = [row for row in connection.execute(near.order_by(file.start_time)) if row.sha256 not in distinct]
    found = ((row, _resemblance(this, row)) for row in others)
    return tuple(PossibleDuplicate(row.run_id, row.name, reason) for row, reason in found if reason)


def _resemblance(one: Covered, other: Covered) -> str | None:
    """Return why two recordings may be of one run; None where nothing speaks for it."""
    common = (min(one.end_time, other.end_time) - max(one.start_time, other.start_time)).total_seconds()
    shorter = min((each.end_time - each.start_time).total_seconds() for each in (one, other))
    if common > 0 and common >= _NOTABLE_OVERLAP * shorter:
        return (
            f"It covers {common / 60:.0f} of the same minutes ({one.distance_m / 1000:.2f} km here, "
            f"{other.distance_m / 1000:.2f} km there)."
        )
    shift = abs((one.start_time - other.start_time).total_seconds())
    quarters = round(shift / _QUARTER_S)
    longer = max(one.distance_m, other.distance_m)
    alike = abs(one.distance_m - other.distance_m) <= _ALIKE * longer and abs(_length_s(one) - _length_s(other)) <= 5
    if quarters and abs(shift - quarters * _QUARTER_S) <= 2 and alike:
        return (
            f"It is as long in time and way, {quarters / 4:g} h apart: one file may tell local time as if it were UTC."
        )
    return None


def _length_s(recording: Covered) -> float:
    return (recording.end_time - recording.start_time).total_seconds()
