"""Track points of GPX and TCX, gathered one by one and in blocks."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtone.files.xml.decimals import parse_decimal
from runtone.files.xml.iso_times import Bytes2D, parse_instants, texts_as_rows
from runtone.files.xml.point_blocks import Block
from runtone.plurals import counted

_POINTS_AT_ONCE = 8_192
MAX_POINTS = 2_000_000
"""Three weeks at one point a second."""


def not_numbers(n: int) -> str:
    """Return the clause for values that are no numbers."""
    said = "is no number and counts" if n == 1 else "are no numbers and count"
    return f"{counted(n, 'value')} in it {said} as missing"


class _Piece(NamedTuple):
    time_ns: NDArray[np.int64]
    tracks: NDArray[np.int32]
    columns: dict[str, NDArray[np.float64]]


class PointColumns:
    """Columns of track points that grow with the file.

    A point is begun, given its values, and ended; or a block of points is added. Of two values for one column in one
    point the first that is a number speaks.

    Attributes
    ----------
    n_points : int
    n_left_out : int
        Points beyond `MAX_POINTS`.
    n_zoneless : int
        Times without a time zone.
    n_unreadable : int
        Values that are no numbers.
    offset_s : int or None
        Offset from UTC of the first time that has one [s].
    """

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._texts: list[bytes] = []
        self._tracks = array("i")
        self._columns: dict[str, array[float]] = {}
        self._point: dict[str, float] = {}
        self._time = b""
        self.n_points = 0
        self.n_left_out = 0
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
        """End the point; ``track`` is the number of its track segment."""
        if self.n_points >= MAX_POINTS:
            self.n_left_out += 1
            return
        for name, value in self._point.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = array("d", [np.nan]) * len(self._texts)
            column.append(value)
        self._texts.append(self._time)
        self._tracks.append(track)
        for column in self._columns.values():
            if len(column) < len(self._texts):
                column.append(np.nan)
        self.n_points += 1
        if len(self._texts) >= _POINTS_AT_ONCE:
            self._close_piece()

    def add_block(self, block: Block, track: int) -> None:
        """Add points that were read together."""
        n = min(len(block.times), MAX_POINTS - self.n_points)
        self.n_left_out += len(block.times) - n
        self._close_piece()
        columns = {name: values[:n] for name, values in block.columns.items()}
        self._pieces.append(_Piece(self._parse_times(block.times[:n]), np.full(n, track, dtype=np.int32), columns))
        self.n_unreadable += block.n_unreadable
        self.n_points += n

    def _close_piece(self) -> None:
        if not self._texts:
            return
        columns = {name: np.array(values, dtype=np.float64) for name, values in self._columns.items()}
        tracks = np.array(self._tracks, dtype=np.int32)
        self._pieces.append(_Piece(self._parse_times(texts_as_rows(self._texts)), tracks, columns))
        self._texts, self._tracks, self._columns = [], array("i"), {}

    def _parse_times(self, rows: Bytes2D) -> NDArray[np.int64]:
        instants = parse_instants(rows)
        written = instants.time_ns > np.iinfo(np.int64).min
        self.n_zoneless += int(np.count_nonzero(written & ~instants.zoned))
        if self.offset_s is None and instants.zoned.any():
            self.offset_s = int(instants.offset_s[np.argmax(instants.zoned)])
        return instants.time_ns

    def close(self) -> _Piece:
        """Return all points.

        Returns
        -------
        tuple
            ``time_ns`` (Unix time [ns]), ``tracks`` (number of the track segment) and ``columns``, each of shape (n,);
            a column in which no point has a value is absent.
        """
        self._close_piece()
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return _Piece(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32), {})
        columns = {}
        for name in dict.fromkeys(name for piece in pieces for name in piece.columns):
            values = np.concatenate([piece.columns.get(name, np.full(len(piece.tracks), np.nan)) for piece in pieces])
            if not np.isnan(values).all():
                columns[name] = values
        return _Piece(
            np.concatenate([piece.time_ns for piece in pieces]),
            np.concatenate([piece.tracks for piece in pieces]),
            columns,
        )
