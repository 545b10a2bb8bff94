"""Deleted is gone: from every frame, and from the database's files."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library import Library
from runtone.library.store import schema
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, gpx_file, season

RUNS = season(8)
FILES = fit_files(RUNS)
SECRET = "Zzyzx-by-the-lighthouse"


def _bytes_on_disk(library: Library) -> bytes:
    """Everything that the library's folder holds: the database, its write-ahead log, and what else there is."""
    return b"".join(path.read_bytes() for path in sorted(Path(library.place).parent.iterdir()) if path.is_file())


def _blobs(library: Library, condition: sa.ColumnElement[bool]) -> list[bytes]:
    """The originals, tracks and profiles of some runs."""
    run, file, original, detail = schema.run.c, schema.file.c, schema.original.c, schema.run_detail.c
    query = (
        sa.select(original.content, detail.track, run.profile)
        .join_from(schema.run, schema.run_detail, detail.run_id == run.run_id)
        .join(schema.file, file.run_id == run.run_id)
        .join(schema.original, original.file_id == file.file_id)
        .where(condition)
    )
    with library._database.reading() as connection:
        return [blob for row in connection.execute(query) for blob in row]


def _traces(library: Library, run_id: int) -> list[bytes]:
    """Pieces of a run that would be found in the file, and in no other run: of its original, track and profile."""
    others = b"".join(_blobs(library, schema.run.c.run_id != run_id))
    own = _blobs(library, schema.run.c.run_id == run_id)
    pieces = [blob[start : start + 24] for blob in own for start in range(64, len(blob) - 24, 199)]
    return [piece for piece in pieces if piece not in others]


def test_no_trace_of_a_deleted_run_remains_on_disk(library: Library) -> None:
    mine = library.owned_by("local")
    results = list(mine.import_sources([*FILES, ("again.fit", FILES[3][1])], executor=Remembering()))
    run_id = int(results[3].run_id or 0)
    mine.rename(run_id, f"{SECRET} home loop")
    mine.annotate(run_id, f"by {SECRET}")
    words = [SECRET.encode(), SECRET.casefold().encode(), FILES[3][0].encode()]
    traces = [*_traces(library, run_id), *words, hashlib.sha256(FILES[3][1]).hexdigest().encode()]
    held = _bytes_on_disk(library)
    assert len(traces) > 50
    assert sum(trace in held for trace in traces) > 0.9 * len(traces)
    mine.delete_runs([run_id])
    mine.delete_for_good([run_id])
    held = _bytes_on_disk(library)
    assert [trace for trace in traces if trace in held] == []
    assert run_id not in set(mine.runs()["run_id"])
    assert [finding.severity for finding in mine.examine()].count("damage") == 0
    assert FILES[2][0].encode() in held


def test_no_trace_of_anything_remains_when_everything_is_deleted(library: Library) -> None:
    mine = library.owned_by("local")
    results = list(mine.import_sources(FILES, executor=Remembering()))
    mine.save_settings(mass_kg=61.5, excused_weeks=(date(2026, 3, 9),))
    mine.log_technique("skipping", date(2026, 3, 10), minutes=5, note=SECRET)
    mine.annotate(int(results[0].run_id or 0), SECRET)
    traces = [SECRET.encode(), b"61.5", *(name.encode() for name, _ in FILES)]
    traces += [trace for result in results for trace in _traces(library, int(result.run_id or 0))]
    assert sum(trace in _bytes_on_disk(library) for trace in traces) > 0.9 * len(traces)
    mine.delete_runs([int(results[1].run_id or 0)])
    mine.delete_everything()
    held = _bytes_on_disk(library)
    assert [trace for trace in traces if trace in held] == []
    assert mine.runs().empty
    assert mine.daily_load().empty
    assert mine.past_imports().empty
    assert mine.techniques().empty
    assert mine.settings().mass_kg is None
    assert len(held) < 400_000


def test_everything_that_belonged_to_a_run_goes_with_it(any_library: Library) -> None:
    library, mine = any_library, any_library.owned_by("local")
    sources = [*FILES[:3], ("again.gpx", gpx_file(RUNS[1]))]
    results = list(mine.import_sources(sources, executor=Remembering()))
    mine.delete_for_good([int(result.run_id or 0) for result in results[:2]])
    assert mine.run_count() == 1
    with library._database.reading() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (schema.run, schema.run_detail, schema.file, schema.original, schema.import_result)
        }
    assert counts == {"run": 1, "run_detail": 1, "file": 1, "original": 1, "import_result": 1}
    (result,) = mine.import_sources(sources[:1], executor=Remembering(), restore_deleted=True)
    assert result.status == "imported"


def test_none_is_deleted_where_one_is_not_there(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    (result,) = mine.import_sources(FILES[:1], executor=Remembering())
    with pytest.raises(LibraryError, match="no run 77"):
        mine.delete_runs([int(result.run_id or 0), 77])
    with pytest.raises(LibraryError, match="no run 77"):
        mine.delete_for_good([int(result.run_id or 0), 77])
    assert mine.run_count() == 1


def test_a_number_is_never_given_twice(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    (first,) = mine.import_sources(FILES[:1], executor=Remembering())
    mine.delete_everything()
    (second,) = mine.import_sources(FILES[:1], executor=Remembering())
    assert (second.run_id or 0) > (first.run_id or 0)


def test_originals_are_stored_compressed_and_come_back_byte_for_byte(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    text = gpx_file(RUNS[0])
    (result,) = mine.import_sources([("a.gpx", text)], executor=Remembering())
    (file,) = mine.run(int(result.run_id or 0)).files
    assert mine.original(file.file_id) == ("a.gpx", text)
    with any_library._database.reading() as connection:
        stored = connection.execute(sa.select(schema.original.c.content)).scalar_one()
    assert zlib.decompress(stored) == text
    assert len(stored) < len(text) / 4
