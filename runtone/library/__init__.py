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
    from runtone.library.imports.duplicates import OverlapQuestion, PossibleDuplicate
    from runtone.library.imports.early_dates import DateQuestion
    from runtone.library.imports.pipeline import ImportResult
    from runtone.library.imports.progress import ImportProgress
    from runtone.library.imports.reanalysis import ReanalysisResult
    from runtone.library.imports.watching import watch
    from runtone.library.owned import OwnedLibrary
    from runtone.library.preferences import Preferences
    from runtone.library.store.deleted_runs import DeletedRun
    from runtone.library.store.doctor import Finding
    from runtone.library.store.frames import SORT_COLUMNS
    from runtone.library.store.stored_run import StoredFile, StoredRun

__all__ = [
    "LOCAL_OWNER",
    "SORT_COLUMNS",
    "DateQuestion",
    "DeletedRun",
    "Finding",
    "ImportProgress",
    "ImportResult",
    "Library",
    "OverlapQuestion",
    "OwnedLibrary",
    "PossibleDuplicate",
    "Preferences",
    "ReanalysisResult",
    "StoredFile",
    "StoredRun",
    "watch",
]

_HOMES = {
    "LOCAL_OWNER": "catalogue",
    "SORT_COLUMNS": "store.frames",
    "DateQuestion": "imports.early_dates",
    "DeletedRun": "store.deleted_runs",
    "Finding": "store.doctor",
    "ImportProgress": "imports.progress",
    "ImportResult": "imports.pipeline",
    "Library": "catalogue",
    "OverlapQuestion": "imports.duplicates",
    "OwnedLibrary": "owned",
    "PossibleDuplicate": "imports.duplicates",
    "Preferences": "preferences",
    "ReanalysisResult": "imports.reanalysis",
    "StoredFile": "store.stored_run",
    "StoredRun": "store.stored_run",
    "watch": "imports.watching",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
