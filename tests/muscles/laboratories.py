"""How each laboratory's work grows with speed, beside the model: exponents of power over speed, log against log.

The first laboratory (Fukuchi et al. 2017) is known only through the mean of it and Hamner's, from which the level table
was made: its exponent is twice the mean's less Hamner's.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from runtone.muscles import GROUPS, expected_cadence, running_power

TABLE = Path(__file__).with_name("laboratories.csv")
GROUPS_OF = {
    "hip": ("hip_flexors", "glutes", "hamstrings"),
    "hip_flexors": ("hip_flexors",),
    "knee": ("quads",),
    "ankle": ("calves",),
}
MEAN_OF_TWO = {"hip": 1.463, "hip_flexors": 1.748, "knee": 0.899, "ankle": 0.959}
"""Growth of the mean of Fukuchi's and Hamner's laboratories between 2 and 5 m/s, before any was added to it."""
FASTER = 1.5
"""Errors are of the power at so many times the easy speed."""


def exponent(speed: np.ndarray, power: np.ndarray) -> float:
    return float(np.polyfit(np.log(speed), np.log(power), 1)[0])


def measured() -> pd.Series:
    """Return each laboratory's exponent, by quantity and laboratory."""
    table = pd.read_csv(TABLE)
    cadence = table["cadence_spm"].fillna(pd.Series(expected_cadence(table["speed_m_s"])))
    power = table["index"].fillna(table["work_j_per_kg_step"] * cadence)
    found = {
        key: exponent(rows["speed_m_s"].to_numpy(), power[rows.index].to_numpy())
        for key, rows in table.groupby(["quantity", "laboratory"])
    }
    for quantity, both in MEAN_OF_TWO.items():
        found[quantity, "Fukuchi"] = 2.0 * both - found[quantity, "Hamner"]
    return pd.Series(found).sort_index()


def modelled(quantity: str) -> float:
    """Return the model's exponent between 2 and 5 m/s."""
    speed = np.array([2.0, 3.0, 5.0])
    rows = [GROUPS.index(group) for group in GROUPS_OF[quantity]]
    return exponent(speed, running_power(speed)[:, rows].sum(axis=(1, 2)))


def left_out(of: pd.Series) -> pd.Series:
    """Return the error of each laboratory's power at `FASTER` the speed, as the mean of the others foretells it."""
    others = (of.sum() - of) / (len(of) - 1)
    return FASTER ** (others - of) - 1.0
