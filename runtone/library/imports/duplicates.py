"""Which stored recordings are of one run, and which pairs of runs the runner is to be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import sqlalchemy as sa

from runtone.library.imports.outline import Outline
from runtone.library.imports.overlaps import (
    MOST_SHIFT_H,
    MOST_UNLIKE,
    Overlap,
    Relation,
    TimedRecording,
    common_s,
    overlap_of,
)
from runtone.library.imports.question_words import question
from runtone.library.store import schema
from runtone.library.store.keys import of_run, with_file, with_run

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_LONGEST_RUN = timedelta(days=8)


class HashedRecording(TimedRecording, Protocol):
    """A recording that can also be told by its bytes."""

    @property
    def sha256(self) -> str:
        """Of the bytes as they came."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredRecording:
    """What a stored file says of when, how far and where."""

    file_id: int
    run_id: int
    sha256: str
    name: str
    local_date: date
    start_time: datetime
    end_time: datetime
    distance_m: float
    outline: Outline | None


class PossibleDuplicate(NamedTuple):
    """Another run that may be the same one, and what is_primary for it."""

    run_id: int
    name: str | None
    reason: str


class OverlapQuestion(NamedTuple):
    """Two runs of which the runner is asked whether they are one.

    Parameters
    ----------
    run_ids : tuple of int
        The one that began first comes first.
    names : tuple of str
    local_date : datetime.date
        Of the first.
    overlap : Overlap
    sentence : str
        What they have in common and what not, and the question.
    """

    run_ids: tuple[int, int]
    names: tuple[str, str]
    local_date: date
    overlap: Overlap
    sentence: str


def runs_of(connection: Connection, owner_id: int, recording: HashedRecording) -> list[int]:
    """Return the stored runs that a recording is of, oldest number first; usually one or none."""
    file = schema.file.c
    at_once = (file.start_time <= recording.end_time, file.end_time >= recording.start_time)
    distinct = _not_same(connection, owner_id, recording.sha256)
    near = _recordings(connection, owner_id, *at_once, file.start_time >= recording.start_time - _LONGEST_RUN)
    return sorted(
        {
            each.run_id
            for each in near
            if each.sha256 not in distinct and overlap_of(each, recording).relation is Relation.SAME
        }
    )


def recordings_of(connection: Connection, owner_id: int, run_id: int) -> list[StoredRecording]:
    """Return the recordings of one run."""
    return list(_recordings(connection, owner_id, of_run(schema.file, owner_id, run_id)))


def primary_file_name(connection: Connection, owner_id: int, run_id: int) -> str:
    """Return the name of the file that a run's figures come from."""
    file = schema.file
    query = sa.select(file.c.name).where(of_run(file, owner_id, run_id), file.c.is_primary)
    return str(connection.execute(query).scalar_one())


def open_questions(connection: Connection, owner_id: int) -> Iterator[OverlapQuestion]:
    """Yield each pair of runs that the runner is to be asked about, in order of time.

    Pairs that the runner has told apart are not among them.
    """
    file = schema.file.c
    rows = connection.execute(
        sa.select(file.file_id, file.sha256, file.start_time, file.end_time, file.distance_m)
        .where(file.owner_id == owner_id, file.is_primary)
        .order_by(file.start_time, file.file_id)
    ).all()
    pairs = [(one.file_id, other.file_id) for one, other in _pairs_worth_a_look(rows)]
    wanted = {file_id for pair in pairs for file_id in pair}
    known = {each.file_id: each for each in _recordings(connection, owner_id, file.file_id.in_(wanted))}
    told = _told_apart(connection, owner_id)
    for first, second in pairs:
        one, other = known[first], known[second]
        overlap = overlap_of(one, other)
        if overlap.relation.is_question and tuple(sorted((one.sha256, other.sha256))) not in told:
            yield _question(one, other, overlap)


def questions_about(connection: Connection, owner_id: int, run_id: int) -> tuple[OverlapQuestion, ...]:
    """Return the questions about one run, as `open_questions` has them."""
    file = schema.file.c
    primary = next(iter(_recordings(connection, owner_id, file.run_id == run_id, file.is_primary)), None)
    if primary is None:
        return ()
    reach = timedelta(hours=MOST_SHIFT_H)
    others = _recordings(
        connection,
        owner_id,
        file.is_primary,
        file.run_id != run_id,
        file.start_time >= primary.start_time - max(reach, _LONGEST_RUN),
        file.start_time <= primary.end_time + reach,
        file.end_time >= primary.start_time - reach,
    )
    distinct = _not_same(connection, owner_id, primary.sha256)
    pairs = ((other, overlap_of(primary, other)) for other in others if other.sha256 not in distinct)
    return tuple(_question(primary, other, overlap) for other, overlap in pairs if overlap.relation.is_question)


def possible_duplicates(connection: Connection, owner_id: int, run_id: int) -> tuple[PossibleDuplicate, ...]:
    """Return the runs that may be the same as one run; those that the runner has told apart are not among them."""
    found = []
    for each in questions_about(connection, owner_id, run_id):
        place = 1 - each.run_ids.index(run_id)
        found.append(PossibleDuplicate(each.run_ids[place], each.names[place], each.sentence))
    return tuple(found)


def _question(one: StoredRecording, other: StoredRecording, overlap: Overlap) -> OverlapQuestion:
    one, other = sorted((one, other), key=lambda each: (each.start_time, each.run_id))
    return OverlapQuestion(
        run_ids=(one.run_id, other.run_id),
        names=(one.name, other.name),
        local_date=one.local_date,
        overlap=overlap,
        sentence=question(one, other, overlap),
    )


def _pairs_worth_a_look(rows: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield pairs that overlap, or that are alike in length and less than `MOST_SHIFT_H` apart."""
    reach = timedelta(hours=MOST_SHIFT_H)
    recent: list[Any] = []
    for row in rows:
        recent = [each for each in recent if row.start_time <= max(each.end_time, each.start_time + reach)]
        for each in recent:
            longer = max(each.distance_m, row.distance_m)
            if common_s(each, row) > 0.0 or abs(each.distance_m - row.distance_m) <= MOST_UNLIKE * longer:
                yield each, row
        recent.append(row)


def _recordings(
    connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]
) -> Iterator[StoredRecording]:
    file, run, outline = schema.file.c, schema.run.c, schema.file_outline.c
    query = (
        sa.select(
            file.file_id,
            file.run_id,
            file.sha256,
            sa.func.coalesce(run.own_name, run.recorded_name, file.name).label("name"),
            run.local_date,
            file.start_time,
            file.end_time,
            file.distance_m,
            outline.outline,
        )
        .join(schema.run, with_run(schema.file))
        .outerjoin(schema.file_outline, with_file(schema.file_outline))
        .where(file.owner_id == owner_id, *conditions)
        .order_by(file.start_time, file.file_id)
    )
    for row in connection.execute(query):
        known = row._asdict()
        content = known.pop("outline")
        yield StoredRecording(**known, outline=None if content is None else Outline.from_bytes(content))


def _not_same(connection: Connection, owner_id: int, sha256: str) -> set[str]:
    return {digest for pair in _told_apart(connection, owner_id, sha256) for digest in pair} - {sha256}


def _told_apart(connection: Connection, owner_id: int, sha256: str | None = None) -> set[tuple[str, str]]:
    """Return the pairs of files that the runner says are not of one run, each in order."""
    pair = schema.not_same_run.c
    query = sa.select(pair.first_sha256, pair.second_sha256).where(pair.owner_id == owner_id)
    if sha256 is not None:
        query = query.where(sa.or_(pair.first_sha256 == sha256, pair.second_sha256 == sha256))
    return {(row.first_sha256, row.second_sha256) for row in connection.execute(query)}
