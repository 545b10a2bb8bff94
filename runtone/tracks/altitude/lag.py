"""How late a barometer's height comes, told by ground that was run both ways.

A late height puts a hill too far along the run: forwards on the way out, backwards on the way home. Where a run comes
back on its own path the two disagree by twice the lag, and the lag under which they agree best is the sensor's. On
public recordings it is 2 to 4 s for most watches, and 12 s for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtone.tracks.places.geodesy import metres_per_degree

if TYPE_CHECKING:
    from runtone.tracks.positions import Path
    from runtone.tracks.timeline import Timeline

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

#: Positions within one square of this side are the same place [m].
_SAME_PLACE_M: Final = 12.0
#: A path is run the other way where the headings' cosine is below this, and after so long [s].
_OPPOSITE: Final = -0.8
_LATER_S: Final = 60.0
_SLOWEST_M_S: Final = 1.0

#: Places that must have been passed both ways, how many are looked at, and the least range of height [m].
_LEAST_PLACES: Final = 30
_MOST_PLACES: Final = 1000
_LEAST_RANGE_M: Final = 12.0

#: Lags that are tried [s], and how much better the best must be than the usual one.
_LAGS_S: Final = np.arange(0.0, 16.0)
_LEAST_GAIN: Final = 0.9


def altitude_lag(
    time_s: FloatArray, height_m: FloatArray, timeline: Timeline, path: Path | None, usual_s: float
) -> float:
    """Return how late recorded heights come [s].

    Parameters
    ----------
    time_s, height_m : numpy.ndarray, shape (n,)
        Recorded heights.
    timeline : Timeline
    path : Path or None
    usual_s : float
        What to believe where the run does not tell.
    """
    if path is None or np.ptp(height_m) < _LEAST_RANGE_M:
        return usual_s
    out, back = _both_ways(timeline.rows, path)
    if out.size < _LEAST_PLACES:
        return usual_s
    every = -(-out.size // _MOST_PLACES)
    out, back = out[::every], back[::every]
    lags = np.append(_LAGS_S, usual_s)[:, None]
    apart = np.interp(out + lags, time_s, height_m) - np.interp(back + lags, time_s, height_m)
    apart -= apart.mean(axis=1, keepdims=True)
    between = back - out - (back - out).mean()
    # Weather makes a barometer drift, so passes differ by a height that grows with the time between them.
    drift = (apart * between).sum(axis=1) / max(float((between * between).sum()), 1e-9)
    misfit = np.sqrt(np.mean((apart - drift[:, None] * between) ** 2, axis=1))
    best = int(misfit[:-1].argmin())
    if not 0 < best < _LAGS_S.size - 1 or misfit[best] > _LEAST_GAIN * misfit[-1]:
        return usual_s
    before, at, after = misfit[best - 1 : best + 2]
    return float(_LAGS_S[best] + 0.5 * (before - after) / (before - 2.0 * at + after))


def _both_ways(rows: FloatArray, path: Path) -> tuple[FloatArray, FloatArray]:
    """Return the seconds at which one place was passed in one direction, and next in the other."""
    east, north = metres_per_degree(np.nanmean(path.latitude_deg, keepdims=True))
    x, y = (path.longitude_deg - np.nanmin(path.longitude_deg)) * east, path.latitude_deg * north
    velocity = np.gradient(path.path_m, axis=0)
    speed = np.hypot(velocity[:, 0], velocity[:, 1])
    moving = np.flatnonzero((speed > _SLOWEST_M_S) & np.isfinite(x))
    column = np.floor(x[moving] / _SAME_PLACE_M).astype(np.int64)
    row = np.floor(y[moving] / _SAME_PLACE_M).astype(np.int64)
    place = column * 10_000_000 + (row - row.min(initial=0))
    order = np.argsort(place, kind="stable")  # within a place, in order of time
    first, second = moving[order[:-1]], moving[order[1:]]
    same = place[order[:-1]] == place[order[1:]]
    cosine = (velocity[first] * velocity[second]).sum(axis=1) / (speed[first] * speed[second])
    turned = same & (cosine < _OPPOSITE) & (rows[second] - rows[first] > _LATER_S)
    return rows[first[turned]], rows[second[turned]]
