"""Nothing that was not chosen is in what a visitor receives, and nothing that is hidden can be reckoned from it."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from runtone.errors import SettingsError
from runtone.sharing.private_zones import hidden_seconds, zones_for_ends
from runtone.sharing.redaction import OwnersRun, redact
from runtone.sharing.snapshot import FIGURES, PARTS, TRACK_COLUMNS, SharedRun, Snapshot, chosen_parts
from tests.sharing.synthetic_runner import loop, run_from

HOME = (47.123456, 8.654321)
SECRET = b"the owner's own secret, never shown"
EVERYTHING = frozenset(PARTS)


def a_run(seed: int = 1, length_m: float = 12_000.0) -> OwnersRun:
    return run_from(HOME, loop(np.random.default_rng(seed), length_m))


def zones_of(run: OwnersRun) -> Any:
    return zones_for_ends(run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[0, -1]], SECRET)


def redacted(run: OwnersRun, parts: frozenset[Any], zones: Any) -> SharedRun:
    told = redact(run, 1, parts, zones, SECRET)
    assert told is not None
    return told


def shared(run: OwnersRun, *parts: str) -> SharedRun:
    return redacted(run, chosen_parts(parts), zones_of(run))


def snapshot_of(*runs: SharedRun, parts: frozenset[Any] = frozenset()) -> Snapshot:
    day = runs[0].local_date
    return Snapshot(
        kind="range", parts=parts, made_on=day, first_day=day, last_day=day, units="metric", runs=tuple(runs)
    )


def plain(run: SharedRun) -> str:
    return zlib.decompress(snapshot_of(run).to_bytes()).decode()


def numbers(text: str) -> list[float]:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            for each in value.values():
                yield from walk(each)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value)

    return list(walk(json.loads(text)))


def test_without_any_part_there_is_no_place_name_note_pulse_or_time() -> None:
    text = plain(shared(a_run()))
    assert "mill" not in text
    assert "blue door" not in text
    assert "06:41" not in text
    assert "Zurich" not in text
    told = shared(a_run())
    assert told.track[["latitude_deg", "longitude_deg", "heart_rate_bpm"]].isna().all().all()
    assert told.segments["mean_heart_rate_bpm"].isna().all()
    assert told.figures["mean_heart_rate_bpm"] is None
    assert told.local_start is None
    assert not told.shortened


@pytest.mark.parametrize(
    ("part", "sign"),
    [("names", "Past the old mill"), ("notes", "Rang at the blue door"), ("times", "06:41:13"), ("heart_rate", "150")],
)
def test_each_part_brings_what_it_names_and_nothing_else(part: str, sign: str) -> None:
    signs = {"names": "Past the old mill", "notes": "Rang at the blue door", "times": "06:41:13"}
    text = plain(shared(a_run(), part))
    assert sign in text
    assert all(other not in text for name, other in signs.items() if name != part)
    assert shared(a_run(), part).track["latitude_deg"].isna().all()


def test_even_with_every_part_no_coordinate_and_no_height_of_the_place_leaves() -> None:
    run = a_run()
    told = redacted(run, EVERYTHING, zones_of(run))
    assert told.shortened
    assert np.nanmax(np.abs(told.track[["latitude_deg", "longitude_deg"]].to_numpy())) < 0.1  # about 0° N 0° E
    values = numbers(plain(told))
    assert not [value for value in values if abs(value - HOME[0]) < 0.05 or abs(value - HOME[1]) < 0.05]
    assert told.track["altitude_m"].min() == 0
    assert told.track["altitude_m"].max() < 20  # the run lies at 432 m


def test_what_is_hidden_leaves_no_trace_in_anything_that_is_shown() -> None:
    """Two runs that differ only in hidden seconds give the same bytes."""
    run = a_run()
    hidden = hidden_seconds(
        run.track["latitude_deg"].to_numpy(),
        run.track["longitude_deg"].to_numpy(),
        run.track["distance_m"].to_numpy(),
        zones_of(run),
        SECRET,
        run.key,
    )
    assert 0.1 < hidden.mean() < 0.9
    track = run.track.copy()
    for name, value in (("heart_rate_bpm", 188.0), ("altitude_m", 2000.0), ("speed_m_s", 1.1), ("cadence_spm", 120.0)):
        track.loc[hidden, name] = value
    track.loc[hidden, ["grade_adjusted_speed_m_s", "grade", "acceleration_m_s2"]] = 0.3
    # The runner walks to and fro in the zone: the distance grows, the place stays in it.
    first = int(np.argmin(hidden))
    track.loc[first:, "distance_m"] += 731.0
    other = replace(run, track=track, summary={**run.summary, "distance_m": 12_731.0, "moving_s": 9999.0})
    texts = [plain(redacted(each, EVERYTHING, zones_of(run))) for each in (run, other)]
    assert texts[0] == texts[1]


def test_seconds_more_in_the_zone_before_the_line_begins_change_nothing() -> None:
    run = a_run()
    east, north = loop(np.random.default_rng(1), 12_000.0)
    waited = run_from(HOME, (np.r_[np.zeros(600), east], np.r_[np.zeros(600), north]))
    zones = zones_of(run)
    texts = []
    for each in (run, waited):
        each.segments["reason"] = [f"from {row} s" for row in each.segments["start_s"]]
        told = redacted(replace(each, summary=run.summary), EVERYTHING, zones)
        assert told.segments["start_s"].iloc[0] == 0
        texts.append((told.track.drop(columns="segment").to_json(), told.figures))
    assert texts[0] == texts[1]


def test_a_shortened_run_tells_its_reasons_by_what_is_shown() -> None:
    told = redacted(a_run(), EVERYTHING, zones_of(a_run()))
    assert not [reason for reason in told.segments["reason"] if "whole run" in reason]
    assert told.segments["distance_m"].sum() == pytest.approx(told.figures["distance_m"], rel=1e-4)
    assert told.figures["distance_m"] < 12_000 - 2 * 700
    assert set(told.muscle_load["segment"]) == set(range(len(told.segments)))


def test_a_run_of_which_nothing_remains_is_not_shared_with_a_map() -> None:
    run = a_run(length_m=1500.0)
    assert redact(run, 1, EVERYTHING, zones_of(run), SECRET) is None
    assert redact(run, 1, EVERYTHING - {"map"}, zones_of(run), SECRET) is not None


def test_a_run_without_positions_is_whole_whatever_was_chosen() -> None:
    run = a_run()
    treadmill = replace(run, track=run.track.assign(latitude_deg=np.nan, longitude_deg=np.nan))
    told = redact(treadmill, 1, EVERYTHING, zones_of(run), SECRET)
    assert told is not None
    assert not told.shortened
    assert told.figures["distance_m"] == pytest.approx(run.summary["distance_m"], rel=1e-4)


def test_a_line_that_crosses_a_zone_is_broken_there() -> None:
    run = a_run()
    middle = run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[len(run.track) // 2]]
    zones = (*zones_of(run), *zones_for_ends(middle, SECRET))
    told = redacted(run, EVERYTHING, zones)
    track = told.track_by_second()
    line = track[["longitude_deg", "latitude_deg"]].to_numpy() * 111_195.0
    leaps = np.hypot(*np.diff(line, axis=0).T)
    assert np.isnan(line).any()
    assert np.nanmax(leaps) < 60  # no straight line over the hole


def test_only_named_columns_and_figures_leave() -> None:
    run = a_run()
    richer = replace(
        run,
        summary={**run.summary, "secret_figure": 1.0},
        track=run.track.assign(secret_column=7.0),
        segments=run.segments.assign(secret_column=7.0),
    )
    told = redacted(richer, EVERYTHING, ())
    assert set(told.figures) == set(FIGURES)
    assert tuple(told.track.columns) == TRACK_COLUMNS
    assert "secret" not in plain(told)


def test_a_snapshot_comes_back_as_it_was() -> None:
    told = shared(a_run(), *PARTS)
    once = snapshot_of(told, parts=EVERYTHING)
    again = Snapshot.from_bytes(once.to_bytes())
    assert again.to_bytes() == once.to_bytes()
    pd.testing.assert_frame_equal(again.runs[0].segments, told.segments, check_dtype=False)
    assert again.runs[0].name == "Past the old mill"


def test_a_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="no 'raw_file'"):
        chosen_parts(["map", "raw_file"])
