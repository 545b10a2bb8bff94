"""What a file says was done, in one vocabulary, and whether that is running."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from runtone.errors import NotARunError
from runtone.files.activity import Activity

# What Strava's GPX exports write in place of a name.
_STRAVA_NUMBERS = {"1": "cycling", "9": "running"}

_NO_RUN = "no_run"
_UNKNOWN = "unknown"


@cache
def _sports_by_word() -> dict[str, str]:
    """Return the sport that each word of the packaged table means, in the languages in which exports name sports.

    Sports under ``no_run`` are FIT's own names and stay as they are.
    """
    table = resources.files("runtone.files").joinpath("sport_words.csv").read_text(encoding="utf-8")
    return {word: row["sport"] for row in csv.DictReader(table.splitlines()) for word in row["words"].split()}


def normalised(words: str) -> str:
    """Return a sport's name in lower case with underscores; ``TrailRun`` becomes ``trail_run``."""
    spaced = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", "_", words.strip()[:80])
    return re.sub(r"[\W_]+", "_", spaced.lower()).strip("_")


def parse_sport(words: str | None) -> tuple[str | None, str | None]:
    """Return sport and sub-sport of a free name such as ``"Trail Run"``, ``"Biking"`` or ``"9"``.

    Parameters
    ----------
    words : str or None

    Returns
    -------
    tuple of (str or None, str or None)
        ``("running", "trail")``, ``("cycling", None)``, ``(None, None)`` where it says nothing; an unknown name comes
        back as it is, normalised.
    """
    name = normalised(words or "")
    if name.isdigit():
        return _STRAVA_NUMBERS.get(name), None
    by_word = _sports_by_word()
    parts = name.split("_")
    # A running word settles it: "trail run" and "treadmill running" are runs whatever else they say.
    if any(by_word.get(part) == "running" for part in parts):
        return "running", _run_kind(parts)
    if not name or by_word.get(name) == _UNKNOWN:
        return None, None
    if by_word.get(name) == _NO_RUN:
        return name, None
    for part in (name, *parts):
        if by_word.get(part) not in (None, _UNKNOWN, _NO_RUN):
            return by_word[part], None
    return name, None


def _run_kind(parts: list[str]) -> str | None:
    for part in parts:
        if part in ("trail", "traillauf", "waldlauf"):
            return "trail"
        if part in ("treadmill", "laufband", "indoor"):
            return "treadmill"
        if part in ("track", "bahnlauf"):
            return "track"
        if part == "virtual":
            return "virtual_activity"
    return None


def is_running(sport: str | None, sub_sport: str | None = None) -> bool:
    """Tell whether a sport is known to be running."""
    if sport == "fitness_equipment":
        return sub_sport in ("treadmill", "indoor_running")
    return parse_sport(sport)[0] == "running"


def is_other_sport(sport: str | None, sub_sport: str | None = None) -> bool:
    """Tell whether a sport is known to be something else than running.

    Unknown and generic sports are not, unless their sub-sport tells.
    """
    if is_running(sport, sub_sport):
        return False
    named = parse_sport(sport)[0] or parse_sport(sub_sport)[0]
    by_word = _sports_by_word()
    return named is not None and named != "running" and (named in by_word.values() or by_word.get(named) == _NO_RUN)


def is_known_sport(sport: str | None) -> bool:
    """Tell whether a sport is known to be running or to be something else."""
    return is_running(sport) or is_other_sport(sport)


def require_run(activity: Activity, name: str | None = None) -> Activity:
    """Return ``activity`` if it may be a run.

    Parameters
    ----------
    activity : Activity
    name : str, optional
        The file, for the error's text.

    Raises
    ------
    NotARunError
        If the sport is known and is no running. An unknown, missing or generic sport passes.
    """
    if is_other_sport(activity.sport, activity.sub_sport):
        raise not_a_run(name or "The file", activity.sport, activity.sub_sport)
    return activity


def not_a_run(label: str, sport: str | None, sub_sport: str | None) -> NotARunError:
    """Return the error for a recording of another sport."""
    return NotARunError(
        f"{label} is recorded as {sport_words(sport, sub_sport)}, not as running, and was left out.", sport=sport or ""
    )


def sport_words(sport: str | None, sub_sport: str | None = None) -> str:
    """Return a sport as it reads in a sentence: ``"swimming (open water)"``."""
    kind = (sub_sport or "").replace("_", " ")
    if sport is None:
        return kind or "an unknown sport"
    said = sport.replace("_", " ")
    return f"{said} ({kind})" if kind and kind not in ("generic", "all", said) else said
