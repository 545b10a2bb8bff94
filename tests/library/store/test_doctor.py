"""The check of a library finds what is damaged, and reading everything again mends what can be mended."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from runtone.library import Library, OwnedLibrary
from runtone.library.store import schema
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, season
from tests.library.snapshots import snapshot

FILES = fit_files(season(4))


def _damage(mine: OwnedLibrary) -> list[str]:
    return [finding.sentence for finding in mine.examine() if finding.severity == "damage"]


def test_a_sound_library_is_told_to_be_sound(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    list(mine.import_sources(FILES, executor=Remembering()))
    (finding,) = mine.examine()
    assert finding.severity == "well"
    assert "4 runs and 4 original files" in finding.sentence
    assert finding.sentence.endswith("all is well.")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM segment WHERE segment = 0 AND run_id = 2", "segments that do not cover it"),
        ("UPDATE day SET quads_eccentric_easy_minutes = 1 + quads_eccentric_easy_minutes", "sums of 2026-03-0"),
        ("DELETE FROM day WHERE kind = 'steady'", "sums of 2026-03-0"),
        ("UPDATE run_detail SET track = X'00' WHERE run_id = 3", "no readable track"),
        ("DELETE FROM run_detail WHERE run_id = 3", "no readable track"),
    ],
)
def test_damaged_figures_are_found_and_mended_from_the_originals(library: Library, statement: str, said: str) -> None:
    mine = library.owned_by("local")
    list(mine.import_sources(FILES, executor=Remembering()))
    before = snapshot(library)
    with library._database.writing() as connection:
        connection.execute(sa.text(statement))
    found = _damage(mine)
    assert any(said in sentence for sentence in found)
    for reread in mine.reanalyze(everything=True):
        assert reread.message == ""
    assert _damage(mine) == []
    assert snapshot(library) == before


def test_a_damaged_original_is_found_by_name(library: Library) -> None:
    mine = library.owned_by("local")
    list(mine.import_sources(FILES, executor=Remembering()))
    with library._database.writing() as connection:
        connection.execute(sa.update(schema.original).where(schema.original.c.file_id == 1).values(content=b"rot"))
        connection.execute(sa.delete(schema.original).where(schema.original.c.file_id == 2))
    assert [FILES[number][0] in sentence for number, sentence in enumerate(_damage(mine))] == [True, True]


def test_what_is_left_to_do_is_said(library: Library) -> None:
    mine = library.owned_by("local")
    generator = mine.import_sources(FILES, executor=Remembering())
    next(generator)
    next(generator)
    generator.close()  # type: ignore[attr-defined]
    with library._database.writing() as connection:
        connection.execute(sa.update(schema.file).where(schema.file.c.file_id == 1).values(evidence_version=0))
    advice = [finding.sentence for finding in mine.examine() if finding.severity == "advice"]
    assert [sentence.split(":")[0].split(".")[0] for sentence in advice] == [
        "1 file were read by an older analysis",
        "2 runs may read differently now that earlier runs are known",
        "1 import did not come to an end, or still run",
    ]
    list(mine.import_sources(FILES, executor=Remembering()))
    list(mine.reanalyze())
    assert [finding.severity for finding in mine.examine()] == ["well"]
