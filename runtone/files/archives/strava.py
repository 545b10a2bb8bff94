"""The list of activities in a Strava export: their titles and types."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from runtone.files.sports import parse_sport

FILE_NAME = "activities.csv"
MAX_BYTES = 64 * 1024 * 1024

_MAX_ROWS = 200_000
# Strava translates the headings with the account's language, but keeps the order of the first columns.
_TITLE_COLUMN, _TYPE_COLUMN = 2, 3


class Listing(NamedTuple):
    """What an export's list says of one file.

    Attributes
    ----------
    title : str or None
    sport, sub_sport : str or None
        None where the list's word for it is not known.
    said : str
        The list's own word for the sport.
    """

    title: str | None
    sport: str | None
    sub_sport: str | None
    said: str


def read_listings(data: bytes) -> dict[str, Listing]:
    """Read ``activities.csv``.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    dict of str to Listing
        By file name without folder and without ``.gz``; empty if it is another kind of list.
    """
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace").replace("\0", ""), newline=""))
    listings: dict[str, Listing] = {}
    try:
        heading = next(rows, [])
        title_at, type_at, file_at = _columns([each.strip().lower() for each in heading])
        for count, row in enumerate(rows):
            if count >= _MAX_ROWS:
                break
            path = _file_of(row, file_at)
            if path and len(row) > max(title_at, type_at):
                said = row[type_at].strip()[:80]
                sport, sub_sport = parse_sport(said)
                listings[listing_key(path)] = Listing(row[title_at].strip()[:200] or None, sport, sub_sport, said)
    except csv.Error:
        # A field too long or a broken quote: what was read until then still holds.
        pass
    return listings


def listing_key(path: str) -> str:
    """Return the key of a file in the list: its name in lower case, without folder and ``.gz``."""
    return path.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".gz")


def _columns(heading: list[str]) -> tuple[int, int, int | None]:
    def place(name: str, otherwise: int) -> int:
        return heading.index(name) if name in heading else otherwise

    file_at = heading.index("filename") if "filename" in heading else None
    return place("activity name", _TITLE_COLUMN), place("activity type", _TYPE_COLUMN), file_at


def _file_of(row: list[str], file_at: int | None) -> str | None:
    if file_at is not None:
        return row[file_at].strip() if len(row) > file_at else None
    return next((cell.strip() for cell in row if cell.startswith("activities/")), None)
