"""Grade-adjusted speed: the level speed of the same effort."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Grades [%] and speed factors of the grade-adjusted pace that Strava shows, as two independent parties read it off
#: uploads of constant speed on constant grades (A. Schroeder; T. Champagne in sports-lib's grade calculator). They
#: agree within .02 between -20 and +20 %; the factors are reverse-engineered, not published by the vendor.
_GRADE_PCT: Final = (
    *(-45.0, -30.0, -25.0, -20.0, -15.0, -10.0, -8.0, -6.0, -4.0, -2.0, 0.0),
    *(2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 45.0),
)
_FACTOR: Final = (
    *(2.096, 1.495, 1.273, 1.081, 0.941, 0.876, 0.876, 0.891, 0.918, 0.960, 1.0),
    *(1.055, 1.135, 1.228, 1.337, 1.459, 1.846, 2.297, 2.727, 3.158, 4.286),
)
_KNOTS: Final = np.array(_GRADE_PCT) / 100.0
_FACTORS: Final = np.array(_FACTOR)

#: Beyond this grade neither the uploads nor Minetti's treadmill say anything [rise/run].
STEEPEST_GRADE: Final = 0.45

#: No slope makes a runner's effort that of a faster level speed than this [m/s].
_FASTEST_ADJUSTED_M_S: Final = 8.0

#: Cost of level running in Minetti's polynomial [J/kg/m].
LEVEL_COST_J_PER_KG_M: Final = 3.6


def grade_factor(grade: npt.ArrayLike) -> FloatArray:
    """Return what multiplies the speed on a slope to give the level speed of the same effort.

    Parameters
    ----------
    grade : array_like
        Rise over run, a fraction, any shape. Clipped to +-0.45; a missing grade gives a missing factor.

    Returns
    -------
    numpy.ndarray
        The factor, in the shape of `grade`; 1 on the level, between 0.876 and 4.286.

    Notes
    -----
    Linear between 21 points that were read off Strava's grade-adjusted pace by uploading runs of constant speed on
    constant grades, by two independent parties [1]_ who agree within .02 from -20 to +20 %. The vendor fitted it to
    heart rates of many runners [2]_. It makes less of a climb than the energy cost does (`minetti_cost`), and saves
    less on a descent.

    References
    ----------
    .. [1] sports-alliance/sports-lib, ``grade-calculator.ts`` (samples by T. Champagne), and samples attributed to
       A. Schroeder; both public source code.
    .. [2] D. Robb, "An improved GAP model", Strava engineering, 2017.
    """
    return np.asarray(np.interp(np.asarray(grade, dtype=np.float64), _KNOTS, _FACTORS), dtype=np.float64)


def grade_adjusted_speed(speed_m_s: FloatArray, grade: FloatArray) -> FloatArray:
    """Return the level speed of the same effort [m/s].

    Parameters
    ----------
    speed_m_s, grade : numpy.ndarray, shape (n,)

    Returns
    -------
    numpy.ndarray, shape (n,)
        ``speed_m_s * grade_factor(grade)``; where that is faster than 8 m/s, 8 m/s or the speed itself if it is faster.

    Notes
    -----
    8 m/s on the level is what 800 m are won in. A hill's correction never takes anyone past it: the vertical
    kilometre's record, 0.6 m/s up a grade of 0.5, comes to 5.
    """
    adjusted = speed_m_s * grade_factor(grade)
    return np.minimum(adjusted, np.maximum(speed_m_s, _FASTEST_ADJUSTED_M_S))


def minetti_cost(grade: npt.ArrayLike) -> FloatArray:
    """Return the metabolic energy cost of running on a slope [J/kg/m].

    Parameters
    ----------
    grade : array_like
        Rise over run, a fraction, any shape. Clipped to +-0.45, the range that was measured.

    Returns
    -------
    numpy.ndarray
        Cost in joules per kilogram of body mass and metre along the slope; 3.6 on the level. Divided by 3.6 it is a
        factor to set beside `grade_factor`.

    References
    ----------
    .. [1] A. E. Minetti, C. Moia, G. S. Roi, D. Susta, G. Ferretti, "Energy cost of walking and running at extreme
       uphill and downhill slopes", J. Appl. Physiol. 93 (2002) 1039-1046: the polynomial for running, 10 elite
       mountain runners on a treadmill.
    """
    i = np.clip(np.asarray(grade, dtype=np.float64), -STEEPEST_GRADE, STEEPEST_GRADE)
    cost: FloatArray = ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + LEVEL_COST_J_PER_KG_M
    return cost
