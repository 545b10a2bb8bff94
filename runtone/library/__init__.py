"""Stored runs: imported once, never lost, each belonging to an owner.

>>> from runtone.library import Library
>>> mine = Library.open().owned_by("local")  # doctest: +SKIP
>>> for result in mine.import_sources(["exports/"]):  # doctest: +SKIP
...     print(result.name, result.status, result.message)
>>> mine.runs(limit=10)  # doctest: +SKIP

Names are loaded when they are first used: a process that only reads files for an import needs no database.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtone.library.catalogue import LOCAL_OWNER, Library
    from runtone.library.doctor import Finding
    from runtone.library.duplicates import PossibleDuplicate
    from runtone.library.frames import SORT_COLUMNS
    from runtone.library.importing import ImportResult
    from runtone.library.looking_back import Reread
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
    "Reread",
    "StoredFile",
    "StoredRun",
    "watch",
]

_HOMES = {
    "LOCAL_OWNER": "catalogue",
    "SORT_COLUMNS": "frames",
    "Finding": "doctor",
    "ImportProgress": "progress",
    "ImportResult": "importing",
    "Library": "catalogue",
    "OwnedLibrary": "owned",
    "PossibleDuplicate": "duplicates",
    "Preferences": "preferences",
    "Reread": "looking_back",
    "StoredFile": "stored_run",
    "StoredRun": "stored_run",
    "watch": "watching",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
