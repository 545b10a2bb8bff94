"""The list of activities in a Garmin export: titles and types by the start, as it names no files."""

from __future__ import annotations

from typing import Any

from runtone.files.archives.adidas import day_of, parse_json
from runtone.files.archives.listings import ListedRun, Listing
from runtone.files.sports import parse_sport

MAX_BYTES = 24 * 1024 * 1024  # a thousand activities a file; parsed, JSON takes twenty times its bytes
_MAX_ROWS = 100_000
_LATEST_MS = 4_102_444_800_000  # the year 2100
_DEEPEST = 5


def is_list(path: str) -> bool:
    """Tell whether a file is the list of activities, by its name."""
    return path.lower().endswith("summarizedactivities.json")


def read_list(data: bytes, path: str) -> tuple[dict[int, Listing], list[ListedRun]]:
    """Read the list of activities.

    Parameters
    ----------
    data : bytes
    path : str

    Returns
    -------
    tuple of dict and list
        Listings by Unix time of the start [s], and the runs among them.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    listings: dict[int, Listing] = {}
    runs: list[ListedRun] = []
    for row in _rows(parse_json(data))[:_MAX_ROWS]:
        start_ms = row.get("beginTimestamp", row.get("startTimeGmt"))
        if not isinstance(start_ms, (int, float)) or not 0 < start_ms < _LATEST_MS:
            continue
        said = str(row.get("activityType") or row.get("sportType") or "")[:80]
        sport, sub_sport = parse_sport(said)
        title = str(row.get("name") or "").strip()[:200]
        listings[int(start_ms // 1000)] = Listing(title or None, sport, sub_sport, said)
        if sport == "running":
            runs.append(ListedRun(name, title, day_of(start_ms / 1000), start_s=start_ms / 1000))
    return listings, runs


def _rows(content: Any, depth: int = 0) -> list[dict[str, Any]]:
    """Return the activities, however deep the list wraps them."""
    if isinstance(content, dict):
        inner = content.get("summarizedActivitiesExport")
        return _rows(inner, depth + 1) if inner is not None and depth < _DEEPEST else [content]
    if isinstance(content, list) and depth < _DEEPEST:
        return [row for each in content for row in _rows(each, depth + 1)]
    return []
