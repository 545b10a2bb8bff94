"""An owner's private zones and the secret they are drawn from: stored once, never drawn anew."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import sqlalchemy as sa

from runtone import clock
from runtone.errors import LibraryError, SettingsError
from runtone.library.shares.stored_shares import forget_snapshots
from runtone.library.store import schema
from runtone.library.store.keys import of_run
from runtone.library.store.plain_text import one_line
from runtone.library.store.stored_track import ends_from_parquet
from runtone.sharing.private_zones import PrivateZone, zone_around, zones_for_ends

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SECRET_BYTES = 32
LARGEST_WISH_M = 20_000.0

Source = Literal["runs", "place"]


@dataclass(frozen=True, kw_only=True)
class StoredZone:
    """A private zone as the library has it; ``source`` says whether runs began there or the owner named the place."""

    zone_id: int
    label: str | None
    source: Source
    zone: PrivateZone
    created_at: datetime


def zones_of(connection: Connection, owner_id: int) -> list[StoredZone]:
    """Return an owner's private zones, oldest first."""
    table = schema.private_zone
    rows = connection.execute(sa.select(table).where(table.c.owner_id == owner_id).order_by(table.c.zone_id))
    return [
        StoredZone(
            zone_id=row.zone_id,
            label=row.label,
            source=cast("Source", row.source),
            zone=PrivateZone(row.latitude_deg, row.longitude_deg, row.radius_m),
            created_at=row.created_at,
        )
        for row in rows
    ]


def secret_of(connection: Connection, owner_id: int) -> bytes:
    """Return the owner's secret, and draw it where there is none; in a write transaction."""
    _lock(connection, owner_id)
    table = schema.owner_secret
    found = connection.execute(sa.select(table.c.secret).where(table.c.owner_id == owner_id)).scalar_one_or_none()
    if found is not None:
        return bytes(found)
    secret = secrets.token_bytes(SECRET_BYTES)
    connection.execute(sa.insert(table).values(owner_id=owner_id, secret=secret, last_zoned_run_id=0))
    return secret


def add_zone(
    connection: Connection,
    owner_id: int,
    latitude_deg: float,
    longitude_deg: float,
    *,
    smallest_m: float = 0.0,
    label: str | None = None,
) -> StoredZone:
    """Draw a zone about a place, off its middle; every snapshot is made anew with it.

    Where a zone that is large enough holds the place already, that one is returned: a second zone about one place would
    narrow down where in the two it lies.

    Raises
    ------
    SettingsError
        There is no such place on Earth, or the wish cannot be met.
    """
    if not (math.isfinite(latitude_deg) and abs(latitude_deg) <= 90):
        msg = f"A latitude of {latitude_deg:g} cannot be used; -90 to 90 degrees is expected."
        raise SettingsError(msg)
    if not (math.isfinite(longitude_deg) and abs(longitude_deg) <= 180):
        msg = f"A longitude of {longitude_deg:g} cannot be used; -180 to 180 degrees is expected."
        raise SettingsError(msg)
    if not (math.isfinite(smallest_m) and 0 <= smallest_m <= LARGEST_WISH_M):
        msg = f"A private zone can have a radius of up to {LARGEST_WISH_M / 1000:g} km."
        raise SettingsError(msg)
    secret = secret_of(connection, owner_id)
    for stored in zones_of(connection, owner_id):
        if stored.zone.covers(latitude_deg, longitude_deg) and stored.zone.radius_m >= smallest_m:
            return stored
    zone = zone_around(latitude_deg, longitude_deg, secret, smallest_m)
    _insert(connection, owner_id, [zone], "place", one_line(label, 80))
    forget_snapshots(connection, owner_id)
    return zones_of(connection, owner_id)[-1]


def remove_zone(connection: Connection, owner_id: int, zone_id: int) -> StoredZone:
    """Remove and return a zone about a place the owner named; every snapshot is made anew without it.

    Raises
    ------
    LibraryError
        There is no such zone, or it was drawn about where runs begin and end: those stay as long as the library.
    """
    zones = zones_of(connection, owner_id)
    found = next((zone for zone in zones if zone.zone_id == zone_id and zone.source == "place"), None)
    if found is None:
        msg = "There is no such private zone, or it is about where runs begin and end; those cannot be removed."
        raise LibraryError(msg)
    connection.execute(sa.delete(schema.private_zone).where(schema.private_zone.c.zone_id == zone_id))
    forget_snapshots(connection, owner_id)
    return found


def restore_zone(connection: Connection, owner_id: int, stored: StoredZone) -> None:
    """Put back a zone that was removed, as it was drawn; every snapshot is made anew with it."""
    if stored.zone not in [each.zone for each in zones_of(connection, owner_id)]:
        _insert(connection, owner_id, [stored.zone], "place", stored.label)
    forget_snapshots(connection, owner_id)


def ensure_endpoint_zones(connection: Connection, owner_id: int, shared_run_ids: Sequence[int]) -> list[PrivateZone]:
    """Return the owner's zones, after drawing those that are missing; in a write transaction.

    Every run counts, shared or not: a shared run may pass the home that another one began at. Runs looked at before
    are not read again, save those that are shared now, whose file may be another since.
    """
    secret = secret_of(connection, owner_id)
    run, detail, memory = schema.run.c, schema.run_detail.c, schema.owner_secret
    looked_at = connection.execute(
        sa.select(memory.c.last_zoned_run_id).where(memory.c.owner_id == owner_id)
    ).scalar_one()
    wanted = sa.or_(run.run_id > looked_at, run.run_id.in_(list(shared_run_ids)))
    numbers = list(
        connection.execute(
            sa.select(run.run_id).where(run.owner_id == owner_id, wanted).order_by(run.start_time, run.run_id)
        ).scalars()
    )
    known = [stored.zone for stored in zones_of(connection, owner_id)]
    ends: list[tuple[float, float]] = []
    for run_id in numbers:  # one at a time: tracks are large, their ends are not
        ends += ends_from_parquet(
            connection.execute(sa.select(detail.track).where(of_run(schema.run_detail, owner_id, run_id))).scalar_one()
        )
    new = zones_for_ends(np.array(ends, dtype=float).reshape(-1, 2), secret, known)
    _insert(connection, owner_id, new, "runs", None)
    if numbers:
        connection.execute(
            sa.update(memory).where(memory.c.owner_id == owner_id).values(last_zoned_run_id=max(looked_at, *numbers))
        )
    return [*known, *new]


def _insert(
    connection: Connection, owner_id: int, zones: Sequence[PrivateZone], source: Source, label: str | None
) -> None:
    now = clock.now()
    for zone in zones:
        connection.execute(
            sa.insert(schema.private_zone).values(
                owner_id=owner_id,
                label=label,
                source=source,
                latitude_deg=zone.latitude_deg,
                longitude_deg=zone.longitude_deg,
                radius_m=zone.radius_m,
                created_at=now,
            )
        )


def _lock(connection: Connection, owner_id: int) -> None:
    """Let nobody else draw this owner's zones until the transaction ends; on SQLite a write transaction does that."""
    owner = schema.owner.c
    connection.execute(sa.select(owner.owner_id).where(owner.owner_id == owner_id).with_for_update())
