"""The FIT file a watch writes of a run: timer events, records, laps, a session and the activity."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.message import Message
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.device_info_message import DeviceInfoMessage
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
from fit_tool.profile.profile_type import (
    Activity,
    Event,
    EventType,
    FileType,
    Intensity,
    LapTrigger,
    Manufacturer,
    SessionTrigger,
    Sport,
    SubSport,
    TimerTrigger,
    WorkoutStepDuration,
    WorkoutStepTarget,
)

from .laps import WORKOUT_STEP, Lap, laps_of
from .physiology import Role
from .plan import UTC_OFFSET
from .season import Outing
from .sensors import climbed

FIT_EPOCH_S = 631_065_600  # 1989-12-31T00:00:00Z
WATCH = {
    "manufacturer": Manufacturer.DEVELOPMENT.value,
    "product": 1,
    "product_name": "Sample watch",
    "serial_number": 20_260_831,
}
INTENSITY: dict[Role, Intensity] = {
    "warm up": Intensity.WARMUP,
    "sprint": Intensity.INTERVAL,
    "recovery": Intensity.RECOVERY,
    "cool down": Intensity.COOLDOWN,
}
TRIGGER = {"manual": LapTrigger.MANUAL, "distance": LapTrigger.DISTANCE, "session_end": LapTrigger.SESSION_END}


def fit_bytes(outing: Outing) -> bytes:
    """Return the run as a FIT activity file."""
    builder = FitFileBuilder(auto_define=True)
    builder.add_all(list(_messages(outing)))
    return bytes(builder.build_bytes())


def _messages(outing: Outing) -> Iterator[Message]:
    laps = laps_of(outing)
    yield from _introduction(outing)
    yield from _workout(outing)
    timed = [*_records(outing), *_timer_events(outing), *(_lap(outing, number, lap) for number, lap in enumerate(laps))]
    yield from sorted(timed, key=_written_at)
    yield _session(outing, laps)
    yield _activity(outing)


def _written_at(message: Message) -> tuple[int, int]:
    """Return the order of messages: by time; at one instant start, records, laps, stop."""
    starts = isinstance(message, EventMessage) and message.event_type == EventType.START.value
    return message.timestamp, 0 if starts else {RecordMessage.ID: 1, LapMessage.ID: 2}.get(message.global_id, 3)


def _milliseconds(outing: Outing, second: int) -> int:
    return (int(outing.session.start.timestamp()) + int(second)) * 1000


def _filled(message: Message, **values: object) -> Message:
    for name, value in values.items():
        if not hasattr(type(message), name):
            msg = f"A {type(message).__name__} has no {name}."
            raise AttributeError(msg)
        setattr(message, name, value)
    return message


def _introduction(outing: Outing) -> Iterator[Message]:
    start = _milliseconds(outing, 0)
    yield _filled(FileIdMessage(local_id=1), type=FileType.ACTIVITY, time_created=start, **WATCH)
    yield _filled(DeviceInfoMessage(local_id=2), timestamp=start, device_index=0, **WATCH)


def _workout(outing: Outing) -> Iterator[Message]:
    """The diary's entry on the watch: its name, and either one open step or the steps of a guided workout."""
    again = WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT
    until_pressed = {"duration_type": WorkoutStepDuration.OPEN}
    distance = WorkoutStepDuration.DISTANCE
    steps: list[tuple[str | None, Intensity | None, dict[str, object]]] = [(None, Intensity.ACTIVE, until_pressed)]
    if outing.session.laps == "by workout":
        repeats = len(outing.truth.repeats)
        steps = [
            ("Warm up", INTENSITY["warm up"], until_pressed),
            ("400 m", INTENSITY["sprint"], {"duration_type": distance, "duration_distance": 400.0}),
            ("Jog", INTENSITY["recovery"], {"duration_type": distance, "duration_distance": 200.0}),
            (None, None, {"duration_type": again, "duration_step": 1, "target_repeat_steps": repeats}),
            ("Cool down", INTENSITY["cool down"], until_pressed),
        ]
    about = {"sport": Sport.RUNNING, "num_valid_steps": len(steps), "workout_name": outing.session.name}
    yield _filled(WorkoutMessage(local_id=7), **about)
    for index, (name, intensity, duration) in enumerate(steps):
        message = _filled(WorkoutStepMessage(local_id=8), message_index=index, **duration)
        if name is not None:
            _filled(message, workout_step_name=name)
        if intensity is not None:
            _filled(message, intensity=intensity, target_type=WorkoutStepTarget.OPEN)
        yield message


def _records(outing: Outing) -> Iterator[Message]:
    kept = outing.recording
    for row, second in enumerate(kept.second):
        steps = kept.cadence_spm[row]
        message = _filled(
            RecordMessage(local_id=0),
            timestamp=_milliseconds(outing, second),
            distance=round(float(kept.distance_m[row]), 2),
            speed=round(float(kept.speed_m_s[row]), 3),
            heart_rate=int(kept.heart_rate_bpm[row]),
            cadence=int(steps // 2),
            fractional_cadence=float(steps % 2) / 2.0,
        )
        if kept.latitude_deg is not None and kept.longitude_deg is not None and kept.altitude_m is not None:
            _filled(
                message,
                position_lat=float(kept.latitude_deg[row]),
                position_long=float(kept.longitude_deg[row]),
                altitude=round(float(kept.altitude_m[row]) * 5.0) / 5.0,
            )
        yield message


def _timer_events(outing: Outing) -> Iterator[Message]:
    """Start, each pause's stop and start, and the last stop."""
    last = int(outing.recording.second[-1])
    changes = [(0, EventType.START, TimerTrigger.MANUAL)]
    for pause in outing.truth.pauses:
        trigger = TimerTrigger.MANUAL if pause.role == "button pause" else TimerTrigger.AUTO
        changes += [(pause.start_s, EventType.STOP_ALL, trigger), (pause.end_s, EventType.START, trigger)]
    for second, kind, trigger in (*changes, (last, EventType.STOP_ALL, TimerTrigger.MANUAL)):
        yield _filled(
            EventMessage(local_id=3),
            timestamp=_milliseconds(outing, second),
            event=Event.TIMER,
            event_type=kind,
            timer_trigger=trigger,
        )


def _totals(outing: Outing, start_s: int, end_s: int) -> dict[str, object]:
    """The figures of a stretch of the run, as the watch reckons them."""
    kept = outing.recording
    rows = np.flatnonzero((kept.second >= start_s) & (kept.second <= end_s))
    timer_s = float(np.count_nonzero(outing.motion.recording[start_s + 1 : end_s + 1]))
    distance = float(kept.distance_m[rows[-1]] - kept.distance_m[rows[0]])
    totals: dict[str, object] = {
        "start_time": _milliseconds(outing, start_s),
        "timestamp": _milliseconds(outing, end_s),
        "total_elapsed_time": float(end_s - start_s),
        "total_timer_time": timer_s,
        "total_distance": round(distance, 2),
        "avg_speed": round(distance / timer_s, 3),
        "max_speed": round(float(kept.speed_m_s[rows].max()), 3),
        "avg_heart_rate": round(float(kept.heart_rate_bpm[rows].mean())),
        "max_heart_rate": int(kept.heart_rate_bpm[rows].max()),
        "avg_running_cadence": round(float(kept.cadence_spm[rows].mean()) / 2.0),
        "sport": Sport.RUNNING,
        "sub_sport": SubSport.TREADMILL if outing.indoors else SubSport.GENERIC,
    }
    if kept.altitude_m is not None:
        ascent, descent = climbed(kept.altitude_m[rows])
        totals |= {"total_ascent": round(ascent), "total_descent": round(descent)}
    return totals


def _lap(outing: Outing, number: int, lap: Lap) -> Message:
    of_role = {}
    if lap.role is not None:
        of_role = {"intensity": INTENSITY[lap.role], "workout_step_index": WORKOUT_STEP[lap.role]}
    return _filled(
        LapMessage(local_id=4),
        message_index=number,
        event=Event.LAP,
        event_type=EventType.STOP,
        lap_trigger=TRIGGER[lap.trigger],
        **_totals(outing, lap.start_s, lap.end_s),
        **of_role,
    )


def _session(outing: Outing, laps: tuple[Lap, ...]) -> Message:
    return _filled(
        SessionMessage(local_id=5),
        message_index=0,
        event=Event.SESSION,
        event_type=EventType.STOP,
        trigger=SessionTrigger.ACTIVITY_END,
        first_lap_index=0,
        num_laps=len(laps),
        **_totals(outing, 0, int(outing.recording.second[-1])),
    )


def _activity(outing: Outing) -> Message:
    last = int(outing.recording.second[-1])
    end = _milliseconds(outing, last)
    return _filled(
        ActivityMessage(local_id=6),
        timestamp=end,
        local_timestamp=end // 1000 + int(UTC_OFFSET.total_seconds()) - FIT_EPOCH_S,
        total_timer_time=float(np.count_nonzero(outing.motion.recording[1 : last + 1])),
        num_sessions=1,
        type=Activity.MANUAL,
        event=Event.ACTIVITY,
        event_type=EventType.STOP,
    )
