"""The model's answer to each published finding of published_findings.csv, from public functions alone."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from runtone.muscles import GROUPS, expected_cadence, load_index, running_power, work_per_step

TABLE = Path(__file__).with_name("published_findings.csv")
CONCENTRIC, ECCENTRIC = 0, 1
STANCE, SWING = 0, 1
HIP = ("hip_flexors", "glutes", "hamstrings")


def findings() -> list[dict[str, str]]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(*groups: str) -> list[int]:
    return [GROUPS.index(group) for group in groups]


def slope(degrees: float) -> float:
    return math.tan(math.radians(degrees))


def net(work: NDArray[np.float64]) -> NDArray[np.float64]:
    of_action: NDArray[np.float64] = work.sum(axis=-1)
    return of_action[:, CONCENTRIC] - of_action[:, ECCENTRIC]


def step_length(speed: float, grade: float = 0.0) -> float:
    return float(60.0 * speed / expected_cadence(speed, grade))


def push(speed: float, *groups: str) -> float:
    return float(work_per_step(speed)[rows(*groups), CONCENTRIC].sum())


def at_cadence(ratio: float, speed: float = 3.0) -> NDArray[np.float64]:
    return work_per_step(speed, cadence_spm=ratio * expected_cadence(speed)) / work_per_step(speed)


def stance_sum(ratio: float, group: str) -> float:
    cadence = ratio * expected_cadence(3.0)
    part = (rows(group)[0], slice(None), STANCE)
    return float(work_per_step(3.0, cadence_spm=cadence)[part].sum() / work_per_step(3.0)[part].sum())


def power_against_level(speed: float, grade: float, *parts: tuple[str, slice]) -> float:
    both = [
        sum(running_power(speed, at)[GROUPS.index(g), actions].sum() for g, actions in parts) for at in (grade, 0.0)
    ]
    return float(both[0] / both[1])


def fore_against_rear(group: str, action: slice) -> float:
    fore, rear = (
        work_per_step(4.5, foot_strike=strike)[GROUPS.index(group), action].sum() for strike in ("fore", "rear")
    )
    return float(fore / rear)


def calves_share_of_push(acceleration: float) -> float:
    work = work_per_step(4.0, acceleration_m_s2=acceleration)[:, CONCENTRIC].sum(axis=-1)
    return float(work[GROUPS.index("calves")] / work.sum())


def quads_share_of_braking(grade: float) -> float:
    work = work_per_step(2.8, grade)[:, ECCENTRIC].sum(axis=-1)
    return float(work[GROUPS.index("quads")] / work.sum())


def growth(start: float, end: float, *groups: str) -> float:
    return float(work_per_step(end)[rows(*groups)].sum() / work_per_step(start)[rows(*groups)].sum())


def total_net_per_metre(degrees: float, speed: float = 3.3) -> float:
    return float(net(work_per_step(speed, slope(degrees))).sum()) / step_length(speed, slope(degrees))


def smallest_rise_of_power() -> float:
    power = running_power(np.linspace(2.5, 5.0, 11)).sum(axis=-1)
    return float((power[-1] / power[0] - 1.0).min()) if (np.diff(power, axis=0) > 0.0).all() else -1.0


def smallest_step_of_push() -> float:
    pushes = work_per_step(4.0, acceleration_m_s2=np.array([-0.8, 0.0, 0.8]))[:, :, CONCENTRIC].sum(axis=(-1, -2))
    return float(np.diff(pushes).min())


def smallest_work() -> float:
    speed, grade = np.meshgrid(np.linspace(2.0, 9.0, 71), np.linspace(-0.3, 0.3, 61))
    return float(work_per_step(speed, grade).min())


def accelerating_net_work() -> float:
    gained = net(work_per_step(4.0, acceleration_m_s2=1.0)).sum() - net(work_per_step(4.0)).sum()
    return float(gained) / (1.0 * step_length(4.0))


def hip_net_change() -> float:
    return float((net(work_per_step(3.0, slope(12.0))) - net(work_per_step(3.0)))[rows(*HIP)].sum())


def hamstrings_up_against_down() -> float:
    up, down = (work_per_step(2.8, slope(d))[GROUPS.index("hamstrings")].sum() for d in (6.0, -6.0))
    return float(up / down)


def quads_braking_per_km_at_shorter_steps() -> float:
    quads = at_cadence(1.0 / 0.9, 3.7)[GROUPS.index("quads"), ECCENTRIC, STANCE]
    return float(quads) / 0.9


def hip_flexor_swing_at_ten_more_steps() -> float:
    less, more = (
        work_per_step(3.0, cadence_spm=cadence)[GROUPS.index("hip_flexors"), :, SWING].sum()
        for cadence in (170.0, 180.0)
    )
    return float(more / less)


def hamstrings_braking_in_swing() -> float:
    braking = work_per_step(np.linspace(2.0, 9.0, 29))[:, GROUPS.index("hamstrings"), ECCENTRIC]
    return float((braking[:, SWING] / braking.sum(axis=-1)).min())


def part_up_against_level(speed: float, grade: float, group: str, action: int, phase: int | slice) -> float:
    part = (GROUPS.index(group), action, phase)
    return float(work_per_step(speed, grade)[part].sum() / work_per_step(speed)[part].sum())


KNEE_BRAKING = (("quads", slice(ECCENTRIC, None)), ("hamstrings", slice(ECCENTRIC, None)))
ANKLE = (("calves", slice(None)), ("shins", slice(None)))
BRAKING = slice(ECCENTRIC, None)

MODEL: dict[str, Callable[[], float]] = {
    "V01": lambda: push(7.0, "calves") / push(5.0, "calves"),
    "V02": lambda: push(7.0, *HIP) / push(5.0, *HIP),
    "V04": hip_net_change,
    "V05": lambda: total_net_per_metre(10.0),
    "V10": lambda: stance_sum(1.1, "glutes"),
    "V11": lambda: stance_sum(0.9, "glutes"),
    "V14": lambda: float(at_cadence(1.1)[GROUPS.index("quads"), ECCENTRIC, STANCE]),
    "V16": quads_braking_per_km_at_shorter_steps,
    "V17": lambda: fore_against_rear("quads", BRAKING),
    "V18": lambda: fore_against_rear("calves", BRAKING),
    "V20": lambda: fore_against_rear("shins", slice(None)),
    "V22": hamstrings_braking_in_swing,
    "V24": lambda: part_up_against_level(5.0, 0.091, "quads", ECCENTRIC, STANCE),
    "V26": hamstrings_up_against_down,
    "V27": lambda: part_up_against_level(2.8, slope(6.0), "calves", CONCENTRIC, slice(None)),
    "V28": lambda: quads_share_of_braking(slope(-6.0)) - quads_share_of_braking(0.0),
    "V30": lambda: calves_share_of_push(0.8) - calves_share_of_push(0.0),
    "V32": smallest_step_of_push,
    "V33": accelerating_net_work,
    "V34": lambda: growth(7.0, 9.0, *HIP) / growth(7.0, 9.0, "calves"),
    "V35": smallest_rise_of_power,
    "V37": lambda: float(np.abs(load_index(3.0) - 1.0).max()),
    "V38": smallest_work,
    "V39": hip_flexor_swing_at_ten_more_steps,
    "V41": lambda: power_against_level(2.25, -0.1, *ANKLE),
    "V42": lambda: power_against_level(2.25, -0.1, *KNEE_BRAKING),
    "V43": lambda: power_against_level(2.25, 0.1, *KNEE_BRAKING),
    "V44": lambda: stance_sum(0.9, "calves"),
    "V45": lambda: float(
        running_power(5.0)[GROUPS.index("quads")].sum() / running_power(2.78)[GROUPS.index("quads")].sum()
    ),
}
