from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from runtone.errors import DamagedFileError, EmptyFileError, NotARunError, NoTimeError
from runtone.files import Activity, read_activity, read_archive
from tests.files.fit.fit_writer import (
    BYTE,
    ENUM,
    FLOAT32,
    RECORD_FIELDS,
    SINT32,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    definition,
    events,
    file_id,
    fit_file,
    message,
    record_values,
    records,
    run_file,
    session,
)
from tests.files.outcome import run_of

FIRST = datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)


def seconds_of(activity: Activity) -> list[float]:
    return ((activity.records["time"] - pd.Timestamp(FIRST)).dt.total_seconds()).tolist()


def test_a_sound_file() -> None:
    activity = read_activity(run_file(60), "run.fit")
    assert activity.warnings == ()
    assert activity.start_time == FIRST
    assert (activity.sport, activity.sub_sport, activity.source_format) == ("running", None, "fit")
    assert activity.device == "Garmin Forerunner 945"
    assert activity.timer_s == 60
    assert activity.device_distance_m == 180
    assert seconds_of(activity) == list(range(60))
    assert activity.records.dtypes["time"] == "datetime64[ns, UTC]"
    row = activity.records.iloc[10]
    assert row["latitude_deg"] == pytest.approx((545_000_000 + 3000) * 180 / 2**31, abs=1e-12)
    assert (row["altitude_m"], row["distance_m"], row["speed_m_s"]) == (100, 30, 3)
    assert (row["heart_rate_bpm"], row["cadence_spm"]) == (150, 170)


@pytest.mark.parametrize("header_size", [12, 14])
@pytest.mark.parametrize("big_endian", [False, True])
def test_endianness_and_header_size(big_endian: bool, header_size: int) -> None:
    data = fit_file(records(range(5), big_endian=big_endian), header_size=header_size)
    pd.testing.assert_frame_equal(read_activity(data).records, read_activity(run_file(5)).records)


def test_definitions_change_and_local_types_interleave() -> None:
    short = ((253, UINT32), (3, UINT8))
    data = fit_file(
        records([0, 1]),
        definition(1, 20, short, big_endian=True),
        message(1, short, (START + 2, 140), big_endian=True),
        message(0, RECORD_FIELDS, record_values(3)),
        message(1, short, (START + 4, 141), big_endian=True),
        definition(0, 20, short),
        message(0, short, (START + 5, 142)),
        message(1, short, (START + 6, 143), big_endian=True),
    )
    activity = read_activity(data)
    assert seconds_of(activity) == list(range(7))
    assert activity.records["heart_rate_bpm"].tolist() == [150, 150, 140, 150, 141, 142, 143]
    assert np.isnan(activity.records["speed_m_s"]).tolist() == [False, False, True, False, True, True, True]


def test_compressed_timestamps_count_on_from_the_last_full_one() -> None:
    fields = ((3, UINT8),)
    event = ((253, UINT32), (0, ENUM))
    at = START & 0x1F
    data = fit_file(
        definition(2, 21, event),
        message(2, event, (START, 0)),
        definition(1, 20, fields),
        *(bytes((0x80 | 1 << 5 | ((at + second) & 0x1F), 100 + second)) for second in (0, 1, 30, 40)),
        message(2, event, (START + 100, 0)),
        bytes((0x80 | 1 << 5 | ((at + 101) & 0x1F), 200)),
    )
    activity = read_activity(data)
    assert seconds_of(activity) == [0, 1, 30, 40, 101]
    assert activity.records["heart_rate_bpm"].tolist() == [100, 101, 130, 140, 200]


def test_invalid_values_are_missing_and_zero_is_a_number() -> None:
    data = fit_file(
        records([0], altitude=0xFFFF, speed=0xFFFF, heart_rate=0xFF, cadence=0xFF, latitude=0x7FFFFFFF),
        records([1], altitude=500 * 5, speed=0, heart_rate=150, cadence=0),
        records([2]),
    )
    gone, there = (read_activity(data).records.iloc[row] for row in (0, 1))
    names = ["altitude_m", "speed_m_s", "heart_rate_bpm", "cadence_spm", "latitude_deg", "longitude_deg"]
    assert gone[names].isna().all()
    assert (there["altitude_m"], there["speed_m_s"], there["cadence_spm"]) == (0, 0, 0)


def test_enhanced_fields_speak_before_plain_ones() -> None:
    fields = ((253, UINT32), (2, UINT16), (78, UINT32), (6, UINT16), (73, UINT32))
    data = fit_file(
        definition(0, 20, fields),
        message(0, fields, (START, 3000, 3500, 1000, 2000)),
        message(0, fields, (START + 1, 3000, 0xFFFFFFFF, 1000, 0xFFFFFFFF)),
    )
    found = read_activity(data).records
    assert found["altitude_m"].tolist() == [200, 100]
    assert found["speed_m_s"].tolist() == [2, 1]


def test_compressed_speed_and_distance_expand() -> None:
    fields = ((253, UINT32), (8, BYTE, 3))

    def packed(speed_cm_s: int, ticks: int) -> bytes:
        return (speed_cm_s | (ticks & 0xFFF) << 12).to_bytes(3, "little")

    ticks = [16, 2000, 4000, 5000, 9000]
    data = fit_file(
        definition(0, 20, fields),
        *(message(0, fields, (START + each, packed(310, tick))) for each, tick in enumerate(ticks)),
        message(0, fields, (START + 5, b"\xff\xff\xff")),
    )
    found = read_activity(data).records
    assert found["distance_m"].tolist()[:5] == [tick / 16 for tick in ticks]
    assert found["speed_m_s"].tolist()[:5] == [3.1] * 5
    assert found[["distance_m", "speed_m_s"]].iloc[5].isna().all()


def test_fractional_cadence_is_added_before_doubling() -> None:
    fields = ((253, UINT32), (4, UINT8), (53, UINT8))
    data = fit_file(
        definition(0, 20, fields), message(0, fields, (START, 85, 64)), message(0, fields, (START + 1, 86, 0))
    )
    assert read_activity(data).records["cadence_spm"].tolist() == [171, 172]


def developer_run() -> bytes:
    described = ((0, UINT8), (1, UINT8), (2, UINT8), (3, STRING, 24), (8, STRING, 8))
    fields = ((253, UINT32), (7, UINT16))
    return fit_file(
        definition(3, 206, described),
        message(3, described, (0, 0, UINT16, b"Power", b"Watts")),
        message(3, described, (0, 1, FLOAT32, b"Leg Spring Stiffness", b"kN/m")),
        definition(0, 20, fields, developer=((0, 2, 0), (1, 4, 0), (9, 1, 5))),
        message(0, (*fields, (0, UINT16), (1, FLOAT32), (9, UINT8)), (START, 250, 270, 10.5, 7)),
        message(0, (*fields, (0, UINT16), (1, FLOAT32), (9, UINT8)), (START + 1, 251, 0xFFFF, float("nan"), 7)),
    )


def test_developer_fields_keep_their_own_names() -> None:
    found = read_activity(developer_run()).records
    assert found["power_w"].tolist() == [250, 251]
    assert found["developer_power"].iloc[0] == 270
    assert found["developer_leg_spring_stiffness"].iloc[0] == 10.5
    assert found[["developer_power", "developer_leg_spring_stiffness"]].iloc[1].isna().all()
    # The field that no message describes is left out.
    assert found.columns.str.startswith("developer_").sum() == 2


def test_a_field_of_a_size_that_its_type_does_not_allow_is_said() -> None:
    fields = ((253, UINT32), (5, UINT32, 1), (3, UINT8))
    data = fit_file(definition(0, 20, fields), message(0, fields, (START, b"\x09", 150)))
    activity = read_activity(data, "odd.fit")
    assert activity.records["heart_rate_bpm"].tolist() == [150]
    assert activity.warnings == (
        "odd.fit: the field for distance_m is written in a size that its type does not allow, so it was not read.",
    )


def test_timer_stops_are_pauses() -> None:
    data = fit_file(
        records([*range(10), *range(40, 50)]),
        events((0, True), (10, False), (40, True), (49, False)),
        session(0, 50),
    )
    pauses = read_activity(data).pauses
    assert (pauses["start_time"] - FIRST).tolist() == [timedelta(seconds=10)]
    assert (pauses["end_time"] - FIRST).tolist() == [timedelta(seconds=40)]


def test_laps_know_their_workout_step() -> None:
    step = ((254, UINT16), (7, ENUM), (0, STRING, 12))
    lap = ((253, UINT32), (2, UINT32), (7, UINT32), (8, UINT32), (9, UINT32), (23, ENUM), (24, ENUM), (71, UINT16))
    data = fit_file(
        records(range(60)),
        definition(3, 27, step),
        message(3, step, (0, 2, b"easy")),
        message(3, step, (1, 5, b"fast")),
        definition(4, 19, lap),
        message(4, lap, (START + 30, START, 30_000, 29_000, 9_000, 2, 0, 0)),
        message(4, lap, (START + 60, START + 30, 30_000, 30_000, 15_000, 0, 7, 1)),
        message(4, lap, (START + 60, START + 60, 0, 0, 0, 0xFF, 0xFF, 0xFFFF)),
    )
    laps = read_activity(data).laps
    assert laps["intensity"].tolist()[:2] == ["warmup", "active"]
    assert laps["trigger"].tolist()[:2] == ["manual", "session_end"]
    assert laps["workout_step_intensity"].tolist()[:2] == ["warmup", "interval"]
    assert laps["workout_step_name"].tolist()[:2] == ["easy", "fast"]
    assert laps["timer_s"].tolist() == [29, 30, 0]
    assert laps["end_time"].iloc[0] == FIRST + timedelta(seconds=30)
    assert laps[["intensity", "trigger", "workout_step", "workout_step_name"]].iloc[2].isna().all()


def test_the_local_clock_tells_the_time_zone() -> None:
    fields = ((253, UINT32), (5, UINT32))
    local = definition(5, 34, fields) + message(5, fields, (START + 60, START + 60 + 5 * 3600 + 1800 + 3))
    assert read_activity(fit_file(records(range(3)), local)).utc_offset_s == 5.5 * 3600


LAP_FIELDS = ((253, UINT32), (2, UINT32), (7, UINT32), (25, ENUM))


def test_several_sports_give_the_running_part() -> None:
    data = fit_file(
        records(range(300)),
        session(0, 100, sport=5, sub_sport=18),
        session(100, 10, sport=3),
        session(110, 90, sport=2),
        session(200, 100, sport=1, metres=270),
    )
    activity = read_activity(data, "tri.fit")
    assert seconds_of(activity)[0] == 200
    assert seconds_of(activity)[-1] == 299
    assert (activity.sport, activity.timer_s, activity.device_distance_m) == ("running", 100, 270)
    assert activity.warnings == (
        "tri.fit: it holds 3 activities; this is running of 2021-09-08 01:50 UTC (2 min), the others are: swimming "
        "(open water) of 2021-09-08 01:46 UTC (2 min), cycling of 2021-09-08 01:48 UTC (1 min).",
    )


def test_two_runs_around_a_ride_are_two() -> None:
    data = fit_file(records(range(300)), session(0, 100), session(100, 100, sport=2), session(200, 100))
    found = dict(read_archive(data, "brick.fit"))
    assert list(found) == ["brick.fit (1 of 3)", "brick.fit (2 of 3)", "brick.fit (3 of 3)"]
    first, ride, second = found.values()
    assert isinstance(ride, NotARunError)
    assert seconds_of(run_of(first)) == list(range(100))
    assert seconds_of(run_of(second)) == list(range(200, 300))


def test_a_transition_between_two_runs_parts_nothing_and_its_lap_is_none() -> None:
    laps = b"".join(
        definition(4, 19, LAP_FIELDS)
        + message(4, LAP_FIELDS, (START + start + length, START + start, length * 1000, sport))
        for start, length, sport in ((0, 100, 1), (100, 20, 3), (120, 80, 1))
    )
    sessions = session(0, 100), session(100, 20, sport=3), session(120, 80)
    activity = read_activity(fit_file(records(range(200)), laps, *sessions))
    assert seconds_of(activity) == [*range(100), *range(120, 200)]
    assert activity.laps["elapsed_s"].tolist() == [100, 80]


def test_several_sports_without_running_give_the_longest() -> None:
    data = fit_file(records(range(300)), session(0, 100, sport=5), session(100, 200, sport=2))
    activity = read_activity(data)
    assert (activity.sport, len(activity.records)) == ("cycling", 200)


def test_chained_files_of_one_run_are_put_together() -> None:
    data = run_file(60) + fit_file(file_id(), records(range(60, 100)))
    activity = read_activity(data)
    assert seconds_of(activity) == list(range(100))
    assert activity.warnings == ()


def test_a_file_chained_to_itself_counts_once() -> None:
    activity = read_activity(run_file(60) * 2, "twice.fit")
    assert seconds_of(activity) == list(range(60))
    assert activity.timer_s == 60
    assert activity.warnings == ("twice.fit: it holds the same recording more than once, which counts once.",)


def test_overlapping_chained_files_count_each_second_once() -> None:
    data = run_file(60) + fit_file(file_id(), records(range(40, 100)))
    activity = read_activity(data, "overlap.fit")
    assert seconds_of(activity) == list(range(100))
    assert any("recorded twice" in warning for warning in activity.warnings)


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (
            fit_file(file_id(), session(0, 750, metres=2100)),
            EmptyFileError,
            "x.fit holds only a summary (2.1 km in 12:30) and no samples",
        ),
        (fit_file(file_id()), EmptyFileError, "x.fit is a FIT file without any recorded sample"),
        (fit_file(file_id(kind=32)), NotARunError, "x.fit holds the day's steps, not a recorded activity"),
        (fit_file(file_id(kind=6)), NotARunError, "x.fit holds a planned course, not a recorded activity"),
        (run_file()[:14], DamagedFileError, "x.fit begins as a FIT file, but no message in it can be read"),
        (
            fit_file(records(range(5), time=0xFFFFFFFF), session(0, 5)),
            NoTimeError,
            "x.fit has 5 samples, but none has a time",
        ),
        (
            fit_file(records(range(5), time=0xFFFFFFFF), session(0, 5, sport=5)),
            NotARunError,
            "x.fit is recorded as swimming, not as running",
        ),
    ],
)
def test_files_without_a_run(data: bytes, error: type[EmptyFileError | NotARunError], text: str) -> None:
    with pytest.raises(error) as caught:
        read_activity(data, "x.fit")
    assert text in str(caught.value)
    assert caught.value.name == "x.fit"


def test_positions_of_the_last_message_are_read_to_the_end_of_the_file() -> None:
    # The record's last field ends with the file's last byte but for the checksum.
    fields = ((253, UINT32), (0, SINT32), (1, SINT32))
    data = fit_file(definition(0, 20, fields), message(0, fields, (START, 1 << 28, 1 << 29)))
    assert read_activity(data[:-2]).records["longitude_deg"].tolist() == [45]
