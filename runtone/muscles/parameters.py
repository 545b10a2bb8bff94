"""Every number of the load model, with its unit and its source, read from the two tables beside this module.

``level_anchors.csv`` holds the work of each muscle group on the level at seven speeds, ``parameters.csv`` everything
else. No other module of the package holds a number of the model.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from runtone.vocabulary import ACTIONS as ACTIONS
from runtone.vocabulary import GROUPS as GROUPS
from runtone.vocabulary import MUSCLES as MUSCLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

PHASES: Final = ("stance", "swing")

_KEY = ["muscle_group", "action", "phase"]


@cache
def level_anchors() -> pd.DataFrame:
    """Return the work of each group on the level, one row a group, action and phase.

    Returns
    -------
    pandas.DataFrame
        ``muscle_group``, ``action``, ``phase``, ``unit``; ``work_2.0_m_s`` to ``work_9.0_m_s`` [J/kg per step];
        ``sd_2.5_m_s`` to ``sd_4.5_m_s``, the standard deviation between runners [J/kg per step]; ``source``.
    """
    return _read("level_anchors.csv")


@cache
def parameters() -> pd.DataFrame:
    """Return every other parameter of the model, one row a number.

    Returns
    -------
    pandas.DataFrame
        ``name``; ``muscle_group``, ``action`` and ``phase`` where the number belongs to one, else empty; ``value``;
        ``unit``; ``basis`` (``derived``, ``published``, ``calibrated``, ``assumption``, ...); ``source``.
    """
    return _read("parameters.csv")


@cache
def scalar(name: str) -> float:
    """Return the one value of a parameter that belongs to no group."""
    rows = parameters().loc[lambda table: table["name"] == name, "value"]
    return float(rows.item())


def per_muscle(name: str) -> NDArray[np.float64]:
    """Return a parameter's values in the order of `MUSCLES`, shape (6,)."""
    rows = parameters().loc[lambda table: table["name"] == name].set_index("muscle_group")["value"]
    return rows.loc[list(MUSCLES)].to_numpy(float)


def per_group(name: str, default: float | None = None) -> NDArray[np.float64]:
    """Return a parameter's values in the order of `GROUPS`, shape (7,), with `default` where none is listed."""
    rows = parameters().loc[lambda table: table["name"] == name].set_index("muscle_group")["value"].to_dict()
    return np.array([rows[group] if default is None else rows.get(group, default) for group in GROUPS], float)


def per_muscle_and_phase(name: str, default: float | None = None) -> NDArray[np.float64]:
    """Return a parameter's values as groups by phases, shape (6, 2), with `default` where none is listed."""
    rows = parameters().loc[lambda table: table["name"] == name].set_index(["muscle_group", "phase"])["value"].to_dict()
    keys = [[(group, phase) for phase in PHASES] for group in MUSCLES]
    return np.array([[rows[key] if default is None else rows.get(key, default) for key in row] for row in keys], float)


def per_part(name: str, default: float) -> NDArray[np.float64]:
    """Return a parameter's values, shape (6, 2, 2): groups, actions, phases; `default` where none is listed."""
    rows = parameters().loc[lambda table: table["name"] == name].set_index(_KEY)["value"].to_dict()
    parts = [
        [[rows.get((group, action, phase), default) for phase in PHASES] for action in ACTIONS] for group in MUSCLES
    ]
    return np.array(parts, float)


def polynomial(name: str, degree: int) -> NDArray[np.float64]:
    """Return the coefficients ``name_0`` to ``name_degree``, lowest power first."""
    return np.array([scalar(f"{name}_{power}") for power in range(degree + 1)])


def anchor_work() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the anchor speeds [m/s], shape (k,), and the work there [J/kg per step], shape (k, 6, 2, 2)."""
    table = level_anchors().set_index(_KEY)
    columns = [column for column in table.columns if column.startswith("work_")]
    speeds = np.array([float(column.removeprefix("work_").removesuffix("_m_s")) for column in columns])
    order = pd.MultiIndex.from_product([MUSCLES, ACTIONS, PHASES])
    work = table.loc[order, columns].to_numpy(float)
    return speeds, np.ascontiguousarray(work.T).reshape(len(speeds), len(MUSCLES), len(ACTIONS), len(PHASES))


def _read(name: str) -> pd.DataFrame:
    with files("runtone.muscles").joinpath(name).open("r", encoding="utf-8") as table:
        return pd.read_csv(table, keep_default_na=False)
