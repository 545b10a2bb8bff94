"""The members of a zip archive, one after the other."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from runtone.errors import ActivityError, ArchiveLimitError, DamagedFileError
from runtone.files.archives.limits import Limits

_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1

UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OverflowError,
    struct.error,
    KeyError,
    IndexError,
)
"""What `zipfile` raises for archives that are damaged, encrypted or packed in ways it does not know."""


class _GuardedFile:
    """A zip's file that counts what `zipfile` is about to load, while it opens the archive.

    `zipfile` reads the whole directory at once and makes an object of each entry; what the archive's end record says
    of their number is not checked, so it is not asked here either.
    """

    def __init__(self, file: BinaryIO, limits: Limits, n_members_left: int, label: str) -> None:
        self._file = file
        self._limits = limits
        self._n_members_left = n_members_left
        self._label = label
        self.is_opening = True

    def read(self, size: int = -1) -> bytes:
        """Read, but no directory beyond the limits.

        Raises
        ------
        ArchiveLimitError
            If there are too many bytes or entries in it.
        """
        if not self.is_opening:
            return self._file.read(size)
        if size > self._limits.directory_bytes:
            raise ArchiveLimitError(
                f"{self._label} has a list of files of {size / 2**20:,.0f} MB, which no export has; it was not read."
            )
        data = self._file.read(size)
        n_entries = data.count(_DIRECTORY_ENTRY)
        if n_entries > self._n_members_left:
            raise ArchiveLimitError(
                f"{self._label} holds too many files: {n_entries:,}, at most {self._limits.members:,} are read from "
                "one archive and all inside it."
            )
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def open_zip(file: BinaryIO, limits: Limits, label: str, n_members_before: int = 0) -> zipfile.ZipFile:
    """Open a zip archive.

    Parameters
    ----------
    file : binary file
    limits : Limits
    label : str
        How texts call it.
    n_members_before : int
        How many of the members that are allowed were counted already, in archives around and before it.

    Raises
    ------
    ArchiveLimitError
        If its directory is too large to be loaded, in bytes or in entries.
    DamagedFileError
        If its directory cannot be read.
    """
    guarded = _GuardedFile(file, limits, limits.members - n_members_before, label)
    try:
        file.seek(0)
        archive = zipfile.ZipFile(cast("BinaryIO", guarded))
    except UNPACKING_ERRORS as error:
        raise DamagedFileError(
            f"{label} is a zip archive, but its list of files cannot be read; the download may be incomplete."
        ) from error
    guarded.is_opening = False
    return archive


def readable_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that are files of the runner's own, in the archive's order."""
    return [
        info for info in archive.infolist() if not info.filename.endswith("/") and not _is_system_file(info.filename)
    ]


def _is_system_file(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


@contextmanager
def open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> Iterator[BinaryIO]:
    """Open one member for reading.

    Raises
    ------
    ActivityError
        If it is protected by a password.
    DamagedFileError
        If it cannot be unpacked; also while it is being read.
    """
    if info.flag_bits & _ENCRYPTED:
        raise ActivityError(f"{label} is protected by a password; please unpack the archive first.")
    try:
        with archive.open(info) as file:
            yield file  # type: ignore[misc]
    except UNPACKING_ERRORS as error:
        raise DamagedFileError(f"{label} cannot be unpacked, the archive is damaged there.") from error
