"""What sensors mean: feet counted, dynamics, incline, fields that stand in for others."""

from __future__ import annotations

import numpy as np
import pytest

from runtone.files import read_activity
from runtone.files.samples.steps import steps_per_minute, usual_steps
from tests.cases import case, requires_cases
from tests.files.fit.fit_writer import (
    ENUM,
    FLOAT32,
    SINT16,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    definition,
    file_id,
    fit_file,
    message,
    records,
    session,
)


@requires_cases
def test_steps_of_a_run_that_is_mostly_hiked() -> None:
    cadence = read_activity(case("cadence_two_thirds_hiked.gpx.gz")).records["cadence_spm"]
    assert cadence.median() == pytest.approx(112, abs=2)
    assert cadence.mean() == pytest.approx(130, abs=2)


@pytest.mark.parametrize("both_feet", [True, False])
@pytest.mark.parametrize("with_speed", [True, False])
@pytest.mark.parametrize(
    ("speeds", "steps"),
    [
        ([3.0] * 100, [166.0] * 100),
        ([1.5] * 67 + [2.9] * 33, [112.0] * 67 + [166.0] * 33),
        ([2.2] * 100, [150.0] * 100),
        ([3.3] * 50 + [0.0] * 50, [172.0] * 50 + [0.0] * 50),
        ([6.5] * 20 + [2.5] * 80, [205.0] * 20 + [160.0] * 80),  # sprints
        ([2.6] * 100, [190.0] * 100),  # short steps
    ],
)
def test_one_foot_or_both(speeds: list[float], steps: list[float], both_feet: bool, with_speed: bool) -> None:
    written = np.array(steps) if both_feet else np.array(steps) / 2
    found = steps_per_minute(written, "running", np.array(speeds) if with_speed else None)
    assert found is not None
    assert found.tolist() == steps


def test_a_hike_that_counts_both_feet_is_told_by_its_speed() -> None:
    steps = np.full(60, 105.0)
    found = steps_per_minute(steps.copy(), "hiking", np.full(60, 1.2))
    assert found is not None
    assert found.tolist() == steps.tolist()


def test_a_cadence_of_nought_throughout_is_a_missing_sensor() -> None:
    assert steps_per_minute(np.zeros(60), "running") is None
    assert "cadence_spm" not in read_activity(fit_file(file_id(), records(range(60), cadence=0))).records


def test_usual_steps_rise_with_speed_within_a_gait() -> None:
    assert usual_steps(np.array([1.0, 1.5, 3.0, 5.0])).tolist() == [100, 120, 166, 180]


TEXT = 16
DESCRIPTION = (
    (0, UINT8), (1, UINT8), (2, UINT8), (3, STRING, TEXT), (14, UINT16), (15, UINT8),
)  # fmt: skip


def described(number: int, base_type: int, name: bytes, native: int, of: int = 20) -> bytes:
    return definition(3, 206, DESCRIPTION) + message(3, DESCRIPTION, (0, number, base_type, name, of, native))


def with_developer_heart_rate(native_value: int | None, *, of: int = 20) -> bytes:
    fields = ((253, UINT32), (5, UINT32), *(((3, UINT8),) if native_value is not None else ()))
    head = definition(0, 20, fields, developer=((1, 1, 0),))
    body = b"".join(
        message(0, fields, (START + second, 300 * second, *((native_value,) if native_value is not None else ())))
        + bytes((151,))
        for second in range(30)
    )
    return fit_file(file_id(), described(1, UINT8, b"Heart Rate", 3, of), head, body)


def test_a_developer_field_stands_in_for_the_native_one_that_is_absent() -> None:
    for native in (None, 0xFF):
        found = read_activity(with_developer_heart_rate(native)).records
        assert set(found["heart_rate_bpm"]) == {151}
        assert set(found["developer_heart_rate"]) == {151}


def test_a_native_field_that_speaks_is_left_alone() -> None:
    assert set(read_activity(with_developer_heart_rate(140)).records["heart_rate_bpm"]) == {140}


def test_a_developer_field_of_sessions_stands_in_for_nothing() -> None:
    assert "heart_rate_bpm" not in read_activity(with_developer_heart_rate(None, of=18)).records


def test_dynamics_power_temperature_and_incline_reach_the_records() -> None:
    fields = (
        (253, UINT32), (5, UINT32), (7, UINT16), (13, 0x01), (39, UINT16), (41, UINT16), (85, UINT16), (84, UINT16),
        (83, UINT16), (9, SINT16),
    )  # fmt: skip
    values = (250, 21, 812, 2450, 11_250, 5_020, 761, 250)
    body = b"".join(message(0, fields, (START + second, 300 * second, *values)) for second in range(30))
    found = read_activity(fit_file(file_id(), definition(0, 20, fields), body, session(0, 30, sub_sport=1))).records
    told = found.drop(columns=["time", "distance_m"]).iloc[0].to_dict()
    assert told == pytest.approx(
        {
            "power_w": 250,
            "temperature_c": 21,
            "vertical_oscillation_mm": 81.2,
            "stance_time_ms": 245,
            "step_length_mm": 1125,
            "stance_time_balance_pct": 50.2,
            "vertical_ratio_pct": 7.61,
            "grade_pct": 2.5,
        }
    )


def test_a_lap_s_incline_is_a_column() -> None:
    fields = ((253, UINT32), (2, UINT32), (7, UINT32), (45, SINT16), (25, ENUM))
    laps = b"".join(
        message(4, fields, (START + start + 30, START + start, 30_000, grade, 1))
        for start, grade in ((0, 100), (30, 400))
    )
    data = fit_file(file_id(), records(range(60)), definition(4, 19, fields), laps, session(0, 60, sub_sport=1))
    assert read_activity(data).laps["grade_pct"].tolist() == [1.0, 4.0]


def test_numbers_of_a_developer_field_are_in_its_own_unit() -> None:
    fields = ((253, UINT32), (5, UINT32))
    head = definition(0, 20, fields, developer=((2, 4, 0),))
    speed = np.float32(3.25).tobytes()
    body = b"".join(message(0, fields, (START + second, 325 * second)) + speed for second in range(30))
    found = read_activity(fit_file(file_id(), described(2, FLOAT32, b"Speed", 6), head, body)).records
    assert set(found["speed_m_s"]) == {3.25}
