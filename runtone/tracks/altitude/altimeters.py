"""Which devices measure air pressure, so that satellite altitude is not taken for a barometer's."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Final

#: Where the file names no known device, this many jumps of height, and so many more a kilometre, are a satellite's: a
#: barometer jumps when a door is opened or rain sets in, not once a kilometre.
_FEW_JUMPS: Final = 3.0
_JUMPS_PER_KM: Final = 0.5


@cache
def _families() -> tuple[tuple[str, str, bool], ...]:
    """Return maker, beginning of the model's name, and whether it has a barometer; the longest beginnings first."""
    text = resources.files("runtone.tracks.altitude").joinpath("altimeters.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    families = ((row["maker"], row["model"], row["barometer"] == "yes") for row in rows)
    return tuple(sorted(families, key=lambda family: -len(family[1])))


def has_barometer(device: str | None) -> bool | None:
    """Return whether a device measures air pressure, None where that is not known.

    Parameters
    ----------
    device : str or None
        Maker and model, as `Activity.device` has them; a model of Garmin's is known without its maker.
    """
    if not device:
        return None
    maker, _, model = device.lower().replace("ē", "e").partition(" ")
    makers = {family[0] for family in _families()}
    if maker not in makers:
        maker, model = "garmin", device.lower()
    model = model.removeprefix("suunto ").removeprefix("polar ").strip()
    for own, begins, barometer in _families():
        if own == maker and (model == begins or model.startswith(begins)):
            return barometer
    return None


def jumps_like_a_receiver(jumps: int, distance_m: float) -> bool:
    """Return whether height jumps more often than a barometer's does."""
    return jumps > _FEW_JUMPS + _JUMPS_PER_KM * distance_m / 1000.0
