"""What can go wrong, as one tree.

RuntoneError
├── ActivityError            a file, or one member of an archive, does not give a run
│   ├── EmptyFileError           there are no bytes, or no samples in them
│   ├── NoFileError              an export lists a run and does not hold it
│   ├── UnknownFormatError       not a FIT, GPX or TCX file, nor an archive of them
│   ├── DamagedFileError         the right format, but nothing readable is left of it
│   ├── NoTimeError              positions without times: a planned route, not a run
│   ├── NotARunError             a ride, a swim, a walk: read well, but not a run
│   ├── TooShortError            too few samples to say anything
│   └── ArchiveLimitError        an archive too large, too deep or too dense to be unpacked safely
├── SettingsError            a setting that cannot be used
└── LibraryError             the stored library cannot be opened, read or written

The text of each error is written for a runner: what is wrong, where, and what to do.
"""

from __future__ import annotations


class RuntoneError(Exception):
    """The root of every error that runtone raises on purpose."""


class ActivityError(RuntoneError):
    """A file, or one member of an archive, does not give a run.

    Parameters
    ----------
    message : str
        One or two sentences for a runner.
    name : str, optional
        The file (or archive member) that is meant.
    """

    def __init__(self, message: str, *, name: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.name = name

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_activity_error, (type(self), self.message, self.name, dict(self.__dict__))


def _rebuild_activity_error(
    kind: type[ActivityError], message: str, name: str | None, state: dict[str, object]
) -> ActivityError:
    """Unpickle an error that crossed a process border, with its attributes."""
    error = kind(message, name=name)
    error.__dict__.update(state)
    return error


class EmptyFileError(ActivityError):
    """There are no bytes, or no samples in them."""


class NoFileError(ActivityError):
    """An export lists a run and does not hold it."""


class UnknownFormatError(ActivityError):
    """Not a FIT, GPX or TCX file, nor an archive of them."""


class DamagedFileError(ActivityError):
    """The right format, but nothing readable is left of it."""


class NoTimeError(ActivityError):
    """Positions without times: a planned route, not a run."""


class NotARunError(ActivityError):
    """A ride, a swim, a walk: read well, but not a run.

    Attributes
    ----------
    sport : str
        What the file says it is, in lower case.
    """

    def __init__(self, message: str, *, name: str | None = None, sport: str = "") -> None:
        super().__init__(message, name=name)
        self.sport = sport


class TooShortError(ActivityError):
    """Too few samples to say anything."""


class ArchiveLimitError(ActivityError):
    """An archive too large, too deep or too dense to be unpacked safely."""


class SettingsError(RuntoneError):
    """A setting that cannot be used."""


class LibraryError(RuntoneError):
    """The stored library cannot be opened, read or written."""
