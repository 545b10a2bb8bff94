"""An invented valley, and the ways a runner takes through it.

Coordinates are metres east (x) and north (y) of the runner's door. A river falls gently from west to east; the fields
north-west of it roll, and three hills stand to the north: Mill Hill (short, steep), the Beacon (long), the Moor (high).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline

# The valley lies on the open North Atlantic, more than 800 km from any coast: nobody lives there.
DOOR_LATITUDE_DEG = 47.0
DOOR_LONGITUDE_DEG = -20.0
METRES_PER_DEGREE = 111_195.0  # on a sphere of 6,371 km

# Centre x, y, height and radius (standard deviation of a Gaussian) of each hill [m].
MILL_HILL = (1100.0, 900.0, 36.0, 260.0)
BEACON = (-1500.0, 2600.0, 105.0, 800.0)
MOOR = (2600.0, 4600.0, 230.0, 1500.0)
# The sports field with the 400 m track: centre x, y and the radius within which the ground is level [m].
FIELD = (500.0, 330.0, 170.0)

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Course:
    """A way through the valley, one point each metre: east, north and height above the sea [m]."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray

    @property
    def length_m(self) -> float:
        return float(len(self.x) - 1)

    def reversed(self) -> Course:
        return Course(self.x[::-1], self.y[::-1], self.z[::-1])

    def part(self, start_m: float, end_m: float) -> Course:
        here = slice(round(start_m), round(end_m) + 1)
        return Course(self.x[here], self.y[here], self.z[here])


def joined(*pieces: Course) -> Course:
    """Return the pieces one after another; each must begin within a few metres of where the one before it ends."""
    for before, after in pairwise(pieces):
        if np.hypot(after.x[0] - before.x[-1], after.y[0] - before.y[-1]) > 5.0:
            msg = "These two pieces of way do not meet."
            raise ValueError(msg)
    rest = [Course(piece.x[1:], piece.y[1:], piece.z[1:]) for piece in pieces[1:]]
    parts = (pieces[0], *rest)
    return Course(*(np.concatenate([getattr(part, axis) for part in parts]) for axis in ("x", "y", "z")))


def way(points: Points, *, closed: bool = False) -> Course:
    """Return a smooth way through the points, back to the first one if closed."""
    x, y = np.array([*points, points[0]] if closed else points, dtype=float).T
    chord = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    spline = CubicSpline(chord, np.column_stack([x, y]))
    fine = spline(np.arange(0.0, chord[-1], 0.25))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
    metres = np.arange(0.0, along[-1], 1.0)
    east, north = (np.interp(metres, along, fine[:, axis]) for axis in (0, 1))
    return Course(east, north, height_m(east, north))


def river_y(x: np.ndarray | float) -> np.ndarray:
    return np.asarray(-250.0 + 120.0 * np.sin(np.asarray(x) / 900.0) + 60.0 * np.sin(np.asarray(x) / 370.0 + 1.0))


def height_m(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the height above the sea [m] of places in the valley."""
    from_river = np.abs(y - river_y(x))
    bank = 22.0 - 0.0008 * x
    side = 40.0 * (1.0 - np.exp(-((from_river / 1500.0) ** 2)))
    west = 1.0 / (1.0 + np.exp((x + 150.0) / 120.0))
    rolling = 7.0 * np.sin(x / 140.0) * np.sin(y / 170.0 + 0.6) * west * (1.0 - np.exp(-((from_river / 500.0) ** 4)))
    hummocks = 0.7 * np.sin(x / 90.0 + y / 130.0)
    ground = bank + side + rolling + hummocks + sum(_hill(x, y, *hill) for hill in (MILL_HILL, BEACON, MOOR))
    centre_x, centre_y, radius = FIELD
    level = 1.0 / (1.0 + np.exp((np.hypot(x - centre_x, y - centre_y) - radius) / 18.0))
    return np.asarray(ground * (1.0 - level) + 31.0 * level)


def _hill(x: np.ndarray, y: np.ndarray, centre_x: float, centre_y: float, height: float, radius: float) -> np.ndarray:
    return height * np.exp(-((x - centre_x) ** 2 + (y - centre_y) ** 2) / (2.0 * radius**2))


def degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude [degrees] of places in the valley."""
    latitude = DOOR_LATITUDE_DEG + y / METRES_PER_DEGREE
    longitude = DOOR_LONGITUDE_DEG + x / (METRES_PER_DEGREE * np.cos(np.radians(DOOR_LATITUDE_DEG)))
    return latitude, longitude


def _bank(from_x: float, to_x: float, side_m: float) -> Points:
    steps = max(2, round(abs(to_x - from_x) / 150.0))
    return [(float(x), float(river_y(x)) + side_m) for x in np.linspace(from_x, to_x, steps + 1)]


def river_loop(reach_m: float) -> Course:
    """Return a flat loop on both banks, as far east and west of the door as the reach."""
    return way(
        [(0.0, 0.0), *_bank(90.0, reach_m, 70.0), *_bank(reach_m, -reach_m, -70.0), *_bank(-reach_m, -90.0, 70.0)],
        closed=True,
    )


def up_the_valley(turn_m: float) -> Course:
    """Return the flat river path upstream, turning back after so many metres."""
    out = way([(0.0, 0.0), *_bank(-120.0, -9000.0, 60.0)]).part(0.0, turn_m)
    return joined(out, out.reversed())


def fields_loop() -> Course:
    """Return a loop through the rolling fields north-west of the door."""
    return way(
        [
            (0.0, 0.0), (-350.0, 380.0), (-850.0, 480.0), (-1350.0, 420.0), (-1900.0, 640.0), (-2050.0, 1100.0),
            (-1600.0, 1350.0), (-1100.0, 1200.0), (-700.0, 1050.0), (-250.0, 650.0),
        ],
        closed=True,
    )  # fmt: skip


def beacon_loop() -> Course:
    """Return a hilly loop through the fields, over the Beacon and down its east side."""
    return way(
        [
            (0.0, 0.0), (-350.0, 380.0), (-850.0, 480.0), (-1250.0, 950.0), (-1500.0, 1500.0), (-1520.0, 2100.0),
            (-1450.0, 2600.0), (-1050.0, 3000.0), (-450.0, 2900.0), (-150.0, 2300.0), (-250.0, 1600.0), (60.0, 900.0),
            (120.0, 350.0),
        ],
        closed=True,
    )  # fmt: skip


def hills_loop() -> Course:
    """Return a loop over Mill Hill and a shoulder of the Moor."""
    return way(
        [
            (0.0, 0.0), (350.0, 120.0), (800.0, 480.0), (1100.0, 900.0), (1350.0, 1400.0), (1700.0, 2100.0),
            (2000.0, 2900.0), (2250.0, 3500.0), (1900.0, 3900.0), (1200.0, 3600.0), (700.0, 2800.0), (350.0, 1900.0),
            (150.0, 1000.0),
        ],
        closed=True,
    )  # fmt: skip


def down_from_the_moor() -> Course:
    """Return the way from the top of the Moor down to the door: nearly all of it downhill."""
    return way(
        [
            (2600.0, 4600.0), (2350.0, 4000.0), (1900.0, 3350.0), (1750.0, 2600.0), (1350.0, 1950.0), (900.0, 1650.0),
            (620.0, 1100.0), (300.0, 600.0), (0.0, 0.0),
        ]
    )  # fmt: skip


def mill_lane() -> Course:
    """Return the way from the door to the top of the steep lane up Mill Hill's south side."""
    return way(
        [
            (0.0, 0.0), (330.0, 90.0), (760.0, 150.0), (1050.0, 240.0), (1100.0, 420.0), (1100.0, 640.0),
            (1100.0, 860.0),
        ]
    )  # fmt: skip


def beacon_road() -> Course:
    """Return the way from the door to the top of the straight road up the Beacon's south side."""
    return way(
        [
            (0.0, 0.0), (-350.0, 330.0), (-800.0, 520.0), (-1200.0, 900.0), (-1480.0, 1300.0), (-1500.0, 1700.0),
            (-1500.0, 2200.0),
        ]
    )  # fmt: skip


def way_to_track() -> Course:
    """Return the way from the door, around by the river, to the start of the track."""
    centre_x, centre_y, _ = FIELD
    start = (centre_x, centre_y - 36.8)
    return way([(0.0, 0.0), (180.0, -150.0), (560.0, -130.0), (820.0, 40.0), (700.0, 170.0), start])


def track_laps(distance_m: float) -> Course:
    """Return a distance on the 400 m track, anticlockwise from the middle of the home straight."""
    straight, radius = 84.39, 36.80  # the standard track, 0.30 m from the kerb [m]: 400 m around
    along = np.arange(400) + 0.5
    bends = (straight / 2, straight / 2 + np.pi * radius + straight)  # where each of the two bends begins
    heading = sum(np.clip((along - bend) / radius, 0.0, np.pi) for bend in bends)
    centre_x, centre_y, _ = FIELD
    lap_x = centre_x + np.concatenate([[0.0], np.cumsum(np.cos(heading))])
    lap_y = centre_y - radius + np.concatenate([[0.0], np.cumsum(np.sin(heading))])
    here = np.arange(round(distance_m) + 1) % 400
    return Course(lap_x[here], lap_y[here], height_m(lap_x[here], lap_y[here]))
