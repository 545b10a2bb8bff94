"""Positions on paper, north up, in the projection of web maps, so that their tiles lie under a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runtone.earth import EARTH_RADIUS_M

WIDTH = 640
MOST_HEIGHT, LEAST_HEIGHT = 640, 400
"""A map is as broad as its column; one much lower would leave the rest of it empty."""
PADDING = 26
_POLE_DEG = 85.0
"""Mercator maps end here [degrees]."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Paper:
    """Where each position lies on a drawing `WIDTH` wide.

    Parameters
    ----------
    x, y : numpy.ndarray
        From the upper left corner; NaN where there is no position.
    height : float
        Of the drawing.
    metres : float
        On the ground, for each unit of the drawing [m].
    west, north : float
        The upper left corner on a world that is 1 wide and 1 high, as web maps count it.
    world : float
        How wide that world would be on this drawing.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    height: float
    metres: float
    west: float
    north: float
    world: float

    @classmethod
    def for_positions(cls, position: NDArray[np.float64]) -> Paper:
        """Return the paper on which positions just fit.

        Parameters
        ----------
        position : numpy.ndarray, shape (n, 2)
            Latitude and longitude [degrees].

        Notes
        -----
        Spherical Mercator (EPSG:3857): angles are true, and lengths too within a run's few kilometres.
        """
        latitude = np.radians(np.clip(position[:, 0], -_POLE_DEG, _POLE_DEG))
        known = np.isfinite(position).all(axis=1)
        across = np.full(len(position), np.nan)
        across[known] = np.unwrap(position[known, 1], period=360.0) / 360.0 + 0.5
        down = np.where(known, 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi), np.nan)
        wide, high = (float(np.nanmax(each) - np.nanmin(each)) for each in (across, down))
        circumference = 2 * np.pi * EARTH_RADIUS_M * float(np.cos(np.nanmean(latitude)))
        least = 10.0 / circumference  # a run around one lamp post is not blown up to the whole paper
        world = min((WIDTH - 2 * PADDING) / max(wide, least), (MOST_HEIGHT - 2 * PADDING) / max(high, least))
        height = max(high * world + 2 * PADDING, LEAST_HEIGHT)
        west = (float(np.nanmax(across)) + float(np.nanmin(across))) / 2 - WIDTH / 2 / world
        north = (float(np.nanmax(down)) + float(np.nanmin(down))) / 2 - height / 2 / world
        return cls(
            x=(across - west) * world,
            y=(down - north) * world,
            height=height,
            metres=circumference / world,
            west=west,
            north=north,
            world=world,
        )


def line_path(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: NDArray[np.int64],
    here: NDArray[np.bool_] | None = None,
) -> str:
    """Return the SVG path through some rows, broken where a position is missing.

    Parameters
    ----------
    x, y : numpy.ndarray
    rows : numpy.ndarray
        Which rows, in order.
    here : numpy.ndarray of bool, optional
        Only pieces of rows for which this is true; each goes on to the next row, so that lines of several pieces have
        no holes.
    """
    parts: list[str] = []
    drawing = False
    for row in rows.tolist():
        if not np.isfinite(x[row]):
            drawing = False
            continue
        if drawing:
            parts.append(f"L{x[row]:.1f} {y[row]:.1f}")
            drawing = here is None or bool(here[row])
        elif here is None or here[row]:
            parts.append(f"M{x[row]:.1f} {y[row]:.1f}")
            drawing = True
    return "".join(parts)
