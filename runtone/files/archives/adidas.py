"""The sessions in an export of adidas Running (Runtastic): one JSON file beside each GPX file tells the sport."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from runtone.files.archives.listings import ListedRun, Listing
from runtone.files.sports import parse_sport

FOLDER = "sport-sessions/"
MAX_BYTES = 4 * 1024 * 1024
_LATEST_MS = 4_102_444_800_000  # the year 2100

# Numbers of the vendor's API, as its clients publish them; those of no run that are not here pass as unknown.
_SPORTS = {
    1: "running", 2: "walking", 3: "cycling", 4: "cycling", 6: "skating", 7: "hiking", 8: "skiing", 9: "skiing",
    10: "skiing", 11: "driving", 13: "snowshoeing", 14: "treadmill running", 15: "cycling", 16: "elliptical",
    17: "rowing", 18: "swimming", 19: "walking", 20: "horseback", 21: "golf", 22: "cycling", 23: "tennis",
    24: "badminton", 25: "squash", 26: "yoga", 29: "sailing", 30: "windsurfing", 31: "pilates", 32: "climbing",
    34: "strength", 35: "volleyball", 36: "handbike", 37: "skating", 38: "soccer", 42: "surfing", 43: "kitesurfing",
    44: "kayaking", 45: "basketball", 46: "spinning", 48: "wakeboarding",
}  # fmt: skip


def is_session(path: str) -> bool:
    """Tell whether a file is the list entry of one session, by where it lies."""
    folder, _, name = path.replace("\\", "/").lower().rpartition("/")
    return f"{folder}/".endswith(FOLDER) and name.endswith(".json")


def read_session(data: bytes, path: str) -> tuple[dict[str, Listing], list[ListedRun]]:
    """Read one session.

    Parameters
    ----------
    data : bytes
    path : str
        Its place in the export; the recording has the same name and another suffix.

    Returns
    -------
    tuple of dict and list
        Listings by the recording's `file_key`, and the run if it is one; both empty for other kinds of files.
    """
    session = parse_json(data)
    if not isinstance(session, dict) or "sport_type_id" not in session:
        return {}, []
    number = str(session["sport_type_id"])[:10]
    sport, sub_sport = parse_sport(_SPORTS.get(int(number)) if number.isascii() and number.isdecimal() else None)
    name = path.replace("\\", "/").rpartition("/")[2]
    stem = name.lower().removesuffix(".json")
    keys = tuple(f"{stem}.{suffix}" for suffix in ("gpx", "tcx", "fit"))
    listing = Listing(None, sport, sub_sport, f"sport_type_id {number}")
    start = session.get("start_time")
    when = day_of(start / 1000) if isinstance(start, (int, float)) and 0 < start < _LATEST_MS else ""
    run = ListedRun(name, "a run", when, keys)
    return dict.fromkeys(keys, listing), [run] if sport == "running" else []


def parse_json(data: bytes) -> Any:
    """Return what some JSON holds; None where it cannot be read."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def day_of(unix_s: float) -> str:
    """Return an instant's date in UTC as text; empty where there is none."""
    try:
        return datetime.fromtimestamp(unix_s, tz=UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return ""
