"""Which samples and laps of a FIT file belong to which of its sessions, in all of its chained parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.files.fit.summary import FitSummary, Message, device_laps, text_value, unix_ns
from runtone.files.fit.values import float_value
from runtone.files.samples.recording import Unit
from runtone.files.samples.time_order import NO_TIME, NS_PER_S
from runtone.files.sports import is_running, sport_words

IntArray = NDArray[np.int64]
_GENERIC = ("generic", "all")


def total(messages: list[Message], name: str) -> float | None:
    """Return the sum of a value over those messages that have it; None where none has."""
    values = [value for message in messages if (value := float_value(message, name)) is not None]
    return sum(values) if values else None


def units_of(
    summaries: list[FitSummary], part: NDArray[np.int32], time_ns: IntArray, warnings: list[str]
) -> tuple[list[Unit], IntArray]:
    """Return the sessions of all parts, and the session of each record.

    Parameters
    ----------
    summaries : list of FitSummary
        Of each part.
    part : array of int32, shape (n,)
        Which part each record stands in.
    time_ns : array of int64, shape (n,)
        Unix time of each record [ns].
    warnings : list of str
        What cannot be told is added.

    Returns
    -------
    tuple of list of Unit and array of int64, shape (n,)
    """
    units: list[Unit] = []
    unit_of = np.zeros(len(time_ns), dtype=np.int64)
    for summary in summaries:
        rows = np.flatnonzero(part == summary.index)
        laps = device_laps(summary)
        sessions = _in_time(summary.sessions)
        if len(sessions) > 1 and not _hold(sessions, time_ns[rows]):
            sports = dict.fromkeys(sport_words(*_sport_of(each)) for each in sessions)
            warnings.append(
                f"it holds several sessions ({', '.join(sports)}), but which samples belong to which cannot be told, "
                "so all were kept together"
            )
            sessions = []
        unit_of[rows] = len(units)
        if len(sessions) > 1:
            starts = np.array([unix_ns(each, "start_time") for each in sessions], dtype=np.int64)
            unit_of[rows] += _number_of(starts, time_ns[rows])
            number_of_lap = _number_of(starts, _middles(laps))
            units += [
                _unit(summary, [session], laps[number_of_lap == number].reset_index(drop=True))
                for number, session in enumerate(sessions)
            ]
        else:
            units.append(_unit(summary, summary.sessions, laps))
    return units or [Unit()], unit_of


def _in_time(sessions: list[Message]) -> list[Message]:
    """Return the sessions in order of their starts; of several that begin together the longest."""
    by_start: dict[int, Message] = {}
    for session in sorted(sessions, key=_elapsed):
        by_start[unix_ns(session, "start_time")] = session
    return [by_start[start] for start in sorted(by_start) if start != NO_TIME]


def _elapsed(session: Message) -> float:
    return float_value(session, "total_elapsed_time") or 0.0


def _hold(sessions: list[Message], time_ns: IntArray) -> bool:
    """Tell whether most records lie within the sessions: some clocks are set between the one and the other."""
    first = unix_ns(sessions[0], "start_time")
    last = max(unix_ns(each, "start_time") + round(_elapsed(each) * NS_PER_S) for each in sessions)
    minute = 60 * NS_PER_S
    return bool(len(time_ns) and np.mean((time_ns >= first - minute) & (time_ns <= last + minute)) >= 0.5)


def _number_of(starts: IntArray, times: IntArray) -> IntArray:
    numbers: IntArray = np.maximum(np.searchsorted(starts, times, side="right") - 1, 0)
    return numbers


def _middles(laps: pd.DataFrame) -> IntArray:
    start, end = (laps[name].to_numpy(dtype="datetime64[ns]").astype(np.int64) for name in ("start_time", "end_time"))
    return np.where(end > start, start // 2 + end // 2, start)


def _unit(summary: FitSummary, sessions: list[Message], laps: pd.DataFrame) -> Unit:
    said = _spoken_sport(summary, sessions)
    sport, sub_sport = _sport_of(said)
    return Unit(
        sport=sport,
        sub_sport=sub_sport,
        name=text_value(summary.workout, "wkt_name"),
        laps=laps,
        timer_s=total(sessions, "total_timer_time") or total([summary.activity], "total_timer_time"),
        device_ascent_m=total(sessions, "total_ascent"),
        device_distance_m=total(sessions, "total_distance"),
    )


def _spoken_sport(summary: FitSummary, sessions: list[Message]) -> Message:
    """Return the message that tells the sport: the longest running session, else the longest, else what else tells."""
    said = [each for each in sessions if each.get("sport") is not None]
    if said:
        return max(said, key=lambda each: (is_running(*_sport_of(each)), _elapsed(each)))
    return next((each for each in (summary.sport, *summary.laps) if each.get("sport") is not None), {})


def _sport_of(message: Message) -> tuple[str | None, str | None]:
    sport, sub_sport = text_value(message, "sport"), text_value(message, "sub_sport")
    return (None if sport in _GENERIC else sport), (None if sub_sport in _GENERIC else sub_sport)
