"""The sample season: made as its diary says, read without a complaint, and its known truth found by runtone."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Hashable
from datetime import date
from functools import cache
from typing import Any

import fitparse
import gpxpy
import numpy as np
import pandas as pd
import pytest
from timezonefinder import TimezoneFinder

import runtone
from sample_data.season_maker.files import file_bytes
from sample_data.season_maker.plan import MISSED_WEEK, Session, diary
from sample_data.season_maker.season import Bout, Outing, run_session
from tests.corpus import REPOSITORY

SEASON = REPOSITORY / "sample_data" / "season"
SESSIONS = diary()
NAMES = [session.file_name for session in SESSIONS]


def session_on(day: str) -> Session:
    return next(session for session in SESSIONS if session.day == date.fromisoformat(day))


@cache
def outing(session: Session) -> Outing:
    return run_session(session)


@cache
def activity(session: Session) -> runtone.Activity:
    return runtone.read_activity(SEASON / session.file_name)


@cache
def run(session: Session) -> runtone.Run:
    return runtone.analyze(activity(session))  # as on a first visit: without history


def found(session: Session, bout: Bout) -> dict[Hashable, Any]:
    """Return the segment that shares most seconds with a bout, with their intersection over union as ``iou``."""
    segments = run(session).segments
    shared = segments["end_s"].clip(upper=bout.end_s) - segments["start_s"].clip(lower=bout.start_s)
    best = segments.iloc[shared.argmax()].to_dict()
    union = max(best["end_s"], bout.end_s) - min(best["start_s"], bout.start_s)
    return best | {"iou": shared.max() / union}


class TestComposition:
    def test_the_folder_holds_the_diary_and_nothing_else(self) -> None:
        assert sorted(path.name for path in SEASON.iterdir()) == sorted(NAMES)

    def test_about_forty_runs_of_both_formats_in_under_six_megabytes(self) -> None:
        assert 38 <= len(NAMES) <= 44
        formats = Counter(path.suffix for path in SEASON.iterdir())
        assert formats[".gpx"] >= 10
        assert formats[".fit"] >= 25
        assert sum(path.stat().st_size for path in SEASON.iterdir()) < 4_000_000

    def test_twelve_weeks_with_one_missed_and_a_long_run_in_each_of_the_others(self) -> None:
        runs = Counter(session.week for session in SESSIONS)
        assert MISSED_WEEK not in runs
        assert set(runs) == set(range(1, 13)) - {MISSED_WEEK}
        assert all(3 <= count <= 5 for count in runs.values())
        distance = {session.file_name: outing(session).truth.distance_m for session in SESSIONS}
        for week in runs:
            in_week = [session for session in SESSIONS if session.week == week]
            longest = max(in_week, key=lambda session: distance[session.file_name])
            assert longest.name.startswith("Long run")
            assert longest == in_week[-1]

    def test_one_run_a_day_in_order_of_time(self) -> None:
        days = [session.day for session in SESSIONS]
        assert days == sorted(set(days))

    @pytest.mark.parametrize("kind", ["Easy", "Long run", "Rolling", "hill sprints", "x 400 m", "strides", "Treadmill"])
    def test_every_kind_of_run_is_there(self, kind: str) -> None:
        assert any(kind in name for name in NAMES)

    @pytest.mark.parametrize("session", SESSIONS, ids=NAMES)
    def test_a_run_has_the_repeats_its_name_promises(self, session: Session) -> None:
        repeats = outing(session).truth.repeats
        promised = re.match(r"(\d+) ", session.name)
        assert len(repeats) == (int(promised[1]) if promised else len(repeats) if "strides" in session.name else 0)

    def test_nobody_lives_there(self) -> None:
        zones = TimezoneFinder(in_memory=True)
        outdoors = [outing(session).recording for session in SESSIONS if not outing(session).indoors]
        for kept in outdoors:
            assert kept.latitude_deg is not None
            assert kept.longitude_deg is not None
            every = slice(None, None, len(kept.second) // 10)
            for lat, lon in zip(kept.latitude_deg[every], kept.longitude_deg[every], strict=True):
                assert zones.timezone_at_land(lat=float(lat), lng=float(lon)) is None
                assert zones.timezone_at(lat=float(lat), lng=float(lon)) == "Etc/GMT+1"


class TestMaking:
    @pytest.mark.parametrize("day", ["2026-09-07", "2026-09-17", "2026-10-08", "2026-10-09", "2026-11-17"])
    def test_a_run_made_again_has_the_same_bytes(self, day: str) -> None:
        session = session_on(day)
        assert file_bytes(run_session(session)) == (SEASON / session.file_name).read_bytes()

    def test_a_run_does_not_depend_on_the_runs_before_it(self) -> None:
        session = session_on("2026-11-16")
        alone = run_session(session)
        run_session(SESSIONS[0])
        assert file_bytes(run_session(session)) == file_bytes(alone)

    def test_another_day_is_another_run(self) -> None:
        session = session_on("2026-09-07")
        next_year = dataclasses.replace(session, local_start=session.local_start.replace(year=2027))
        assert not np.array_equal(
            run_session(next_year).recording.heart_rate_bpm, outing(session).recording.heart_rate_bpm
        )


class TestIndependentReaders:
    def test_fitparse_reads_a_guided_workout(self) -> None:
        session = session_on("2026-11-19")
        with fitparse.FitFile(str(SEASON / session.file_name), check_crc=True) as file:
            messages = list(file.get_messages())
        of = {name: [message for message in messages if message.name == name] for name in {m.name for m in messages}}
        kept, truth = outing(session).recording, outing(session).truth
        assert len(of["record"]) == len(kept.second)
        first = of["record"][0]
        assert kept.latitude_deg is not None
        assert first.get_value("position_lat") * 180 / 2**31 == pytest.approx(kept.latitude_deg[0], abs=1e-7)
        speeds = [record.get_value("speed") for record in of["record"]]
        np.testing.assert_allclose(speeds, kept.speed_m_s, atol=1e-3)
        assert [event.get_value("event_type") for event in of["event"]] == ["start", "stop_all"]
        assert of["session"][0].get_value("total_timer_time") == truth.timer_s
        assert of["session"][0].get_value("num_laps") == len(of["lap"]) == 14
        assert sum(lap.get_value("total_timer_time") for lap in of["lap"]) == truth.timer_s
        assert [step.get_value("wkt_step_name") for step in of["workout_step"]] == [
            "Warm up", "400 m", "Jog", None, "Cool down",
        ]  # fmt: skip
        local = of["activity"][0].get_value("local_timestamp") - of["activity"][0].get_value("timestamp")
        assert local.total_seconds() == -3600

    def test_gpxpy_reads_what_a_platform_would_export(self) -> None:
        session = session_on("2026-09-22")
        gpx = gpxpy.parse((SEASON / session.file_name).read_text(encoding="utf-8"))
        assert gpx.tracks[0].name == "4 x 300 m uphill"
        points = gpx.tracks[0].segments[0].points
        kept, truth = outing(session).recording, outing(session).truth
        assert len(points) == len(kept.second)
        assert gpx.length_2d() == pytest.approx(truth.distance_m, rel=0.03)
        one_foot = [int(child.text) for child in points[100].extensions[0] if child.tag.endswith("cad")]
        assert one_foot == [kept.cadence_spm[100] // 2]

    def test_smart_recording_keeps_few_points_and_no_long_gap(self) -> None:
        kept = outing(session_on("2026-11-21")).recording
        assert len(kept.second) < kept.second[-1] / 3
        assert np.diff(kept.second).max() <= 6


class TestReading:
    @pytest.mark.parametrize("session", SESSIONS, ids=NAMES)
    def test_every_file_is_read_without_a_warning(self, session: Session) -> None:
        read = activity(session)
        assert read.warnings == ()
        assert read.sport == "running"
        assert read.name == session.name
        assert read.source_format == session.file_format
        assert len(read.records) == len(outing(session).recording.second)
        assert pd.Timestamp(read.records["time"].iloc[0]) == pd.Timestamp(session.start)
        steps = read.records["cadence_spm"].median()
        assert 155 <= steps <= 175  # both feet, though the files count one

    def test_a_treadmill_run_has_neither_positions_nor_altitude(self) -> None:
        read = activity(session_on("2026-10-08"))
        assert read.sub_sport == "treadmill"
        assert not {"latitude_deg", "longitude_deg", "altitude_m"} & set(read.records.columns)

    def test_a_paused_run_tells_both_its_pauses(self) -> None:
        session = session_on("2026-10-09")
        read = activity(session)
        seconds = (read.pauses["end_time"] - read.pauses["start_time"]).dt.total_seconds().tolist()
        assert seconds == [bout.end_s - bout.start_s for bout in outing(session).truth.pauses] == [262.0, 48.0]
        assert read.timer_s == pytest.approx(outing(session).truth.timer_s, abs=1)


class TestTruthIsFound:
    @pytest.mark.parametrize("day", ["2026-09-15", "2026-11-17"])
    def test_hill_sprints_are_sprints_uphill(self, day: str) -> None:
        session = session_on(day)
        repeats = outing(session).truth.repeats
        hits = [found(session, bout) for bout in repeats]
        assert {hit["kind"] for hit in hits} == {"sprint"}
        assert {hit["terrain"] for hit in hits} == {"uphill"}
        assert min(hit["iou"] for hit in hits) > 0.8
        assert (run(session).segments["kind"] == "sprint").sum() == len(repeats)

    @pytest.mark.parametrize("day", ["2026-09-29", "2026-11-10", "2026-11-19"], ids=["button", "no laps", "guided"])
    def test_every_400_is_a_sprint_and_nothing_else_is(self, day: str) -> None:
        session = session_on(day)
        repeats = outing(session).truth.repeats
        hits = [found(session, bout) for bout in repeats]
        assert {(hit["kind"], hit["terrain"]) for hit in hits} == {("sprint", "flat")}
        assert min(hit["iou"] for hit in hits) > 0.9
        assert (run(session).segments["kind"] == "sprint").sum() == len(repeats)
        assert np.mean([hit["distance_m"] for hit in hits]) == pytest.approx(400, rel=0.04)

    def test_strides_are_sprints(self) -> None:
        session = session_on("2026-11-20")
        repeats = outing(session).truth.repeats
        hits = [found(session, bout) for bout in repeats]
        assert {hit["kind"] for hit in hits} == {"sprint"}
        assert min(hit["iou"] for hit in hits) > 0.7
        assert (run(session).segments["kind"] == "sprint").sum() == len(repeats) == 6

    @pytest.mark.parametrize("day", ["2026-09-22", "2026-10-06"], ids=["gpx", "fit"])
    def test_hill_repeats_are_hills(self, day: str) -> None:
        session = session_on(day)
        hits = [found(session, bout) for bout in outing(session).truth.repeats]
        assert {(hit["kind"], hit["terrain"]) for hit in hits} == {("hill", "uphill")}
        assert min(hit["iou"] for hit in hits[1:]) > 0.85  # the first one begins on the climb to its foot

    @pytest.mark.parametrize("day", ["2026-09-01", "2026-09-11", "2026-11-06", "2026-11-12", "2026-11-16"])
    def test_easy_running_is_no_sprint(self, day: str) -> None:
        assert "sprint" not in set(run(session_on(day)).segments["kind"])

    @pytest.mark.parametrize(("day", "source"), [("2026-11-19", "device lap"), ("2026-11-10", "detected")])
    def test_the_source_of_a_sprint_is_said(self, day: str, source: str) -> None:
        segments = run(session_on(day)).segments
        assert set(segments.loc[segments["kind"] == "sprint", "source"]) == {source}

    def test_a_treadmill_has_no_hills_and_no_ascent(self) -> None:
        treadmill = run(session_on("2026-10-08"))
        assert set(treadmill.segments["terrain"]) == {"flat"}
        assert treadmill.summary["ascent_m"] is None

    def test_a_river_path_has_no_hills(self) -> None:
        assert set(run(session_on("2026-11-12")).segments["terrain"]) == {"flat"}

    def test_a_pause_is_rest_without_load_or_distance(self) -> None:
        session = session_on("2026-10-09")
        for pause in outing(session).truth.pauses:
            inside = run(session).track.iloc[pause.start_s + 2 : pause.end_s - 2]
            assert inside["paused"].all()
            assert set(inside["effort"]) == {"rest"}
            assert np.ptp(inside["distance_m"]) == pytest.approx(0.0, abs=1.0)

    @pytest.mark.parametrize("day", ["2026-09-11", "2026-09-15", "2026-10-06", "2026-11-13", "2026-11-15"])
    def test_ascent_and_descent_are_near_the_truth(self, day: str) -> None:
        session = session_on(day)
        truth, summary = outing(session).truth, run(session).summary
        assert summary["ascent_m"] == pytest.approx(truth.ascent_m, rel=0.06, abs=4)
        assert summary["descent_m"] == pytest.approx(truth.descent_m, rel=0.06, abs=4)

    @pytest.mark.parametrize("day", ["2026-09-01", "2026-10-01", "2026-10-09", "2026-11-21"])
    def test_distance_is_near_the_truth(self, day: str) -> None:
        session = session_on(day)
        assert run(session).summary["distance_m"] == pytest.approx(outing(session).truth.distance_m, rel=0.03)

    def test_the_way_down_is_a_hill_that_brakes(self) -> None:
        braking = {}
        for day in ("2026-11-12", "2026-11-13"):
            analysed = run(session_on(day))
            work = analysed.muscle_load.groupby(["muscle_group", "action"])["work_j_per_kg"].sum()
            braking[day] = work["quads", "eccentric"] / analysed.summary["distance_m"]
        assert (run(session_on("2026-11-13")).segments["terrain"] == "downhill").any()
        assert braking["2026-11-13"] > 1.1 * braking["2026-11-12"]

    def test_the_runner_gets_a_little_faster(self) -> None:
        first, last = (run(session_on(day)).summary["mean_speed_m_s"] for day in ("2026-09-01", "2026-11-12"))
        assert first is not None
        assert last is not None
        assert 1.03 < last / first < 1.12
