"""Stress: minutes of the runner's own easy running that weigh as much when each second counts by its demand.

Load goes with distance and so rises and falls alike in all groups. What tells groups apart is who worked hard: the
demand of a second is a group's index over its index at the runner's own steady speed, and stress is the fourth power of
it, summed over time. The exponent is a choice of display (see docs/method.md and parameters.csv).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from runtone.confidence import Confidence
from runtone.muscles.parameters import GROUPS, MUSCLES, scalar
from runtone.muscles.power import REFERENCE_SPEED, load_index, running_power
from runtone.muscles.seconds import MuscleSeconds, muscle_seconds, sum_by_segment
from runtone.muscles.uncertainty import LEAST_DEMAND, demand_bands, in_quadrature, segment_bands, with_words
from runtone.muscles.work import CONCENTRIC, ECCENTRIC, GRADE_LIMIT, effective_cadence, expected_cadence
from runtone.segments import known_steady_speed
from runtone.tracks.grade_adjusted import grade_factor
from runtone.tracks.smoothing import step_ties, tied_mean
from runtone.vocabulary import spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.runner import Runner

EXPONENT = scalar("stress_exponent")
SPEED_FASTEST = scalar("stress_speed_fastest")
FAULT_PER_MINUTE, FAULT_WINDOW = scalar("stress_fault"), scalar("stress_fault_window")

_REPEAT_OVER_STEADY = scalar("stress_repeat_over_steady")
_DRIFT = scalar("stress_drift")
_NOISE = {source: scalar(f"stress_noise_{source}") for source in ("device", "distance", "positions")}


class SteadyReference(NamedTuple):
    """The runner's own easy running, which one stress minute is a minute of."""

    speed_m_s: float
    provisional: bool
    """Not known from history: the middle of this very run."""
    indices: NDArray[np.float64]
    """[easy minutes a minute], shape (7,)."""
    power: NDArray[np.float64]
    """[W/kg], shape (6, 2): group, action."""


class StressSeconds(NamedTuple):
    """Demand and stress of each second of a track."""

    reference: SteadyReference
    demand: NDArray[np.float64]
    """Index over that of the runner's easy running, smoothed, shape (n, 7)."""
    stress: NDArray[np.float64]
    """[stress minutes a minute], shape (n, 7)."""
    push: NDArray[np.float64]
    """The same of concentric power alone, shape (n, 6)."""
    brake: NDArray[np.float64]
    """The same of eccentric power alone, shape (n, 6)."""
    clamped: NDArray[np.bool_]
    """Faster or steeper than the model knows, computed as at its border, shape (n,)."""


def stress(track: pd.DataFrame, runner: Runner, *, speed_source: str | None = None) -> pd.DataFrame:
    """Estimate the stress of every group in each second of a track [stress minutes a minute].

    Parameters
    ----------
    track : pandas.DataFrame
        As for `runtone.muscles.load_rate`; ``grade_adjusted_speed_m_s`` and ``effort`` are used where they exist.
    runner : Runner
        Steady speed (or critical speed), foot strike and cadence ratio are used. Without a steady speed the run is
        compared with its own middle, and its stress is provisional.
    speed_source : {"device", "distance", "positions"}, optional
        Where the speed comes from, which decides how far noise is averaged; None asks the track itself
        (``track.attrs["speed_source"]``), and takes the watch's own speed where it does not say.

    Returns
    -------
    pandas.DataFrame
        Indexed as the track; one column a group, in the order of `GROUPS`. 1 where the runner runs as easily as usual,
        16 where the group is asked twice as much; 0 where the runner does not move.

    See Also
    --------
    stress_clamped : Where a second is outside what the model knows.
    """
    seconds = stress_seconds(muscle_seconds(track, runner), track, runner, speed_source)
    return pd.DataFrame(seconds.stress, index=track.index, columns=list(GROUPS))


def stress_clamped(track: pd.DataFrame, runner: Runner) -> pd.Series[bool]:
    """Say in which seconds speed or slope is beyond what the model knows, so that stress is that of its border.

    Parameters
    ----------
    track, runner
        As for `stress`.
    """
    return pd.Series(_beyond(muscle_seconds(track, runner)), index=track.index, name="clamped")


def stress_seconds(
    seconds: MuscleSeconds, track: pd.DataFrame, runner: Runner, speed_source: str | None = None
) -> StressSeconds:
    """Return demand and stress of each second, from one pass over the track.

    Parameters
    ----------
    seconds : MuscleSeconds
        Of the same track and runner.
    track, runner, speed_source
        As for `stress`.

    Notes
    -----
    - Walking up a slope is below the model's range of running, and its braking all but ends, which the index takes for
      relief. There a group's demand is at least that of its push: climbing power speaks.
    - Noise is raised to the fourth power too, so demand is averaged first: over a steady stretch as long as it lasts,
      but not across a step, so that a sprint of 8 s stays. Speed that comes from positions is averaged further.
    """
    reference = steady_reference(seconds, track, runner)
    indices, power = _within_range(seconds, runner)
    given = seconds.given
    groups, muscles = len(GROUPS), len(MUSCLES)
    # One row a figure: each is then one piece of memory, which halves the time of all that follows.
    demand = np.empty((groups + 2 * muscles, len(power)))
    whole, push, brake = demand[:groups], demand[groups : groups + muscles], demand[groups + muscles :]
    np.divide(indices.T, reference.indices[:, None], out=whole)
    np.divide(power[..., CONCENTRIC].T, reference.power[:, CONCENTRIC, None], out=push)
    np.divide(power[..., ECCENTRIC].T, reference.power[:, ECCENTRIC, None], out=brake)
    hiking = given.walking & (given.grade > 0.0)
    whole[:muscles, hiking] = np.maximum(whole[:muscles, hiking], push[:, hiking])
    source = speed_source or track.attrs.get("speed_source", "device")
    demand = _averaged(demand, given.running | given.walking, _NOISE[source])
    rate = np.square(np.square(demand)) if EXPONENT == 4.0 else demand**EXPONENT
    return StressSeconds(
        reference=reference,
        demand=demand[:groups].T,
        stress=rate[:groups].T,
        push=rate[groups : groups + muscles].T,
        brake=rate[groups + muscles :].T,
        clamped=_beyond(seconds),
    )


def steady_reference(seconds: MuscleSeconds, track: pd.DataFrame, runner: Runner) -> SteadyReference:
    """Return what the runner's own easy running asks of each group.

    Notes
    -----
    At the runner's own cadence and foot strike, so that a habit does not read as effort: with a known cadence ratio the
    model's input is free of the habit already; without one, this run's own middle stands for it.

    Without history the speed is the median level speed of what is not a sprint, but no slower than the median of all
    running over 1.3, as repeats are run: a slow start must not make a hard run of the rest.
    """
    given = seconds.given
    aside = given.running
    if "effort" in track.columns:
        calm = given.running & (track["effort"] != "sprint").to_numpy(dtype=bool)
        aside = calm if calm.any() else aside
    known = known_steady_speed(runner)
    if known is not None:
        speed = known
    elif aside.any():
        level = _level_speed(track, seconds)
        speed = float(max(np.median(level[aside]), np.median(level[given.running]) / _REPEAT_OVER_STEADY))
    else:
        speed = REFERENCE_SPEED
    habit = 1.0
    stepping = aside & np.isfinite(given.cadence_spm)
    if runner.cadence_ratio is None and stepping.any():
        own = given.cadence_spm[stepping] / expected_cadence(given.speed_m_s[stepping], given.grade[stepping])
        habit = float(np.median(own))
    cadence = effective_cadence(speed, 0.0, habit * expected_cadence(speed))
    return SteadyReference(
        speed_m_s=speed,
        provisional=known is None,
        indices=load_index(speed, cadence_spm=cadence, foot_strike=runner.foot_strike),
        power=running_power(speed, cadence_spm=cadence, foot_strike=runner.foot_strike),
    )


def stress_of_segments(
    seconds: StressSeconds,
    segments: NDArray[np.intp],
    load_bands: dict[str, NDArray[np.float64]],
) -> pd.DataFrame:
    """Sum the stress of each muscle group over each segment: `Run.muscle_stress`.

    Parameters
    ----------
    seconds : StressSeconds
    segments : numpy.ndarray
        As `runtone.muscles.seconds.borders_of` gives them.
    load_bands : dict of str to numpy.ndarray
        As `runtone.muscles.uncertainty.relative_bands` gives them.

    Returns
    -------
    pandas.DataFrame
        ``segment``, ``muscle_group``, ``stress_minutes``, ``push_stress_minutes``, ``brake_stress_minutes`` (each a
        lens of its own over the same run, not two parts of the whole; missing for core, which is not split) and
        ``sd_stress_minutes``, the standard deviation of the stress minutes. A row for every segment and group.

    Notes
    -----
    The bands of demand are widened by the exponent: an error of a tenth in demand is one of four tenths in stress.
    """
    count, groups = len(segments), len(GROUPS)
    undivided = np.full((count, groups - len(MUSCLES)), np.nan)
    minutes, push, brake = (
        sum_by_segment(rate, segments) / 60.0 for rate in (seconds.stress, seconds.push, seconds.brake)
    )
    bands = demand_bands(load_bands, seconds.demand, provisional=seconds.reference.provisional)
    band = EXPONENT * in_quadrature(segment_bands(bands, seconds.stress, segments))
    return pd.DataFrame(
        {
            "segment": np.repeat(np.arange(count), groups),
            "muscle_group": spelled("muscle_group", np.tile(np.arange(groups), count)),
            "stress_minutes": minutes.ravel(),
            "push_stress_minutes": np.hstack([push, undivided]).ravel(),
            "brake_stress_minutes": np.hstack([brake, undivided]).ravel(),
            "sd_stress_minutes": band.ravel(),
        }
    )


def stress_totals(muscle_stress: pd.DataFrame) -> pd.DataFrame:
    """Sum the stress of each muscle group over a run or several, with its band.

    Parameters
    ----------
    muscle_stress : pandas.DataFrame
        `Run.muscle_stress`, or stored rows of several runs.

    Returns
    -------
    pandas.DataFrame
        One row a group, in the order of `GROUPS`: ``muscle_group``, ``stress_minutes``, ``push_stress_minutes``,
        ``brake_stress_minutes`` (missing for core), ``sd_stress_minutes``, ``text`` and ``confidence`` as for
        `runtone.muscles.load_totals`.

    Notes
    -----
    Bands are added, not combined in quadrature: the model errs alike in every segment and run.
    """
    columns = ["stress_minutes", "push_stress_minutes", "brake_stress_minutes", "sd_stress_minutes"]
    groups = muscle_stress["muscle_group"].astype(str)
    sums = muscle_stress[columns].groupby(groups).sum().reindex(list(GROUPS), fill_value=0.0)
    sums.loc[list(GROUPS[len(MUSCLES) :]), ["push_stress_minutes", "brake_stress_minutes"]] = np.nan
    return with_words(sums.rename_axis("muscle_group").reset_index(), "stress_minutes", "sd_stress_minutes")


def stress_confidence(seconds: StressSeconds) -> Confidence:
    """Say how sure a run's stress is: what it is compared with decides."""
    if seconds.reference.provisional:
        return Confidence(
            "low",
            "Your steady speed is not known before three runs, so this run was compared with its own middle. Its "
            "stress is provisional: it shows which group stands out, not how hard the run was for you.",
        )
    return Confidence(
        "medium",
        "Errors of the model are raised to the fourth power too, so compare stress with your own weeks only.",
    )


def stress_fault(seconds: StressSeconds) -> str | None:
    """Return a warning where so much stress lasted so long that the steady speed or the file must be at fault.

    A race is 2 to 4 stress minutes a minute, a track session up to about 6; more than 10 in the median group over half
    an hour is neither.
    """
    minutes = np.cumsum(np.pad(seconds.stress[:, : len(MUSCLES)], ((1, 0), (0, 0))), axis=0) / 60.0
    window = min(int(FAULT_WINDOW), len(minutes) - 1)
    most = float(np.median(minutes[window:] - minutes[: len(minutes) - window], axis=1).max())
    if most <= FAULT_PER_MINUTE * FAULT_WINDOW / 60.0:
        return None
    return (
        f"Half an hour of this run counts as {most:.0f} minutes of your easy running, which no run does. Either your "
        "steady speed is taken too low or the file's speeds are wrong, so its stress says nothing."
    )


def _within_range(seconds: MuscleSeconds, runner: Runner) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return index and power of each second, computed at the fastest checked speed where the runner is faster."""
    given = seconds.given
    fast = given.running & (given.speed_m_s > SPEED_FASTEST)
    if not fast.any():
        return seconds.indices, seconds.power
    inputs = (given.grade[fast], given.acceleration_m_s2[fast], given.cadence_spm[fast], runner.foot_strike)
    index, power = seconds.indices.copy(), seconds.power.copy()
    power[fast] = running_power(SPEED_FASTEST, *inputs)
    index[fast] = load_index(SPEED_FASTEST, *inputs)
    return index, power


def _beyond(seconds: MuscleSeconds) -> NDArray[np.bool_]:
    given = seconds.given
    moving = given.running | given.walking
    return np.asarray(moving & ((given.speed_m_s > SPEED_FASTEST) | (np.abs(given.grade) > GRADE_LIMIT)))


def _level_speed(track: pd.DataFrame, seconds: MuscleSeconds) -> NDArray[np.float64]:
    if "grade_adjusted_speed_m_s" in track.columns:
        return np.asarray(np.nan_to_num(track["grade_adjusted_speed_m_s"].to_numpy(float, na_value=np.nan)))
    return np.asarray(seconds.given.speed_m_s * grade_factor(seconds.given.grade))


def _averaged(demand: NDArray[np.float64], moving: NDArray[np.bool_], noise: float) -> NDArray[np.float64]:
    """Return demand, shape (k, n), without its noise; steps of the groups' mean demand are kept in every row."""
    if len(moving) < 2:
        return demand
    mean = np.where(moving, np.log(np.maximum(demand[: len(MUSCLES)].mean(axis=0), LEAST_DEMAND)), 0.0)
    begins = np.diff(moving, prepend=not moving[0])
    return tied_mean(demand.T, noise * noise, step_ties(mean, noise * noise, begins, _DRIFT)).T
