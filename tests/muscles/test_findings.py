"""What laboratories found, and what the model says to it."""

import csv

import numpy as np
import pytest

from runtone.muscles import GROUPS, expected_cadence, load_index, work_per_step
from tests.corpus import SHARED
from tests.muscles.findings import (
    CONCENTRIC,
    ECCENTRIC,
    MODEL,
    findings,
    net,
    power_against_level,
    slope,
    total_net_per_metre,
)

CHECKS = SHARED / "model" / "muscle_checks.csv"


@pytest.mark.parametrize("finding", findings(), ids=lambda row: row["id"])
def test_a_published_finding_is_reproduced(finding: dict[str, str]) -> None:
    answer = MODEL[finding["id"]]()
    assert float(finding["at_least"]) <= answer <= float(finding["at_most"]), finding


def test_every_finding_is_answered_and_every_answer_is_checked() -> None:
    assert {row["id"] for row in findings()} == set(MODEL)


@pytest.mark.skipif(
    not CHECKS.is_file(),
    reason="no table of checks beside this checkout: not shown that the model gives the published findings",
)
def test_no_finding_of_the_table_of_checks_is_left_out_or_widened() -> None:
    with CHECKS.open(newline="", encoding="utf-8") as file:
        wanted = {row["id"]: (float(row["accept_lo"]), float(row["accept_hi"])) for row in csv.DictReader(file)}
    assert {row["id"]: (float(row["at_least"]), float(row["at_most"])) for row in findings()} == wanted


# Further findings that the same papers report, against what the model's description states for them.


def test_net_work_up_and_down_ten_degrees_and_their_ratio() -> None:
    # DeVita 2008: +1.32 and -1.03 J/kg/m, ratio 1.28.
    up, down = total_net_per_metre(10.0), total_net_per_metre(-10.0)
    assert up == pytest.approx(1.41, abs=0.01)
    assert down == pytest.approx(-1.04, abs=0.01)
    assert -up / down == pytest.approx(1.36, abs=0.01)


def test_net_work_of_steady_level_running_is_small() -> None:
    # Nothing is gained or lost but what passive tissue and air take: within a fifth of the positive work.
    for speed in (2.5, 3.0, 3.5, 4.5):
        work = work_per_step(speed)
        assert abs(net(work).sum()) < 0.2 * work[:, CONCENTRIC].sum()


@pytest.mark.parametrize(
    ("grade", "ankle", "knee"), [(-0.10, 0.75, 1.27), (-0.05, 0.88, 1.13), (0.05, 1.03, 0.94), (0.10, 1.07, 0.87)]
)
def test_joint_power_on_four_slopes(grade: float, ankle: float, knee: float) -> None:
    # Nuckols 2020 found .76 .80 1.02 1.01 and 1.31 1.08 .86 .83; these are the model's own stated answers.
    both, braking = slice(None), slice(ECCENTRIC, None)
    assert power_against_level(2.25, grade, ("calves", both), ("shins", both)) == pytest.approx(ankle, abs=0.006)
    assert power_against_level(2.25, grade, ("quads", braking), ("hamstrings", braking)) == pytest.approx(
        knee, abs=0.006
    )


def test_indices_of_ten_measured_runners() -> None:
    # Hamner & Delp 2013, nine-muscle solution, 3 m/s = 1: a mean error of about 4 %.
    measured = {2.0: (0.49, 0.70, 0.63, 0.57, 0.66, 0.42), 5.0: (2.62, 1.89, 1.98, 2.46, 1.67, 2.56)}
    errors = [abs(load_index(speed)[:6] / np.array(index) - 1.0) for speed, index in measured.items()]
    without_shins = np.array(errors)[:, :5]
    assert without_shins.mean() < 0.05
    assert without_shins.max() < 0.13


def test_longer_steps_load_glutes_and_quads_more_and_hamstrings_less() -> None:
    # Lenhart 2014: the reverse of what is often said about long strides and hamstrings.
    work = work_per_step(3.0, cadence_spm=0.9 * 167.0).sum(axis=(-1, -2)) / work_per_step(3.0).sum(axis=(-1, -2))
    change = dict(zip(GROUPS[:6], work, strict=True))
    assert min(change["glutes"], change["quads"]) > 1.0 > change["hamstrings"]


def test_steeper_down_means_more_braking_by_the_quads() -> None:
    grades = np.array([slope(degrees) for degrees in (-1.0, -3.0, -6.0, -9.0)])
    braking = work_per_step(3.0, grades)[:, GROUPS.index("quads"), ECCENTRIC].sum(axis=-1)
    assert (np.diff(braking) > 0.0).all()


@pytest.mark.parametrize(("speed", "published"), [(2.78, 1.248), (3.33, 1.260), (3.89, 1.194), (4.44, 1.184)])
def test_fewer_steps_weigh_less_on_the_knee_the_faster_the_run(speed: float, published: float) -> None:
    # Hagen 2023: patellofemoral stress impulse a step at 10 % fewer steps (from MPa s a km at 10 to 16 km/h).
    part = (GROUPS.index("quads"), 1, 0)
    usual = float(expected_cadence(speed))
    factor = work_per_step(speed, cadence_spm=0.9 * usual)[part] / work_per_step(speed)[part]
    assert factor == pytest.approx(published, rel=0.08)


def test_one_sprinters_step_at_6_4_m_s() -> None:
    # Residual-reduced joint powers of one sprinter, J/kg a stride and leg: hip +3.06 and -2.04, ankle +1.49 and -0.97.
    work = work_per_step(6.39)
    hip = work[[GROUPS.index(group) for group in ("hip_flexors", "glutes", "hamstrings")]].sum(axis=(0, 2))
    np.testing.assert_allclose(hip, (3.06, 2.04), rtol=0.1)
    np.testing.assert_allclose(work[GROUPS.index("calves")].sum(axis=-1), (1.49, 0.97), rtol=0.2)
