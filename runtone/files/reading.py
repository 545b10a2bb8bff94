"""The two ways in: one recording, or everything in an archive or folder."""

from __future__ import annotations

from collections.abc import Iterator

from runtone.errors import ActivityError
from runtone.files.activity import Activity
from runtone.files.fit import read_fit
from runtone.files.formats import sniff
from runtone.files.gpx import read_gpx
from runtone.files.sources import Source, read_bytes, source_name
from runtone.files.sports import require_run
from runtone.files.tcx import read_tcx


def read_activity(source: Source, name: str | None = None) -> Activity:
    """Read one recorded activity.

    Parameters
    ----------
    source : path, bytes or binary file
        A FIT, GPX or TCX file.
    name : str, optional
        What texts call it; the path's last part where not given.

    Returns
    -------
    Activity
        Of any sport: `require_run` tells whether it is a run.

    Raises
    ------
    ActivityError
        Whatever is wrong with the file; nothing else is raised.
    """
    known_as = source_name(source, name)
    label = known_as or "The file"
    data = read_bytes(source, label)
    readers = {"fit": read_fit, "gpx": read_gpx, "tcx": read_tcx}
    return readers[sniff(data, label)](data, label)


def read_archive(source: Source, name: str | None = None) -> Iterator[tuple[str, Activity | ActivityError]]:
    """Read one file; archives and folders are not unpacked yet."""
    known_as = source_name(source, name) or "the file"
    try:
        yield known_as, require_run(read_activity(source, name), known_as)
    except ActivityError as error:
        yield known_as, error
