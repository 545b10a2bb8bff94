"""How far a track can be trusted, and what to tell the runner about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runtone.confidence import Confidence, Level
from runtone.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.tracks.altitude.elevation import Elevation
    from runtone.tracks.carried import Carried
    from runtone.tracks.motion import Motion
    from runtone.tracks.positions import Path
    from runtone.tracks.samples import Samples
    from runtone.tracks.track import AltitudeSource, SpeedSource

#: A speed noisier than this says little about short surges [m/s].
_NOISY_SPEED_M_S: Final = 0.6

_ALTITUDE: Final[dict[AltitudeSource, Confidence]] = {
    "barometer": Confidence("high", "The altitude behaves like a barometer's."),
    "coarse barometer": Confidence(
        "medium", "The altitude behaves like a barometer's, but is written in coarse steps."
    ),
    "terrain model": Confidence("medium", "The altitude behaves as if it had been looked up in a terrain model."),
    "GPS": Confidence("low", "The altitude behaves like one from satellites, which wanders by metres."),
    "phone": Confidence("low", "The altitude is as noisy as a phone's, so hills and ascent are not known."),
    "treadmill": Confidence("medium", "The altitude is what the inclines that the treadmill told come to."),
    "none": Confidence("low", "The file has no altitude that changes, so hills and ascent are not known."),
}

_GRADE: Final[dict[AltitudeSource, Confidence]] = {
    "barometer": Confidence("high", "Grades from a barometer are right within one percentage point, typically."),
    "coarse barometer": Confidence("medium", "Grades from a coarse barometer are right within one to two points."),
    "terrain model": Confidence("medium", "Grades from a terrain model are right within one to two points, typically."),
    "GPS": Confidence("low", "Grades from satellite altitude are right within two to three points, typically."),
    "phone": Confidence("low", "No grade can be told from so noisy an altitude, so the run counts as level."),
    "treadmill": Confidence(
        "medium", "The grade is the incline that the treadmill told, right within half a point, typically."
    ),
    "none": Confidence("low", "Without altitude there is no grade, so the run counts as level."),
}

_DISTANCE: Final[dict[SpeedSource, Confidence]] = {
    "device": Confidence("medium", "The distance is the sum of the watch's own speed; it wrote no distance."),
    "distance": Confidence("high", "The distance is the watch's own."),
    "positions": Confidence("medium", "The distance comes from smoothed positions; the watch wrote none."),
}

_INDOORS: Final = {
    True: Confidence("high", "The distance is the one that the runner told the watch after the run."),
    False: Confidence("medium", "The distance is the watch's estimate without positions, often some percent off."),
}

_SPEED: Final[dict[SpeedSource, tuple[Level, str]]] = {
    "device": ("high", "The watch measured its own speed"),
    "distance": ("medium", "The speed is the change of the watch's distance, because it wrote no speed"),
    "positions": ("medium", "The speed comes from positions alone"),
}


def confidence_of(
    motion: Motion, elevation: Elevation, *, located: bool, barometer: bool | None
) -> dict[str, Confidence]:
    """Return how sure distance, speed, altitude and grade are, and why."""
    level, why = _SPEED[motion.speed_source]
    if motion.noise_m_s > _NOISY_SPEED_M_S:
        level, why = "low", f"{why}, and is too noisy to show short surges"
    altitude = _ALTITUDE[elevation.source]
    if elevation.source == "GPS" and barometer is False:
        altitude = Confidence(
            "low", "The watch has no barometer: its altitude is from satellites, and wanders by metres."
        )
    elif elevation.source in ("barometer", "coarse barometer") and barometer is None:
        altitude = altitude._replace(
            why=f"{altitude.why[:-1]}; the file does not name a watch that is known to have one."
        )
    if elevation.bridges and altitude.level == "high":
        altitude = Confidence("medium", f"{altitude.why[:-1]}, and was levelled where it is not the runner's.")
    elif elevation.steps and altitude.level == "high":
        altitude = Confidence("medium", f"{altitude.why[:-1]}, with jumps of pressure that were taken out.")
    return {
        "distance": _DISTANCE[motion.distance_source] if located else _INDOORS[motion.calibrated],
        "speed": Confidence(level, f"{why}."),
        "altitude": altitude,
        "grade": _GRADE[elevation.source],
    }


def warnings_of(
    samples: Samples,
    carried: Sequence[Carried],
    wild: int,
    path: Path | None,
    motion: Motion,
    elevation: Elevation,
) -> tuple[str, ...]:
    """Return what was repaired or left out, each in one sentence."""
    warnings = [*samples.warnings, *map(_left_out, carried), *motion.warnings]
    if wild:
        values = counted(wild, "value", "values")
        warnings.append(f"{values} of the watch's distance cannot be true: left out here, kept in the file.")
    if path is not None and path.repaired:
        fixes = counted(path.repaired, "position lies", "positions lie")
        warnings.append(f"{fixes} where no runner could have been: left out here, kept in the file.")
    if motion.repaired:
        values = counted(motion.repaired, "value")
        warnings.append(
            f"{values} of the watch's own speed or distance cannot be true: replaced here, kept in the file."
        )
    if elevation.steps:
        jumps = counted(elevation.steps, "time")
        warnings.append(
            f"The altitude jumps {jumps} by more than any ground does, as pressure can; that counts neither as ascent "
            "nor as grade."
        )
    if elevation.bridges:
        places = counted(elevation.bridges, "time", "times")
        warnings.append(
            f"The altitude falls and rises {places} as no runner does: the ground under a bridge, over a tunnel or "
            "beside a cliff. The run is taken to go on level there."
        )
    if elevation.source == "phone":
        warnings.append("The altitude is as noisy as a phone's, so the run has no ascent and no hills.")
    elif elevation.source == "none":
        warnings.append(
            "The altitude never changes, so it was not measured, and the run has no ascent and no hills."
            if "altitude_m" in samples
            else "The file has no altitude, so the run has no ascent and no hills."
        )
    return tuple(warnings)


def _left_out(stretch: Carried) -> str:
    seconds = stretch.end_s - stretch.begin_s
    how = "rise faster than anyone climbs" if stretch.lifted else "are faster than any runner"
    return (
        f"From minute {stretch.begin_s / 60:.0f} on, {seconds / 60:.1f} min {how}, as in a car, on a bicycle or in a "
        "lift: left out, kept in the file."
    )
