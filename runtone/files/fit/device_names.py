"""What a runner calls a device that a FIT file names by numbers."""

from __future__ import annotations

import re

from runtone.files.fit.fit_profile import garmin_products

_MAKERS = {"coros": "COROS", "srm": "SRM", "bkool": "BKOOL", "polar_electro": "Polar", "coros_byte": "COROS"}
_NO_MAKERS = (None, "development")
# Where a watch was sold says nothing about the run.
_REGIONS = frozenset((
    "asia", "apac", "china", "chn", "japan", "jpn", "korea", "kor", "taiwan", "twn", "sea", "emea", "hebrew", "russia",
    "ww", "thai",
))  # fmt: skip
_FAMILIES = {"fr": "Forerunner", "fenix": "Fenix", "d2": "D2", "marq": "MARQ", "vivoactive": "Vivoactive"}


def device_name(maker: str | None, product: object, product_name: str | None) -> str | None:
    """Return maker and model.

    Parameters
    ----------
    maker : str or None
        The profile's word for the manufacturer.
    product : object
        The manufacturer's number of the model; only Garmin's are published.
    product_name : str or None
        What the device calls itself.

    Returns
    -------
    str or None
        ``"Garmin Forerunner 255 Music"``; None where the file does not tell.
    """
    if maker in _NO_MAKERS:
        return product_name
    said = _MAKERS.get(maker, maker.replace("_", " ").title())
    model = product_name
    if model is None and maker == "garmin" and isinstance(product, int) and product in garmin_products():
        model = garmin_model(garmin_products()[product])
    if model is None:
        return said
    return model if model.lower().startswith(said.lower()) else f"{said} {model}"


def garmin_model(name: str) -> str:
    """Return the profile's word for a model as it is printed on the watch.

    ``fr255_music`` is Forerunner 255 Music, ``fenix6s_sport_asia`` Fenix 6S Sport.
    """
    words = [word for word in name.split("_") if word not in _REGIONS]
    said = []
    for word in words:
        family = re.fullmatch(r"([a-z]+)(\d.*)", word)
        if family and word not in _FAMILIES:
            stem, model = family.groups()
            said.append(_FAMILIES.get(stem, stem.capitalize()))
            music = stem == "fr" and re.fullmatch(r"(\d+)m", model)
            said.extend([music.group(1), "Music"] if music else [model.upper()])
        else:
            said.append(_FAMILIES.get(word, word.upper() if len(word) <= 2 else word.capitalize()))
    return " ".join(said)
