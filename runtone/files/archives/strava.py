"""The list of activities in a Strava export: their titles and types."""

from __future__ import annotations

import csv
import io
from itertools import islice

from runtone.files.archives.listings import ListedRun, Listing, file_key
from runtone.files.sports import parse_sport

FILE_NAME = "activities.csv"
MAX_BYTES = 64 * 1024 * 1024

_MAX_ROWS = 200_000
# Strava translates the headings with the account's language, but keeps the order of the first columns.
_DATE_COLUMN, _TITLE_COLUMN, _TYPE_COLUMN = 1, 2, 3


def read_listings(data: bytes) -> tuple[dict[str, Listing], list[ListedRun]]:
    """Read ``activities.csv``.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    tuple of dict and list
        Listings by `file_key`, and the runs among them with the file that each names, if any; both empty if it is
        another kind of list.
    """
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace").replace("\0", ""), newline=""))
    listings: dict[str, Listing] = {}
    runs: list[ListedRun] = []
    try:
        heading = next(rows, [])
        title_at, type_at, file_at = _columns([each.strip().lower() for each in heading])
        if len(heading) <= type_at:
            return {}, []
        for row in islice(rows, _MAX_ROWS):
            if len(row) <= max(title_at, type_at):
                continue
            said, title = row[type_at].strip()[:80], row[title_at].strip()[:200]
            sport, sub_sport = parse_sport(said)
            path = _file_of(row, file_at)
            if path:
                listings[file_key(path)] = Listing(title or None, sport, sub_sport, said)
            if sport == "running":
                runs.append(ListedRun(FILE_NAME, title, row[_DATE_COLUMN][:40], (file_key(path),) if path else ()))
    except csv.Error:
        # A field too long or a broken quote: what was read until then still holds.
        pass
    return listings, runs


def _columns(heading: list[str]) -> tuple[int, int, int | None]:
    def place(name: str, otherwise: int) -> int:
        return heading.index(name) if name in heading else otherwise

    file_at = heading.index("filename") if "filename" in heading else None
    return place("activity name", _TITLE_COLUMN), place("activity type", _TYPE_COLUMN), file_at


def _file_of(row: list[str], file_at: int | None) -> str | None:
    if file_at is not None:
        return row[file_at].strip() if len(row) > file_at else None
    return next((cell.strip() for cell in row if cell.startswith("activities/")), None)
