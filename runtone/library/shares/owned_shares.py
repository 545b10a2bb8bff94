"""An owner's shares: made, listed, revoked, and made anew when what they show has changed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.errors import LibraryError, SettingsError
from runtone.library.shares.private_places import (
    StoredZone,
    add_zone,
    ensure_endpoint_zones,
    remove_zone,
    restore_zone,
    secret_of,
    zones_of,
)
from runtone.library.shares.snapshots import local_today, make_snapshot, shown_days
from runtone.library.shares.stored_shares import (
    Share,
    StoredSnapshot,
    forget_closed,
    forget_snapshots,
    owner_version,
    shares_of,
    store_snapshot,
    stored_snapshot,
)
from runtone.library.store import schema
from runtone.library.store.deleting import erase_traces
from runtone.library.store.plain_text import one_line
from runtone.sharing.private_zones import PrivateZone
from runtone.sharing.snapshot import CUTTING_PARTS, Kind, OtherFormatError, Part, Snapshot, chosen_parts
from runtone.sharing.tokens import new_token, token_hash

if TYPE_CHECKING:
    from runtone.library.store.database import Database
    from runtone.library.store.queries import OwnedQueries

DAYS_VALID = 30
LONGEST_VALID_DAYS = 3650
MOST_DECODED = 32
MOST_RUNS = 200
MOST_DAYS = 366
"""A range of days can be so long, and can hold so many runs."""


class NewShare(NamedTuple):
    """A share just made, and its token, which is told once and stored nowhere."""

    share: Share
    token: str


class Choice(NamedTuple):
    """What a share shows: which runs, and what is added to them."""

    kind: Kind
    parts: frozenset[Part]
    run_ids: tuple[int, ...] | None
    days: tuple[date, date] | None


class OwnedShares:
    """One owner's shares and private zones; every read and write names the owner.

    Parameters
    ----------
    database : Database
    owner_id : int
    owned : OwnedQueries
        The same owner's runs.
    """

    def __init__(self, database: Database, owner_id: int, owned: OwnedQueries) -> None:
        self._database = database
        self._owner_id = owner_id
        self._owned = owned

    def of_run(self, run_id: int, parts: Collection[str] = ()) -> Choice:
        """Return the choice of one run."""
        return Choice("run", chosen_parts(parts), (int(run_id),), None)

    def of_days(self, first: date, last: date, parts: Collection[str] = ()) -> Choice:
        """Return the choice of the runs of some days, both included; runs that come later are not added to it.

        Raises
        ------
        SettingsError
            There are no runs on these days, or too many for one link.
        """
        if last < first:
            msg = f"The last day, {last}, lies before the first, {first}."
            raise SettingsError(msg)
        if (last - first).days > MOST_DAYS:
            msg = f"One link shows at most {MOST_DAYS} days. Take fewer."
            raise SettingsError(msg)
        run_ids = tuple(int(number) for number in self._owned.runs(start=first, end=last)["run_id"])
        if not run_ids:
            msg = f"There are no runs from {first} to {last}."
            raise SettingsError(msg)
        if len(run_ids) > MOST_RUNS:
            msg = f"From {first} to {last} there are {len(run_ids)} runs; one link shows {MOST_RUNS}. Take fewer days."
            raise SettingsError(msg)
        return Choice("range", chosen_parts(parts), run_ids, (first, last))

    def living(self, parts: Collection[str] = ()) -> Choice:
        """Return the choice of the last weeks, which goes with the library."""
        return Choice("living", chosen_parts(parts), None, None)

    def preview(self, choice: Choice) -> Snapshot:
        """Return what a visitor would see; nothing is shared by this.

        A single run that lies wholly in private zones has neither line nor profile to show; it is then summed up.

        Raises
        ------
        LibraryError
            There is no such run, or all of them lie in private zones.
        """
        snapshot = self._made(choice)
        if snapshot is None and choice.kind == "run" and choice.parts & CUTTING_PARTS:
            snapshot = self._made(choice._replace(parts=choice.parts - CUTTING_PARTS))
        if snapshot is None:
            msg = "There is no run to share" + (" outside private zones." if choice.parts & CUTTING_PARTS else ".")
            raise LibraryError(msg)
        return snapshot

    def can_be_subtracted(self, choice: Choice) -> bool:
        """Say whether one of the choice's runs is shown whole by it and cut by another link, or the other way round.

        Whoever has both knows by how much: the length and the time of what is hidden. Links that are closed count as
        well, since what was seen cannot be taken back.
        """
        runs, cut = self._runs_of(choice), bool(choice.parts & CUTTING_PARTS)
        return any(
            bool(share.parts & CUTTING_PARTS) != cut and runs & self._runs_of(choice_of(share)) for share in self.all()
        )

    def create(self, choice: Choice, label: str = "", days_valid: int | None = DAYS_VALID) -> NewShare:
        """Make a share.

        Parameters
        ----------
        choice : Choice
            Of `of_run`, `of_days` or `living`.
        label : str
            The owner's word for it; no visitor sees it.
        days_valid : int or None
            After so many days the link opens nothing; None for a link that is open until it is revoked.

        Returns
        -------
        NewShare

        Raises
        ------
        SettingsError
            A time that cannot be used.
        LibraryError
            There is no such run.
        """
        if days_valid is not None and not 1 <= days_valid <= LONGEST_VALID_DAYS:
            msg = f"A link can be valid for 1 to {LONGEST_VALID_DAYS} days, or until it is revoked."
            raise SettingsError(msg)
        version = self._owned.version()
        snapshot = self.preview(choice)
        token, now = new_token(), clock.now()
        table = schema.share
        with self._database.writing() as connection:
            share_id = connection.execute(
                sa.insert(table).values(
                    owner_id=self._owner_id,
                    token_sha256=token_hash(token),
                    label=one_line(label, 120) or "",
                    kind=choice.kind,
                    parts=sorted(snapshot.parts),
                    run_ids=None if choice.run_ids is None else list(choice.run_ids),
                    first_day=choice.days[0] if choice.days else None,
                    last_day=choice.days[1] if choice.days else None,
                    created_at=now,
                    expires_at=None if days_valid is None else now + timedelta(days=days_valid),
                    visits=0,
                )
            ).inserted_primary_key[0]  # type: ignore[index]
            store_snapshot(connection, int(share_id), version, snapshot)
            forget_closed(connection, self._owner_id)
            share = next(each for each in shares_of(connection, self._owner_id) if each.share_id == share_id)
        return NewShare(share, token)

    def all(self) -> list[Share]:
        """Return the owner's shares, the newest first: active, expired and revoked ones."""
        with self._database.reading() as connection:
            return shares_of(connection, self._owner_id)

    def revoke(self, share_id: int) -> None:
        """Close a share at once and delete what its visitors could read.

        Raises
        ------
        LibraryError
            The owner has no such share.
        """
        table = schema.share
        with self._database.writing() as connection:
            closed = connection.execute(
                sa.update(table)
                .where(table.c.share_id == share_id, table.c.owner_id == self._owner_id)
                .values(revoked_at=sa.func.coalesce(table.c.revoked_at, clock.now()))
            )
            if closed.rowcount != 1:
                msg = f"There is no share {share_id}."
                raise LibraryError(msg)
            forget_snapshots(connection, self._owner_id, share_id)
            forget_closed(connection, self._owner_id)
        erase_traces(self._database, self._owner_id, schema.share_snapshot)

    def reopen(self, share_id: int) -> None:
        """Open a share again that was revoked; what it shows is made anew, redacted as the zones now say.

        Raises
        ------
        LibraryError
            The owner has no such share, or it was not revoked.
        """
        table = schema.share
        with self._database.writing() as connection:
            opened = connection.execute(
                sa.update(table)
                .where(
                    table.c.share_id == share_id,
                    table.c.owner_id == self._owner_id,
                    table.c.revoked_at.is_not(None),
                )
                .values(revoked_at=None)
            )
        if opened.rowcount != 1:
            msg = f"There is no revoked share {share_id}."
            raise LibraryError(msg)

    def remove(self, share_id: int) -> None:
        """Take a share that is no longer open off the list.

        Raises
        ------
        LibraryError
            The owner has no such share, or it is open.
        """
        found = next((share for share in self.all() if share.share_id == share_id), None)
        if found is None or found.state(clock.now()) == "active":
            msg = f"There is no closed share {share_id}."
            raise LibraryError(msg)
        table = schema.share
        with self._database.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.share_id == share_id, table.c.owner_id == self._owner_id))
        erase_traces(self._database, self._owner_id, schema.share)

    def zones(self) -> list[StoredZone]:
        """Return the owner's private zones, oldest first."""
        with self._database.reading() as connection:
            return zones_of(connection, self._owner_id)

    def add_zone(
        self, latitude_deg: float, longitude_deg: float, *, smallest_m: float = 0.0, label: str | None = None
    ) -> StoredZone:
        """Draw a private zone about a place, off its middle; open shares are made anew with it.

        Raises
        ------
        SettingsError
            There is no such place on Earth, or the wish cannot be met.
        """
        with self._database.writing() as connection:
            return add_zone(connection, self._owner_id, latitude_deg, longitude_deg, smallest_m=smallest_m, label=label)

    def remove_zone(self, zone_id: int) -> StoredZone:
        """Remove a zone that the owner added, and return it: `restore_zone` undoes it. Open shares are made anew.

        Raises
        ------
        LibraryError
            There is no such zone, or it is about where runs begin and end.
        """
        with self._database.writing() as connection:
            removed = remove_zone(connection, self._owner_id, zone_id)
        erase_traces(self._database, self._owner_id, schema.private_zone, schema.share_snapshot)
        return removed

    def restore_zone(self, zone: StoredZone) -> None:
        """Put back a zone that `remove_zone` removed: the same disc, for another one would narrow down its place."""
        with self._database.writing() as connection:
            restore_zone(connection, self._owner_id, zone)

    def cached(self, share: Share) -> Snapshot | None:
        """Return the stored snapshot of an open share; None where it has to be made anew."""
        with self._database.reading() as connection:
            stored = stored_snapshot(connection, share.share_id)
            version = owner_version(connection, self._owner_id)
        if stored is not None and self._is_current(stored, share, version):
            with contextlib.suppress(OtherFormatError):
                return _decoded(stored.content)
        return None

    def current(self, share: Share) -> Snapshot | None:
        """Return what visitors of an open share may see now, made anew where the library has changed since.

        Returns
        -------
        Snapshot or None
            None where nothing that was chosen is left.
        """
        cached = self.cached(share)
        if cached is not None:
            return cached
        with self._database.reading() as connection:
            version = owner_version(connection, self._owner_id)
        snapshot = self._made(choice_of(share))
        with self._database.writing() as connection:
            if snapshot is None:
                forget_snapshots(connection, self._owner_id, share.share_id)
            else:
                store_snapshot(connection, share.share_id, version, snapshot)
        return snapshot

    def _runs_of(self, choice: Choice) -> frozenset[int]:
        if choice.run_ids is not None:
            return frozenset(choice.run_ids)
        first, last = shown_days(self._owned, local_today(self._owned))
        return frozenset(int(number) for number in self._owned.runs(start=first, end=last)["run_id"])

    def _is_current(self, stored: StoredSnapshot, share: Share, version: int) -> bool:
        return stored.owner_version == version and (
            share.kind != "living" or stored.made_on == local_today(self._owned)
        )

    def _made(self, choice: Choice) -> Snapshot | None:
        zones: Sequence[PrivateZone] = ()
        secret = b""
        if choice.parts & CUTTING_PARTS:
            run_ids = sorted(self._runs_of(choice))
            with self._database.writing() as connection:
                zones = ensure_endpoint_zones(connection, self._owner_id, run_ids)
                secret = secret_of(connection, self._owner_id)
        return make_snapshot(self._owned, choice.kind, choice.parts, choice.run_ids, choice.days, zones, secret)


def choice_of(share: Share) -> Choice:
    """Return what a share shows."""
    days = None if share.first_day is None or share.last_day is None else (share.first_day, share.last_day)
    return Choice(share.kind, share.parts, share.run_ids, days)


@lru_cache(maxsize=MOST_DECODED)
def _decoded(content: bytes) -> Snapshot:
    """Keep what visitors click through; equal bytes are equal snapshots, and nobody writes to one."""
    return Snapshot.from_bytes(content)
