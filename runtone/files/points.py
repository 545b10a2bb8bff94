"""Track points of GPX and TCX, gathered one by one or in blocks."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from runtone.files.decimals import parse_decimal
from runtone.files.iso_times import LONGEST, parse_instants, texts_as_rows

_TEXTS_AT_ONCE = 8_192
MAX_POINTS = 2_000_000


class PointColumns:
    """Columns of track points that grow point by point.

    A point is begun, given its values, and ended; a column that no point has is absent. Of two values for one column
    in one point the first that is a number speaks.

    Parameters
    ----------
    names : tuple of str
        The columns that a point may have.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._columns = {name: array("d") for name in names}
        self._times: list[NDArray[np.int64]] = []
        self._texts: list[bytes] = []
        self._tracks = array("i")
        self._point: dict[str, float] = {}
        self._time = b""
        self.n_points = 0
        self.n_zoneless = 0
        self.n_unreadable = 0
        self.offset_s: int | None = None

    def __len__(self) -> int:
        return self.n_points

    def begin(self) -> None:
        """Begin a point."""
        self._point = {}
        self._time = b""

    def set(self, name: str, text: str) -> None:
        """Give the point a number."""
        if not text or text.isspace():
            return
        value = parse_decimal(text)
        if np.isnan(value):
            self.n_unreadable += 1
        elif name not in self._point:
            self._point[name] = value

    def set_time(self, text: str) -> None:
        """Give the point its time."""
        if not self._time:
            self._time = text.strip().encode("ascii", "replace")

    def end(self, track: int) -> None:
        """End the point; ``track`` says which track segment it belongs to."""
        if self.n_points >= MAX_POINTS:
            return
        for name, column in self._columns.items():
            column.append(self._point.get(name, np.nan))
        self._texts.append(self._time)
        self._tracks.append(track)
        self.n_points += 1
        if len(self._texts) >= _TEXTS_AT_ONCE:
            self._parse_texts()

    def _parse_texts(self) -> None:
        if self._texts:
            self.add_times(texts_as_rows(self._texts, LONGEST))
            self._texts = []

    def add_times(self, rows: NDArray[np.uint8]) -> None:
        """Parse texts of times, one a row, for points that are counted elsewhere."""
        instants = parse_instants(rows)
        written = rows[:, 0] != 0
        self.n_zoneless += int(np.count_nonzero(written & ~instants.zoned & (instants.time_ns >= 0)))
        if self.offset_s is None and instants.zoned.any():
            self.offset_s = int(instants.offset_s[np.argmax(instants.zoned)])
        self._times.append(instants.time_ns)

    @property
    def time_ns(self) -> NDArray[np.int64]:
        """Unix time of each point [ns]."""
        self._parse_texts()
        return np.concatenate(self._times) if self._times else np.zeros(0, dtype=np.int64)

    @property
    def tracks(self) -> NDArray[np.int32]:
        """Number of the track segment of each point."""
        return np.frombuffer(self._tracks, dtype=np.int32)

    def columns(self) -> dict[str, NDArray[np.float64]]:
        """Return the columns in which any point has a value."""
        found = {name: np.array(column, dtype=np.float64) for name, column in self._columns.items()}
        return {name: values for name, values in found.items() if not np.isnan(values).all()}
