"""What a file says was done, in one vocabulary, and whether that is running."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

from runtone.errors import NotARunError
from runtone.files.activity import Activity
from runtone.files.source_bytes import printable_name

_SHORTEST_BEGINNING = 3
_FASTEST_WALK_M_S = 2.0
"""Adults change from a walk to a run near 2 m/s (Hreljac 1993)."""

# What Strava's GPX exports write in place of a name.
_STRAVA_NUMBERS = {"1": "cycling", "9": "running"}

_NO_RUN = "no_run"
_UNKNOWN = "unknown"

# Beside a word for running these still mean what they say: "Bici da corsa", "Ski Run", "Wheelchair Run".
_OVERRULING = frozenset((
    "cycling", "swimming", "skiing", "skating", "rowing", "paddling", "wheelchair", "horseback_riding", "water_sport",
    "ball_game",
))  # fmt: skip
# In a run's own title only these tell a sport: "row", "climb" and "train" stand in titles of runs as well.
_TOLD_BY_TITLES = frozenset(("cycling", "swimming", "skiing", "skating", "wheelchair", "walking", "hiking"))
_NOT_IN_TITLES = frozenset(("cycle", "cycles", "kolo", "kole", "gang", "sup", "promenade", "promenad", "paseo", "rode"))
_SCRIPTS_WITHOUT_BLANKS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Words(NamedTuple):
    """Sports by whole word, by a word's beginning, and by words of scripts that are written without blanks."""

    whole: dict[str, str]
    beginnings: dict[str, str]
    unspaced: dict[str, str]


@cache
def _sport_words() -> _Words:
    """Return the sport that each word of the packaged table means, in the languages in which exports name sports.

    Sports under ``no_run`` are FIT's own names and stay as they are. Words also count without their accents.
    """
    table = resources.files("runtone.files").joinpath("sport_words.csv").read_text(encoding="utf-8")
    words = _Words({}, {}, {})
    for row in csv.DictReader(table.splitlines()):
        for word in row["words"].split():
            for spelling in (_without_accents(word), word):
                if _SCRIPTS_WITHOUT_BLANKS.search(word):
                    words.unspaced[spelling] = row["sport"]
                elif word.endswith("*"):
                    words.beginnings[spelling.removesuffix("*")] = row["sport"]
                else:
                    words.whole[spelling] = row["sport"]
    return words


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(each for each in decomposed if not unicodedata.combining(each)))


def normalised(words: str) -> str:
    """Return a sport's name in lower case with underscores; ``TrailRun`` becomes ``trail_run``."""
    spaced = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", "_", unicodedata.normalize("NFC", words.strip())[:80])
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
    whole = _sport_words().whole
    if not name or whole.get(name) == _UNKNOWN:
        return None, None
    if whole.get(name) == _NO_RUN:
        return name, None
    told = _sports_in(name)
    if "running" in told and not _OVERRULING.intersection(told):
        return "running", _run_kind(name.split("_"))
    other = next((sport for sport in told if sport in _OVERRULING), None) or next(iter(told), None)
    return other or name, None


def _sports_in(name: str) -> list[str]:
    """Return the sports that the words of a normalised name mean, in their order."""
    words = _sport_words()
    told: list[str] = []
    for part in (name, *name.split("_")):
        sport = words.whole.get(part)
        if sport is None and len(part) > _SHORTEST_BEGINNING:
            stems = (part[:end] for end in range(len(part), _SHORTEST_BEGINNING - 1, -1))
            sport = next((words.beginnings[stem] for stem in stems if stem in words.beginnings), None)
        if sport is not None and sport not in (_UNKNOWN, _NO_RUN):
            told.append(sport)
        if _SCRIPTS_WITHOUT_BLANKS.search(part):
            told += [sport for word, sport in words.unspaced.items() if word in part]
    return told


def sport_of_title(title: str | None, speed_m_s: float | None) -> str | None:
    """Return the sport other than running that a recording's title clearly tells, such as ``"Afternoon Ride"``.

    Parameters
    ----------
    title : str or None
    speed_m_s : float or None
        Mean speed while moving [m/s]: who walks or hikes is not faster than `_FASTEST_WALK_M_S`.

    Returns
    -------
    str or None
        None where the title tells nothing, or running as well.
    """
    parts = [part for part in normalised(title or "").split("_") if part not in _NOT_IN_TITLES]
    told = _sports_in("_".join(parts)) if parts else []
    if not told or "running" in told or told[0] not in _TOLD_BY_TITLES:
        return None
    if told[0] in ("walking", "hiking") and speed_m_s is not None and speed_m_s > _FASTEST_WALK_M_S:
        return None
    return told[0]


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
    whole = _sport_words().whole
    return named is not None and named != "running" and (named in _all_sports() or whole.get(named) == _NO_RUN)


@cache
def _all_sports() -> frozenset[str]:
    words = _sport_words()
    return frozenset((*words.whole.values(), *words.beginnings.values(), *words.unspaced.values()))


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
        If the sport is known and is no running; or nothing tells the sport but the title, and that tells another. An
        unknown, missing or generic sport passes.
    """
    label = name or "The file"
    if is_other_sport(activity.sport, activity.sub_sport):
        raise not_a_run(label, activity.sport, activity.sub_sport)
    told = sport_of_title(activity.name, activity.mean_speed_m_s) if activity.sport is None else None
    if told is not None:
        raise NotARunError(
            f"{label} is named “{printable_name(activity.name or '')}” and does not say its sport, so it was taken for "
            f"{sport_words(told)} and left out.",
            sport=told,
        )
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
