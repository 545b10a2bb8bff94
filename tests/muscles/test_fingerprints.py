"""What sets a session apart in the sample season: which groups it asked hard, and which it let rest."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

import runtone
from runtone.muscles import GROUPS, HardAlike, cadence_ratio, cadence_sample, explain, stress, stress_totals
from runtone.muscles.demand import stress_seconds
from runtone.muscles.facts import Lens, StandsOut
from runtone.muscles.seconds import muscle_seconds
from runtone.runner import Runner
from runtone.segments import steady_speed_from_history
from runtone.training import Calendar, run_frames, usual_bands, weekly_load
from tests.corpus import REPOSITORY

FILES = sorted((REPOSITORY / "sample_data" / "season").iterdir())
LEGS = GROUPS[:6]


@cache
def first_visit(name: str) -> runtone.Run:
    """A session read without history, by the start of its file's name."""
    path = next(path for path in FILES if path.name.startswith(name))
    return runtone.analyze(runtone.read_activity(path))


@cache
def season() -> tuple[tuple[str, runtone.Run], ...]:
    """Every session of the season, each read with what the sessions before it say of the runner."""
    alone = {path.name: first_visit(path.name) for path in FILES}
    said = pd.DataFrame([run.summary for run in alone.values()])
    samples = [(run.summary["start_time"], cadence_sample(run.track)) for run in alone.values()]
    runs = []
    for path in FILES:
        start = alone[path.name].summary["start_time"]
        runner = Runner(
            steady_speed_m_s=steady_speed_from_history(said, start),
            cadence_ratio=cadence_ratio(
                sample for at, sample in samples if sample and start - timedelta(90) <= at < start
            ),
        )
        runs.append((path.name, runtone.analyze(runtone.read_activity(path), runner)))
    return tuple(runs)


def stress_of(run: runtone.Run, column: str = "stress_minutes") -> pd.Series:
    return stress_totals(run.muscle_stress).set_index("muscle_group").loc[list(LEGS), column]


@pytest.mark.parametrize("day", ["2026-09-15", "2026-11-03", "2026-11-17"])
def test_hill_sprints_are_a_glute_session(day: str) -> None:
    for run in (first_visit(day), next(run for name, run in season() if name.startswith(day))):
        minutes = stress_of(run)
        assert minutes.idxmax() == "glutes"
        assert minutes["glutes"] > 1.5 * minutes["calves"]
        assert stress_of(run, "push_stress_minutes").idxmax() == "glutes"


@pytest.mark.parametrize("day", ["2026-09-29", "2026-10-27", "2026-11-10", "2026-11-19"])
def test_four_hundreds_put_hip_flexors_and_shins_first(day: str) -> None:
    for run in (first_visit(day), next(run for name, run in season() if name.startswith(day))):
        minutes = stress_of(run)
        assert set(minutes.nlargest(2).index) == {"hip_flexors", "shins"}
        assert minutes.idxmin() == "calves"


def test_the_way_down_is_quads_braking_with_the_calves_last() -> None:
    run = first_visit("2026-11-13")
    minutes, braking = stress_of(run), stress_of(run, "brake_stress_minutes")
    assert minutes.idxmax() == "quads"
    assert minutes.idxmin() == "calves"
    assert braking.idxmax() == "quads"
    assert braking["quads"] > 1.5 * stress_of(run, "push_stress_minutes")["quads"]


def test_against_his_usual_easy_running_the_way_down_is_told_by_the_braking_of_the_quads() -> None:
    # Run a quarter faster than usual, it asked more of the swinging leg too; what descents did shows in braking.
    run = next(run for name, run in season() if name.startswith("2026-11-13"))
    braking = stress_of(run, "brake_stress_minutes").drop("shins")
    assert braking.idxmax() == "quads"
    told = explain(run.muscle_stress, run.segments).headline
    assert isinstance(told, StandsOut)
    assert told.source is not None
    assert (told.group.muscle_group, told.lens, told.source.source) == ("quads", "brake", "downhill")


@pytest.mark.parametrize("day", ["2026-09-01", "2026-11-05", "2026-11-12", "2026-11-21"])
def test_an_easy_run_sets_no_group_apart(day: str) -> None:
    minutes = stress_of(first_visit(day))
    running = first_visit(day).summary["moving_s"] / 60.0
    assert minutes.max() < 1.15 * minutes.min()
    assert 0.85 < minutes.mean() / running < 1.25


@pytest.mark.parametrize("exponent", [3.0, 4.0, 5.0])
@pytest.mark.parametrize(
    ("day", "first", "last"),
    [("2026-11-03", "glutes", "calves"), ("2026-11-19", "hip_flexors", "calves"), ("2026-11-13", "quads", "calves")],
)
def test_three_and_five_order_the_groups_alike(day: str, first: str, last: str, exponent: float) -> None:
    run = first_visit(day)
    seconds = stress_seconds(muscle_seconds(run.track, run.runner), run.track, run.runner)
    minutes = dict(zip(LEGS, (seconds.demand[:, :6] ** exponent).sum(axis=0), strict=True))
    assert max(minutes, key=minutes.__getitem__) == first
    assert min(minutes, key=minutes.__getitem__) in {last, "quads"}
    if exponent == 4.0:
        np.testing.assert_allclose(list(minutes.values()), stress(run.track, run.runner).sum()[:6])


def weeks(column: str = "stress_minutes") -> pd.DataFrame:
    """Each week's stress by group against the median week, over the median group's."""
    by_week: dict[str, pd.Series] = {}
    for _, run in season():
        monday = run.summary["local_date"] - timedelta(run.summary["local_date"].weekday())
        by_week[str(monday)] = by_week.get(str(monday), 0.0) + stress_of(run, column)
    table = pd.DataFrame(by_week).T
    against = table / table.median()
    return against.div(against.median(axis=1), axis=0)


@pytest.mark.parametrize("monday", ["2026-09-28", "2026-10-26", "2026-11-09", "2026-11-16"])
def test_weeks_with_repeats_or_a_long_way_down_lie_a_fifth_apart_between_groups(monday: str) -> None:
    of_week = weeks().loc[monday]
    assert of_week.max() > 1.2 * of_week.min()


@pytest.mark.parametrize("monday", ["2026-09-14", "2026-11-02"])
def test_weeks_with_hill_sprints_do_so_in_their_push(monday: str) -> None:
    # Three minutes of sprints in a week of five hours: the whole tells them a tenth apart, the lens of pushing more.
    pushing = weeks("push_stress_minutes").loc[monday]
    assert pushing.idxmax() == "glutes"
    assert pushing.max() > 1.15 * pushing.min()
    assert weeks().loc[monday].max() > 1.07 * weeks().loc[monday].min()


def test_the_week_of_hill_sprints_is_told_by_their_push_against_the_usual_week() -> None:
    frames, monday = run_frames(run for _, run in season()), date(2026, 11, 2)
    table = weekly_load(
        frames.runs, frames.muscle_load, Calendar.on(date(2026, 11, 9)), muscle_stress=frames.muscle_stress
    )
    lenses: dict[Lens, str] = {"all": "stress_minutes", "push": "push_stress_minutes", "brake": "brake_stress_minutes"}
    usual = {
        lens: {group: band.median for group, band in usual_bands(table, monday, figure).items()}
        for lens, figure in lenses.items()
    }
    ran = [monday <= day < monday + timedelta(7) for day in frames.runs["local_date"]]
    assert frames.muscle_stress is not None
    assert frames.segments is not None
    stress_rows, segments = (
        frame[frame["run_id"].isin(frames.runs["run_id"][ran])] for frame in (frames.muscle_stress, frames.segments)
    )
    told = explain(stress_rows, segments, span="week", usual_week=usual).headline
    assert isinstance(told, HardAlike)
    assert (told.most.muscle_group, told.lens, told.least.muscle_group) == ("glutes", "push", "calves")
    assert told.source is not None
    assert told.source.source == "hill sprint"
    assert told.most_figure > 1.19 * told.least_figure


def test_over_the_season_load_tells_the_groups_less_apart_than_stress() -> None:
    def apart(tables: list[pd.DataFrame], column: str) -> float:
        sums = pd.concat(tables).groupby("muscle_group")[column].sum()[list(LEGS)]
        return float(sums.max() / sums.min())

    runs = [run for _, run in season()]
    load = apart([run.muscle_load for run in runs], "easy_minutes")
    assert load < 1.2
    assert apart([run.muscle_stress for run in runs], "stress_minutes") > 1.3 * load
