"""A run's track as Parquet: small enough to keep thousands, exact enough to draw and to look up.

Figures are computed from the track as it was in memory; what is stored is for looking at. Positions are kept to
1e-7 degrees (1 cm), other figures in single precision (at 100 km of distance: 8 mm).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.tracks.movement import STANDING_M_S
from runtone.vocabulary import with_categories

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

_POSITION = ("latitude_deg", "longitude_deg")
_DEGREES = 1e-7


def track_to_parquet(track: pd.DataFrame) -> bytes:
    """Return a track as the bytes of a Parquet file.

    Parameters
    ----------
    track : pandas.DataFrame
        Columns as docs/nomenclature.md lists them; further ones are kept.

    Returns
    -------
    bytes
    """
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    columns: dict[str, pa.Array] = {str(name): _packed(str(name), column) for name, column in track.items()}
    table = pa.table(columns)
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    integers = [field.name for field in table.schema if pa.types.is_integer(field.type) or field.name == "time"]
    encodings = dict.fromkeys(floats, "BYTE_STREAM_SPLIT") | dict.fromkeys(integers, "DELTA_BINARY_PACKED")
    words = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=words,
        column_encoding=encodings,
        write_statistics=False,
        store_schema=True,
    )
    return bytes(sink.getvalue())


def track_from_parquet(content: bytes) -> pd.DataFrame:
    """Return the track that `track_to_parquet` stored."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(content))
    frame: pd.DataFrame = table.to_pandas()
    for name in _POSITION:
        if name in frame:
            frame[name] = frame[name].to_numpy(dtype=float) * _DEGREES
    for name in frame.columns[frame.dtypes == np.float32]:
        frame[name] = frame[name].astype(float)
    if "moving" not in frame and {"paused", "speed_m_s"} <= set(frame):  # stored before tracks told it
        frame["moving"] = ~frame["paused"] & (frame["speed_m_s"] >= STANDING_M_S)
    return with_categories(frame)


def ends_from_parquet(content: bytes) -> list[tuple[float, float]]:
    """Return a stored track's first and last position [degrees]; empty where it has none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(content), columns=list(_POSITION))
    pairs = [table[name].to_numpy() * _DEGREES for name in _POSITION]
    known = np.flatnonzero(np.isfinite(pairs[0]) & np.isfinite(pairs[1]))
    return [(float(pairs[0][at]), float(pairs[1][at])) for at in known[[0, -1]]] if known.size else []


def _packed(name: str, column: pd.Series[float]) -> pa.Array:
    import pyarrow as pa

    if name in _POSITION:
        degrees = column.to_numpy(dtype=float)
        missing = ~np.isfinite(degrees)
        whole = np.round(np.where(missing, 0.0, degrees) / _DEGREES).astype(np.int32)
        return pa.array(whole, mask=missing)
    if pd.api.types.is_float_dtype(column.dtype):
        return pa.array(column.to_numpy(dtype=np.float32), from_pandas=True)
    return pa.Array.from_pandas(column)
