"""The files in what a runner hands over: paths, folders, archives, uploads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO, NamedTuple

from runtone.errors import ActivityError, ArchiveLimitError, DamagedFileError

Content = bytes | PathLike[str] | str | BinaryIO
Source = PathLike[str] | str | tuple[str, Content]


class Member(NamedTuple):
    """One file: its bytes, or why they cannot be had."""

    name: str
    content: bytes | ActivityError


def named(sources: Iterable[Source]) -> Iterator[tuple[str, Content]]:
    """Give name and content of each source; a folder's files each, with their place in it as the name."""
    for source in sources:
        name, content = source if isinstance(source, tuple) else (Path(source).name, source)
        if isinstance(content, str | PathLike) and Path(content).is_dir():
            folder = Path(content)
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
                    yield path.relative_to(folder).as_posix(), path
        else:
            yield name, content


def counted(sources: Iterable[Source]) -> tuple[list[tuple[str, Content]] | Iterator[tuple[str, Content]], int]:
    """Return the sources with how many files they are, as far as that can be told before they are opened."""
    if isinstance(sources, Sequence):
        files = list(named(sources))
        return files, len(files)
    return named(sources), 0


def members(sources: Iterable[tuple[str, Content]], largest_bytes: float) -> Iterator[Member]:
    """Give each file in the sources; those that are too large, or cannot be opened, with the reason."""
    for name, content in sources:
        try:
            yield Member(name, _bytes_of(content, name, largest_bytes))
        except ActivityError as error:
            yield Member(name, error)
        except OSError as error:
            yield Member(name, DamagedFileError(f"The file cannot be opened: {error.strerror}.", name=name))


def _bytes_of(content: Content, name: str, largest_bytes: float) -> bytes:
    if isinstance(content, bytes):
        _require_size(len(content), name, largest_bytes)
        return content
    if isinstance(content, str | PathLike):
        path = Path(content)
        _require_size(path.stat().st_size, name, largest_bytes)
        return path.read_bytes()
    read = content.read(int(largest_bytes) + 1)
    _require_size(len(read), name, largest_bytes)
    return read


def _require_size(size: int, name: str, largest_bytes: float) -> None:
    if size > largest_bytes:
        msg = (
            f"The file is larger than {largest_bytes / 1e6:.0f} MB, which no run is. If it is one, raise "
            "RUNTONE_LARGEST_FILE_MB."
        )
        raise ArchiveLimitError(msg, name=name)
