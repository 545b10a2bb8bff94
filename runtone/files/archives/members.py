"""Everything that is packed together: zips, zips in zips, gzip, the exports of Strava, Garmin and Apple, folders.

Members are unpacked one at a time and their names serve only as labels: nothing is ever written to a path that an
archive names. An archive inside another is held in memory up to some megabytes and beyond that in a temporary file
without a name.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from runtone.errors import ActivityError, ArchiveLimitError, DamagedFileError, EmptyFileError
from runtone.files.archives import adidas, apple_health, garmin, strava
from runtone.files.archives.limits import Budget, gunzip, is_gzip, read_limited
from runtone.files.archives.listings import ExportLists, Listing, Workout, file_key
from runtone.files.archives.zip_members import UNPACKING_ERRORS, open_member, open_zip, readable_members
from runtone.files.fit.summary import recorded_starts
from runtone.files.fit.walk import is_fit_header
from runtone.files.source_bytes import cannot_open, printable_name

_SPOOLED_BYTES = 32 * 1024 * 1024
_HEAD_BYTES = 4_096

_ACTIVITY_SUFFIXES = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz", ".zip", ".gz")
# Files that exports carry beside the activities; everything else without a known suffix is looked into.
_BESIDE_WORDS = """
.json .csv .txt .md .pdf .html .htm .xml .jpg .jpeg .png .gif .heic .webp .svg .mp4 .mov .avi .css .js .log .ics .xlsx
.xls .doc .docx .db .sqlite .tsv .yml .yaml .py
"""
_BESIDE = frozenset(_BESIDE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of an archive or folder.

    Attributes
    ----------
    name : str
        Where it lies, for reading only: printable, and never a path to open.
    data : bytes
    clauses : tuple of str
        What was wrong with its packing.
    listing : Listing or None
        What the export's own list says of it.
    workout : Workout or None
        What Apple's list says of it.
    part : int or None
        Which activity of the file is meant, counted from 0; None where it holds one, or all are meant.
    is_early : bool or None
        Whether the runner says that its dates are 1,024 weeks early; None where nothing is said.
    """

    name: str
    data: bytes
    clauses: tuple[str, ...] = ()
    listing: Listing | None = None
    workout: Workout | None = None
    part: int | None = None
    is_early: bool | None = None

    @property
    def sha256(self) -> str:
        """The digest that tells this recording: of its bytes, and of which part of them is meant."""
        digest = hashlib.sha256(self.data)
        if self.part is not None:
            digest.update(f"#{self.part}".encode())
        return digest.hexdigest()


def is_zip(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a zip archive."""
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def members_of_file(file: BinaryIO, label: str, budget: Budget) -> Iterator[Member | tuple[str, ActivityError]]:
    """Yield the activity files in an archive.

    Parameters
    ----------
    file : binary file, seekable
        A zip archive.
    label : str
        How texts call it.
    budget : Budget

    Yields
    ------
    Member or tuple of str and ActivityError
        One for each file that is an activity by its name or its first bytes; other files of an export are passed by.
        A limit that is reached ends the iteration with its error.
    """
    try:
        yield from _zip_members(file, "", label, budget, 1, ExportLists())
    except ActivityError as error:
        yield label, error
    except UNPACKING_ERRORS:
        yield label, DamagedFileError(f"{label} is a zip archive that is damaged; the files before were read.")


def members_of_folder(folder: Path, budget: Budget) -> Iterator[Member | tuple[str, ActivityError]]:
    """Yield the activity files in a folder and below, in order of their paths; archives in it are opened.

    Links that lead out of the folder are not followed.
    """
    root = folder.resolve()
    paths = sorted(_files_below(root))
    lists = _read_lists_of_folder(paths)
    for path in paths:
        name = printable_name(str(path.relative_to(root)))
        lists.files.add(file_key(path.name))
        if not _may_be_activity(path.name):
            continue
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
                if not _is_wanted(path.name, head):
                    continue
                file.seek(0)
                own = Budget(path.stat().st_size, budget.limits)
                if is_zip(head):
                    yield from _zip_members(file, f"{name}/", name, own, 1, lists)
                else:
                    data = read_limited(file, own.limits.member_bytes, own, name)
                    yield from _unpacked_members(name, data, own, 1, lists)
        except OSError as error:
            yield name, cannot_open(error, name)
        except ActivityError as error:
            yield name, error
    yield from lists.missing("")


def _files_below(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = [each for each in folders if each != "__MACOSX" and not each.startswith(".")]
        for name in names:
            path = Path(folder) / name
            with suppress(OSError):
                if not name.startswith(".") and path.is_file() and path.resolve().is_relative_to(root):
                    yield path


def _read_lists_of_folder(paths: list[Path]) -> ExportLists:
    lists = ExportLists()
    for path in paths:
        # Without its list the export's files still say themselves what they are.
        with suppress(OSError, ActivityError):
            size = path.stat().st_size
            if _is_list(path.as_posix(), has_routes=(path.parent / "workout-routes").is_dir()):
                with path.open("rb") as file:
                    _read_list(file, path.as_posix(), Budget(size), lists)
    return lists


def _zip_members(
    file: BinaryIO, prefix: str, label: str, budget: Budget, depth: int, lists: ExportLists
) -> Iterator[Member | tuple[str, ActivityError]]:
    budget.enter(label, depth, 0)
    with open_zip(file, budget.limits, label, budget.n_members) as archive:
        infos = readable_members(archive)
        budget.enter(label, depth, len(infos))
        own = _read_lists(archive, infos, budget, lists)
        for info in infos:
            name = printable_name(prefix + (info.filename or "unnamed"))
            own.files.add(file_key(info.filename))
            if not _may_be_activity(info.filename):
                continue
            try:
                yield from _zip_member(archive, info, name, budget, depth, own)
            except ArchiveLimitError:
                raise
            except ActivityError as error:
                yield name, error
        yield from own.missing(prefix)


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget, depth: int, lists: ExportLists
) -> Iterator[Member | tuple[str, ActivityError]]:
    with open_member(archive, info, name) as file:
        head = file.read(_HEAD_BYTES)
        if not _is_wanted(info.filename, head):
            return
        if not is_zip(head):
            data = read_limited(file, budget.limits.member_bytes, budget, name, head)
    if is_zip(head):
        # An inner archive is unpacked before it is opened: reading a zip means going back and forth in it.
        with _temporary_file() as inner:
            with open_member(archive, info, name) as file:
                _copy_limited(file, inner, budget, name)
            yield from _zip_members(inner, f"{name}/", name, budget, depth + 1, lists)
    else:
        yield from _unpacked_members(name, data, budget, depth, lists)


def _temporary_file() -> BinaryIO:
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES))


def _copy_limited(file: BinaryIO, spool: BinaryIO, budget: Budget, name: str) -> None:
    total = 0
    while piece := file.read(1 << 20):
        total += len(piece)
        if total > budget.limits.nested_bytes:
            raise ArchiveLimitError(
                f"{name} is an archive of more than {budget.limits.nested_bytes // 2**30} GB inside another; please "
                "unpack the outer one first."
            )
        budget.spend(len(piece), name)
        spool.write(piece)


def _unpacked_members(
    name: str, data: bytes, budget: Budget, depth: int, lists: ExportLists, clauses: tuple[str, ...] = ()
) -> Iterator[Member | tuple[str, ActivityError]]:
    """Yield what a member is once its gzip packing is off."""
    if is_gzip(data):
        budget.enter(name, depth + 1, 0)
        unpacked, clause = gunzip(data, budget, name)
        yield from _unpacked_members(
            name, unpacked, budget, depth + 1, lists, (*clauses, clause) if clause else clauses
        )
    elif is_zip(data):
        yield from _zip_members(io.BytesIO(data), f"{name}/", name, budget, depth + 1, lists)
    elif not data:
        yield name, EmptyFileError(f"{name} is empty (0 bytes).")
    else:
        starts = recorded_starts(data) if lists.by_start else []
        lists.starts += starts
        yield Member(name, data, clauses, lists.listing_of(name, starts), lists.workouts.get(file_key(name)))


def _read_lists(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], budget: Budget, outer: ExportLists
) -> ExportLists:
    """Read the lists in an archive; those of the archive around it hold as well."""
    found = outer.within()
    has_routes = any("workout-routes/" in info.filename for info in infos)
    for info in infos:
        if not _is_list(info.filename, has_routes=has_routes):
            continue
        try:
            with open_member(archive, info, info.filename) as file:
                _read_list(file, info.filename, budget, found)
        except ArchiveLimitError:
            raise
        except ActivityError:
            # Without its list the export's files still say themselves what they are.
            continue
    return found


def _is_list(path: str, *, has_routes: bool) -> bool:
    base = path.replace("\\", "/").rpartition("/")[2].lower()
    is_apples = has_routes and base.endswith(".xml") and "workout-routes/" not in path
    return base == strava.FILE_NAME or is_apples or garmin.is_list(path) or adidas.is_session(path)


def _read_list(file: BinaryIO, path: str, budget: Budget, lists: ExportLists) -> None:
    """Add what a list says."""
    base = printable_name(path.replace("\\", "/").rpartition("/")[2])
    if base.lower() == strava.FILE_NAME:
        listings, runs = strava.read_listings(read_limited(file, strava.MAX_BYTES, budget, base))
        lists.by_file |= listings
    elif garmin.is_list(path):
        by_start, runs = garmin.read_list(read_limited(file, garmin.MAX_BYTES, budget, base), path)
        lists.by_start |= by_start
    elif adidas.is_session(path):
        listings, runs = adidas.read_session(read_limited(file, adidas.MAX_BYTES, budget, base), path)
        lists.by_file |= listings
    else:
        head = file.read(_HEAD_BYTES)
        if not apple_health.is_health_list(head):
            return
        workouts, runs = apple_health.read_workouts(file, budget, base, head)
        lists.workouts |= workouts
    lists.runs += runs


def _may_be_activity(path: str) -> bool:
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122 - a member's name is no path
    return suffix not in _BESIDE


def _is_wanted(path: str, head: bytes) -> bool:
    """Tell whether a file is an activity by its suffix, or else by its first bytes."""
    if path.lower().endswith(_ACTIVITY_SUFFIXES):
        return True
    return is_fit_header(head) or is_gzip(head) or b"<gpx" in head or b"<TrainingCenterDatabase" in head


def seekable(source: BinaryIO, stack: ExitStack) -> BinaryIO:
    """Return ``source`` if one can go back in it, else a temporary copy that lives as long as ``stack``."""
    try:
        source.seek(0, io.SEEK_CUR)
    except (OSError, ValueError, AttributeError):
        copy = stack.enter_context(_temporary_file())
        shutil.copyfileobj(source, copy)
        copy.seek(0)
        return copy
    return source
