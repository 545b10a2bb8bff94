"""A runner's own cadence against the average runner's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.muscles.model_input import read_model_input
from runtone.muscles.parameters import scalar
from runtone.muscles.work import CADENCE_DEVIATION_LIMIT, expected_cadence
from runtone.runner import Runner
from runtone.segments.history import weighted_median

if TYPE_CHECKING:
    from runtone.tracks.track import Columns

HISTORY_NEEDED = scalar("cadence_history")


class CadenceSample(NamedTuple):
    """What one run says of a runner's cadence."""

    ratio: float
    """Median over the running seconds of cadence divided by the average runner's at that speed and grade."""
    running_s: float
    """How many running seconds had a cadence [s]."""


def cadence_sample(track: Columns) -> CadenceSample | None:
    """Return what a run says of the runner's cadence, or None where it has none.

    Parameters
    ----------
    track : pandas.DataFrame or dict of str to numpy.ndarray
        As for `runtone.muscles.load_rate`.
    """
    given = read_model_input(track, Runner())
    known = given.running & np.isfinite(given.cadence_spm)
    if not known.any():
        return None
    ratio = given.cadence_spm[known] / expected_cadence(given.speed_m_s[known], given.grade[known])
    return CadenceSample(float(np.median(ratio)), float(np.count_nonzero(known)))


def cadence_ratio(samples: Iterable[CadenceSample]) -> float | None:
    """Return a runner's own cadence against the average runner's, for `Runner.cadence_ratio`.

    Parameters
    ----------
    samples : iterable of CadenceSample
        Of past runs, in any order.

    Returns
    -------
    float or None
        The median of the runs' ratios, each weighted by its running time; None below two hours of running with a
        cadence. Runs whose cadence no runner has (a sensor that counts one foot, or strides) are left out.
    """
    believed = np.array([sample for sample in samples if abs(sample.ratio - 1.0) <= CADENCE_DEVIATION_LIMIT])
    ratios, seconds = believed.reshape(-1, 2).T
    return weighted_median(ratios, seconds) if seconds.sum() >= HISTORY_NEEDED else None
