"""What a runner noted of techniques that no watch records: skipping, squat jumps."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from runtone.errors import LibraryError, SettingsError
from runtone.library.store import schema
from runtone.library.store.plain_text import note_text
from runtone.library.store.queries import OwnedQueries
from runtone.library.store.write import lock_owner
from runtone.training import technique_named


class Technique(NamedTuple):
    """What the runner noted of a technique that no watch records."""

    technique: str
    local_date: date
    minutes: float | None
    note: str | None


class OwnedTechniques(OwnedQueries):
    """The part of an owner's library that is written by hand."""

    def log_technique(self, technique: str, day: date, *, minutes: float | None = None, note: str | None = None) -> int:
        """Record a technique that no watch records (skipping, squat jumps), and return the entry's number.

        Raises
        ------
        SettingsError
            There is no such technique, or the minutes cannot be right.
        """
        values = {
            "owner_id": self._owner_id,
            "technique": technique_named(technique).name,
            "local_date": day,
            "minutes": _possible_minutes(minutes),
            "note": note_text(note),
        }
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            inserted = connection.execute(sa.insert(schema.technique), values)
            return int(inserted.inserted_primary_key[0])  # type: ignore[index]

    def techniques(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return what `log_technique` noted in a range of local days (both included), oldest first.

        Returns
        -------
        pandas.DataFrame
            ``technique_id``, ``technique``, ``local_date``, ``minutes``, ``note``.
        """
        table = schema.technique.c
        names = ("technique_id", "technique", "local_date", "minutes", "note")
        query = sa.select(*(table[name] for name in names)).where(table.owner_id == self._owner_id)
        if start is not None:
            query = query.where(table.local_date >= start)
        if end is not None:
            query = query.where(table.local_date <= end)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.local_date, table.technique_id)).all()
        frame = pd.DataFrame([tuple(row) for row in rows], columns=list(names))
        frame["local_date"] = pd.to_datetime(frame["local_date"])
        frame["minutes"] = frame["minutes"].astype(float)
        return frame

    def change_technique(self, technique_id: int, *, day: date, minutes: float | None) -> None:
        """Change the day and the minutes of an entry of `log_technique`.

        Raises
        ------
        LibraryError
            There is no such entry.
        SettingsError
            The minutes cannot be right.
        """
        values = {"local_date": day, "minutes": _possible_minutes(minutes)}
        table = schema.technique.c
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            chosen = sa.and_(table.technique_id == technique_id, table.owner_id == self._owner_id)
            if connection.execute(sa.update(schema.technique).where(chosen).values(values)).rowcount == 0:
                msg = "There is no such entry any more."
                raise LibraryError(msg)

    def remove_technique(self, technique_id: int) -> Technique:
        """Remove an entry of `log_technique`, and return it: `restore_technique` undoes it."""
        table = schema.technique.c
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            chosen = sa.and_(table.technique_id == technique_id, table.owner_id == self._owner_id)
            columns = (table[name] for name in Technique._fields)
            row = connection.execute(sa.select(*columns).where(chosen)).one_or_none()
            if row is None:
                msg = "There is no such entry any more."
                raise LibraryError(msg)
            connection.execute(sa.delete(schema.technique).where(chosen))
        return Technique(*row)

    def restore_technique(self, entry: Technique) -> int:
        """Put back an entry that `remove_technique` removed, and return its new number."""
        return self.log_technique(entry.technique, entry.local_date, minutes=entry.minutes, note=entry.note)


def _possible_minutes(minutes: float | None) -> float | None:
    if minutes is not None and not 0 < minutes <= 24 * 60:
        msg = f"{minutes:g} minutes cannot be right; more than 0 and at most a day is expected."
        raise SettingsError(msg)
    return minutes
