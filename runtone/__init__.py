"""runtone: which muscles a run worked, and why, estimated from the watch's own file.

>>> import runtone
>>> activity = runtone.read_activity("morning.fit")  # doctest: +SKIP
>>> run = runtone.analyze(activity)  # doctest: +SKIP
>>> run.muscle_load.groupby("muscle_group")["easy_minutes"].sum()  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from runtone import muscles, tracks, training
    from runtone.analysis import Run, analyze
    from runtone.confidence import Confidence
    from runtone.errors import (
        ActivityError,
        ArchiveLimitError,
        DamagedFileError,
        EmptyFileError,
        LibraryError,
        NoFileError,
        NotARunError,
        NoTimeError,
        RuntoneError,
        SettingsError,
        TooShortError,
        UnknownFormatError,
    )
    from runtone.files import Activity, read_activity, read_archive
    from runtone.runner import Runner

__all__ = [
    "Activity",
    "ActivityError",
    "ArchiveLimitError",
    "Confidence",
    "DamagedFileError",
    "EmptyFileError",
    "LibraryError",
    "NoFileError",
    "NoTimeError",
    "NotARunError",
    "Run",
    "Runner",
    "RuntoneError",
    "SettingsError",
    "TooShortError",
    "UnknownFormatError",
    "analyze",
    "muscles",
    "read_activity",
    "read_archive",
    "tracks",
    "training",
]

# Loaded when first asked for: `runtone --help` needs no model, and a notebook no file format until it reads one.
__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submodules=["muscles", "tracks", "training"],
    submod_attrs={
        "analysis": ["Run", "analyze"],
        "confidence": ["Confidence"],
        "errors": [name for name in __all__ if name.endswith("Error")],
        "files": ["Activity", "read_activity", "read_archive"],
        "runner": ["Runner"],
    },
)
