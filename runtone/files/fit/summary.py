"""What a FIT file says around its samples: sessions, laps, pauses, the device, the time zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from runtone.files.fit.device_names import device_name
from runtone.files.fit.fit_profile import (
    ACTIVITY,
    DEVICE_INFO,
    EPOCH_S,
    EVENT,
    FILE_ID,
    LAP,
    OLDEST_DATE,
    SESSION,
    SPORT,
    WORKOUT,
    WORKOUT_STEP,
    FieldProfile,
    message_fields,
)
from runtone.files.fit.values import Value, float_value, read_messages
from runtone.files.fit.walk import FitPart, walk_fit
from runtone.files.samples.laps import Lap, laps_frame
from runtone.files.samples.time_order import NO_TIME, NS_PER_S

_LIMITS = {LAP: 10_000, EVENT: 20_000, SESSION: 200, WORKOUT_STEP: 1_000}
_LIMIT = 50

# Reading a message costs by the field, and a lap has a hundred that a run does not need.
_NEEDED: dict[int, tuple[str, ...]] = {
    FILE_ID: ("type", "manufacturer", "product", "product_name", "time_created"),
    SPORT: ("sport", "sub_sport"),
    SESSION: (
        "timestamp", "start_time", "sport", "sub_sport", "total_elapsed_time", "total_timer_time", "total_distance",
        "total_ascent",
    ),
    LAP: (
        "timestamp", "start_time", "total_elapsed_time", "total_timer_time", "total_distance", "intensity",
        "lap_trigger", "wkt_step_index", "sport", "sub_sport", "avg_grade",
    ),
    EVENT: ("timestamp", "event", "event_type"),
    DEVICE_INFO: ("device_index", "manufacturer", "product", "product_name"),
    WORKOUT: ("wkt_name",),
    WORKOUT_STEP: ("message_index", "intensity", "wkt_step_name"),
    ACTIVITY: ("timestamp", "local_timestamp", "total_timer_time"),
}  # fmt: skip

_STOPS = ("stop", "stop_all", "stop_disable", "stop_disable_all")
_LARGEST_OFFSET_S = 15 * 3600


@cache
def _needed_fields(message: int) -> dict[int, FieldProfile]:
    return {number: each for number, each in message_fields(message).items() if each.name in _NEEDED[message]}


Message = dict[str, Value]


@dataclass(slots=True)
class FitSummary:
    """The messages around the samples of one FIT part, by kind and in file order."""

    index: int
    sessions: list[Message] = field(default_factory=list)
    laps: list[Message] = field(default_factory=list)
    events: list[Message] = field(default_factory=list)
    steps: list[Message] = field(default_factory=list)
    devices: list[Message] = field(default_factory=list)
    file_id: Message = field(default_factory=dict)
    sport: Message = field(default_factory=dict)
    workout: Message = field(default_factory=dict)
    activity: Message = field(default_factory=dict)

    @property
    def file_type(self) -> str | None:
        """What kind of FIT file this is: ``"activity"``, ``"settings"``, ``"monitoring_b"``, ..."""
        said = self.file_id.get("type")
        return said if isinstance(said, str) else None


def read_summary(data: bytes, part: FitPart, index: int) -> FitSummary:
    """Read the messages around the samples of one part of a FIT file.

    Parameters
    ----------
    data : bytes
    part : FitPart
    index : int
        Number of the part in the file.

    Returns
    -------
    FitSummary
    """

    def all_of(message: int) -> list[Message]:
        return read_messages(data, part.layouts, message, _needed_fields(message), _LIMITS.get(message, _LIMIT))

    def first_of(message: int) -> Message:
        return next(iter(all_of(message)), {})

    return FitSummary(
        index=index,
        sessions=all_of(SESSION),
        laps=all_of(LAP),
        events=all_of(EVENT),
        steps=all_of(WORKOUT_STEP),
        devices=all_of(DEVICE_INFO),
        file_id=first_of(FILE_ID),
        sport=first_of(SPORT),
        workout=first_of(WORKOUT),
        activity=first_of(ACTIVITY),
    )


def text_value(message: Message, name: str) -> str | None:
    """Return a text value of a message, or None."""
    value = message.get(name)
    return value if isinstance(value, str) else None


def unix_ns(message: Message, name: str) -> int:
    """Return a time of a message as Unix nanoseconds, `NO_TIME` where it has none."""
    value = float_value(message, name)
    return NO_TIME if value is None else (int(value) + EPOCH_S) * NS_PER_S


def device_laps(summary: FitSummary) -> pd.DataFrame:
    """Return the laps of a part in order, with the workout step that each belongs to; transitions have none.

    Returns
    -------
    pandas.DataFrame
        Columns `LAP_COLUMNS`.
    """
    rows = []
    steps = {float_value(step, "message_index"): step for step in summary.steps}
    for lap in summary.laps:
        if lap.get("sport") == "transition":
            continue
        start = unix_ns(lap, "start_time")
        elapsed = float_value(lap, "total_elapsed_time")
        end = unix_ns(lap, "timestamp")
        if start != NO_TIME and elapsed is not None:
            end = start + round(elapsed * NS_PER_S)
        step_index = float_value(lap, "wkt_step_index")
        step = steps.get(step_index, {}) if step_index is not None else {}
        rows.append(
            Lap(
                start,
                end,
                elapsed,
                timer_s=float_value(lap, "total_timer_time"),
                distance_m=float_value(lap, "total_distance"),
                intensity=text_value(lap, "intensity"),
                trigger=text_value(lap, "lap_trigger"),
                workout_step=step_index,
                workout_step_intensity=text_value(step, "intensity"),
                workout_step_name=text_value(step, "wkt_step_name"),
                grade_pct=float_value(lap, "avg_grade"),
            )
        )
    return laps_frame(rows)


def timer_breaks(summaries: list[FitSummary]) -> list[tuple[int, int]]:
    """Return start and end [Unix ns] of each stretch between a timer's stop and its next start."""
    breaks = []
    for summary in summaries:
        stopped = NO_TIME
        for event in summary.events:
            if event.get("event") != "timer":
                continue
            at = unix_ns(event, "timestamp")
            if event.get("event_type") == "start":
                if stopped != NO_TIME and at > stopped:
                    breaks.append((stopped, at))
                stopped = NO_TIME
            elif event.get("event_type") in _STOPS and stopped == NO_TIME:
                stopped = at
    return breaks


def utc_offset(summaries: list[FitSummary]) -> float | None:
    """Return the device's offset from UTC [s], to the quarter of an hour."""
    for summary in summaries:
        utc, local = float_value(summary.activity, "timestamp"), float_value(summary.activity, "local_timestamp")
        if utc is None or local is None or utc < OLDEST_DATE or local < OLDEST_DATE:
            continue
        offset = round((local - utc) / 900) * 900
        if abs(offset) <= _LARGEST_OFFSET_S:
            return float(offset)
    return None


def device_words(summaries: list[FitSummary]) -> str | None:
    """Return maker and model of the recording device as a runner would say them."""
    for summary in summaries:
        creators = [each for each in summary.devices if each.get("device_index") in (0, "creator")]
        named = [each for each in (summary.file_id, *creators) if text_value(each, "product_name")]
        for message in (*named, summary.file_id, *creators):
            said = device_name(
                text_value(message, "manufacturer"), message.get("product"), text_value(message, "product_name")
            )
            if said:
                return said
    return None


def recorded_starts(data: bytes) -> list[int]:
    """Return when the sessions of a file began [Unix s], else when it was created; none where it is no FIT file."""
    starts: list[int] = []
    for part in walk_fit(data).parts:
        sessions = read_messages(data, part.layouts, SESSION, _needed_fields(SESSION), _LIMITS[SESSION])
        created = read_messages(data, part.layouts, FILE_ID, _needed_fields(FILE_ID), 1)
        known = [float_value(each, "start_time") for each in sessions] or [
            float_value(each, "time_created") for each in created
        ]
        starts += [int(value) + EPOCH_S for value in known if value is not None]
    return starts
