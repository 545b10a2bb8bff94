"""What a service must offer so that runs can be fetched from it: a list of them, and each one's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from runtone.errors import RuntoneError


class RemoteRun(NamedTuple):
    """A run that a service has: by which name it is asked for, and what its file is called here."""

    activity_id: str
    file_name: str


class Source(Protocol):
    """A service that has an owner's runs."""

    def runs(self, oldest: date, newest: date) -> Sequence[RemoteRun]:
        """Return the runs of some days, both ends included; activities that are no runs are not among them.

        Raises
        ------
        SourceError
        """
        ...

    def file(self, activity_id: str) -> bytes:
        """Return the file that a watch or app wrote, packed or not.

        Raises
        ------
        NoOriginalError
            The service has no file of it, or one that is larger than a file may be.
        SourceError
        """
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class SourceError(RuntoneError):
    """A service does not answer, or not as its documentation says; asked later, it may."""


class KeyRefusedError(SourceError):
    """The key opens nothing: asking again is of no use until the owner gives another one."""


class NoOriginalError(SourceError):
    """There is no file to be had of this one activity; others are not concerned."""


class FileFailedError(SourceError):
    """One activity's file failed for now; others are not concerned."""


class BusyError(SourceError):
    """The service asks not to be asked for a while.

    Parameters
    ----------
    message : str
    wait : datetime.timedelta or None
        For how long, where it said so.
    """

    def __init__(self, message: str, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait
