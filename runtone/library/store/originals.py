"""Original files, each kept once: activities of one file share its bytes.

Each activity is a row of the table ``file``, and one of them holds the bytes. What the others hold names that one; it
begins with a sign that no compressed file (zlib, RFC 1950) begins with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone.library.imports.source_files import Original
from runtone.library.store import schema
from runtone.library.store.keys import of_file, with_file

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.imports.file_analysis import Recording

_HELD_BY = b"="


def keep_original(connection: Connection, owner_id: int, file_id: int, recording: Recording) -> None:
    """Store the bytes of a file that is there; those of a file with several activities only once."""
    whole = {"owner_id": owner_id, "file_id": file_id, "content": recording.content}
    connection.execute(sa.insert(schema.original), whole)
    meet_again(connection, owner_id, schema.file.c.file_id == file_id)


def original_where(connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]) -> Original | None:
    """Return the owner's stored file of which conditions on the table ``file`` hold; None where there is none."""
    file = schema.file.c
    query = sa.select(file.name, file.file_id, file.metadata).where(file.owner_id == owner_id, *conditions)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    holder = holder_of(connection, owner_id, row.file_id)
    content = connection.execute(_content_of(owner_id, holder)).scalar_one_or_none()
    return None if content is None else Original(row.name, content, row.metadata)


def holder_of(connection: Connection, owner_id: int, file_id: int) -> int:
    """Return the file that holds another's bytes, which is itself as a rule, and always the same owner's."""
    original = schema.original
    begins = sa.func.substr(original.c.content, 1, len(_HELD_BY)) == _HELD_BY
    query = sa.select(original.c.content).where(of_file(original, owner_id, file_id), begins)
    name = connection.execute(query).scalar()
    return file_id if name is None else int(bytes(name)[len(_HELD_BY) :])


def hand_over(connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]) -> None:
    """Let files that stay hold what files that are about to go hold for them.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
    owner_id : int
    *conditions
        On the table ``file``: what goes.
    """
    original = schema.original.c
    going = _files_of_several(connection, owner_id, *conditions)
    for file_id in going:
        sharing = sa.select(original.file_id).where(
            original.owner_id == owner_id, original.content == _named(file_id), original.file_id.not_in(going)
        )
        heirs = list(connection.execute(sharing).scalars())
        if heirs:
            _put(connection, owner_id, heirs[:1], _content_of(owner_id, file_id).scalar_subquery())
            _put(connection, owner_id, heirs[1:], _named(heirs[0]))


def part_ways(connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]) -> None:
    """Let files that are about to be another owner's hold bytes of their own, and those that stay too."""
    hand_over(connection, owner_id, *conditions)
    for file_id in _files_of_several(connection, owner_id, *conditions):
        holder = holder_of(connection, owner_id, file_id)
        if holder != file_id:
            _put(connection, owner_id, [file_id], _content_of(owner_id, holder).scalar_subquery())


def meet_again(connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]) -> None:
    """Let files of which another one of the owner's holds the same bytes name that one."""
    file, original = schema.file.c, schema.original.c
    for file_id in _files_of_several(connection, owner_id, *conditions):
        size = sa.select(file.size_bytes).where(of_file(schema.file, owner_id, file_id)).scalar_subquery()
        same = (
            sa.select(file.file_id)
            .join(schema.original, with_file(schema.original))
            .where(file.owner_id == owner_id, file.file_id != file_id, file.size_bytes == size)
            .where(original.content == _content_of(owner_id, file_id).scalar_subquery())
        )
        holder = connection.execute(same).scalar()
        if holder is not None:
            _put(connection, owner_id, [file_id], _named(holder))


def _files_of_several(connection: Connection, owner_id: int, *conditions: sa.ColumnElement[bool]) -> list[int]:
    """Return those of an owner's files that are one of several activities of a file."""
    file = schema.file.c
    query = sa.select(file.file_id, file.metadata).where(file.owner_id == owner_id, *conditions)
    return [row.file_id for row in connection.execute(query) if (row.metadata or {}).get("part") is not None]


def _content_of(owner_id: int, file_id: int) -> sa.Select[Any]:
    original = schema.original.alias()
    return sa.select(original.c.content).where(of_file(original, owner_id, file_id))


def _put(connection: Connection, owner_id: int, file_ids: list[int], content: Any) -> None:
    original = schema.original
    chosen = sa.and_(original.c.owner_id == owner_id, original.c.file_id.in_(file_ids))
    connection.execute(sa.update(original).where(chosen).values(content=content))


def _named(file_id: int) -> bytes:
    return _HELD_BY + str(file_id).encode()
