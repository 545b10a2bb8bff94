"""The members of a zip archive, one after the other."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from runtone.errors import ActivityError, ArchiveLimitError, DamagedFileError
from runtone.files.archives.limits import Limits

_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE = 22
_LONGEST_COMMENT = 65_535
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_RECORD = b"PK\x06\x06"
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


def directory_size(file: BinaryIO) -> tuple[int, int]:
    """Return how many members a zip announces, and the size of its directory [bytes].

    `zipfile` loads the whole directory at once; this looks before it does.

    Returns
    -------
    tuple of int
        (0, 0) if there is no end record: `zipfile` will say what is wrong.
    """
    size = file.seek(0, io.SEEK_END)
    tail_at = max(0, size - _END_RECORD_SIZE - _LONGEST_COMMENT - 20)
    file.seek(tail_at)
    tail = file.read(size - tail_at)
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) - at < _END_RECORD_SIZE:
        return 0, 0
    n_members, n_bytes = struct.unpack_from("<HI", tail, at + 10)
    if (n_members == 0xFFFF or n_bytes == 0xFFFFFFFF) and at >= 20 and tail[at - 20 : at - 16] == _ZIP64_LOCATOR:
        (record_at,) = struct.unpack_from("<Q", tail, at - 12)
        if record_at + 56 <= size:
            file.seek(record_at)
            record = file.read(56)
            if record[:4] == _ZIP64_RECORD:
                n_members, n_bytes = struct.unpack_from("<QQ", record, 32)
    return n_members, n_bytes


def open_zip(file: BinaryIO, limits: Limits, label: str) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises
    ------
    ArchiveLimitError
        If its directory is too large to be loaded.
    DamagedFileError
        If its directory cannot be read.
    """
    try:
        n_members, n_bytes = directory_size(file)
        if n_members > limits.members or n_bytes > limits.directory_bytes:
            raise ArchiveLimitError(
                f"{label} announces {n_members:,} files; at most {limits.members:,} are read from one archive."
            )
        file.seek(0)
        return zipfile.ZipFile(file)
    except UNPACKING_ERRORS as error:
        raise DamagedFileError(
            f"{label} is a zip archive, but its list of files cannot be read; the download may be incomplete."
        ) from error


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
