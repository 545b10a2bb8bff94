"""runtone: which muscles a run worked, and why, estimated from the watch's own file.

>>> import runtone
>>> activity = runtone.read_activity("morning.fit")  # doctest: +SKIP
>>> run = runtone.analyze(activity)  # doctest: +SKIP
>>> run.muscle_load.groupby("muscle_group")["easy_minutes"].sum()  # doctest: +SKIP
"""

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
