"""What an export's own lists say of its recordings, and which of the runs they name never came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from runtone.errors import NoFileError
from runtone.files.source_bytes import printable_name

_NEAR_S = 120.0
"""Lists and recordings tell a start to within this [s]: the timer starts some seconds before the first sample."""


class Listing(NamedTuple):
    """What an export's list says of one recording.

    Attributes
    ----------
    title : str or None
    sport, sub_sport : str or None
        None where the list's word for it is not known.
    said : str
        The list's own word for the sport.
    """

    title: str | None
    sport: str | None
    sub_sport: str | None
    said: str


class Workout(NamedTuple):
    """What Apple's list says of the workout that a route belongs to."""

    sport: str | None
    sub_sport: str | None
    utc_offset_s: float | None
    said: str


class ListedRun(NamedTuple):
    """A run that a list names.

    Attributes
    ----------
    list_name : str
        The list it stands in.
    title, when : str
        As the list writes them; empty where it does not tell.
    files : tuple of str
        Keys of the files that the list names for it, as `file_key` makes them; any of them will do.
    start_s : float or None
        Unix time of its start [s], for lists that name no files.
    """

    list_name: str
    title: str
    when: str
    files: tuple[str, ...] = ()
    start_s: float | None = None


def file_key(path: str) -> str:
    """Return the key of a file in a list: its name in lower case, without folder and ``.gz``."""
    return path.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".gz")


@dataclass(slots=True)
class ExportLists:
    """The lists that an export brings along, and what of it has come by.

    Attributes
    ----------
    by_file : dict of str to Listing
        By `file_key`.
    by_start : dict of int to Listing
        By Unix time of the start [s], for lists that name no files.
    workouts : dict of str to Workout
        By `file_key` of the route.
    runs : list of ListedRun
        Only of this archive; those of the archive around it are checked there.
    files : set of str
        Keys of all files that came by, in this archive and all within.
    starts : list of int
        Starts of the recordings that came by [Unix s], where a list needs them.
    """

    by_file: dict[str, Listing] = field(default_factory=dict)
    by_start: dict[int, Listing] = field(default_factory=dict)
    workouts: dict[str, Workout] = field(default_factory=dict)
    runs: list[ListedRun] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)

    def within(self) -> ExportLists:
        """Return what holds in an archive inside this one: all that is known, and the same memory of what came by."""
        return ExportLists(
            dict(self.by_file), dict(self.by_start), dict(self.workouts), files=self.files, starts=self.starts
        )

    def listing_of(self, path: str, starts: list[int]) -> Listing | None:
        """Return what the lists say of a recording, by its file's name, else by its start."""
        listing = self.by_file.get(file_key(path))
        if listing is None and self.by_start and starts:
            nearest = min(self.by_start, key=lambda start: abs(start - starts[0]))
            listing = self.by_start[nearest] if abs(nearest - starts[0]) <= _NEAR_S else None
        return listing

    def missing(self, prefix: str) -> Iterator[tuple[str, NoFileError]]:
        """Yield the runs that were listed and of which no file came, each with what to call it."""
        for run in self.runs:
            if self._came(run):
                continue
            label = printable_name(", ".join(filter(None, (run.title or "a run", run.when))))
            name = printable_name(f"{prefix}{run.list_name}: {label}")
            yield name, NoFileError(_why_missing(run, label), name=name)

    def _came(self, run: ListedRun) -> bool:
        if run.start_s is not None:
            start_s = run.start_s
            return any(abs(start - start_s) <= _NEAR_S for start in self.starts)
        return any(key in self.files for key in run.files)


def _why_missing(run: ListedRun, label: str) -> str:
    if run.files:
        return (
            f"{run.list_name} lists {label} with the file {printable_name(run.files[0])}, which is not in the export; "
            "perhaps it is in another part of it."
        )
    return (
        f"{run.list_name} lists {label}, but the export holds no recording of it: it was run without a route, on a "
        "treadmill perhaps, or entered by hand."
    )
