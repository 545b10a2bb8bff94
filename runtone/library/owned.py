"""One owner's part of the library: what can be read, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone.library.imports import joining
from runtone.library.imports.early_dates import answer_dates
from runtone.library.imports.executors import Inline, default_executor, reads_here
from runtone.library.imports.pipeline import ImportResult, import_sources
from runtone.library.imports.progress import ImportProgress
from runtone.library.imports.source_files import Source
from runtone.library.preferences import Preferences
from runtone.library.shares.stored_shares import forget_snapshots
from runtone.library.store import deleted_runs, deleting, schema
from runtone.library.store.keys import of_run
from runtone.library.store.plain_text import note_text, one_line
from runtone.library.store.spreadsheet import CsvStyle
from runtone.library.store.write import lock_owner, refresh_search_text
from runtone.library.techniques import OwnedTechniques

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from runtone.library.arrivals.owned_arrivals import OwnedArrivals
    from runtone.library.imports.reanalysis import ReanalysisResult
    from runtone.library.shares.owned_shares import OwnedShares
    from runtone.library.store.track_export import ExportedFile, TrackFormat

Listener = Callable[[ImportProgress], None]

_FEW_RUNS = 20
"""So many runs are read again sooner in this process than it takes to start others."""


class OwnedLibrary(OwnedTechniques):
    """One owner's part of the library; every read and write names the owner.

    Each write is one transaction: all of it is kept, or nothing.
    """

    @property
    def shares(self) -> OwnedShares:
        """The links that this owner has given away, and their private zones."""
        from runtone.library.shares.owned_shares import OwnedShares

        return OwnedShares(self._database, self._owner_id, self)

    @property
    def arrivals(self) -> OwnedArrivals:
        """What this owner turned on for runs to arrive by themselves."""
        from runtone.library.arrivals.owned_arrivals import OwnedArrivals

        return OwnedArrivals(self._database, self.owner, self._owner_id)

    def import_sources(
        self,
        sources: Iterable[Source],
        executor: Executor | None = None,
        progress: Listener | None = None,
        *,
        restore_deleted: bool = False,
    ) -> Iterator[ImportResult]:
        """Import files, one transaction a run; what a result reports is kept, whatever happens next.

        After the last file, runs are read again for which the 90 days before them now say something else; broken off
        there, the next import goes on.

        Parameters
        ----------
        sources : iterable
            Paths of files, folders and archives, or pairs of a name and bytes, a path or a binary file object.
        executor : concurrent.futures.Executor, optional
            Where files are read and analysed. Where it is not given: here for a few files, else on the Dask cluster of
            ``RUNTONE_DASK_SCHEDULER``, else in processes of this machine.
        progress : callable, optional
            Is given an `ImportProgress` after each file.
        restore_deleted : bool
            Bring back what was deleted on purpose; else it is left out, and said.

        Yields
        ------
        ImportResult
            One a file, as soon as it is kept.

        Raises
        ------
        LibraryError
            The library cannot be written to: no room left, locked.
        """
        self.empty_expired()
        return import_sources(
            self._database, self._owner_id, sources, executor, progress, restore_deleted=restore_deleted
        )

    def refresh_stale_runs(
        self, executor: Executor | None = None, progress: Listener | None = None
    ) -> Iterator[ReanalysisResult]:
        """Read again the runs for which the 90 days before them say something else than when they were read.

        Imports and deletions do it at their end; it is of use where one was broken off.

        Yields
        ------
        ReanalysisResult
            One a run that was read again.
        """
        from runtone.library.imports.reanalysis import refresh_stale_runs

        with self._executor(executor, self.stale_count()) as chosen:
            yield from refresh_stale_runs(self._database, self._owner_id, chosen, progress)

    def reanalyze(
        self,
        executor: Executor | None = None,
        progress: Listener | None = None,
        *,
        everything: bool = False,
    ) -> Iterator[ReanalysisResult]:
        """Bring runs that an older version of the analysis read up to date; broken off, it goes on where it stopped.

        Parameters
        ----------
        executor : concurrent.futures.Executor, optional
        progress : callable, optional
        everything : bool
            Read runs again that are up to date as well: what mends damaged figures.

        Yields
        ------
        ReanalysisResult
            One a file or run that was read again.
        """
        from runtone.library.imports.reanalysis import invalidate_all, reanalyze

        if everything:
            invalidate_all(self._database, self._owner_id)
        with self._executor(executor, self.outdated_count()) as chosen:
            yield from reanalyze(self._database, self._owner_id, chosen, progress)

    def save_settings(self, **changes: Any) -> Preferences:
        """Change some settings, and return them all.

        Where foot strike or time zone change, the figures of all runs may: `stale_count` says how many are still to be
        read again, and `refresh_stale_runs` does it.

        Raises
        ------
        SettingsError
            There is no such setting, or the value cannot be used.
        """
        before = self.settings()
        changed = before.changed(**changes)
        owner, run = schema.owner, schema.run
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            connection.execute(
                sa.update(owner).where(owner.c.owner_id == self._owner_id).values(preferences=changed.to_plain())
            )
            if changed.runner != before.runner:
                connection.execute(sa.update(run).where(run.c.owner_id == self._owner_id).values(stale=True))
        return changed

    def rename(self, run_id: int, name: str | None) -> None:
        """Give a run a name of the runner's own; None takes the file's again."""
        self._edit(run_id, own_name=one_line(name))

    def annotate(self, run_id: int, note: str | None) -> None:
        """Write a note to a run; None removes it."""
        self._edit(run_id, note=note_text(note))

    def change_sport(self, run_id: int, sport: str | None) -> None:
        """Say what kind of running a run was; None takes the file's word again."""
        self._edit(run_id, own_sport=one_line(sport, 64))

    def keep_as_runs(self, run_ids: Sequence[int]) -> None:
        """Say that runs that look like rides were run: `perhaps_rides` no longer asks about them."""
        for run_id in run_ids:
            self.change_sport(run_id, "running")

    def answer_dates(self, run_ids: Sequence[int], *, early: bool) -> None:
        """Say whether runs are dated 1,024 weeks early by their files: `date_questions` no longer asks about them."""
        from runtone.library.imports.reanalysis import renew

        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            for run_id in run_ids:
                self._require_run(connection, run_id)
            moved = answer_dates(connection, self._owner_id, run_ids, early=early)
        with self._executor(None, len(moved)) as executor:
            for _ in renew(self._database, self._owner_id, executor, moved):
                pass

    def join_runs(self, run_ids: Sequence[int]) -> int:
        """Make one run of several and return its number: the file that holds most is_primary, the others are kept.

        The names and notes of the first stay where it has any. `separate_file` undoes it.
        """
        run_id = joining.join(self._database, self._owner_id, run_ids)
        self._catch_up()
        return run_id

    def keep_separate(self, run_ids: Sequence[int]) -> None:
        """Record that runs are not the same, whatever they share: `open_questions` no longer asks about them."""
        joining.keep_separate(self._database, self._owner_id, run_ids)

    def separate_file(self, run_id: int, file_id: int) -> int:
        """Make a run of its own of a file that was taken for another file's run, for good, and return its number."""
        separate = joining.separate(self._database, self._owner_id, run_id, file_id)
        self._catch_up()
        return separate

    def choose_file(self, run_id: int, file_id: int) -> None:
        """Let a run's figures come from one of its files, whichever holds more."""
        joining.choose(self._database, self._owner_id, run_id, file_id)
        self._catch_up()

    def deleted_runs(self) -> list[deleted_runs.DeletedRun]:
        """Return what is in the bin, the last deleted first."""
        days = self.settings().bin_days
        with self._database.reading() as connection:
            return deleted_runs.deleted_runs(connection, self._owner_id, days)

    def has_deleted(self) -> bool:
        """Return whether anything was deleted that an import would leave out."""
        with self._database.reading() as connection:
            return deleted_runs.has_deleted(connection, self._owner_id)

    def expired_runs(self) -> list[int]:
        """Return the runs that have been in the bin for longer than ``bin_days`` of the settings."""
        days = self.settings().bin_days
        with self._database.reading() as connection:
            return deleted_runs.expired(connection, self._owner_id, days)

    def delete_runs(self, run_ids: Sequence[int]) -> None:
        """Delete runs with their files; later runs no longer count them as history.

        They stay in the bin for ``bin_days`` of the settings, from where `restore_runs` brings them back; where that is
        0 they are deleted for good at once. An import of the same files leaves them out.

        Raises
        ------
        LibraryError
            There is no such run; then none is deleted.
        """
        if self.settings().bin_days == 0:
            self.delete_for_good(run_ids)
            return
        deleting.delete_runs(self._database, self._owner_id, run_ids)
        self.empty_expired()
        self._catch_up()

    def restore_runs(self, run_ids: Sequence[int]) -> list[int]:
        """Bring runs back from the bin as they were, names and notes too; return the numbers of the runs they now are.

        Raises
        ------
        LibraryError
            There is no such run in the bin; then none is brought back.
        """
        back = deleting.restore_runs(self._database, self._owner_id, run_ids)
        self._catch_up()
        return back

    def delete_for_good(self, run_ids: Sequence[int]) -> None:
        """Delete runs, in the bin or not, with their files, so that nothing of them remains in the database's files.

        A digest remains, so that an import of the same files leaves them out.

        Raises
        ------
        LibraryError
            There is no such run; then none is deleted.
        """
        deleting.delete_for_good(self._database, self._owner_id, run_ids)
        self._catch_up()

    def empty_expired(self) -> None:
        """Delete for good what has been in the bin for longer than ``bin_days`` of the settings."""
        if old := self.expired_runs():
            self.delete_for_good(old)

    def delete_everything(self) -> None:
        """Delete every run, file, setting and note of this owner, for good."""
        deleting.delete_everything(self._database, self._owner_id)

    def export(
        self, run_ids: Sequence[int] | None = None, csv_style: CsvStyle | str = CsvStyle.COMMA
    ) -> Iterator[bytes]:
        """Yield a zip of the originals and of tables of runs, segments and load, piece by piece.

        Parameters
        ----------
        run_ids : sequence of int, optional
            Only these; all where it is not given.
        csv_style : {"comma", "semicolon"}
            Which signs separate cells and decimals: `csv_style_of` knows what a reader's spreadsheet expects.

        Yields
        ------
        bytes
        """
        from runtone.library.store.export import zip_pieces

        return zip_pieces(self._database, self._owner_id, run_ids, CsvStyle(csv_style))

    def export_name(self, run_ids: Sequence[int] | None = None, csv_style: CsvStyle | str = CsvStyle.COMMA) -> str:
        """Return what an `export` is called: exports that hold different things have different names."""
        from runtone.library.store.export import zip_name

        with self._database.reading() as connection:
            return zip_name(connection, self._owner_id, run_ids, CsvStyle(csv_style))

    def export_track(
        self, run_id: int, wanted: TrackFormat | str, csv_style: CsvStyle | str = CsvStyle.COMMA
    ) -> ExportedFile:
        """Return one run's cleaned track, second by second, as GPX, CSV or Parquet.

        Raises
        ------
        LibraryError
            There is no such run, or it has no positions that GPX could hold.
        """
        from runtone.library.store.export import units_of
        from runtone.library.store.track_export import TrackFormat, exported_track

        units = units_of(self.settings())
        return exported_track(self.run(run_id), TrackFormat(wanted), CsvStyle(csv_style), units)

    def _edit(self, run_id: int, **values: Any) -> None:
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            self._require_run(connection, run_id)
            connection.execute(sa.update(schema.run).where(of_run(schema.run, self._owner_id, run_id)).values(**values))
            refresh_search_text(connection, self._owner_id, run_id)
            forget_snapshots(connection, self._owner_id)  # they hold what was written before
        deleting.erase_traces(self._database, self._owner_id, schema.run, schema.share_snapshot)

    def _catch_up(self) -> None:
        for _ in self.refresh_stale_runs():
            pass

    @contextmanager
    def _executor(self, executor: Executor | None, tasks: int) -> Iterator[Executor]:
        if executor is not None:
            yield executor
        elif not tasks or reads_here(tasks, _FEW_RUNS):
            yield Inline()
        else:
            with default_executor() as chosen:
                yield chosen
