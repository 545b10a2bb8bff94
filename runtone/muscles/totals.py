"""Easy minutes of each muscle group in a run or a week, with their band and a word for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runtone.muscles.parameters import GROUPS
from runtone.muscles.uncertainty import confidence_level, rounded


def load_totals(muscle_load: pd.DataFrame) -> pd.DataFrame:
    """Sum the load of each muscle group, with its band.

    Parameters
    ----------
    muscle_load : pandas.DataFrame
        `Run.muscle_load`, or stored rows of several runs: ``muscle_group``, ``action``, ``easy_minutes`` and
        ``sd_easy_minutes``.

    Returns
    -------
    pandas.DataFrame
        One row a group, in the order of `GROUPS`: ``muscle_group``, ``easy_minutes``, ``braking_easy_minutes`` (their
        eccentric part; 0 for core), ``sd_easy_minutes``, ``text`` (such as ``48 ± 17``) and ``confidence`` (``high``,
        ``medium`` or ``low``; ``low`` where there is no load).

    Notes
    -----
    Bands are added, not combined in quadrature: the model errs alike in every segment and run.
    """
    braking = muscle_load["easy_minutes"].where(muscle_load["action"].astype(str) == "eccentric", 0.0)
    rows = muscle_load[["easy_minutes", "sd_easy_minutes"]].assign(braking_easy_minutes=braking)
    sums = rows.groupby(muscle_load["muscle_group"].astype(str)).sum().reindex(list(GROUPS), fill_value=0.0)
    minutes, band = sums["easy_minutes"].to_numpy(float), sums["sd_easy_minutes"].to_numpy(float)
    relative = np.divide(band, minutes, out=np.full(len(GROUPS), np.inf), where=minutes > 0.0)
    return pd.DataFrame(
        {
            "muscle_group": list(GROUPS),
            "easy_minutes": minutes,
            "braking_easy_minutes": sums["braking_easy_minutes"].to_numpy(float),
            "sd_easy_minutes": band,
            "text": [str(rounded(*pair)) for pair in zip(minutes, band, strict=True)],
            "confidence": [confidence_level(width) for width in relative],
        }
    )
