"""The files in what a runner hands over: paths, folders, archives, uploads."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from runtone.errors import ActivityError, ArchiveLimitError, UnknownFormatError
from runtone.files import Member, archive_members
from runtone.files.archives.limits import Budget, Limits, gunzip
from runtone.files.archives.listings import Listing, Workout
from runtone.files.archives.zip_members import open_zip
from runtone.library.store.plain_text import file_name

Content = bytes | PathLike[str] | str | BinaryIO
Source = PathLike[str] | str | tuple[str, Content]

_RECORDINGS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz", ".zip")
_GZIP = b"\x1f\x8b"


class SourceFile(NamedTuple):
    """One file: what is to be read, or why it cannot be had."""

    name: str
    member: Member | ActivityError


class Original(NamedTuple):
    """A file as the library keeps it: its name, its bytes compressed with zlib, what its archive said of it."""

    name: str
    content: bytes
    metadata: dict[str, Any] | None

    @property
    def data(self) -> bytes:
        """The bytes as they came."""
        return zlib.decompress(self.content)

    @property
    def member(self) -> Member:
        """The file as it was when it was imported."""
        told = self.metadata or {}
        return Member(
            self.name,
            self.data,
            tuple(told.get("clauses", ())),
            Listing(**told["listing"]) if "listing" in told else None,
            Workout(**told["workout"]) if "workout" in told else None,
            told.get("part"),
            told.get("is_early"),
        )


def files_in(sources: Iterable[Source], largest_bytes: float) -> Iterator[SourceFile]:
    """Yield each recording in the sources, one after the other: an archive is never unpacked as a whole."""
    for source in sources:
        given, content = _named(source)
        label = file_name(given)
        nothing = True
        for name, member in archive_members(content, label):
            nothing = False
            known_as = file_name(name if name == label or _is_folder(content) else f"{label}/{name}")
            yield SourceFile(known_as, _checked(member, known_as, largest_bytes))
        if nothing:
            empty = UnknownFormatError(f"There is no FIT, GPX or TCX file in {label}.", name=label)
            yield SourceFile(label, empty)


def about_how_many(sources: Iterable[Source]) -> int:
    """Return how many recordings the sources hold, as far as their names tell; 0 where they come one by one."""
    return sum(_count(_named(source)[1]) for source in sources) if isinstance(sources, Sequence) else 0


def metadata_of(member: Member) -> dict[str, Any] | None:
    """Return what an archive says of a recording, beyond its bytes, as JSON can hold it."""
    told: dict[str, Any] = {}
    if member.clauses:
        told["clauses"] = list(member.clauses)
    if member.listing is not None:
        told["listing"] = member.listing._asdict()
    if member.workout is not None:
        told["workout"] = member.workout._asdict()
    if member.part is not None:
        told["part"] = member.part
    if member.is_early is not None:
        told["is_early"] = member.is_early
    return told or None


def _named(source: Source) -> tuple[str, Content]:
    if isinstance(source, tuple):
        return source
    return Path(source).name or str(source), source


def _is_folder(content: Content) -> bool:
    return isinstance(content, str | PathLike) and Path(content).is_dir()


def _checked(member: Member | ActivityError, name: str, largest_bytes: float) -> Member | ActivityError:
    """Take the last wrapping off, and refuse what is too large to be a run."""
    if isinstance(member, ActivityError):
        return member
    member = replace(member, name=name)
    try:
        if member.data[:2] == _GZIP:
            unpacked, clause = gunzip(member.data, Budget(len(member.data)), name)
            member = replace(member, data=unpacked, clauses=(*member.clauses, *([clause] if clause else [])))
        if len(member.data) > largest_bytes:
            msg = (
                f"{name} is larger than {largest_bytes / 1e6:.0f} MB, which no run is. If it is one, raise "
                "RUNTONE_LARGEST_FILE_MB."
            )
            raise ArchiveLimitError(msg, name=name)
    except ActivityError as error:
        return error
    return member


def _count(content: Content) -> int:
    if not isinstance(content, str | PathLike):
        return 1
    path = Path(content)
    if path.is_dir():
        return sum(each.name.lower().endswith(_RECORDINGS) for each in path.rglob("*"))
    if path.suffix.lower() != ".zip":
        return 1
    try:
        with path.open("rb") as file, open_zip(file, Limits(), path.name) as archive:
            return sum(name.lower().endswith(_RECORDINGS) for name in archive.namelist())
    except (OSError, ActivityError):
        return 1  # what is wrong with it is told when it is its turn
