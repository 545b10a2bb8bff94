"""What caused each group's load, and which minutes were hard."""

import numpy as np
import pandas as pd
import pytest

from runtone.muscles import CAUSES, GROUPS, cause_of, hard_minutes, load_causes, segment_load, zone_minutes
from runtone.runner import Runner
from tests.muscles.tracks import FLAT, HILLY, SPRINTS, Part, course

MIXED = (*HILLY[:-1], *SPRINTS)


def loaded(parts: tuple[Part, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame, segments = course(*parts)
    return segment_load(frame, segments, Runner()), segments


def stored(parts_of_runs: list[tuple[Part, ...]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Long frames of several runs, as a library keeps them."""
    loads, tables = [], []
    for run_id, parts in enumerate(parts_of_runs, start=11):
        load, segments = loaded(parts)
        loads.append(load.assign(run_id=run_id))
        tables.append(segments.rename_axis("segment").reset_index().assign(run_id=run_id))
    return pd.concat(loads, ignore_index=True), pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize("parts", [HILLY, SPRINTS, FLAT, MIXED])
def test_shares_and_minutes_add_up(parts: tuple[Part, ...]) -> None:
    load, segments = loaded(parts)
    causes = load_causes(load, segments)
    assert list(causes.columns) == [
        "muscle_group", "cause", "easy_minutes", "braking_easy_minutes", "share", "minutes", "count",
    ]  # fmt: skip
    for group, of_group in causes.groupby("muscle_group"):
        assert of_group["share"].sum() == pytest.approx(1.0, abs=1e-12)
        assert of_group["minutes"].sum() == pytest.approx((segments["end_s"] - segments["start_s"]).sum() / 60.0)
        assert of_group["count"].sum() == len(segments)
        mine = load[load["muscle_group"] == group]
        assert of_group["easy_minutes"].sum() == pytest.approx(mine["easy_minutes"].sum())
        braking = mine.loc[mine["action"] == "eccentric", "easy_minutes"].sum()
        assert of_group["braking_easy_minutes"].sum() == pytest.approx(braking)
    assert causes["muscle_group"].unique().tolist() == list(GROUPS)


def test_a_week_is_its_runs_put_together() -> None:
    load, segments = stored([HILLY, SPRINTS, FLAT])
    together = load_causes(load, segments)
    parts = pd.concat([load_causes(*loaded(parts)) for parts in (HILLY, SPRINTS, FLAT)])
    sums = parts.groupby(["muscle_group", "cause"])["easy_minutes"].sum()
    of_week = together.set_index(["muscle_group", "cause"])["easy_minutes"]
    np.testing.assert_allclose(of_week, sums.loc[of_week.index])


def test_a_hill_sprint_is_a_sprint() -> None:
    assert cause_of("sprint", "uphill") == "sprint"
    assert [cause_of("hill", terrain) for terrain in ("uphill", "downhill", "flat")] == ["uphill", "downhill", "steady"]
    assert {cause_of(kind, "flat") for kind in ("steady", "rest", "sprint", "hill")} <= set(CAUSES)


def hard_week() -> tuple[pd.DataFrame, pd.DataFrame]:
    tables, zones = [], []
    for run_id, (day, parts) in enumerate([("2026-03-03", HILLY), ("2026-03-05", SPRINTS), ("2026-03-08", FLAT)]):
        frame, segments = course(*parts)
        zones.append(zone_minutes(frame, segments, Runner(), 2.7).assign(run_id=run_id))
        table = segments.rename_axis("segment").reset_index()
        tables.append(table.assign(run_id=run_id, local_date=pd.Timestamp(day)))
    return pd.concat(zones, ignore_index=True), pd.concat(tables, ignore_index=True)


def test_hard_minutes_are_those_of_the_zones_hard_and_sprint() -> None:
    zones, segments = hard_week()
    hard = hard_minutes(zones, segments)
    wanted = zones[zones["zone"].isin(["hard", "sprint"])].groupby("muscle_group")["minutes"].sum()
    np.testing.assert_allclose(hard.groupby("muscle_group")["minutes"].sum()[wanted.index], wanted)
    for _, rows in hard.groupby("muscle_group"):
        assert rows["minutes"].is_monotonic_decreasing
