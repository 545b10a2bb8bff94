"""Everything out again: originals, and tables of runs, segments and load, as one zip that is made while it is sent.

CSV tables are for people and spreadsheets: in the runner's units, and no cell can be taken for a formula. Parquet
tables are for programs: SI units as in docs/nomenclature.md, nothing rounded.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from runtone import clock
from runtone.library.preferences import Preferences
from runtone.library.store import schema
from runtone.library.store.frames import muscle_load_frame, run_conditions, runs_frame, segments_frame
from runtone.library.store.keys import of_run
from runtone.library.store.originals import holder_of, original_where
from runtone.library.store.spreadsheet import CsvStyle, csv_text, in_units
from runtone.plurals import counted
from runtone.wording import Units

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.store.database import Database

RUNS_AT_ONCE = 200
_PIECE = 256 * 1024
_ABOUT = """What runtone exported

originals/            your files, byte for byte as you imported them
runs.csv              one row a run, in your units
segments.csv          one row a segment (hill, sprint, steady, rest), in your units
muscle_load.csv       estimated load of each segment, muscle group and action
*.parquet             the same in SI units (the unit is in the column's name), nothing rounded
techniques.csv        what you noted by hand
settings.json         your settings

Load figures are estimates of a model, not measurements.
"""

Frame = Callable[["Connection", list[sa.ColumnElement[bool]]], pd.DataFrame]


def zip_pieces(
    database: Database, owner_id: int, run_ids: Sequence[int] | None = None, style: CsvStyle = CsvStyle.COMMA
) -> Iterator[bytes]:
    """Give a zip of an owner's runs, piece by piece; `OwnedLibrary.export` says what is in it."""
    sink = _Pieces()
    with database.reading() as connection, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        preferences = _preferences(connection, owner_id)
        units = units_of(preferences)
        chosen = _chosen_runs(connection, owner_id, run_ids)
        archive.writestr("README.txt", _ABOUT)
        archive.writestr("settings.json", json.dumps(preferences.to_plain(), indent=1))
        for name, frame in (("runs", _runs), ("segments", segments_frame), ("muscle_load", muscle_load_frame)):
            yield from _tables(archive, sink, connection, owner_id, chosen, name, frame, style, units)
        _techniques(archive, connection, owner_id, style)
        yield from _originals(archive, sink, connection, owner_id, chosen)
    yield sink.taken()


def zip_name(
    connection: Connection, owner_id: int, run_ids: Sequence[int] | None = None, style: CsvStyle = CsvStyle.COMMA
) -> str:
    """Return what a zip of an owner's runs is called: the day, how many runs of which days, and a sign for the rest.

    The sign is another one for other runs, another separator, and after every change in the library.
    """
    run, owner = schema.run.c, schema.owner.c
    query = sa.select(run.run_id, run.local_date).where(*run_conditions(owner_id, run_ids=run_ids))
    rows = connection.execute(query.order_by(run.local_date, run.run_id)).all()
    version = connection.execute(sa.select(owner.version).where(owner.owner_id == owner_id)).scalar_one()
    held = f"{version} {style} {[row.run_id for row in rows]}".encode()
    days = f" {rows[0].local_date} to {rows[-1].local_date}" if rows else ""
    part = "all" if run_ids is None else "selected"
    sign = hashlib.sha256(held).hexdigest()[:6]
    return f"runtone {clock.now().date()} {part} {counted(len(rows), 'run')}{days} {sign}.zip"


class _Pieces(io.RawIOBase):
    """Takes what a zip writes and gives it on; it cannot go back, so the zip is written in one direction."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._held += content
        return len(content)

    def full(self) -> bool:
        return len(self._held) >= _PIECE

    def taken(self) -> bytes:
        piece = bytes(self._held)
        self._held.clear()
        return piece


def units_of(preferences: Preferences) -> Units:
    """Return what an owner wants distances, heights and paces in."""
    return Units("km", "m") if preferences.units == "metric" else Units("mi", "ft")


def _preferences(connection: Connection, owner_id: int) -> Preferences:
    owner = schema.owner.c
    query = sa.select(owner.preferences).where(owner.owner_id == owner_id)
    return Preferences.from_plain(connection.execute(query).scalar_one())


def _chosen_runs(connection: Connection, owner_id: int, run_ids: Sequence[int] | None) -> list[int]:
    run = schema.run.c
    query = sa.select(run.run_id).where(*run_conditions(owner_id, run_ids=run_ids))
    return list(connection.execute(query.order_by(run.start_time, run.run_id)).scalars())


def _runs(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    return runs_frame(connection, conditions, descending=False)


def _tables(
    archive: zipfile.ZipFile,
    sink: _Pieces,
    connection: Connection,
    owner_id: int,
    run_ids: list[int],
    name: str,
    frame: Frame,
    style: CsvStyle,
    units: Units,
) -> Iterator[bytes]:
    """Write one table as CSV, a few runs at a time, and as Parquet, which goes through a temporary file."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    with tempfile.TemporaryFile() as held:
        writer = None
        with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
            for first in range(0, max(len(run_ids), 1), RUNS_AT_ONCE):
                some = run_ids[first : first + RUNS_AT_ONCE]
                rows = frame(connection, run_conditions(owner_id, run_ids=some))
                file.write(csv_text(in_units(rows, units), header=first == 0, style=style).encode())
                table = pa.Table.from_pandas(_plain_text(rows), preserve_index=False)
                writer = writer or pq.ParquetWriter(held, table.schema, compression="zstd")
                writer.write_table(table.cast(writer.schema))
                if sink.full():
                    yield sink.taken()
        if writer is not None:
            writer.close()
        held.seek(0)
        yield from _copied(archive, sink, f"{name}.parquet", held)


def _plain_text(rows: pd.DataFrame) -> pd.DataFrame:
    words = [name for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype) or rows[name].dtype == object]
    return rows.astype(dict.fromkeys(words, "string"))


def _copied(archive: zipfile.ZipFile, sink: _Pieces, name: str, content: IO[bytes]) -> Iterator[bytes]:
    with archive.open(name, "w", force_zip64=True) as file:
        while piece := content.read(_PIECE):
            file.write(piece)
            if sink.full():
                yield sink.taken()


def _originals(
    archive: zipfile.ZipFile, sink: _Pieces, connection: Connection, owner_id: int, run_ids: list[int]
) -> Iterator[bytes]:
    file = schema.file.c
    used: set[str] = set()
    written: set[int] = set()
    for run_id in run_ids:
        numbers = sa.select(file.file_id).where(of_run(schema.file, owner_id, run_id)).order_by(file.file_id)
        for file_id in connection.execute(numbers).scalars().all():
            holder = holder_of(connection, owner_id, file_id)
            original = original_where(connection, owner_id, file.file_id == file_id)
            if original is None or holder in written:
                continue
            written.add(holder)
            is_part = (original.metadata or {}).get("part") is not None
            name = re.sub(r" \(\d+ of \d+\)$", "", original.name) if is_part else original.name
            archive.writestr(f"originals/{_unused(name, used)}", original.data)
            if sink.full():
                yield sink.taken()


def _unused(name: str, used: set[str]) -> str:
    """Return a name that no other file of the zip has, also where upper and lower case are one."""
    path = PurePosixPath(name)
    number, chosen = 1, name
    while chosen.casefold() in used:
        number += 1
        chosen = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    used.add(chosen.casefold())
    return chosen


def _techniques(archive: zipfile.ZipFile, connection: Connection, owner_id: int, style: CsvStyle) -> None:
    table = schema.technique.c
    names = ["technique", "local_date", "minutes", "note"]
    query = sa.select(*(table[name] for name in names)).where(table.owner_id == owner_id).order_by(table.local_date)
    rows = [tuple(row) for row in connection.execute(query)]
    archive.writestr("techniques.csv", csv_text(pd.DataFrame(rows, columns=names), header=True, style=style))
