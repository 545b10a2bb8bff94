"""Original files, each kept once: activities of one file share its bytes.

Each activity is a row of the table ``file``, and one of them holds the bytes. What the others hold names that one; it
begins with a sign that no compressed file (zlib, RFC 1950) begins with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone.library.imports.uploads import Original
from runtone.library.store import schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.imports.file_analysis import Recording

_HELD_BY = b"="


def keep_original(connection: Connection, owner_id: int, file_id: int, recording: Recording) -> None:
    """Store the bytes of a file that is there; those of a file with several activities only once."""
    file, original = schema.file.c, schema.original
    content = recording.content
    if (recording.metadata or {}).get("part") is not None:
        holder = connection.execute(
            sa.select(file.file_id)
            .join(original, original.c.file_id == file.file_id)
            .where(file.owner_id == owner_id, file.size_bytes == recording.size_bytes, original.c.content == content)
        ).scalar()
        content = content if holder is None else _named(holder)
    connection.execute(sa.insert(original), {"file_id": file_id, "content": content})


def original_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> Original | None:
    """Return the stored file of which conditions on the table ``file`` hold; None where there is none."""
    file, original = schema.file.c, schema.original
    query = sa.select(file.name, file.file_id, file.metadata).where(*conditions)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    contents = sa.select(original.c.content).where(original.c.file_id == holder_of(connection, row.file_id))
    content = connection.execute(contents).scalar_one_or_none()
    return None if content is None else Original(row.name, content, row.metadata)


def holder_of(connection: Connection, file_id: int) -> int:
    """Return the file that holds another's bytes, which is itself as a rule."""
    original = schema.original.c
    begins = sa.func.substr(original.content, 1, len(_HELD_BY)) == _HELD_BY
    name = connection.execute(sa.select(original.content).where(original.file_id == file_id, begins)).scalar()
    return file_id if name is None else int(bytes(name)[len(_HELD_BY) :])


def hand_over(connection: Connection, *conditions: sa.ColumnElement[bool]) -> None:
    """Let files that stay hold what files that are about to go hold for them.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
    *conditions
        On the table ``file``: what goes.
    """
    file, original = schema.file.c, schema.original
    going = connection.execute(sa.select(file.file_id, file.metadata).where(*conditions)).all()
    numbers = [row.file_id for row in going]
    for row in going:
        if (row.metadata or {}).get("part") is None:
            continue
        sharing = sa.select(original.c.file_id).where(original.c.content == _named(row.file_id))
        heirs = list(connection.execute(sharing.where(original.c.file_id.not_in(numbers))).scalars())
        if heirs:
            content = sa.select(original.c.content).where(original.c.file_id == row.file_id).scalar_subquery()
            first, *others = heirs
            connection.execute(sa.update(original).where(original.c.file_id == first).values(content=content))
            connection.execute(sa.update(original).where(original.c.file_id.in_(others)).values(content=_named(first)))


def _named(file_id: int) -> bytes:
    return _HELD_BY + str(file_id).encode()
