"""The two ways in: one recording, or everything in an archive or folder."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from runtone.errors import ActivityError, DamagedFileError, EmptyFileError
from runtone.files.activity import Activity, Outcome
from runtone.files.archives.limits import Budget, gunzip, is_gzip
from runtone.files.archives.members import Member, is_zip, members_of_file, members_of_folder, seekable
from runtone.files.fit.reader import read_fit
from runtone.files.formats import sniff
from runtone.files.samples.rollover import with_right_dates
from runtone.files.source_bytes import Source, cannot_open, printable_name, read_bytes, source_name
from runtone.files.sports import is_known_sport, is_other_sport, require_run, sport_words
from runtone.files.xml.gpx import read_gpx
from runtone.files.xml.tcx import read_tcx

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 10
_READERS: dict[str, Callable[[bytes, str], list[Outcome]]] = {
    "fit": read_fit,
    "gpx": read_gpx,
    "tcx": read_tcx,
}


def read_activity(source: Source, name: str | None = None) -> Activity:
    """Read one recorded activity.

    Parameters
    ----------
    source : path, bytes or binary file
        A FIT, GPX or TCX file, also packed with gzip or as the only recording in a zip.
    name : str, optional
        What texts call it; the path's last part where not given.

    Returns
    -------
    Activity
        Of any sport: `require_run` tells whether it is a run. Of a file of several activities the longest run, whose
        warnings name the others; `read_archive` gives them all.

    Raises
    ------
    ActivityError
        Whatever is wrong with the file; nothing else is raised.
    """
    label = source_name(source, name) or "The file"
    try:
        return longest_run(_read_single(read_bytes(source, label), label), label)
    except ActivityError as error:
        error.name = error.name or label
        raise


def read_archive(source: Source, name: str | None = None) -> Iterator[tuple[str, Outcome]]:
    """Read every recording in an archive, an export or a folder.

    Parameters
    ----------
    source : path, bytes or binary file
        A zip (also of zips), a gzip file, a folder, or a single recording.
    name : str, optional
        What texts call it; the path's last part where not given.

    Yields
    ------
    tuple of str and (Activity or ActivityError)
        The name inside the archive, and the run or why there is none: `NotARunError` for known other sports and for a
        watch's own files, another `ActivityError` for what cannot be read. A file of several activities gives one
        result each, named ``"runs.tcx (2 of 5)"``. Nothing is raised, and a bad member does not stop the others; only
        a limit of size or number ends the iteration, with its error as the last item.
    """
    label = source_name(source, name) or "The file"
    for member_name, found in _members(source, label):
        if isinstance(found, ActivityError):
            found.name = found.name or member_name
            yield member_name, found
            continue
        for part, activity in read_parts(found):
            if isinstance(activity, Activity):
                try:
                    activity = require_run(activity, part.name)
                except ActivityError as error:
                    activity = error
            if isinstance(activity, ActivityError):
                activity.name = activity.name or part.name
            yield part.name, activity


def archive_members(source: Source, name: str | None = None) -> Iterator[tuple[str, Member | ActivityError]]:
    """Give every recording in an archive, an export or a folder, unpacked but not yet read.

    Parameters
    ----------
    source, name
        As in `read_archive`.

    Yields
    ------
    tuple of str and (Member or ActivityError)
        The name inside the archive, and what `read_member` takes, or why it cannot be unpacked. Nothing is raised.
    """
    return _members(source, source_name(source, name) or "The file")


def read_parts(member: Member) -> list[tuple[Member, Outcome]]:
    """Read every activity in a recording that `archive_members` gave.

    Returns
    -------
    list of tuple of Member and (Activity or ActivityError)
        The member itself where it holds one activity; else, for each in order of time, a member that is that part of
        it: `read_member` reads that part alone. Never empty.
    """
    try:
        activities = _activities_of(member)
    except ActivityError as error:
        error.name = error.name or member.name
        return [(member, error)]
    if len(activities) == 1:
        return [(member, activities[0])]
    return [
        (replace(member, name=f"{member.name} ({number} of {len(activities)})", part=number - 1), activity)
        for number, activity in enumerate(activities, 1)
    ]


def read_member(member: Member) -> Activity:
    """Read one recording that `archive_members` or `read_parts` gave; what the export's own list says of it counts.

    Raises
    ------
    ActivityError
        As in `read_activity`.
    """
    try:
        activities = _activities_of(member)
        if member.part is None:
            return longest_run(activities, member.name)
        if member.part >= len(activities):
            raise ActivityError(f"{member.name} no longer holds this activity.")
        found = activities[member.part]
        if isinstance(found, ActivityError):
            raise found
        return found
    except ActivityError as error:
        error.name = error.name or member.name
        raise


def longest_run(activities: list[Outcome], label: str) -> Activity:
    """Return the longest run among the activities of one file, or the longest of all where none is a run.

    Its warnings name the others.

    Raises
    ------
    ActivityError
        If none can be read.
    """
    readable = [each for each in activities if isinstance(each, Activity)]
    if not readable:
        raise next(each for each in activities if isinstance(each, ActivityError))
    if len(activities) == 1:
        return readable[0]
    chosen = max(readable, key=lambda each: (not is_other_sport(each.sport, each.sub_sport), _length(each)))
    others = [_described(each) for each in readable if each is not chosen]
    said = ", ".join(others[:_MOST_NAMED]) + (
        f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    )
    clause = f"it holds {len(activities)} activities; this is {_described(chosen)}, the others are: {said}"
    return replace(chosen, warnings=(f"{label}: {clause}.", *chosen.warnings))


def _length(activity: Activity) -> pd.Timedelta:
    length: pd.Timedelta = activity.records["time"].iloc[-1] - activity.records["time"].iloc[0]
    return length


def _described(activity: Activity) -> str:
    started = activity.records["time"].iloc[0].strftime("%Y-%m-%d %H:%M")
    minutes = _length(activity).total_seconds() / 60
    sport = sport_words(activity.sport, activity.sub_sport) if activity.sport else "an activity"
    return f"{sport} of {started} UTC ({minutes:.0f} min)"


def _read_single(data: bytes, label: str, is_early: bool | None = None) -> list[Outcome]:
    if is_zip(data):
        return _activities_of(_only_member(data, label))
    if is_gzip(data):
        unpacked, clause = gunzip(data, Budget(len(data)), label)
        is_packed_again = unpacked[:2] == b"\x1f\x8b"
        activities = (_read_format if is_packed_again else _read_single)(unpacked, label, is_early)
        return _map(activities, lambda each: _with_clauses(each, (clause,) if clause else (), label))
    return _read_format(data, label, is_early)


def _map(found: list[Outcome], change: Callable[[Activity], Activity]) -> list[Outcome]:
    return [change(each) if isinstance(each, Activity) else each for each in found]


def _only_member(data: bytes, label: str) -> Member:
    """Return the one recording in a zip, such as Garmin's "export original"."""
    errors: list[ActivityError] = []
    members: list[Member] = []
    for _, found in _named(members_of_file(io.BytesIO(data), label, Budget(len(data)))):
        if isinstance(found, ActivityError):
            errors.append(found)
        else:
            members.append(found)
        if len(members) > 1:
            raise ActivityError(
                f"{label} holds several recordings; read it as an archive (runtone.read_archive), which gives them all."
            )
    if members:
        return members[0]
    if errors:
        raise errors[0]
    raise EmptyFileError(f"{label} is a zip archive without any FIT, GPX or TCX file in it.")


def _named(
    found: Iterator[Member | tuple[str, ActivityError]],
) -> Iterator[tuple[str, Member | ActivityError]]:
    for each in found:
        if isinstance(each, Member):
            yield each.name, each
        else:
            yield each


def _members(source: Source, label: str) -> Iterator[tuple[str, Member | ActivityError]]:
    try:
        with ExitStack() as stack:
            if isinstance(source, (str, os.PathLike)) and Path(source).is_dir():
                yield from _named(members_of_folder(Path(source), Budget(0)))
                return
            file = _open(source, stack)
            start = file.tell()
            head = file.read(4)
            size = file.seek(0, io.SEEK_END) - start
            file.seek(start)
            if is_zip(head):
                yield from _named(members_of_file(file, label, Budget(size)))
            else:
                yield label, Member(label, read_bytes(file, label))
    except (OSError, ValueError) as error:
        yield label, cannot_open(error, label)
    except ActivityError as error:
        yield label, error


def _open(source: Source, stack: ExitStack) -> BinaryIO:
    if isinstance(source, (str, os.PathLike)):
        return stack.enter_context(Path(source).open("rb"))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return io.BytesIO(source)
    return seekable(source, stack)


def _activities_of(member: Member) -> list[Outcome]:
    activities = _read_single(member.data, member.name, member.is_early)
    # A list tells one title and one sport; where a file holds several activities, each tells its own.
    known = member if len(activities) == 1 else replace(member, listing=None, workout=None)
    return _map(activities, lambda each: _as_listed(_with_clauses(each, member.clauses, member.name), known))


def _as_listed(activity: Activity, member: Member) -> Activity:
    """Return an activity with what the export's lists say of it."""
    listing, workout = member.listing, member.workout
    # The lists' words for a sport count where they are known; the runner may have corrected the type on the site.
    if workout is not None and is_known_sport(workout.sport):
        activity = replace(
            activity, sport=workout.sport, sub_sport=workout.sub_sport, utc_offset_s=workout.utc_offset_s
        )
    if listing is not None:
        activity = replace(activity, name=listing.title or activity.name)
        if is_known_sport(listing.sport):
            same = listing.sport == activity.sport
            activity = replace(
                activity, sport=listing.sport, sub_sport=activity.sub_sport if same else listing.sub_sport
            )
    return activity


def _with_clauses(activity: Activity, clauses: tuple[str, ...], label: str) -> Activity:
    if not clauses:
        return activity
    said = tuple(f"{label}: {clause}." for clause in clauses)
    return replace(activity, warnings=(*said, *activity.warnings))


def _read_format(data: bytes, label: str, is_early: bool | None) -> list[Outcome]:
    reader = _READERS.get(sniff(data, label))
    if reader is None:
        raise ActivityError(f"{label} is an archive inside too many others.")
    try:
        return with_right_dates(reader(data, label), label, is_early)
    except ActivityError:
        raise
    except Exception as error:  # one file must never stop an import, whatever no one foresaw
        raise DamagedFileError(
            f"{label} cannot be read: it holds something unexpected ({printable_name(repr(error))})."
        ) from error
