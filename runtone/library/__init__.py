"""Stored runs: imported once, never lost, each belonging to an owner.

>>> from runtone.library import Library
>>> mine = Library.open().owned_by("local")  # doctest: +SKIP
>>> for result in mine.import_sources(["exports/"]):  # doctest: +SKIP
...     print(result.name, result.status, result.message)
>>> mine.runs(limit=10)  # doctest: +SKIP
"""

from __future__ import annotations

from runtone.library.catalogue import LOCAL_OWNER, Library
from runtone.library.doctor import Finding
from runtone.library.duplicates import PossibleDuplicate
from runtone.library.frames import SORT_COLUMNS
from runtone.library.importing import ImportResult
from runtone.library.owned import OwnedLibrary
from runtone.library.preferences import Preferences
from runtone.library.progress import ImportProgress
from runtone.library.stored_run import StoredFile, StoredRun
from runtone.library.watching import watch

__all__ = [
    "LOCAL_OWNER",
    "SORT_COLUMNS",
    "Finding",
    "ImportProgress",
    "ImportResult",
    "Library",
    "OwnedLibrary",
    "PossibleDuplicate",
    "Preferences",
    "StoredFile",
    "StoredRun",
    "watch",
]
