"""What a planned session would ask, from the model that reads runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.errors import SettingsError
from runtone.muscles import GROUPS, load_index
from runtone.runner import Runner
from runtone.training import (
    Calendar,
    PlannedHills,
    PlannedLoad,
    PlannedSession,
    PlannedSprints,
    beside_week,
    planned_load,
)
from runtone.wording import Units
from runtone.wording.training import assumption_sentence
from tests.training.seasons import FIRST_MONDAY, Outing, make_season, nth_day

MUSCLES = [group for group in GROUPS if group != "core"]


def sentences(planned: PlannedLoad) -> list[str]:
    return [assumption_sentence(assumption, Units()) for assumption in planned.assumptions]


def load_of(plan: PlannedSession, runner: Runner | None = None) -> pd.DataFrame:
    return planned_load(plan, runner).groups.set_index("muscle_group")


def test_easy_minutes_at_three_metres_a_second_are_easy_minutes() -> None:
    planned = planned_load(PlannedSession(easy_minutes=40))
    assert planned.minutes == 40
    assert planned.distance_m == pytest.approx(7200)
    assert planned.groups["easy_minutes"].to_numpy() == pytest.approx(40)
    split = planned.groups[planned.groups["muscle_group"] != "core"]
    np.testing.assert_allclose(split["concentric"] + split["eccentric"], split["easy_minutes"])
    assert planned.groups["hard_minutes"].sum() == 0
    assert (planned.groups["sd_easy_minutes"] > 0).all()
    assert any("not known" in sentence for sentence in sentences(planned))


def test_steady_speed_is_the_runners() -> None:
    quick = load_of(PlannedSession(easy_minutes=30), Runner(steady_speed_m_s=4.0))
    np.testing.assert_allclose(quick["easy_minutes"], 30 * load_index(4.0), rtol=1e-6)


def test_a_hill_loads_as_the_model_says_of_its_grade() -> None:
    up = planned_load(
        PlannedSession(hills=(PlannedHills(count=1, length_m=3000, grade=0.1, speed_m_s=3.0, back="none"),))
    )
    # Grade and speed are constant, so the session is 1000 seconds at one index.
    np.testing.assert_allclose(up.groups["easy_minutes"], 1000 / 60 * load_index(3.0, 0.1), rtol=1e-3)
    assert up.segments["ascent_m"].sum() == pytest.approx(300, rel=1e-3)
    assert up.segments["terrain"].tolist() == ["uphill"]


def test_down_is_braking_and_up_is_push() -> None:
    def hill(grade: float) -> pd.DataFrame:
        return load_of(
            PlannedSession(hills=(PlannedHills(count=1, length_m=2000, grade=grade, speed_m_s=3.0, back="none"),))
        )

    up, level, down = hill(0.08), hill(0.0), hill(-0.08)
    assert up["concentric"].loc["glutes"] > 1.2 * level["concentric"].loc["glutes"]
    assert down["eccentric"].loc["quads"] > 1.2 * level["eccentric"].loc["quads"]
    assert up["eccentric"].loc["quads"] < level["eccentric"].loc["quads"]


def test_the_way_back_is_part_of_the_session() -> None:
    there = load_of(PlannedSession(hills=(PlannedHills(count=3, length_m=200, grade=0.08, back="none"),)))
    jogged = load_of(PlannedSession(hills=(PlannedHills(count=3, length_m=200, grade=0.08, back="jog"),)))
    walked = planned_load(PlannedSession(hills=(PlannedHills(count=3, length_m=200, grade=0.08, back="walk"),)))
    assert (jogged["easy_minutes"] > 1.3 * there["easy_minutes"]).all()
    on_foot = walked.groups.set_index("muscle_group")["easy_minutes"]
    assert (on_foot[MUSCLES] > there.loc[MUSCLES, "easy_minutes"]).all()
    assert (on_foot[MUSCLES] < jogged.loc[MUSCLES, "easy_minutes"]).all()
    assert walked.segments["kind"].tolist() == ["hill", "rest"] * 3
    assert walked.segments["ascent_m"].sum() == pytest.approx(walked.segments["descent_m"].sum(), rel=0.15)


def test_four_hill_sprints_are_seen_beside_forty_easy_minutes() -> None:
    plain = load_of(PlannedSession(easy_minutes=40))
    sprints = load_of(PlannedSession(easy_minutes=40, sprints=(PlannedSprints(count=4, seconds=10, grade=0.08),)))
    assert sprints["easy_minutes"].loc["glutes"] - 40 < 5
    assert plain.loc["glutes", "hard_minutes"] == 0
    assert 0.4 < sprints["hard_minutes"].loc["glutes"] < 1.5
    causes = planned_load(
        PlannedSession(easy_minutes=40, sprints=(PlannedSprints(count=4, seconds=10, grade=0.08),))
    ).causes
    sprint = causes[(causes["muscle_group"] == "glutes") & (causes["cause"] == "sprint")].iloc[0]
    assert sprint["count"] == 4
    assert sprint["minutes"] == pytest.approx(40 / 60)


def test_segments_cover_the_session_in_order() -> None:
    planned = planned_load(
        PlannedSession(
            easy_minutes=20,
            hills=(PlannedHills(count=2, length_m=150, grade=0.06), PlannedHills(count=1, length_m=400, grade=-0.05)),
            sprints=(
                PlannedSprints(count=3, seconds=12, grade=0.1, recovery_s=80),
                PlannedSprints(count=2, seconds=180, recovery="jog", recovery_s=0),
            ),
        )
    )
    segments = planned.segments
    assert segments["start_s"].iloc[0] == 0
    assert segments["end_s"].iloc[-1] == planned.minutes * 60
    assert (segments["start_s"].to_numpy()[1:] == segments["end_s"].to_numpy()[:-1]).all()
    assert (segments["end_s"] > segments["start_s"]).all()
    assert segments["kind"].value_counts()["sprint"] == 5


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0, 120),
    st.integers(1, 8),
    st.floats(20, 600),
    st.floats(-0.25, 0.25),
    st.integers(1, 8),
    st.floats(5, 240),
    st.floats(-0.1, 0.2),
)
def test_more_of_a_session_is_more_load(
    minutes: float, hills: int, length: float, grade: float, sprints: int, seconds: float, sprint_grade: float
) -> None:
    climb = PlannedHills(count=hills, length_m=length, grade=grade)
    fast = PlannedSprints(count=sprints, seconds=seconds, grade=sprint_grade)
    base = load_of(PlannedSession(easy_minutes=minutes, hills=(climb,), sprints=(fast,)))
    more = load_of(
        PlannedSession(
            easy_minutes=minutes,
            hills=(PlannedHills(count=hills + 1, length_m=length, grade=grade),),
            sprints=(PlannedSprints(count=sprints + 1, seconds=seconds, grade=sprint_grade),),
        )
    )
    assert np.isfinite(base.to_numpy(float)).all()
    assert (base.to_numpy(float) >= 0).all()
    assert (more["easy_minutes"] > base["easy_minutes"]).all()


@pytest.mark.parametrize(
    "plan",
    [
        lambda: PlannedSession(),
        lambda: PlannedSession(easy_minutes=-5),
        lambda: PlannedSession(easy_minutes=float("nan")),
        lambda: PlannedSession(hills=(PlannedHills(count=0, length_m=100, grade=0.1),)),
        lambda: PlannedSession(hills=(PlannedHills(count=3, length_m=100, grade=0.4),)),
        lambda: PlannedSession(hills=(PlannedHills(count=3, length_m=1, grade=0.1),)),
        lambda: PlannedSession(sprints=(PlannedSprints(count=3, seconds=1),)),
        lambda: PlannedSession(sprints=(PlannedSprints(count=3, seconds=10, speed_m_s=12.0),)),
    ],
)
def test_a_session_that_cannot_be_is_refused(plan: Callable[[], PlannedSession]) -> None:
    with pytest.raises(SettingsError, match=r"planned|empty"):
        plan()


def test_what_was_assumed_is_said() -> None:
    planned = planned_load(
        PlannedSession(hills=(PlannedHills(count=1, length_m=100, grade=0.2),)), Runner(steady_speed_m_s=2.5)
    )
    said = " ".join(sentences(planned))
    assert "20 % is beyond" in said
    assert "effort of your steady speed" in said
    assert "not known" not in said
    own = PlannedSprints(count=1, seconds=20, speed_m_s=5.0)
    assert not any("run at" in said for said in sentences(planned_load(PlannedSession(sprints=(own,)))))


def test_beside_this_week() -> None:
    season = make_season([Outing(7 * week + day) for week in range(6) for day in (0, 2, 4)] + [Outing(42, 100.0)])
    planned = planned_load(PlannedSession(easy_minutes=30))
    week = beside_week(planned, season.runs, season.muscle_load, Calendar.on(nth_day(43)))
    assert week["muscle_group"].tolist() == list(GROUPS)
    quads = week.set_index("muscle_group").loc["quads"]
    assert (quads["this_week"], quads["step"]) == (100, "still open")
    assert quads["with_session"] == pytest.approx(130)
    assert quads["step_with_session"] == "usual"
    young = make_season([Outing(0)])
    early = beside_week(planned, young.runs, young.muscle_load, Calendar.on(FIRST_MONDAY))
    assert early["step_with_session"].isna().all()
