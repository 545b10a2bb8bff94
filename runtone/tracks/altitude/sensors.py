"""What kind of sensor wrote the altitude, told by how it errs.

Files seldom say whether an altitude is a barometer's, a satellite fix's or was looked up in a terrain model, and it
decides how much of it to believe. Each kind leaves its own spectrum, though: a barometer's error is small and lasts
seconds, a terrain model's lasts as long as the runner is beside the path it thinks of, a satellite's wanders for
minutes. The kind, and how hilly the run is, are chosen together, by the likelihood of the recorded rises under each
pair (Whittle's, in the frequency domain [1]_, which costs one Fourier transform for all pairs).

References
----------
.. [1] P. Whittle, "Estimation and information in stationary time series", Ark. Mat. 2 (1953) 423-434.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import fft

from runtone.tracks.altitude.probable_heights import SensorError, Terrain

if TYPE_CHECKING:
    from runtone.tracks.track import AltitudeSource

FloatArray = npt.NDArray[np.float64]


class Sensor(NamedTuple):
    """One way in which altitudes err.

    Parameters
    ----------
    source : str
        What it is called.
    error : SensorError
        Its error as the profile takes it [m].
    terrains : tuple of Terrain
        The terrains to be told apart with it.
    ripple_sd_m, ripple_m : float
        A second, shorter error that the likelihood knows; the profile counts it as white noise [m].
    forgets_s : float
        Time in which the error is forgotten when standing still [s].
    lag_s : float
        How late the altitude comes [s].
    """

    source: AltitudeSource
    error: SensorError
    terrains: tuple[Terrain, ...]
    ripple_sd_m: float = 0.0
    ripple_m: float = 18.0
    forgets_s: float = 1e9
    lag_s: float = 0.0


_FLAT: Final = Terrain(0.015, 120.0)
_GENTLE: Final = Terrain(0.03, 150.0)
_ROLLING: Final = Terrain(0.035, 150.0)
_HILLY: Final = Terrain(0.08, 200.0)
_STEEP: Final = Terrain(0.16, 120.0)
_MOUNTAINS: Final = Terrain(0.3, 80.0)
_ANY: Final = (_FLAT, _ROLLING, _HILLY, _STEEP, _MOUNTAINS)
#: Under a satellite's error the terrain decides how much is left of a hill, so it is told in finer steps.
_FINER: Final = tuple(
    Terrain(grade_sd, length_m)
    for grade_sd in (0.015, 0.022, 0.035, 0.055, 0.085, 0.13, 0.2, 0.3)
    for length_m in (100.0, 250.0)
)

#: A barometer is good enough to tell flat from gentle bin by bin, so there the choice between the two would only add
#: its own scatter to the ascent: half of the watches' own ascents are met within 20 % with the choice, 10 % without.
SENSORS: Final = (
    Sensor("barometer", SensorError(0.25, 15.0, 0.10), (_GENTLE, _HILLY, _STEEP, _MOUNTAINS), forgets_s=5.0, lag_s=2.0),
    Sensor("barometer", SensorError(0.40, 22.0, 0.10), (_HILLY, _STEEP, _MOUNTAINS), forgets_s=7.0, lag_s=2.0),
    Sensor("terrain model", SensorError(0.80, 60.0, 0.10), _ANY),
    Sensor("GPS", SensorError(2.0, 200.0, 0.20), _FINER, ripple_sd_m=0.6, forgets_s=100.0),
    Sensor("GPS", SensorError(3.0, 200.0, 0.20), _FINER, ripple_sd_m=0.6, forgets_s=100.0),
    Sensor("GPS", SensorError(4.5, 200.0, 0.20), _FINER, ripple_sd_m=0.6, forgets_s=100.0),
    Sensor("phone", SensorError(4.0, 60.0, 0.40), _ANY, forgets_s=30.0),
    Sensor("phone", SensorError(6.5, 110.0, 0.40), _ANY, forgets_s=30.0),
    Sensor("phone", SensorError(6.0, 90.0, 0.80), _ANY, forgets_s=30.0),
)

#: Every terrain that some sensor tells apart.
TERRAINS: Final = tuple(dict.fromkeys(terrain for sensor in SENSORS for terrain in sensor.terrains))

#: Log odds of each kind before the heights are seen. A barometer in rough ground passes for a wandering fix sooner than
#: the other way round, where fifty units and more lie between them; likewise a phone, of which too little is then said.
_PRIOR: Final[dict[str, float]] = {"barometer": 0.0, "terrain model": 0.0, "GPS": -30.0, "phone": -15.0}

#: A receiver's height errs by this much at least [m]: half as much again as its position, 3 m under open sky; what a
#: watch has smoothed passes for less than it is.
_LEAST_RECEIVER_SD_M: Final = 4.0

#: A barometer that writes heights in steps of this or more is coarse [m].
_COARSE_STEP_M: Final = 0.5

#: Share of the series tapered at each end, growth of the frequency bands, and least variance of a rise [m²].
_TAPER: Final = 0.05
#: Long runs are looked at in blocks of about so many samples, so that the cost grows no faster than the run.
_BLOCK: Final = 8192
_BAND_GROWTH: Final = 1.1
_LEAST_VARIANCE: Final = 1e-6

#: A band of frequencies counts as no more than this many independent looks. No preset is quite true, and without a
#: bound the thousands of short waves alone decide, so that a phone's noise passes for mountains that its heights, over
#: a kilometre, do not have.
_MOST_EVIDENCE: Final = 10.0


class Choice(NamedTuple):
    """The most likely pair of sensor and terrain, and what the altitude is to be called.

    Parameters
    ----------
    source : str
    error : SensorError
        For the profile, with the rounding of the recorded heights in its white noise.
    terrain : Terrain
    sensor : Sensor
    """

    source: AltitudeSource
    error: SensorError
    terrain: Terrain
    sensor: Sensor


def resolution_m(height_m: FloatArray) -> float:
    """Return the step in which heights were written [m], 0 where they never change."""
    rises = np.abs(np.diff(height_m))
    rises = rises[rises > 5e-3]
    if not rises.size:
        return 0.0
    rank = rises.size // 100
    return float(np.partition(rises, rank)[rank])


def likely_sensor(
    rises_m: FloatArray,
    spacing_m: float,
    rounding_m: float,
    *,
    own_sensor: bool = False,
    barometer: bool | None = None,
) -> Choice:
    """Return the pair of sensor and terrain under which recorded rises are most likely.

    Parameters
    ----------
    rises_m : numpy.ndarray, shape (n,)
        Difference of each height from the one before it, while moving, without steps and pauses [m].
    spacing_m : float
        Usual distance between two samples [m].
    rounding_m : float
        Step in which heights were written [m].
    own_sensor : bool
        Whether the heights are known to be the watch's own, so not looked up in a terrain model.
    barometer : bool, optional
        Whether the device measures air pressure, where that is known. One that does not writes what satellites say, or
        what was looked up for it afterwards.
    """
    sensors = [_rounded(sensor, rounding_m) for sensor in SENSORS]
    frequency, power, count = _banded_periodogram(rises_m)
    weight = np.minimum(count, _MOST_EVIDENCE)
    ground = dict(zip(TERRAINS, _terrain_spectra(spacing_m, frequency), strict=True))
    best, sensor, terrain = -np.inf, sensors[0], sensors[0].terrains[0]
    for candidate in sensors:
        if not _possible(candidate, own_sensor, barometer):
            continue
        spectrum = np.stack([ground[each] for each in candidate.terrains])
        spectrum += _error_spectrum(candidate, spacing_m, frequency)
        likelihood = _PRIOR[candidate.source] - ((np.log(spectrum) + power / spectrum) * weight).sum(axis=1)
        likeliest = int(likelihood.argmax())
        if likelihood[likeliest] > best:
            best, sensor, terrain = float(likelihood[likeliest]), candidate, candidate.terrains[likeliest]
    coarse = sensor.source == "barometer" and rounding_m >= _COARSE_STEP_M
    return Choice(
        source="coarse barometer" if coarse else sensor.source,
        error=sensor.error._replace(white_sd_m=float(np.hypot(sensor.error.white_sd_m, sensor.ripple_sd_m))),
        terrain=terrain,
        sensor=sensor,
    )


def _possible(sensor: Sensor, own_sensor: bool, barometer: bool | None) -> bool:
    """Return whether what is known of the device leaves a kind of sensor possible."""
    if sensor.source == "terrain model":
        return not own_sensor
    return barometer is not False or sensor.error.error_sd_m >= _LEAST_RECEIVER_SD_M


def _rounded(sensor: Sensor, rounding_m: float) -> Sensor:
    """Return the sensor with the white noise that rounding its heights adds: uniform over the step."""
    white = float(np.hypot(sensor.error.white_sd_m, rounding_m / np.sqrt(12.0)))
    return sensor._replace(error=sensor.error._replace(white_sd_m=white))


def _banded_periodogram(series: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return angular frequency, mean power and number of independent ordinates of bands that widen upwards."""
    blocks = max(series.size // _BLOCK, 1)
    length = series.size // blocks
    edge = max(int(_TAPER * length), 1)
    ramp = 0.5 * (1.0 - np.cos(np.pi * (np.arange(edge) + 0.5) / edge))
    taper = np.ones(length)
    taper[:edge] *= ramp
    taper[-edge:] *= ramp[::-1]
    padded = fft.next_fast_len(length, real=True)
    waves = fft.rfft(series[: blocks * length].reshape(blocks, length) * taper, padded, axis=1)
    power = (np.abs(waves) ** 2).mean(axis=0) / (taper**2).sum()
    edges = _band_edges(power.size)
    width = np.diff(edges)
    mean = np.add.reduceat(power, edges[:-1]) / width
    frequency = np.pi * (edges[:-1] + edges[1:] - 1) / padded
    return frequency, mean, width * (blocks * length / padded)


def _band_edges(ordinates: int) -> npt.NDArray[np.int64]:
    """Edges of the bands: single ordinates at first, then a tenth wider than all before them."""
    singles = np.arange(1, min(12, ordinates), dtype=np.float64)
    count = max(int(np.log(ordinates / singles[-1]) / np.log(_BAND_GROWTH)), 0)
    wide = singles[-1] * _BAND_GROWTH ** np.arange(1, count + 1)
    edges = np.unique(np.concatenate([singles, wide]).astype(np.int64))
    return np.append(edges[edges < ordinates], ordinates)


def _terrain_spectra(spacing_m: float, frequency: FloatArray) -> FloatArray:
    """Spectra of the rise over one spacing: the mean of two grades of an Ornstein-Uhlenbeck process, times it."""
    deviation, length_m = np.array(TERRAINS).T[:, :, None]
    level = _wandering_spectrum(deviation, np.exp(-spacing_m / length_m), frequency)
    return (spacing_m / 2.0) ** 2 * (2.0 + 2.0 * np.cos(frequency)) * level


def _error_spectrum(sensor: Sensor, spacing_m: float, frequency: FloatArray) -> FloatArray:
    """Spectrum of the difference of two successive errors."""
    error = sensor.error
    spectrum = _wandering_spectrum(error.error_sd_m, np.exp(-spacing_m / error.correlation_m), frequency)
    spectrum = spectrum + error.white_sd_m**2
    if sensor.ripple_sd_m > 0.0:
        spectrum = spectrum + _wandering_spectrum(sensor.ripple_sd_m, np.exp(-spacing_m / sensor.ripple_m), frequency)
    return (2.0 - 2.0 * np.cos(frequency)) * spectrum + _LEAST_VARIANCE


def _wandering_spectrum(deviation: float | FloatArray, keep: float | FloatArray, frequency: FloatArray) -> FloatArray:
    """Spectrum of an Ornstein-Uhlenbeck process sampled so that it keeps `keep` of itself from one to the next."""
    spectrum: FloatArray = deviation**2 * (1.0 - keep * keep) / (1.0 - 2.0 * keep * np.cos(frequency) + keep * keep)
    return spectrum
