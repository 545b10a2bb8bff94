"""Where the sample season lies, and loading it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from runtone.errors import LibraryError

SUFFIXES = (".fit", ".gpx")


def season_files() -> list[Path]:
    """Return the sample season's files in the order of their days: the package's own, else the checkout's.

    Raises
    ------
    LibraryError
        Neither is there.
    """
    for folder in _folders():
        if folder.is_dir():
            found = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
            if found:
                return found
    msg = "The sample season is not part of this installation. Import your own files instead."
    raise LibraryError(msg)


def _folders() -> Iterator[Path]:
    yield Path(str(files("runtone"))) / "sample_data" / "season"
    yield Path(__file__).resolve().parents[2] / "sample_data" / "season"
