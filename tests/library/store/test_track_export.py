"""One run's track in other tools: what two other readers of GPX see is what the library holds."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from runtone.errors import LibraryError
from runtone.files import read_activity
from runtone.library import OwnedLibrary
from runtone.library.imports.executors import Inline
from tests.library.recordings import InventedRun, fit_file

RUN = InventedRun(start=datetime(2026, 5, 9, 5, 30, tzinfo=UTC), minutes=6.0)


def _run_id(mine: OwnedLibrary) -> int:
    (result,) = mine.import_sources([("a.fit", fit_file(RUN))], executor=Inline())
    run_id = int(result.run_id or 0)
    mine.rename(run_id, "Home <loop>/5")
    return run_id


def test_gpx_is_read_by_two_other_libraries_and_by_us(mine: OwnedLibrary) -> None:
    gpx = pytest.importorskip("gpx", reason="the reader gpx is not installed")
    activereader = pytest.importorskip("activereader", reason="the reader activereader is not installed")
    run_id = _run_id(mine)
    track = mine.run(run_id).track
    file = mine.export_track(run_id, "gpx")
    assert file.name.startswith("2026-05-09 ")
    assert file.name.endswith(" Home loop 5 1.1 km.gpx")
    (line,) = gpx.from_string(file.content.decode()).trk
    points = [point for part in line.trkseg for point in part.trkpt]
    assert len(points) == len(track)
    assert np.allclose([float(point.lat) for point in points], track["latitude_deg"], atol=1e-7)
    other = activereader.Gpx.from_file(io.BytesIO(file.content))
    assert len(list(other.trackpoints)) == len(track)
    ours = read_activity(file.content, name=file.name)
    assert ours.name == "Home <loop>/5"
    assert np.allclose(ours.records["heart_rate_bpm"], track["heart_rate_bpm"].round(), atol=1)
    assert np.allclose(ours.records["cadence_spm"], track["cadence_spm"], atol=1)
    assert ours.records["time"].iloc[0] == track["time"].iloc[0]


def test_csv_and_parquet_hold_every_second(mine: OwnedLibrary) -> None:
    run_id = _run_id(mine)
    mine.save_settings(units="imperial")
    track = mine.run(run_id).track
    text = mine.export_track(run_id, "csv", "semicolon").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == len(track)
    assert float(rows[-1]["distance_mi"].replace(",", ".")) == pytest.approx(
        track["distance_m"].iloc[-1] / 1609.344, abs=1e-3
    )
    assert "altitude_ft" in rows[0]
    assert ":" in rows[60]["pace_min_per_mi"]
    parquet = pd.read_parquet(io.BytesIO(mine.export_track(run_id, "parquet").content))
    assert parquet["distance_m"].tolist() == track["distance_m"].tolist()


def test_a_run_without_positions_has_no_gpx_and_says_so(mine: OwnedLibrary) -> None:
    run_id = _run_id(mine)
    run = mine.run(run_id)
    run.track["latitude_deg"] = np.nan
    from runtone.library.store.spreadsheet import CsvStyle
    from runtone.library.store.track_export import TrackFormat, exported_track
    from runtone.wording import Units

    with pytest.raises(LibraryError, match="no positions"):
        exported_track(run, TrackFormat.GPX, CsvStyle.COMMA, Units())
