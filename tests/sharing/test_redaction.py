"""Nothing that was not chosen is in what a visitor receives, and nothing that is hidden can be reckoned from it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from runtone.errors import SettingsError
from runtone.files import Activity
from runtone.segments import ReasonCode
from runtone.sharing.private_zones import zones_for_ends
from runtone.sharing.redaction import SPLITS_M, redact
from runtone.sharing.snapshot import FIGURES, PARTS, TRACK_COLUMNS, SharedRun, Snapshot, chosen_parts
from runtone.sharing.unredacted_run import UnredactedRun
from runtone.wording import reason_sentences
from tests.sharing.synthetic_runner import library_run, loop, run_from

HOME = (47.123456, 8.654321)
SECRET = b"the owner's own secret, never shown"
EVERYTHING = frozenset(PARTS)


def a_run(seed: int = 1, length_m: float = 12_000.0) -> UnredactedRun:
    return run_from(HOME, loop(np.random.default_rng(seed), length_m))


def zones_of(run: UnredactedRun) -> Any:
    return zones_for_ends(run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[0, -1]], SECRET)


def redacted(run: UnredactedRun, parts: frozenset[Any], zones: Any) -> SharedRun:
    told = redact(run, 1, parts, zones, SECRET)
    assert told is not None
    return told


def shared(run: UnredactedRun, *parts: str) -> SharedRun:
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
    assert "07:41" not in text
    assert "Zurich" not in text
    told = shared(a_run())
    assert told.track.empty
    assert told.segments["mean_heart_rate_bpm"].isna().all()
    assert told.figures["mean_heart_rate_bpm"] is None
    assert told.local_start is None
    assert not told.shortened


def test_without_line_and_profile_nothing_tells_the_order_of_hills() -> None:
    """The same run backwards, or with its hills in another order, could not be told apart."""
    run = a_run()
    told = shared(run)
    kinds = [tuple(row) for row in told.segments[["kind", "terrain", "effort"]].to_numpy()]
    assert len(set(kinds)) < len(kinds)  # there are several hills
    figures = ["distance_m", "ascent_m", "descent_m", "mean_grade", "mean_speed_m_s"]
    for _, alike in told.segments.groupby(["kind", "terrain", "effort"]):
        assert alike.index.to_list() == list(range(alike.index[0], alike.index[-1] + 1))
        assert len(alike[figures].drop_duplicates()) == 1
    for segment in told.segments.index:
        same = [number for number, kind in enumerate(kinds) if kind == kinds[segment]]
        minutes = told.muscle_load[told.muscle_load["segment"].isin(same)].pivot_table(
            index="segment", columns=["muscle_group", "action"], values="easy_minutes"
        )
        assert np.ptp(minutes.to_numpy(), axis=0).max() == pytest.approx(0, abs=1e-12)
    assert {reason.code for reason in told.segments["reason"]} == {ReasonCode.UNTOLD}


def test_what_is_summed_up_adds_up_to_the_run() -> None:
    run = a_run()
    told = shared(run)
    assert len(told.segments) == len(run.segments)
    for name in ("distance_m", "ascent_m", "descent_m"):
        assert told.segments[name].sum() == pytest.approx(run.segments[name].sum())
    for name, table, whole in (
        ("easy_minutes", told.muscle_load, run.muscle_load),
        ("minutes", told.muscle_zones, run.muscle_zones),
    ):
        key = "action" if name == "easy_minutes" else "zone"
        sums = table.groupby(["muscle_group", key])[name].sum()
        expected = whole.astype({"muscle_group": str, key: str}).groupby(["muscle_group", key])[name].sum()
        pd.testing.assert_series_equal(sums, expected, check_index_type=False)
    for name in ("stress_minutes", "push_stress_minutes", "brake_stress_minutes"):
        sums, expected = (
            table.astype({"muscle_group": str}).groupby("muscle_group")[name].sum()
            for table in (told.muscle_stress, run.muscle_stress)
        )
        pd.testing.assert_series_equal(sums, expected)
    seconds = (told.segments["end_s"] - told.segments["start_s"]).sum()
    assert seconds == (run.segments["end_s"] - run.segments["start_s"]).sum()
    assert told.figures["distance_m"] == pytest.approx(run.summary["distance_m"], abs=5.01)


@pytest.mark.parametrize(
    ("part", "sign"),
    [("names", "Past the old mill"), ("notes", "Rang at the blue door"), ("times", "07:41:13"), ("heart_rate", "150")],
)
def test_each_part_brings_what_it_names_and_nothing_else(part: str, sign: str) -> None:
    signs = {"names": "Past the old mill", "notes": "Rang at the blue door", "times": "07:41:13"}
    text = plain(shared(a_run(), part))
    assert sign in text
    assert all(other not in text for name, other in signs.items() if name != part)
    assert shared(a_run(), part).track.empty


def test_splits_tell_what_the_track_tells_and_no_more() -> None:
    run = a_run()
    assert shared(run, "heart_rate").splits.empty
    line, profile = shared(run, "map"), shared(run, "profile", "heart_rate")
    for told in (line, profile):
        for every_m in SPLITS_M:
            assert told.splits_every(every_m)["distance_m"].sum() == pytest.approx(told.figures["distance_m"], abs=50.0)
    of_heights = ["grade_adjusted_speed_m_s", "ascent_m", "descent_m"]
    assert line.splits[[*of_heights, "heart_rate_bpm"]].isna().all(axis=None)
    assert profile.splits[[*of_heights, "heart_rate_bpm"]].notna().all(axis=None)


def test_even_with_every_part_no_coordinate_and_no_height_of_the_place_leaves() -> None:
    run = a_run()
    told = redacted(run, EVERYTHING, zones_of(run))
    assert told.shortened
    assert np.nanmax(np.abs(told.track[["latitude_deg", "longitude_deg"]].to_numpy())) < 0.1  # about 0° N 0° E
    values = numbers(plain(told))
    assert not [value for value in values if abs(value - HOME[0]) < 0.05 or abs(value - HOME[1]) < 0.05]
    assert told.track["altitude_m"].min() == 0
    assert told.track["altitude_m"].max() < 40  # the run lies at 432 m


def far_inside(hidden: np.ndarray) -> np.ndarray:
    """Return the hidden seconds that are a minute from any other: a small step leads to no border."""
    return np.asarray(pd.Series(hidden, dtype=float).rolling(121, center=True, min_periods=1).min() == 1)


HIDDEN_CHANGES: dict[str, Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]] = {
    "another pulse": lambda records, hidden: records.assign(
        heart_rate_bpm=records["heart_rate_bpm"].where(~hidden, 188.0)
    ),
    "no pulse": lambda records, hidden: records.assign(heart_rate_bpm=records["heart_rate_bpm"].where(~hidden)),
    "another height": lambda records, hidden: records.assign(altitude_m=records["altitude_m"].where(~hidden, 2000.0)),
    "a noisy height": lambda records, hidden: records.assign(
        altitude_m=records["altitude_m"] + np.where(hidden, np.random.default_rng(5).normal(0, 9, len(records)), 0.0)
    ),
    "another cadence": lambda records, hidden: records.assign(cadence_spm=records["cadence_spm"].where(~hidden, 120.0)),
    "a way to and fro": lambda records, hidden: records.assign(
        distance_m=records["distance_m"] + 731.0 * (np.arange(len(records)) >= int(np.argmin(hidden)))
    ),
    "no distance": lambda records, hidden: records.assign(distance_m=records["distance_m"].where(~hidden)),
    "fewer samples": lambda records, hidden: records[~hidden | (np.arange(len(records)) % 7 == 0)],
    "an earlier start": lambda records, hidden: pd.concat(
        [
            pd.concat([records.head(1)] * 4000).assign(
                time=records["time"].iloc[0] - pd.to_timedelta(np.arange(4000, 0, -1), "s")
            ),
            records,
        ]
    ),
    "a later finish": lambda records, hidden: pd.concat(
        [
            records,
            pd.concat([records.tail(1)] * 900).assign(
                time=records["time"].iloc[-1] + pd.to_timedelta(np.arange(1, 901), "s")
            ),
        ]
    ),
    "other positions in the zone": lambda records, hidden: records.assign(
        latitude_deg=records["latitude_deg"] + np.where(far_inside(hidden), 2e-5, 0.0)
    ),
}
"""Ways in which two recordings can differ in nothing but hidden seconds."""


@pytest.mark.parametrize("change", HIDDEN_CHANGES)
@pytest.mark.parametrize(
    "parts", [EVERYTHING, frozenset({"profile"}), frozenset({"map"})], ids=["everything", "profile", "map"]
)
def test_what_is_hidden_leaves_no_trace_in_anything_that_is_shown(change: str, parts: frozenset[Any]) -> None:
    """Two recordings that differ only in hidden seconds give the same bytes."""
    run = a_run()
    zones = zones_of(run)
    activity = run.recording()
    hidden = deeply_hidden(activity.records, zones)
    assert 0.1 < hidden.mean() < 0.9
    records = HIDDEN_CHANGES[change](activity.records, hidden).reset_index(drop=True)
    other = library_run(replace(activity, records=records, start_time=None), name=run.name, note=run.note)
    texts = [plain(redacted(each, parts, zones)) for each in (run, other)]
    assert texts[0] == texts[1]


def deeply_hidden(records: pd.DataFrame, zones: Any) -> np.ndarray:
    """Return the seconds that a zone covers, where another run may have gone elsewhere."""
    hidden = np.zeros(len(records), bool)
    for zone in zones:
        hidden |= zone.covers(records["latitude_deg"].to_numpy(), records["longitude_deg"].to_numpy())
    return hidden


def test_a_change_of_what_is_shown_is_seen() -> None:
    """The test before this one could fail."""
    run = a_run()
    zones = zones_of(run)
    activity = run.recording()
    shown = ~deeply_hidden(activity.records, zones)
    pulse = activity.records["heart_rate_bpm"].where(~shown, 151.0)
    other = library_run(replace(activity, records=activity.records.assign(heart_rate_bpm=pulse)))
    assert plain(redacted(run, EVERYTHING, zones)) != plain(redacted(other, EVERYTHING, zones))


def test_a_cut_run_is_told_by_what_is_shown_alone() -> None:
    told = redacted(a_run(), EVERYTHING, zones_of(a_run()))
    assert told.segments["distance_m"].sum() == pytest.approx(told.figures["distance_m"], rel=1e-3)
    assert (told.figures["distance_m"] or 0) < 12_000 - 2 * 700
    assert set(told.muscle_load["segment"]) == set(range(len(told.segments)))
    assert told.segments["start_s"].iloc[0] == 0
    assert told.local_start is not None
    assert told.local_start.replace(tzinfo=None).isoformat() > "2026-03-03T06:43"  # not when the door was left


def test_heights_are_those_of_contour_lines() -> None:
    told = shared(a_run(), "profile")
    seconds = told.track
    at = seconds["distance_m"].to_numpy()
    corners = np.flatnonzero(np.abs(np.diff(seconds["grade"].to_numpy())) > 1e-6)
    assert len(corners) > 5
    along = at[corners]
    assert np.abs((along - 50 + 50) % 100 - 50).max() <= 40  # at the middle of a hundred metres, give or take a row
    heights = seconds["altitude_m"].to_numpy()[corners + 1]
    assert np.abs(heights / 5 - np.round(heights / 5)).max() <= 0.45
    assert seconds["latitude_deg"].isna().all()


def test_a_run_of_which_nothing_remains_is_not_shared_with_a_map() -> None:
    run = a_run(length_m=1500.0)
    for parts in (EVERYTHING, EVERYTHING - {"map"}, EVERYTHING - {"profile"}):
        assert redact(run, 1, parts, zones_of(run), SECRET) is None
    assert redact(run, 1, EVERYTHING - {"map", "profile"}, zones_of(run), SECRET) is not None


def test_a_run_without_positions_is_whole_whatever_was_chosen() -> None:
    run = a_run()
    treadmill = replace(run, track=run.track.assign(latitude_deg=np.nan, longitude_deg=np.nan, altitude_m=np.nan))
    told = redact(treadmill, 1, EVERYTHING, zones_of(run), SECRET)
    assert told is not None
    assert not told.shortened
    assert len(told.track) > 100
    assert told.figures["distance_m"] == pytest.approx(run.summary["distance_m"], rel=1e-4)


def test_a_run_with_heights_and_no_positions_is_summed_up_whatever_was_chosen() -> None:
    run = a_run()
    no_positions = replace(run, track=run.track.assign(latitude_deg=np.nan, longitude_deg=np.nan))
    told = redact(no_positions, 1, EVERYTHING, zones_of(run), SECRET)
    assert told is not None
    assert not told.shortened
    assert told.track.empty


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
    words = told.segments.astype({"kind": str, "terrain": str, "effort": str, "source": str})
    back = again.runs[0].segments
    pd.testing.assert_frame_equal(back.drop(columns="reason"), words.drop(columns="reason"), check_dtype=False)
    assert reason_sentences(back) == reason_sentences(words)
    assert again.runs[0].name == "Past the old mill"


def test_a_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="no 'raw_file'"):
        chosen_parts(["map", "raw_file"])


def with_laps(activity: Activity, *ends: int, trigger: str | None) -> Activity:
    """Return a recording with laps that end at some samples."""
    times = activity.records["time"]
    starts, stops = [0, *ends[:-1]], list(ends)
    laps = pd.DataFrame(
        {
            "start_time": times.iloc[starts].to_numpy(),
            "end_time": times.iloc[stops].to_numpy(),
            "elapsed_s": np.diff([0, *ends]).astype(float),
            "timer_s": np.diff([0, *ends]).astype(float),
            "distance_m": 1000.0,
            "trigger": trigger,
        }
    )
    whole = laps.reindex(columns=activity.laps.columns)
    times_of = {name: pd.to_datetime(laps[name], utc=True) for name in ("start_time", "end_time")}
    return replace(activity, laps=whole.assign(**times_of))


@pytest.mark.parametrize(("trigger", "count"), [("manual", 5), ("distance", 0), (None, 0)])
def test_a_cut_run_shows_the_laps_that_were_pressed_in_what_is_shown(trigger: str | None, count: int) -> None:
    run = a_run()
    recorded = run.recording()
    ends = range(200, len(recorded.records), 200)
    recorded = with_laps(recorded, *ends, trigger=trigger)
    cut = redacted(replace(run, recording=lambda: recorded), frozenset({"map"}), zones_of(run))
    assert (len(cut.laps) >= count) if count else cut.laps.empty
    assert len(cut.laps) < len(ends)
    assert cut.laps["number"].tolist() == list(range(1, len(cut.laps) + 1))
    assert cut.laps["heart_rate_bpm"].isna().all()
    assert redacted(run, frozenset(), zones_of(run)).laps.empty
