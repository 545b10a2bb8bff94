"""The training diary: twelve weeks of one invented runner, from Monday 31 August to Saturday 21 November 2026.

A believable autumn: three or four runs a week and a long one at its end, hills first and faster work on the track
later, a lighter fourth week, a seventh week missed with a cold, and a careful return.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Literal

from . import terrain, workouts
from .terrain import joined
from .workouts import Workout

FIRST_MONDAY = date(2026, 8, 31)
MISSED_WEEK = 7
UTC_OFFSET = timedelta(hours=-1)  # Etc/GMT+1, the zone of the sea around the valley

FileFormat = Literal["fit", "gpx"]
Laps = Literal["each kilometre", "by button", "by workout"]


@dataclass(frozen=True)
class Session:
    """One entry of the diary: when, what it is called, what is run, and how the watch keeps it."""

    local_start: datetime
    name: str
    workout: Callable[[], Workout]
    file_format: FileFormat
    smart_recording: bool
    laps: Laps

    @property
    def day(self) -> date:
        return self.local_start.date()

    @property
    def week(self) -> int:
        """Week of the season, from 1."""
        return (self.day - FIRST_MONDAY).days // 7 + 1

    @property
    def start(self) -> datetime:
        """The press of start, UTC."""
        return self.local_start.replace(tzinfo=timezone(UTC_OFFSET)).astimezone(UTC)

    @property
    def file_name(self) -> str:
        return f"{self.day.isoformat()} {self.name}.{self.file_format}"

    @property
    def easy_speed_m_s(self) -> float:
        """Level speed of easy running: a little faster each week, slower for a while after the cold."""
        after_cold = {8: -0.09, 9: -0.04}.get(self.week, 0.0)
        long_run = -0.08 if self.name.startswith("Long run") else 0.0
        return 2.74 + 0.02 * (self.week - 1) + after_cold + long_run


def _river(reach_m: float) -> Workout:
    return workouts.easy(terrain.river_loop(reach_m))


def _recovery_jog() -> Workout:
    return workouts.easy(terrain.river_loop(850.0), effort=workouts.EASY_FOR_RECOVERY)


def _strides(count: int) -> Workout:
    return workouts.with_strides(terrain.river_loop(1250.0), count)


def _fields() -> Workout:
    return workouts.easy(joined(terrain.fields_loop(), terrain.up_the_valley(800.0)), waits_at=0.55)


def _hilly() -> Workout:
    return workouts.easy(terrain.beacon_loop(), waits_at=0.2)


def _valley(turn_m: float) -> Workout:
    return workouts.easy(terrain.up_the_valley(turn_m), waits_at=0.3)


def _beacon(then_valley_m: float) -> Workout:
    return workouts.easy(joined(terrain.beacon_loop(), terrain.up_the_valley(then_valley_m)))


def _hills() -> Workout:
    return workouts.easy(joined(terrain.hills_loop(), terrain.fields_loop()), waits_at=0.62)


def _interrupted() -> Workout:
    return workouts.interrupted(terrain.river_loop(1400.0))


def _down() -> Workout:
    return workouts.downhill(terrain.down_from_the_moor())


def _on(
    local_start: str,
    name: str,
    workout: Callable[[], Workout],
    file_format: FileFormat = "fit",
    *,
    smart: bool = False,
    laps: Laps = "each kilometre",
) -> Session:
    return Session(datetime.fromisoformat(local_start), name, workout, file_format, smart, laps)


def diary() -> tuple[Session, ...]:
    """Return the season's sessions in order."""
    hill_sprints, hill_repeats, track = workouts.hill_sprints, workouts.hill_repeats, workouts.track_400s
    button: Laps = "by button"
    guided: Laps = "by workout"
    return (
        _on("2026-09-01 06:41:07", "Easy river loop", partial(_river, 1150.0)),
        _on("2026-09-03 18:12:40", "Rolling fields", _fields, "gpx", smart=True),
        _on("2026-09-06 08:53:15", "Long run up the valley", partial(_valley, 5000.0)),
        _on("2026-09-07 06:48:31", "Recovery jog", _recovery_jog, "gpx", smart=True),
        _on("2026-09-09 18:21:02", "Easy run with strides", partial(_strides, 5)),
        _on("2026-09-11 06:39:58", "Rolling fields", _fields),
        _on("2026-09-13 09:04:22", "Long run up the valley", partial(_valley, 5500.0), smart=True),
        _on("2026-09-15 18:16:45", "6 hill sprints", partial(hill_sprints, 6)),
        _on("2026-09-17 06:42:10", "Easy river loop", partial(_river, 1150.0), "gpx"),
        _on("2026-09-18 06:51:36", "Recovery jog", _recovery_jog, "gpx", smart=True),
        _on("2026-09-20 08:46:03", "Long run over the Beacon", partial(_beacon, 2100.0)),
        _on("2026-09-22 18:09:27", "4 x 300 m uphill", partial(hill_repeats, 4), "gpx", smart=True),
        _on("2026-09-24 06:44:50", "Easy river loop", partial(_river, 1300.0)),
        _on("2026-09-27 09:10:11", "Long run up the valley", partial(_valley, 4800.0)),
        _on("2026-09-29 18:18:34", "5 x 400 m", partial(track, 5, walks=True), laps=button),
        _on("2026-10-01 06:50:19", "Recovery jog", _recovery_jog, "gpx", smart=True),
        _on("2026-10-02 17:58:05", "Rolling fields", _fields, "gpx", smart=True),
        _on("2026-10-04 08:49:42", "Long run over the Beacon", partial(_beacon, 2700.0)),
        _on("2026-10-06 18:11:28", "6 x 300 m uphill", partial(hill_repeats, 6)),
        _on("2026-10-08 19:02:13", "Treadmill, storm outside", workouts.treadmill),
        _on("2026-10-09 06:40:55", "River loop with a phone call", _interrupted),
        _on("2026-10-11 08:57:30", "Long run up the valley", partial(_valley, 7200.0), smart=True),
        _on("2026-10-20 06:55:17", "Back after a cold", _recovery_jog, "gpx", smart=True),
        _on("2026-10-22 06:47:44", "Easy river loop", partial(_river, 1150.0), "gpx", smart=True),
        _on("2026-10-24 09:20:08", "Rolling fields", _fields),
        _on("2026-10-25 09:12:51", "Long run up the valley", partial(_valley, 5000.0)),
        _on("2026-10-27 18:15:06", "6 x 400 m", partial(track, 6), laps=guided),
        _on("2026-10-29 06:43:33", "Easy river loop", partial(_river, 1300.0), "gpx", smart=True),
        _on("2026-10-30 17:49:20", "Easy run with strides", partial(_strides, 6)),
        _on("2026-11-01 08:44:57", "Long run over the hills", _hills),
        _on("2026-11-03 18:07:12", "8 hill sprints", partial(hill_sprints, 8)),
        _on("2026-11-05 06:49:39", "Recovery jog", _recovery_jog, "gpx", smart=True),
        _on("2026-11-06 17:40:04", "Hilly loop over the Beacon", _hilly),
        _on("2026-11-08 09:01:25", "Long run up the valley", partial(_valley, 7700.0)),
        _on("2026-11-10 18:13:48", "8 x 400 m", partial(track, 8)),
        _on("2026-11-12 06:45:14", "Easy river loop", partial(_river, 1300.0)),
        _on("2026-11-13 16:30:52", "Down from the Moor", _down),
        _on("2026-11-15 08:50:37", "Long run over the hills", _hills),
        _on("2026-11-16 06:52:00", "Recovery jog", _recovery_jog, "gpx", smart=True),
        _on("2026-11-17 18:10:29", "8 hill sprints", partial(hill_sprints, 8)),
        _on("2026-11-19 18:14:16", "6 x 400 m", partial(track, 6), laps=guided),
        _on("2026-11-20 06:46:41", "Easy run with strides", partial(_strides, 6)),
        _on("2026-11-21 09:03:08", "Long run up the valley", partial(_valley, 8000.0), smart=True),
    )
