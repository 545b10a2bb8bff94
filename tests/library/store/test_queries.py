"""Frames over many runs: they say what the runs say, and each owner sees only their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

import runtone
from runtone.errors import LibraryError, SettingsError
from runtone.files import Member
from runtone.library import SORT_COLUMNS, Library, OwnedLibrary
from runtone.library.imports.file_analysis import read_recording
from runtone.library.store import schema
from runtone.runner import Runner
from runtone.training import recognised_techniques
from runtone.vocabulary import GROUPS, LOAD_PARTS, ZONES
from tests.library.imports.executors import Remembering
from tests.library.recordings import InventedRun, fit_file, fit_files, season

RUNS = season(9, every_days=1.5)
FILES = fit_files(RUNS)


@pytest.fixture
def full(any_library: Library) -> OwnedLibrary:
    mine = any_library.owned_by("local")
    list(mine.import_sources(FILES, executor=Remembering()))
    return mine


def test_groups_and_zones_are_those_of_the_model() -> None:
    import runtone.muscles as model

    run = read_recording(Member("a.fit", FILES[2][1]), Runner()).figures
    assert tuple(model.GROUPS) == GROUPS
    assert tuple(model.ZONES) == ZONES
    assert len(run.segments) > 1
    assert {group for group, _ in LOAD_PARTS} == set(GROUPS)


def test_runs_come_newest_first_and_can_be_chosen_and_sorted(full: OwnedLibrary) -> None:
    runs = full.runs()
    assert list(runs["start_time"]) == sorted((pd.Timestamp(run.start) for run in RUNS), reverse=True)
    assert runs["local_date"].dt.tz is None
    assert full.run_count() == len(runs) == 9
    days = [day.date() for day in runs["local_date"]]
    some = full.runs(start=days[5], end=days[2])
    assert list(some["run_id"]) == list(runs["run_id"][2:6])
    assert full.run_count(start=days[5], end=days[2]) == 4
    middle = float(runs["distance_m"].median())
    assert (full.runs(min_distance_m=middle)["distance_m"] >= middle).all()
    assert full.run_count(min_distance_m=middle) + full.run_count(max_distance_m=middle) == 10
    assert (full.runs(kind="sprint")["sprints"] > 0).all()
    assert 0 < full.run_count(kind="sprint") < 9
    pages = [full.runs(limit=4, offset=offset)["run_id"] for offset in (0, 4, 8)]
    assert list(pd.concat(pages)) == list(runs["run_id"])
    for column in SORT_COLUMNS:
        for descending in (False, True):
            values = full.runs(sort=column, descending=descending)[column].dropna()
            assert values.is_monotonic_decreasing if descending else values.is_monotonic_increasing
    with pytest.raises(LibraryError, match="cannot be sorted by 'owner_id'"):
        full.runs(sort="owner_id")


def test_a_search_looks_at_names_notes_and_files_in_any_case(full: OwnedLibrary) -> None:
    first, second = (int(run_id) for run_id in full.runs()["run_id"][:2])
    full.rename(first, "Straßenlauf 100%")
    full.annotate(second, "with ANNA_B\nin the rain")
    assert list(full.runs(text="STRASSENLAUF")["run_id"]) == [first]
    assert list(full.runs(text="anna_b RAIN")["run_id"]) == [second]
    assert full.run_count(text="100%") == 1
    assert full.run_count(text="%") == 1
    assert full.run_count(text="annaxb") == 0
    assert full.run_count(text=FILES[0][0][:15]) == 1
    full.rename(first, None)
    full.annotate(second, "   ")
    assert full.run(second).note is None
    assert full.run_count(text="strassenlauf") == 0


def test_ranges_say_what_the_runs_say(full: OwnedLibrary) -> None:
    segments, load, zones = full.segments(), full.muscle_load(), full.muscle_zones()
    for run_id in full.runs()["run_id"]:
        run = full.run(int(run_id))
        own = segments[segments["run_id"] == run_id].drop(columns=["run_id", "segment", "local_date"])
        one = run.segments.assign(reason=pd.array([reason.to_text() for reason in run.segments["reason"]], dtype="str"))
        pd.testing.assert_frame_equal(own.reset_index(drop=True), one[list(own)])
        for frame, single in ((load, run.muscle_load), (zones, run.muscle_zones)):
            part = frame[frame["run_id"] == run_id].drop(columns="run_id").reset_index(drop=True)
            pd.testing.assert_frame_equal(part, single)


def test_a_stored_run_says_what_the_analysis_said(full: OwnedLibrary) -> None:
    """Tracks are stored a little coarser; every other figure is the analysis's own."""
    first = full.run(int(full.runs()["run_id"].iloc[-1]))
    from runtone.analysis import analyze
    from runtone.files import read_activity

    run = analyze(read_activity(FILES[0][1]), Runner())
    assert {name: first.summary[name] for name in run.summary} == run.summary
    for name in run.segments:
        np.testing.assert_array_equal(first.segments[name].to_numpy(), run.segments[name].to_numpy())
    keys = ["segment", "muscle_group", "action"]
    stored = first.muscle_load.astype(dict.fromkeys(keys[1:], str)).set_index(keys).sort_index()
    fresh = run.muscle_load.astype(dict.fromkeys(keys[1:], str)).set_index(keys).sort_index()
    pd.testing.assert_frame_equal(stored.loc[fresh.index], fresh[list(stored)])
    assert not stored.drop(fresh.index)["easy_minutes"].any()
    for name in first.track:
        if pd.api.types.is_float_dtype(first.track[name].dtype):
            np.testing.assert_allclose(first.track[name], run.track[name], rtol=1e-6, atol=6e-8)
        else:
            assert list(first.track[name]) == list(run.track[name])
    assert first.confidence == run.confidence
    assert first.warnings == run.warnings


def test_techniques_are_stored_with_their_runs_and_looked_for_in_runs_read_before_they_were(full: OwnedLibrary) -> None:
    columns = ["run_id", "technique", "repeats", "effort_s", "shortest_s", "longest_s"]
    expected = recognised_techniques(full.segments(), full.runs()).sort_values(columns[:2], ignore_index=True)
    assert len(expected) > 0

    def of_all_history() -> pd.DataFrame:
        return full.run_techniques().sort_values(columns[:2], ignore_index=True)

    pd.testing.assert_frame_equal(of_all_history()[columns], expected[columns], check_dtype=False)
    days = full.runs().set_index("run_id")["local_date"]
    assert (of_all_history()["local_date"] == days.loc[of_all_history()["run_id"]].to_numpy()).all()
    with full._database.writing() as connection:
        connection.execute(sa.delete(schema.run_technique))
        connection.execute(sa.update(schema.run).values(analysis_version=7))
    pd.testing.assert_frame_equal(of_all_history()[columns], expected[columns], check_dtype=False)


def test_days_and_weeks_are_the_sums_of_their_runs(full: OwnedLibrary) -> None:
    load = full.muscle_load().merge(full.runs()[["run_id", "local_date"]], on="run_id")
    by = ["local_date", "muscle_group", "action"]
    expected = load.groupby(by, observed=True)["easy_minutes"].sum()
    daily = full.daily_load().set_index(by)["easy_minutes"]
    assert len(daily) == len(expected) == 13 * load["local_date"].nunique()
    np.testing.assert_allclose(daily, expected.loc[daily.index], rtol=1e-12)
    zones = full.muscle_zones().merge(full.runs()[["run_id", "local_date"]], on="run_id")
    for week_start, weekday in (("monday", 0), ("sunday", 6)):
        full.save_settings(week_start=week_start)
        weekly = full.weekly_zones()
        assert set(weekly["week"].dt.day_of_week) == {weekday}
        assert weekly["minutes"].sum() == pytest.approx(zones["minutes"].sum())
        last = weekly["week"].max()
        inside = zones.loc[zones["local_date"] >= last, "minutes"].sum()
        assert weekly.loc[weekly["week"] == last, "minutes"].sum() == pytest.approx(inside)
        part = full.weekly_zones(last.date() + timedelta(days=2), last.date() + timedelta(days=2))
        assert part["minutes"].sum() == pytest.approx(inside)


def test_an_empty_library_gives_empty_frames_with_the_same_columns(any_library: Library, full: OwnedLibrary) -> None:
    empty = any_library.owned_by("someone else")
    for name in (
        "runs",
        "run_days",
        "segments",
        "muscle_load",
        "muscle_zones",
        "daily_load",
        "daily_stress",
        "muscle_stress",
        "weekly_zones",
        "past_imports",
        "techniques",
    ):
        nothing, something = getattr(empty, name)(), getattr(full, name)()
        assert nothing.empty
        assert list(nothing) == list(something), name
    assert empty.run_count() == 0
    assert empty.run_pictures([1, 2]).profiles == {}


def test_weeks_are_counted_from_few_figures(full: OwnedLibrary) -> None:
    few, runs = full.run_days(), full.runs(descending=False)
    for name in few:
        np.testing.assert_array_equal(few[name].to_numpy(), runs[name].to_numpy())


def test_a_day_is_the_runs_own_day(any_library: Library) -> None:
    """East of the date line the day has begun, west of it the day before has not ended; both at 11:30 UTC."""
    mine = any_library.owned_by("local")
    noon = InventedRun(start=datetime(2026, 3, 10, 13, 30, tzinfo=UTC))
    list(mine.import_sources([("a.fit", fit_file(noon)), ("b.fit", fit_file(noon.later(hours=12)))]))
    runs = mine.runs(descending=False)
    assert [day.date() for day in runs["local_date"]] == [date(2026, 3, 10), date(2026, 3, 11)]
    late = InventedRun(start=datetime(2026, 3, 12, 0, 30, tzinfo=UTC))  # 23:30 of the day before at 20° west
    list(mine.import_sources([("c.fit", fit_file(late))]))
    newest = mine.runs(limit=1).iloc[0]
    assert newest["local_date"].date() == date(2026, 3, 11)
    assert list(mine.runs(start=date(2026, 3, 11), end=date(2026, 3, 11))["run_id"]) == list(mine.runs()["run_id"][:2])
    assert mine.run(int(newest["run_id"])).summary["local_start"].hour == 23


def test_profiles_are_a_few_points_of_the_run(full: OwnedLibrary) -> None:
    run_ids = [int(run_id) for run_id in full.runs()["run_id"][:3]]
    for run_id, profile in full.run_pictures(run_ids).profiles.items():
        run = full.run(run_id)
        assert len(profile) == 64
        assert profile["distance_m"].iloc[-1] == pytest.approx(run.summary["distance_m"], rel=1e-3)
        assert set(profile["kind"]) <= set(run.segments["kind"])


def test_techniques_are_kept_by_day(any_library: Library) -> None:
    mine, hers = any_library.owned_by("local"), any_library.owned_by("her")
    first = mine.log_technique("skipping", date(2026, 5, 2), minutes=6, note="barefoot")
    mine.log_technique("squat_jumps", date(2026, 5, 9))
    assert list(mine.techniques()["technique"]) == ["skipping", "squat_jumps"]
    assert list(mine.techniques(start=date(2026, 5, 3))["technique"]) == ["squat_jumps"]
    with pytest.raises(LibraryError):
        hers.remove_technique(first)
    mine.remove_technique(first)
    assert len(mine.techniques()) == 1
    with pytest.raises(SettingsError, match="no technique called 'moonwalk'"):
        mine.log_technique("moonwalk", date(2026, 5, 10))
    with pytest.raises(LibraryError):
        mine.remove_technique(first)


def test_stress_is_kept_by_segment_and_by_day(mine: OwnedLibrary) -> None:
    run = RUNS[2]
    (result,) = mine.import_sources(fit_files([run]))
    fresh = runtone.analyze(runtone.read_activity(fit_file(run)))
    stored = mine.run(int(result.run_id or 0)).muscle_stress
    names = [name for name in fresh.muscle_stress.columns.astype(str) if name.endswith("minutes")]
    assert np.allclose(stored[names], fresh.muscle_stress[names], equal_nan=True)
    assert stored["muscle_group"].astype(str).tolist() == fresh.muscle_stress["muscle_group"].astype(str).tolist()
    by_day = mine.daily_stress().set_index("muscle_group")["stress_minutes"]
    for group, total in fresh.muscle_stress.groupby("muscle_group")["stress_minutes"].sum().items():
        assert by_day[str(group)] == pytest.approx(total)
