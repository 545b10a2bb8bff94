"""How sure each group's load is, and why: a band of one standard deviation, reason by reason.

Each reason widens the band of the seconds that it touches. Within a reason the errors are those of the model, the
same wrong number in every second and every run, so they add up in full and do not average out; between reasons they
are independent and combine in quadrature. The sizes are judgement, not statistics: see parameters.csv.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.confidence import Confidence, Level
from runtone.muscles.parameters import GROUPS, per_group, scalar
from runtone.muscles.power import REFERENCE_SPEED, load_index
from runtone.muscles.seconds import MuscleSeconds, muscle_seconds, sum_by_segment
from runtone.muscles.work import SPEED_SUPPORTED, extrapolation

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from runtone.muscles.model_input import ModelInput
    from runtone.runner import Runner

REASONS = {
    "level": "the level estimate itself",
    "slope": "hills",
    "speed": "running faster than anything measured",
    "slow": "running slower than anything measured",
    "walking": "walking, which is only scaled from running",
    "acceleration": "speeding up and slowing down",
    "cadence": "no cadence in the file",
    "foot_strike": "foot strike not set",
    "altitude": "the source of the altitude",
    "no_altitude": "no altitude, so that all was taken as level",
    "growth": "how the work of a group grows as running gets harder",
    "steady_speed": "your steady speed, which is not known before three runs",
}
"""Why a figure is not surer, in words that follow "from"."""

_SEEN = 0.02
"""Smallest relative band that is worth a word; a choice of wording."""

LEAST_DEMAND = 0.05
"""Fainter demand raised to the fourth power weighs nothing; its logarithm is not followed further."""

HIGH, MEDIUM = scalar("confidence_high"), scalar("confidence_medium")

_LEVEL = per_group("band_level")
_LEVEL_FAST = per_group("band_level_fast", default=np.nan)
_SLOPE = per_group("band_slope")
_GROWTH = per_group("band_growth")
_STEADY_PROVISIONAL = scalar("band_steady_provisional")
_CANCELS = ("level", "cadence", "foot_strike")
"""What is wrong by the same factor in easy running, and so cancels in demand."""
_FOOT_STRIKE = per_group("band_foot_strike", default=0.0)


class Rounded(NamedTuple):
    """A figure and its band, with the digits that they deserve."""

    value: float
    band: float
    decimals: int
    """Digits to print after the point, for both."""

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f} ± {self.band:.{self.decimals}f}"


def relative_bands(
    given: ModelInput, runner: Runner, altitude_source: str | None = None
) -> dict[str, NDArray[np.float64]]:
    """Return each reason's relative band in each second of a track.

    Parameters
    ----------
    given : ModelInput
        As `runtone.muscles.model_input.read_model_input` gives it.
    runner : Runner
        ``foot_strike`` is used.
    altitude_source : str, optional
        As `runtone.tracks.Track` names it; None leaves the sensor out.

    Returns
    -------
    dict of str to numpy.ndarray
        By the keys of `REASONS`, ``"level"`` always, others where they touch a second; one standard deviation as a
        fraction of the load, shape (n, 7) or what broadcasts to it.
    """
    speed, running = given.speed_m_s, given.running
    fast = (speed >= scalar("band_fast_from")) & np.isfinite(_LEVEL_FAST)[:, None]
    bands = {
        "level": np.where(fast, _LEVEL_FAST[:, None], _LEVEL[:, None]),
        "slope": np.abs(given.grade) * _SLOPE[:, None],
        "speed": np.maximum(speed - SPEED_SUPPORTED, 0.0)[None] * scalar("band_speed"),
        "slow": (running & (speed < scalar("band_slow_below")))[None] * scalar("band_slow"),
        "walking": given.walking[None] * scalar("band_walking"),
        "acceleration": (np.abs(given.acceleration_m_s2) > scalar("band_acceleration_from"))[None]
        * scalar("band_acceleration"),
        "cadence": (running & np.isnan(given.cadence_spm))[None] * scalar("band_no_cadence"),
    }
    if runner.foot_strike == "unknown":
        bands["foot_strike"] = np.where(running, _FOOT_STRIKE[:, None], 0.0)
    bands = {reason: band.T for reason, band in bands.items() if reason == "level" or band.any()}
    if altitude_source is not None:
        reason = "no_altitude" if altitude_source == "none" else "altitude"
        bands[reason] = _altitude_band(altitude_source)[None, :]
    return bands


def demand_bands(
    load_bands: dict[str, NDArray[np.float64]], demand: NDArray[np.float64], *, provisional: bool
) -> dict[str, NDArray[np.float64]]:
    """Return each reason's relative band of demand in each second.

    Parameters
    ----------
    load_bands : dict of str to numpy.ndarray
        As `relative_bands` gives them.
    demand : numpy.ndarray
        Index over that of the runner's easy running, shape (n, 7).
    provisional : bool
        Whether the steady speed is not known from history.

    Returns
    -------
    dict of str to numpy.ndarray
        What is wrong by one factor in easy running too (the level estimate, foot strike, a missing cadence) cancels.
        In its place stands how wrongly demand may grow: in proportion to the logarithm of demand.
    """
    bands = {reason: band for reason, band in load_bands.items() if reason not in _CANCELS}
    bands["growth"] = _GROWTH * np.abs(np.log(np.maximum(demand, LEAST_DEMAND)))
    if provisional:
        bands["steady_speed"] = np.full((1, len(GROUPS)), _STEADY_PROVISIONAL)
    return bands


def segment_bands(
    bands: dict[str, NDArray[np.float64]], index: NDArray[np.float64], segments: NDArray[np.intp]
) -> dict[str, NDArray[np.float64]]:
    """Return each reason's band of each segment's easy minutes, shape (segments, 7).

    Parameters
    ----------
    bands : dict of str to numpy.ndarray
        As `relative_bands` gives them.
    index : numpy.ndarray
        Every group's index of each second [easy minutes a minute], shape (n, 7).
    segments : numpy.ndarray
        As `runtone.muscles.seconds.borders_of` gives them.
    """
    minutes = sum_by_segment(index, segments) / 60.0
    return {
        # One band for all seconds needs no sum of its own.
        reason: minutes * band if len(band) == 1 else sum_by_segment(index * band, segments) / 60.0
        for reason, band in bands.items()
    }


def in_quadrature(bands: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Combine the bands of independent reasons: the root of the sum of their squares."""
    return np.asarray(np.sqrt(np.sum([np.square(band) for band in bands.values()], axis=0)))


def rounded(value: float, band: float) -> Rounded:
    """Round a figure and its band to the digits that they deserve.

    Parameters
    ----------
    value, band : float
        A figure and its standard deviation, in one unit. Without a band (0) the figure is given to a tenth.

    Returns
    -------
    Rounded
        The band with two digits where they are 10 to 35, else with one; the value to the same place. As text:
        ``48 ± 17``.

    Notes
    -----
    The rule of the Particle Data Group (Review of Particle Physics, introduction, section 5.3).
    """
    if not (math.isfinite(value) and math.isfinite(band)) or band <= 0.0:
        return Rounded(round(value, 1), 0.0, 1)
    size = math.floor(math.log10(band))
    leading = round(band / 10.0 ** (size - 2))
    keep = 2 if leading < 355 or leading >= 950 else 1
    decimals = keep - 1 - size - (leading >= 950)
    shown = max(decimals, 0)
    return Rounded(round(value, decimals), round(band, decimals), shown)


def with_words(totals: pd.DataFrame, figure: str, band: str) -> pd.DataFrame:
    """Return totals with ``text``, a figure and its band, and ``confidence``, a word for the band's relative size."""
    values, bands = totals[figure].to_numpy(float), totals[band].to_numpy(float)
    relative = np.divide(bands, values, out=np.full(len(totals), np.inf), where=values > 0.0)
    return totals.assign(
        text=[str(rounded(*pair)) for pair in zip(values, bands, strict=True)],
        confidence=[confidence_level(width) for width in relative],
    )


def confidence_level(relative_band: float) -> Level:
    """Return a band, as a fraction of its figure, as a word; the borders are display choices."""
    if relative_band <= HIGH:
        return "high"
    return "medium" if relative_band <= MEDIUM else "low"


def load_confidence(track: pd.DataFrame, runner: Runner, altitude_source: str | None) -> dict[str, Confidence]:
    """Say how sure each group's load in a run is, and why.

    Parameters
    ----------
    track : pandas.DataFrame
        As for `runtone.muscles.load_rate`.
    runner : Runner
    altitude_source : str or None
        As `runtone.tracks.Track` names it.

    Returns
    -------
    dict of str to Confidence
        By muscle group, core included.
    """
    seconds = muscle_seconds(track, runner)
    return confidence_of(seconds, relative_bands(seconds.given, runner, altitude_source))


def confidence_of(seconds: MuscleSeconds, bands: dict[str, NDArray[np.float64]]) -> dict[str, Confidence]:
    """Return what `load_confidence` does, from one pass over the track and the bands of its seconds."""
    given, index = seconds.given, seconds.indices
    load = index.sum(axis=0)
    # Without any load there is nothing to weigh the seconds by; what holds always is then said of every second alike.
    index, load = (
        (index, load) if load.all() else (np.ones_like(index), np.full(len(GROUPS), float(max(len(index), 1))))
    )
    shares = {reason: (index * band).sum(axis=0) / load for reason, band in bands.items()}
    beyond = _beyond(given)
    return {
        group: Confidence(
            confidence_level(total), _why(total, {name: share[number] for name, share in shares.items()}) + beyond
        )
        for number, (group, total) in enumerate(zip(GROUPS, in_quadrature(shares).tolist(), strict=True))
    }


def _why(total: float, shares: dict[str, float]) -> str:
    """Return the band and its reasons, largest first; what would not be seen in the total is left out."""
    largest = sorted(((share, reason) for reason, share in shares.items() if share >= _SEEN), reverse=True)
    reasons = ", ".join(f"{REASONS[reason]} ({_percent(share)})" for share, reason in largest)
    return f"Give or take {_percent(total)}, from {reasons}."


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _beyond(given: ModelInput) -> str:
    """Return a sentence about the time outside what measurements support; nothing where it is under half a minute."""
    masks = extrapolation(given.speed_m_s, given.grade)
    seconds = int(np.count_nonzero(given.running & (masks.speed_extrapolated | masks.grade_extrapolated)))
    if seconds < 30:
        return ""
    return f" {seconds / 60.0:.0f} min were faster or steeper than anything measured."


def _altitude_band(altitude_source: str) -> NDArray[np.float64]:
    """Return what the sensor's error of grade does to each group's index on the level, shape (7,)."""
    error = scalar(f"grade_error_{altitude_source.lower().replace(' ', '_')}")
    index = load_index(REFERENCE_SPEED, np.array([error, -error]))
    return np.asarray(np.sqrt(np.mean(np.square(index - 1.0), axis=0)))
