"""Shares as they are stored: rows without a token, and the snapshots that visitors read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from runtone import clock
from runtone.library.store import schema
from runtone.sharing.snapshot import Kind, Part, Snapshot, chosen_parts
from runtone.sharing.tokens import is_token, same_hash, token_hash

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

State = Literal["active", "expired", "revoked"]


@dataclass(frozen=True, kw_only=True)
class Share:
    """One link that an owner has given away.

    Parameters
    ----------
    share_id : int
    label : str
        The owner's word for it; no visitor sees it.
    kind : {"run", "range", "living"}
    parts : frozenset of str
        What the owner added.
    run_ids : tuple of int or None
        The chosen runs; None for a living share.
    first_day, last_day : datetime.date or None
        Of a range.
    created_at : datetime.datetime
    expires_at, revoked_at : datetime.datetime or None
    visits : int
        How often it was opened.
    runs_left : int or None
        How many of the chosen runs are still there; None for a living share, or where it was not asked.
    """

    share_id: int
    label: str
    kind: Kind
    parts: frozenset[Part]
    run_ids: tuple[int, ...] | None
    first_day: date | None
    last_day: date | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    visits: int
    runs_left: int | None = None

    def state(self, now: datetime) -> State:
        """Return whether a visitor is let in."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


@dataclass(frozen=True, kw_only=True)
class StoredSnapshot:
    """A snapshot and the state of the library it was made from."""

    owner_version: int
    made_on: date
    content: bytes


def share_of(row: Row[Any]) -> Share:
    """Return a stored row as a `Share`."""
    return Share(
        share_id=row.share_id,
        label=row.label,
        kind=row.kind,
        parts=chosen_parts(row.parts),
        run_ids=None if row.run_ids is None else tuple(row.run_ids),
        first_day=row.first_day,
        last_day=row.last_day,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        visits=row.visits,
    )


def shares_of(connection: Connection, owner_id: int) -> list[Share]:
    """Return an owner's shares, the newest first."""
    table = schema.share
    query = sa.select(table).where(table.c.owner_id == owner_id).order_by(table.c.share_id.desc())
    shares = [share_of(row) for row in connection.execute(query)]
    chosen = {run_id for share in shares for run_id in share.run_ids or ()}
    run = schema.run.c
    there = set(
        connection.execute(sa.select(run.run_id).where(run.owner_id == owner_id, run.run_id.in_(chosen))).scalars()
    )
    return [
        share if share.run_ids is None else replace(share, runs_left=len(there.intersection(share.run_ids)))
        for share in shares
    ]


def share_with_token(connection: Connection, token: object) -> tuple[int, Share] | None:
    """Return the owner and the share that a token opens now; None where it is wrong, expired or revoked.

    The index finds a row by the hash of the token, which nobody can choose; that it is the same is then compared in
    constant time.
    """
    if not is_token(token):
        return None
    sought = token_hash(str(token))
    row = connection.execute(sa.select(schema.share).where(schema.share.c.token_sha256 == sought)).one_or_none()
    if row is None or not same_hash(row.token_sha256, sought):
        return None
    share = share_of(row)
    return (row.owner_id, share) if share.state(clock.now()) == "active" else None


def stored_snapshot(connection: Connection, share_id: int) -> StoredSnapshot | None:
    """Return the snapshot that visitors of a share read, if it is made."""
    table = schema.share_snapshot.c
    row = connection.execute(
        sa.select(table.owner_version, table.made_on, table.content).where(table.share_id == share_id)
    ).one_or_none()
    return None if row is None else StoredSnapshot(**row._mapping)


def store_snapshot(connection: Connection, share_id: int, owner_version: int, snapshot: Snapshot) -> None:
    """Keep the snapshot that visitors of a share read, in place of an older one."""
    table = schema.share_snapshot
    connection.execute(sa.delete(table).where(table.c.share_id == share_id))
    connection.execute(
        sa.insert(table).values(
            share_id=share_id,
            owner_version=owner_version,
            made_on=snapshot.made_on,
            content=snapshot.to_bytes(),
        )
    )


def forget_snapshots(connection: Connection, owner_id: int, share_id: int | None = None) -> None:
    """Delete what visitors of an owner's shares read; it is made anew, redacted again, for the next one."""
    share = schema.share.c
    mine = sa.select(share.share_id).where(share.owner_id == owner_id)
    if share_id is not None:
        mine = mine.where(share.share_id == share_id)
    table = schema.share_snapshot
    connection.execute(sa.delete(table).where(table.c.share_id.in_(mine)))


def forget_closed(connection: Connection, owner_id: int) -> None:
    """Delete the snapshots of shares that are expired or revoked."""
    share, now = schema.share.c, clock.now()
    closed = sa.select(share.share_id).where(
        share.owner_id == owner_id, sa.or_(share.expires_at <= now, share.revoked_at.is_not(None))
    )
    table = schema.share_snapshot
    connection.execute(sa.delete(table).where(table.c.share_id.in_(closed)))


def owner_version(connection: Connection, owner_id: int) -> int:
    """Return the number that changes with every write to an owner's runs and settings."""
    owner = schema.owner.c
    return int(connection.execute(sa.select(owner.version).where(owner.owner_id == owner_id)).scalar_one())
