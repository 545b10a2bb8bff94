"""How much an archive may unpack to, so that a small file cannot fill a machine."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from runtone.errors import ArchiveLimitError, DamagedFileError
from runtone.files.source_bytes import MAX_FILE_BYTES

_MB = 1024 * 1024
_PIECE = 1 << 18
_PACKED_PIECE = 1 << 12


@dataclass(frozen=True, slots=True)
class Limits:
    """What one import may unpack.

    Parameters
    ----------
    members : int
        Files in all archives together; the largest exports have some ten thousand.
    depth : int
        Archives in archives: a takeout is a zip of zips of zips, a member may be packed once more.
    member_bytes : int
        One unpacked file.
    nested_bytes : int
        One archive inside another.
    ratio, ratio_free_bytes : int
        Unpacked bytes a packed byte, and how many bytes are free of that rule. GPX shrinks to a thirtieth at best.
    directory_bytes : int
        An archive's list of members, which has to be held in memory: 100,000 entries of 300 bytes.
    total_bytes : int
        Everything unpacked from one archive; the largest exports unpack to some gigabytes.
    """

    members: int = 100_000
    depth: int = 5
    member_bytes: int = MAX_FILE_BYTES
    nested_bytes: int = 8 * 1024 * _MB
    ratio: int = 200
    ratio_free_bytes: int = 64 * _MB
    directory_bytes: int = 32 * _MB
    total_bytes: int = 64 * 1024 * _MB


@dataclass(slots=True)
class Budget:
    """What has been unpacked so far, over all levels of one archive."""

    packed_bytes: int
    limits: Limits = field(default_factory=Limits)
    n_members: int = 0
    unpacked_bytes: int = 0

    def enter(self, label: str, depth: int, n_members: int) -> None:
        """Count an archive and its members.

        Raises
        ------
        ArchiveLimitError
            If it is too deep inside others, or there are too many members by now.
        """
        if depth > self.limits.depth:
            raise ArchiveLimitError(
                f"{label} is an archive inside {depth} others; at most {self.limits.depth} levels are opened."
            )
        self.n_members += n_members
        if self.n_members > self.limits.members:
            raise ArchiveLimitError(
                f"{label} holds too many files: {self.n_members:,}, at most {self.limits.members:,} are read."
            )

    def spend(self, n_bytes: int, label: str) -> None:
        """Count unpacked bytes.

        Raises
        ------
        ArchiveLimitError
            If all of them together are out of proportion to the archive.
        """
        self.unpacked_bytes += n_bytes
        if self.unpacked_bytes > self.limits.total_bytes:
            raise ArchiveLimitError(
                f"{label} is part of an archive of more than {self.limits.total_bytes // 2**30} GB when unpacked; "
                "please import it in smaller parts."
            )
        if self.unpacked_bytes > max(self.limits.ratio_free_bytes, self.limits.ratio * self.packed_bytes):
            raise ArchiveLimitError(
                f"{label} unpacks to more than {self.limits.ratio} times the archive's size; no export does that, "
                "so unpacking was stopped."
            )


def read_limited(file: BinaryIO, limit: int, budget: Budget, label: str, head: bytes = b"") -> bytes:
    """Read an unpacking stream to its end, or up to the limits.

    Parameters
    ----------
    file : binary file
    limit : int
        Largest size [bytes].
    budget : Budget
    label : str
        How texts call the file.
    head : bytes
        What was already read of it.

    Raises
    ------
    ArchiveLimitError
        If there is more than ``limit`` or than the budget allows.
    """
    pieces = []
    total = 0
    piece = head or file.read(_PIECE)
    while piece:
        total += len(piece)
        if total > limit:
            raise _too_large(label, limit)
        budget.spend(len(piece), label)
        pieces.append(piece)
        piece = file.read(_PIECE)
    return b"".join(pieces)


def gunzip(data: bytes, budget: Budget, label: str) -> tuple[bytes, str | None]:
    """Unpack gzip.

    Parameters
    ----------
    data : bytes
    budget : Budget
    label : str
        How texts call the file.

    Returns
    -------
    tuple of bytes and str or None
        What could be unpacked, and a clause for the runner where that is not all.

    Raises
    ------
    ArchiveLimitError
        If it grows beyond the limits.
    DamagedFileError
        If nothing can be unpacked.
    """
    pieces: list[bytes] = []
    total = 0
    clause = None
    rest = memoryview(data)
    n_members = 0
    while is_gzip(rest[:2]):
        n_members += 1
        if n_members > _MOST_GZIP_MEMBERS:
            raise ArchiveLimitError(f"{label} is packed in over {_MOST_GZIP_MEMBERS:,} pieces, which no export is.")
        member = _GzipMember(rest)
        try:
            for piece in member:
                total += len(piece)
                if total > budget.limits.member_bytes:
                    raise _too_large(label, budget.limits.member_bytes)
                budget.spend(len(piece), label)
                pieces.append(piece)
        except zlib.error:
            clause = "its gzip packing is damaged; what could be unpacked was read"
            break
        if not member.is_whole:
            clause = "its gzip packing is cut off; what could be unpacked was read"
            break
        # Several gzip files in a row are one; anything else behind the end is padding.
        rest = member.behind
    if clause and not total:
        raise DamagedFileError(f"{label} is packed with gzip, but nothing in it can be unpacked.")
    return b"".join(pieces), clause


_MOST_GZIP_MEMBERS = 20_000
"""Programs that pack in blocks write one for every 64 kB; of nothing, four million take 80 MB."""


def is_gzip(head: bytes | memoryview) -> bool:
    """Tell whether a file's first bytes are those of gzip."""
    return bytes(head[:2]) == b"\x1f\x8b"


class _GzipMember:
    """One gzip file of perhaps several in a row, unpacked in small steps.

    What is unpacked in the same step as a damaged byte is lost, so the steps are small.
    """

    def __init__(self, packed: memoryview) -> None:
        self._packed = packed
        self._at = 0
        self._unpacker = zlib.decompressobj(wbits=31)

    def __iter__(self) -> Iterator[bytes]:
        while self._at < len(self._packed) and not self._unpacker.eof:
            waiting = bytes(self._packed[self._at : self._at + _PACKED_PIECE])
            self._at += len(waiting)
            while waiting and not self._unpacker.eof:
                yield self._unpacker.decompress(waiting, _PIECE)
                waiting = self._unpacker.unconsumed_tail

    @property
    def is_whole(self) -> bool:
        return self._unpacker.eof

    @property
    def behind(self) -> memoryview:
        return self._packed[self._at - len(self._unpacker.unused_data) :]


def _too_large(label: str, limit: int) -> ArchiveLimitError:
    return ArchiveLimitError(
        f"{label} is larger than {limit / _MB:,.0f} MB when unpacked, which no recording of one activity is."
    )
