"""Everything comes out again."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pandas as pd
import pytest

from runtone.library import OwnedLibrary
from runtone.library.store.spreadsheet import CsvStyle, csv_text, in_units
from runtone.wording import Units
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, gpx_file, season

RUNS = season(5)
FILES = [*fit_files(RUNS), ("folder/site.gpx", gpx_file(RUNS[1])), ("other/site.gpx", gpx_file(RUNS[2]))]


def _archive(pieces: list[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_originals_come_back_byte_for_byte_and_tables_say_what_frames_say(mine: OwnedLibrary) -> None:
    list(mine.import_sources([(name.rpartition("/")[2], content) for name, content in FILES], executor=Remembering()))
    mine.log_technique("skipping", date(2026, 3, 9), minutes=4)
    archive = _archive(list(mine.export()))
    assert archive.testzip() is None
    held = {name: archive.read(name) for name in archive.namelist() if name.startswith("originals/")}
    assert sorted(held.values()) == sorted(content for _, content in FILES)
    assert {"originals/site.gpx", "originals/site (2).gpx"} <= set(held)
    exported = pd.read_parquet(io.BytesIO(archive.read("runs.parquet")))
    stored = mine.runs(descending=False)
    assert list(exported["run_id"]) == list(stored["run_id"])
    assert list(exported["distance_m"]) == list(stored["distance_m"])
    load = pd.read_parquet(io.BytesIO(archive.read("muscle_load.parquet")))
    assert load["easy_minutes"].sum() == pytest.approx(mine.muscle_load()["easy_minutes"].sum())
    assert len(_rows(archive, "segments.csv")) == len(mine.segments())
    assert _rows(archive, "techniques.csv")[0]["technique"] == "skipping"
    assert "estimates" in archive.read("README.txt").decode()


def test_tables_for_people_are_in_their_units(mine: OwnedLibrary) -> None:
    list(mine.import_sources(FILES[:1], executor=Remembering()))
    metric = _rows(_archive(list(mine.export())), "runs.csv")[0]
    mine.save_settings(units="imperial")
    imperial = _rows(_archive(list(mine.export())), "runs.csv")[0]
    summary = mine.runs().iloc[0]
    assert float(metric["distance_km"]) == pytest.approx(summary["distance_m"] / 1000, abs=1e-3)
    assert float(imperial["distance_mi"]) == pytest.approx(summary["distance_m"] / 1609.344, abs=1e-3)
    assert float(imperial["ascent_ft"]) == pytest.approx(summary["ascent_m"] / 0.3048, abs=0.1)
    assert metric["mean_pace_min_per_km"] == Units().pace_text(summary["mean_speed_m_s"], unit=False)
    assert "mean_pace_min_per_mi" in imperial
    assert metric["start_time"].endswith("+00:00")
    assert metric["local_date"] == "2026-03-02"


def test_standing_has_no_pace() -> None:
    speeds = pd.DataFrame({"mean_speed_m_s": [1000 / 299.6, 0.0, float("nan")]})
    assert in_units(speeds, Units())["mean_pace_min_per_km"].tolist() == ["5:00", "", ""]
    assert list(in_units(pd.DataFrame({"mean_speed_m_s": [0.0]}), Units())) == ["mean_pace_min_per_km"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    written = csv_text(pd.DataFrame({"note": [text], "number": [-1.5]}), header=False)
    (row,) = csv.reader(io.StringIO(written, newline=""))
    assert row[0].startswith("'")
    assert row[1] == "-1.5"


def test_some_runs_can_be_exported_alone(mine: OwnedLibrary) -> None:
    results = list(mine.import_sources(FILES[:3], executor=Remembering()))
    archive = _archive(list(mine.export([int(results[1].run_id or 0)])))
    assert [name for name in archive.namelist() if name.startswith("originals/")] == [f"originals/{FILES[1][0]}"]
    assert len(_rows(archive, "runs.csv")) == 1
    chosen = [None, *([int(result.run_id or 0)] for result in results)]
    names = [mine.export_name(run_ids, style) for run_ids in chosen for style in CsvStyle]
    assert "selected 1 run 2026-03-04 to 2026-03-04" in names[4]
    mine.annotate(int(results[0].run_id or 0), "after the rain")
    names.append(mine.export_name())
    assert len(set(names)) == 9
    assert all(" all 3 runs " in name for name in (names[0], names[-1]))


def test_an_empty_library_exports_as_well(mine: OwnedLibrary) -> None:
    archive = _archive(list(mine.export()))
    assert _rows(archive, "runs.csv") == []
    assert pd.read_parquet(io.BytesIO(archive.read("segments.parquet"))).empty


def test_an_export_is_sent_in_pieces(mine: OwnedLibrary) -> None:
    noisy = [(f"{run.seed}.gpx", gpx_file(run)) for run in season(20, minutes=30.0)]
    list(mine.import_sources(noisy, executor=Remembering()))
    pieces = list(mine.export())
    assert len(pieces) >= 3
    assert max(len(piece) for piece in pieces) < 600_000
    assert _archive(pieces).testzip() is None
