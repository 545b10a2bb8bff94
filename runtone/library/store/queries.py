"""What can be read of one owner's runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Unpack

import pandas as pd
import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library.imports.duplicates import OverlapQuestion, open_questions
from runtone.library.imports.early_dates import DateQuestion, date_questions
from runtone.library.preferences import Preferences
from runtone.library.store import frames, schema
from runtone.library.store.columns import EASY_COLUMNS, PERHAPS_A_RIDE, STRESS_COLUMNS, WORK_COLUMNS, ZONE_COLUMNS
from runtone.library.store.doctor import Finding, examine
from runtone.library.store.keys import of_run
from runtone.library.store.originals import original_where
from runtone.library.store.records import OwnedRecords
from runtone.library.store.run_pictures import RunPictures, run_pictures
from runtone.library.store.stored_run import StoredRun, stored_run
from runtone.training import week_of

if TYPE_CHECKING:
    from runtone.library.store.database import Database
    from runtone.library.store.frames import RunFilters


class OwnedQueries(OwnedRecords):
    """What can be read of one owner's runs; every query names the owner.

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

    def runs(
        self,
        *,
        sort: str = "start_time",
        descending: bool = True,
        limit: int | None = None,
        offset: int = 0,
        **filters: Unpack[RunFilters],
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
        min_ascent_m : float, optional
            [m]
        kind : {"hill", "sprint", "trail", "track", "treadmill", "outdoors"}, optional
            Runs with at least one hill or sprint, of that sport, or not on a treadmill.
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
        conditions = self._conditions(**filters)
        with self._database.reading() as connection:
            return frames.runs_frame(
                connection, conditions, sort=sort, descending=descending, limit=limit, offset=offset
            )

    def run_days(self, **filters: Unpack[RunFilters]) -> pd.DataFrame:
        """Return the few figures of runs that weeks, months and streaks are counted from, oldest first.

        Parameters
        ----------
        **filters
            As `runs` takes them.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``local_date``, ``moving_s``, ``distance_m``, ``ascent_m``.
        """
        with self._database.reading() as connection:
            return frames.run_days_frame(connection, self._conditions(**filters))

    def run_count(self, **filters: Unpack[RunFilters]) -> int:
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

    def run_pictures(self, run_ids: Sequence[int]) -> RunPictures:
        """Return what a list draws of each of its runs."""
        with self._database.reading() as connection:
            return run_pictures(connection, self._conditions(run_ids=run_ids))

    def segments(self, **filters: Unpack[RunFilters]) -> pd.DataFrame:
        """Return one row a segment of the runs that the filters of `runs` leave, in time order.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``local_date`` and the columns of docs/nomenclature.md (section Segments).
        """
        with self._database.reading() as connection:
            return frames.segments_frame(connection, self._conditions(**filters))

    def muscle_load(self, **filters: Unpack[RunFilters]) -> pd.DataFrame:
        """Return the load of each segment, muscle group and action of the runs that the filters of `runs` leave.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes``.
        """
        with self._database.reading() as connection:
            return frames.muscle_load_frame(connection, self._conditions(**filters))

    def muscle_zones(self, **filters: Unpack[RunFilters]) -> pd.DataFrame:
        """Return the minutes of each segment, muscle group and zone of the runs that the filters of `runs` leave.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``muscle_group``, ``zone``, ``minutes``.
        """
        with self._database.reading() as connection:
            return frames.muscle_zones_frame(connection, self._conditions(**filters))

    def muscle_stress(self, **filters: Unpack[RunFilters]) -> pd.DataFrame:
        """Return the stress of each segment and muscle group of the runs that the filters of `runs` leave.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``segment``, ``muscle_group``, ``stress_minutes``, ``sd_stress_minutes``,
            ``push_stress_minutes``, ``brake_stress_minutes`` (the last two missing for the core).
        """
        with self._database.reading() as connection:
            return frames.muscle_stress_frame(connection, self._conditions(**filters))

    def daily_stress(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return the stress of each local day with a run and muscle group.

        Parameters
        ----------
        start, end : datetime.date, optional
            First and last local day, both included.

        Returns
        -------
        pandas.DataFrame
            ``local_date``, ``muscle_group``, ``stress_minutes``, ``sd_stress_minutes``, ``push_stress_minutes``,
            ``brake_stress_minutes``.
        """
        return frames.long_stress(self._days(STRESS_COLUMNS, start, end))

    def daily_zones(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return the minutes of each local day with a run, muscle group and zone.

        Returns
        -------
        pandas.DataFrame
            ``local_date``, ``muscle_group``, ``zone``, ``minutes``.
        """
        return frames.long_zones(self._days(ZONE_COLUMNS, start, end))

    def daily_load(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return the load of each local day with a run, muscle group and action.

        Parameters
        ----------
        start, end : datetime.date, optional
            First and last local day, both included.

        Returns
        -------
        pandas.DataFrame
            ``local_date``, ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes``.
        """
        return frames.long_load(self._days((*WORK_COLUMNS, *EASY_COLUMNS), start, end))

    def run_techniques(self) -> pd.DataFrame:
        """Return the techniques that were recognised in the runs of all history.

        Returns
        -------
        pandas.DataFrame
            As `runtone.training.recognised_techniques` gives them, oldest first, with ``local_date``.
        """
        with self._database.reading() as connection:
            return frames.run_techniques_frame(connection, self._owner_id)

    def weekly_zones(self, start: date | None = None, end: date | None = None) -> pd.DataFrame:
        """Return the minutes of each local week, muscle group and zone.

        Returns
        -------
        pandas.DataFrame
            ``week`` (its first day), ``muscle_group``, ``zone``, ``minutes``.
        """
        week_start = self.settings().week_start
        if start is not None:
            start = week_of(start, week_start)
        if end is not None:
            end = week_of(end, week_start) + timedelta(days=6)
        return frames.long_zones(frames.in_weeks(self._days(ZONE_COLUMNS, start, end), week_start))

    def past_imports(self, limit: int = 1000) -> pd.DataFrame:
        """Return the results of imports, the newest first.

        Returns
        -------
        pandas.DataFrame
            ``import_id``, ``started_at``, ``finished_at`` (UTC; missing where it was broken off), ``name``, ``status``,
            ``run_id``, ``message``.
        """
        with self._database.reading() as connection:
            return frames.past_imports_frame(connection, self._owner_id, limit)

    def settings(self) -> Preferences:
        """Return what the runner says of themselves and of how they want to see things."""
        table = schema.owner
        with self._database.reading() as connection:
            query = sa.select(table.c.preferences).where(table.c.owner_id == self._owner_id)
            return Preferences.from_plain(connection.execute(query).scalar_one())

    def stale_count(self) -> int:
        """Return how many runs may have to be read again, because what came before them has changed."""
        run = schema.run.c
        query = sa.select(sa.func.count()).where(run.owner_id == self._owner_id, run.stale)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def outdated_count(self) -> int:
        """Return how many files were read by an older version of the analysis: what `reanalyze` would read again."""
        from runtone.library.imports.file_analysis import ANALYSIS_VERSION

        file = schema.file.c
        query = sa.select(sa.func.count()).where(
            file.owner_id == self._owner_id, file.evidence_version != ANALYSIS_VERSION
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def original(self, file_id: int) -> tuple[str, bytes]:
        """Return name and bytes of an original file, as they came.

        Raises
        ------
        LibraryError
            There is no such file.
        """
        file = schema.file.c
        with self._database.reading() as connection:
            found = original_where(connection, self._owner_id, file.file_id == file_id)
        if found is None:
            msg = "There is no such file in this library."
            raise LibraryError(msg)
        return found.name, found.data

    def open_questions(self) -> list[OverlapQuestion]:
        """Return the pairs of runs that may be one run, or two people's: what only the runner can tell.

        `OwnedLibrary.join_runs` and `OwnedLibrary.keep_separate` answer one.
        """
        with self._database.reading() as connection:
            return list(open_questions(connection, self._owner_id))

    def date_questions(self) -> list[DateQuestion]:
        """Return the runs that may be dated 1,024 weeks early; `OwnedLibrary.answer_dates` answers."""
        with self._database.reading() as connection:
            return date_questions(connection, self._owner_id)

    def perhaps_rides(self) -> pd.DataFrame:
        """Return the runs that are as fast as rides and about which the runner has said nothing, latest first.

        `OwnedLibrary.keep_as_runs` answers that they were run, `OwnedLibrary.delete_runs` that they were not.

        Returns
        -------
        pandas.DataFrame
            Columns as `runs` has them.
        """
        run = schema.run.c
        query = sa.select(run.run_id).where(
            run.owner_id == self._owner_id, run.recorded_sport == PERHAPS_A_RIDE, run.own_sport.is_(None)
        )
        with self._database.reading() as connection:
            numbers = list(connection.execute(query).scalars())
        return self.runs(run_ids=numbers)

    def examine(self) -> Iterator[Finding]:
        """Check that everything is there, readable and in agreement; nothing is changed.

        Yields
        ------
        Finding
            What is damaged or could be better; at the end, in any case, how much was looked at.
        """
        return examine(self._database, self._owner_id)

    def _require_run(self, connection: sa.Connection, run_id: int) -> None:
        query = sa.select(schema.run.c.run_id).where(of_run(schema.run, self._owner_id, run_id))
        if connection.execute(query).one_or_none() is None:
            msg = f"There is no run {run_id} in this library."
            raise LibraryError(msg)

    def _conditions(self, **filters: Unpack[RunFilters]) -> list[sa.ColumnElement[bool]]:
        return frames.run_conditions(self._owner_id, **filters)

    def _days(self, names: Sequence[str], start: date | None, end: date | None) -> frames.WideRows:
        with self._database.reading() as connection:
            return frames.day_rows(connection, self._owner_id, names, start=start, end=end)
