"""The library as the rest of the product sees it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library import frames, schema
from runtone.library.database import Database
from runtone.library.importing import ImportResult, import_sources
from runtone.library.preferences import Preferences
from runtone.library.progress import ImportProgress
from runtone.library.sources import Source
from runtone.library.stored_run import StoredRun, stored_run
from runtone.library.storing import lock_owner, refresh_days, refresh_search_text

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from runtone.library.frames import Kind

LOCAL_OWNER = "local"
"""The owner where there is no login: the one person at this machine."""


class Library:
    """Stored runs of any number of owners.

    Open with `Library.open` or `Library.temporary`; `Library.owned_by` gives what can be read and written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | None = None) -> Library:
        """Open the library, and make it where there is none.

        Parameters
        ----------
        url : str, optional
            SQLAlchemy address, SQLite or PostgreSQL; the one from the settings where it is not given.

        Raises
        ------
        LibraryError
            It cannot be opened.
        """
        if url is None:
            from runtone.settings import settings

            url = settings().library_url
        return cls(Database(url))

    @classmethod
    def temporary(cls) -> Library:
        """Open a private, empty library that vanishes when it is closed or no longer used."""
        folder = Path(tempfile.mkdtemp(prefix="runtone-"))
        library = cls(Database(f"sqlite:///{folder / 'library.sqlite3'}"))
        library._vanish = weakref.finalize(library, _remove, library._database, folder)
        return library

    _vanish: weakref.finalize[..., Any] | None = None

    @property
    def place(self) -> str:
        """Where the library lies, in words."""
        return self._database.place

    def owned_by(self, owner: str = LOCAL_OWNER) -> OwnedLibrary:
        """Return one owner's part of the library, which knows no other's."""
        table = schema.owner
        with self._database.reading() as connection:
            owner_id = connection.execute(sa.select(table.c.owner_id).where(table.c.name == owner)).scalar_one_or_none()
        return OwnedLibrary(self._database, owner, self._new_owner(owner) if owner_id is None else owner_id)

    def close(self) -> None:
        """Give back every connection; a temporary library vanishes."""
        self._database.close()
        if self._vanish is not None:
            self._vanish()

    def _new_owner(self, owner: str) -> int:
        table = schema.owner
        if not 0 < len(owner) <= 255:
            msg = "An owner needs a name of 1 to 255 characters."
            raise LibraryError(msg)
        with self._database.writing() as connection:
            if not self._database.is_sqlite:
                connection.execute(sa.text("LOCK TABLE owner IN SHARE ROW EXCLUSIVE MODE"))
            found = connection.execute(sa.select(table.c.owner_id).where(table.c.name == owner)).scalar_one_or_none()
            if found is not None:
                return int(found)
            values = {"name": owner, "version": 0, "preferences": Preferences().to_plain()}
            return int(connection.execute(sa.insert(table), values).inserted_primary_key[0])  # type: ignore[index]


def _remove(database: Database, folder: Path) -> None:
    database.close()
    shutil.rmtree(folder, ignore_errors=True)


class OwnedLibrary:
    """One owner's runs; every read and write names the owner.

    Parameters
    ----------
    database : Database
    owner : str
    owner_id : int
    """

    def __init__(self, database: Database, owner: str, owner_id: int) -> None:
        self._database = database
        self.owner = owner
        self._owner_id = owner_id

    def version(self) -> int:
        """Return a number that changes with every write: what caches are keyed by, together with the owner."""
        table = schema.owner
        with self._database.reading() as connection:
            query = sa.select(table.c.version).where(table.c.owner_id == self._owner_id)
            return int(connection.execute(query).scalar_one())

    def import_sources(
        self,
        sources: Iterable[Source],
        executor: Executor | None = None,
        progress: Callable[[ImportProgress], None] | None = None,
    ) -> Iterator[ImportResult]:
        """Import files, one transaction a run; what a result reports is kept, whatever happens next.

        Parameters
        ----------
        sources : iterable
            Paths of files, folders and archives, or pairs of a name and bytes, a path or a binary file object.
        executor : concurrent.futures.Executor, optional
            Where files are read and analysed; processes of this machine where it is not given.
        progress : callable, optional
            Is given an `ImportProgress` now and then.

        Yields
        ------
        ImportResult
            One a file, as soon as it is kept.

        Raises
        ------
        LibraryError
            The library cannot be written to: no room left, locked.
        """
        return import_sources(self._database, self._owner_id, sources, executor, progress)

    def runs(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        text: str | None = None,
        min_distance_m: float | None = None,
        max_distance_m: float | None = None,
        kind: Kind | None = None,
        run_ids: Sequence[int] | None = None,
        sort: str = "start_time",
        descending: bool = True,
        limit: int | None = None,
        offset: int = 0,
    ) -> pd.DataFrame:
        """Return one row a run, newest first.

        Parameters
        ----------
        start, end : datetime.date, optional
            First and last local day, both included.
        text : str, optional
            Words that names, note, device or file names hold, in any case.
        min_distance_m, max_distance_m : float, optional
            [m]
        kind : {"hill", "sprint"}, optional
            Runs with at least one.
        run_ids : sequence of int, optional
            Only these.
        sort : str
            A column of `runtone.library.SORT_COLUMNS`.
        descending : bool
        limit, offset : int, optional
            A page of the rows.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``name``, ``start_time`` (UTC), ``time_zone``, ``local_date`` (midnight, without a zone),
            ``sport``, the figures of docs/nomenclature.md (section Summary), ``hills``, ``sprints`` (counts),
            ``device``, ``note``.
        """
        if sort not in frames.SORT_COLUMNS:
            msg = f"Runs cannot be sorted by {sort!r}; they can by {', '.join(frames.SORT_COLUMNS)}."
            raise LibraryError(msg)
        conditions = self._conditions(
            start=start,
            end=end,
            text=text,
            min_distance_m=min_distance_m,
            max_distance_m=max_distance_m,
            kind=kind,
            run_ids=run_ids,
        )
        with self._database.reading() as connection:
            return frames.runs_frame(
                connection, conditions, sort=sort, descending=descending, limit=limit, offset=offset
            )

    def run_count(self, **filters: Any) -> int:
        """Return how many runs there are that `runs` would return with the same filters."""
        with self._database.reading() as connection:
            query = sa.select(sa.func.count()).select_from(schema.run).where(*self._conditions(**filters))
            return int(connection.execute(query).scalar_one())

    def run(self, run_id: int) -> StoredRun:
        """Return one run with its track.

        Raises
        ------
        LibraryError
            There is no such run.
        """
        with self._database.reading() as connection:
            return stored_run(connection, self._owner_id, run_id)

    def profiles(self, run_ids: Sequence[int]) -> dict[int, pd.DataFrame]:
        """Return a few dozen points of each run for a sparkline: ``distance_m``, ``altitude_m``, ``kind``."""
        from runtone.library.reading import profile_from_bytes

        run = schema.run.c
        with self._database.reading() as connection:
            query = sa.select(run.run_id, run.profile).where(*self._conditions(run_ids=run_ids))
            return {int(run_id): profile_from_bytes(points) for run_id, points in connection.execute(query)}

    def segments(
        self, *, start: date | None = None, end: date | None = None, run_ids: Sequence[int] | None = None
    ) -> pd.DataFrame:
        """Return one row a segment of the runs in a range of local days (both included), in time order.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``local_date`` and the columns of docs/nomenclature.md (section Segments).
        """
        with self._database.reading() as connection:
            return frames.segments_frame(connection, self._conditions(start=start, end=end, run_ids=run_ids))

    def muscle_load(
        self, *, start: date | None = None, end: date | None = None, run_ids: Sequence[int] | None = None
    ) -> pd.DataFrame:
        """Return the load of each segment, muscle group and action of the runs in a range of local days.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes``.
        """
        with self._database.reading() as connection:
            return frames.muscle_load_frame(connection, self._conditions(start=start, end=end, run_ids=run_ids))

    def muscle_zones(
        self, *, start: date | None = None, end: date | None = None, run_ids: Sequence[int] | None = None
    ) -> pd.DataFrame:
        """Return the minutes of each segment, muscle group and zone of the runs in a range of local days.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``muscle_group``, ``zone``, ``minutes``.
        """
        with self._database.reading() as connection:
            return frames.muscle_zones_frame(connection, self._conditions(start=start, end=end, run_ids=run_ids))

    def daily_load(self, start: date | None = None, end: date | None = None, *, by_kind: bool = False) -> pd.DataFrame:
        """Return the load of each local day with a run, muscle group and action.

        Parameters
        ----------
        start, end : datetime.date, optional
            First and last local day, both included.
        by_kind : bool
            One row for each kind of segment and terrain as well.

        Returns
        -------
        pandas.DataFrame
            ``local_date``, (``kind``, ``terrain``,) ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes``.
        """
        by = ["local_date", "kind", "terrain"] if by_kind else ["local_date"]
        with self._database.reading() as connection:
            keys, figures = frames.daily_frame(connection, self._owner_id, start, end)
        return _long_load(*frames.summed(keys, figures, by))

    def weekly_load(self, start: date | None = None, end: date | None = None, *, by_kind: bool = False) -> pd.DataFrame:
        """Return the load of each local week, muscle group and action; weeks begin as the settings say.

        Parameters
        ----------
        start, end : datetime.date, optional
            Local days; the weeks that they lie in are whole.
        by_kind : bool
            One row for each kind of segment and terrain as well.

        Returns
        -------
        pandas.DataFrame
            ``week`` (its first day), (``kind``, ``terrain``,) ``muscle_group``, ``action``, ``work_j_per_kg``,
            ``easy_minutes``.
        """
        return _long_load(*self._weeks(start, end, by_kind=by_kind))

    def weekly_zones(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return the minutes of each local week, muscle group and zone.

        Returns
        -------
        pandas.DataFrame
            ``week`` (its first day), ``muscle_group``, ``zone``, ``minutes``.
        """
        keys, figures = self._weeks(start, end, by_kind=False)
        return frames.long_zones(keys, figures[:, -len(schema.ZONE_COLUMNS) :])

    def past_imports(self, limit: int = 1000) -> pd.DataFrame:
        """Return the results of imports, the newest first.

        Returns
        -------
        pandas.DataFrame
            ``import_id``, ``started_at``, ``finished_at`` (UTC; missing where it was broken off), ``name``, ``status``,
            ``run_id``, ``message``.
        """
        batch, result = schema.import_batch, schema.import_result
        query = (
            sa.select(
                batch.c.import_id,
                batch.c.started_at,
                batch.c.finished_at,
                result.c.name,
                result.c.status,
                result.c.run_id,
                result.c.message,
            )
            .join(batch, batch.c.import_id == result.c.import_id)
            .where(batch.c.owner_id == self._owner_id)
            .order_by(result.c.result_id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query)
            frame = pd.DataFrame([tuple(row) for row in rows], columns=list(rows.keys()))
        frame["run_id"] = frame["run_id"].astype("Int64")
        for name in ("started_at", "finished_at"):
            frame[name] = pd.to_datetime(frame[name], utc=True)
        return frame

    def settings(self) -> Preferences:
        """Return what the runner says of themselves and of how they want to see things."""
        table = schema.owner
        with self._database.reading() as connection:
            query = sa.select(table.c.preferences).where(table.c.owner_id == self._owner_id)
            return Preferences.from_plain(connection.execute(query).scalar_one())

    def save_settings(self, **changes: Any) -> Preferences:
        """Change some settings, and return them all.

        Raises
        ------
        SettingsError
            There is no such setting, or the value cannot be used.
        """
        changed = self.settings().changed(**changes)
        table = schema.owner
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            connection.execute(
                sa.update(table).where(table.c.owner_id == self._owner_id).values(preferences=changed.to_plain())
            )
        return changed

    def rename(self, run_id: int, name: str | None) -> None:
        """Give a run a name of the runner's own; None takes the file's again."""
        self._edit(run_id, {"own_name": name})

    def annotate(self, run_id: int, note: str | None) -> None:
        """Write a note to a run; None removes it."""
        self._edit(run_id, {"note": note})

    def change_sport(self, run_id: int, sport: str | None) -> None:
        """Say what kind of running a run was; None takes the file's word again."""
        self._edit(run_id, {"own_sport": sport})

    def delete_run(self, run_id: int) -> None:
        """Delete a run and its files for good."""
        run = schema.run.c
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            day = self._day_of(connection, run_id)
            connection.execute(sa.delete(schema.run).where(run.run_id == run_id))
            refresh_days(connection, self._owner_id, {day})

    def _edit(self, run_id: int, values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            self._day_of(connection, run_id)
            connection.execute(sa.update(schema.run).where(schema.run.c.run_id == run_id).values(**values))
            refresh_search_text(connection, run_id)

    def _day_of(self, connection: sa.Connection, run_id: int) -> date:
        run = schema.run.c
        query = sa.select(run.local_date).where(run.run_id == run_id, run.owner_id == self._owner_id)
        day: date | None = connection.execute(query).scalar_one_or_none()
        if day is None:
            msg = f"There is no run {run_id} in this library."
            raise LibraryError(msg)
        return day

    def _conditions(self, **filters: Any) -> list[sa.ColumnElement[bool]]:
        return frames.run_conditions(self._owner_id, **filters)

    def _weeks(self, start: date | None, end: date | None, *, by_kind: bool) -> tuple[pd.DataFrame, Any]:
        week_start = self.settings().week_start
        if start is not None:
            start = frames.first_day_of_week(start, week_start)
        if end is not None:
            end = frames.first_day_of_week(end, week_start) + pd.Timedelta(days=6).to_pytimedelta()
        with self._database.reading() as connection:
            keys, figures = frames.daily_frame(connection, self._owner_id, start, end)
        keys["week"] = frames.week_starts(keys["local_date"], week_start)
        return frames.summed(keys, figures, ["week", "kind", "terrain"] if by_kind else ["week"])


def _long_load(keys: pd.DataFrame, figures: Any) -> pd.DataFrame:
    loads = len(schema.LOADS)
    return frames.long_load(keys, figures[:, :loads], figures[:, loads : 2 * loads])
