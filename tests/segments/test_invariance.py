"""What must not change segments: when and where a run was, how it was sampled, in which types it is kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtone.files import Activity
from runtone.runner import Runner
from runtone.segments import Reason, pieces, segment_track
from runtone.tracks import Track, build_track
from runtone.wording import reason_sentences
from tests.segments.runs import Piece, cut, jog, kappa, kinds, laps_of, pause, recorded, stand, track_of, walk

PIECES = st.one_of(
    st.builds(jog, st.integers(20, 300), st.floats(2.4, 3.6), st.sampled_from([-0.08, -0.04, 0.0, 0.0, 0.05, 0.09])),
    st.builds(jog, st.integers(8, 90), st.floats(4.0, 5.5)),
    st.builds(stand, st.integers(2, 60)),
    st.builds(walk, st.integers(5, 90)),
    st.builds(pause, st.integers(11, 90)),
    st.builds(Piece, st.integers(5, 60), st.floats(2.0, 4.5), st.floats(-0.2, 0.2)),
)
RUNS = st.tuples(st.lists(PIECES, min_size=1, max_size=14), st.floats(0.0, 0.06), st.integers(0, 50)).map(
    lambda made: track_of(jog(240), *made[0], jog(120), speed_noise=made[1], seed=made[2])
)
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(RUNS, st.sampled_from([None, 3.0]))
@some
def test_segments_cover_the_run_and_never_overlap(track: Track, steady: float | None) -> None:
    run = cut(track, steady=steady)
    table = run.segments
    assert table["start_s"].iloc[0] == 0
    assert table["end_s"].iloc[-1] == len(track.frame)
    assert (table["start_s"].to_numpy()[1:] == table["end_s"].to_numpy()[:-1]).all()
    assert (table["end_s"] > table["start_s"]).all()
    assert all(len(sentence) > 10 for sentence in reason_sentences(table))
    assert [Reason.from_text(reason.to_text()) for reason in table["reason"]] == table["reason"].tolist()
    assert table["distance_m"].sum() == pytest.approx(np.ptp(track.frame["distance_m"]), abs=1e-6 + 6.0 * len(table))
    for row in table.to_dict("records"):
        if row["kind"] == "rest":
            assert row["effort"] in ("rest", "walk")
            assert np.isin(run.effort[row["start_s"] : row["end_s"]], ["rest", "walk"]).mean() > 0.5
        elif row["kind"] == "sprint":
            assert row["effort"] == "sprint"
        else:
            assert row["effort"] in ("steady", "walk")
            assert (row["kind"] == "hill") == (row["terrain"] != "flat")
            assert row["end_s"] - row["start_s"] >= 10
    assert not table.drop(columns="mean_heart_rate_bpm").isna().any().any()


@given(RUNS)
@some
def test_rows_open_into_pieces_of_one_terrain_and_one_effort(track: Track) -> None:
    run = cut(track)
    segment = np.repeat(np.arange(len(run.segments)), run.segments["end_s"] - run.segments["start_s"])
    opened = pieces(track.frame.assign(terrain=run.terrain, effort=run.effort, segment=segment))
    for name in ("terrain", "effort"):
        assert (np.repeat(opened[name], opened["end_s"] - opened["start_s"]) == getattr(run, name)).all()
    for name in ("distance_m", "ascent_m", "descent_m"):
        assert opened.groupby("segment")[name].sum().to_numpy() == pytest.approx(run.segments[name].to_numpy())
    assert opened.groupby("segment")["end_s"].max().tolist() == run.segments["end_s"].tolist()


@given(RUNS)
@some
def test_the_same_segments_at_another_time_and_in_other_types(track: Track) -> None:
    frame = track.frame
    other = frame.assign(
        time=(frame["time"] + pd.Timedelta(days=200, seconds=1234)).dt.as_unit("ms"),
        speed_m_s=frame["speed_m_s"].astype("float32"),
        heart_rate_bpm=frame["heart_rate_bpm"].astype("Float64"),
        paused=frame["paused"].astype("boolean"),
    )
    moved = Track(frame=other, altitude_source=track.altitude_source, speed_source=track.speed_source)
    assert (kinds(cut(moved)) == kinds(cut(track))).mean() > 0.995


def read(activity: Activity) -> np.ndarray:
    return kinds(segment_track(build_track(activity), laps_of(), Runner()))


SESSION = (
    jog(700),
    *[p for _ in range(4) for p in (jog(80, 4.3), jog(70, 2.4))],
    jog(200, 3.0, 0.07),
    jog(180, 3.0, -0.07),
    stand(40),
    jog(500),
)


def test_every_other_sample_gives_the_same_segments() -> None:
    # A public complaint: 3690 m of ascent at one sampling rate, 2400 m at another.
    track = track_of(*SESSION, speed_noise=0.03)
    one, two = read(recorded(track)), read(recorded(track, every=2))
    n = min(len(one), len(two))
    assert kappa(one[:n], two[:n]) > 0.9


def test_uneven_samples_give_the_same_segments() -> None:
    track = track_of(*SESSION, speed_noise=0.03)
    steps = np.random.default_rng(3).integers(1, 7, len(track.frame))
    kept = np.unique(np.minimum(np.cumsum(steps), len(track.frame) - 1))
    activity = recorded(track)
    smart = Activity(records=activity.records.iloc[np.concatenate(([0], kept))].reset_index(drop=True))
    one, two = read(activity), read(smart)
    n = min(len(one), len(two))
    assert kappa(one[:n], two[:n]) > 0.85


@pytest.mark.parametrize(("latitude", "longitude"), [(-33.9, 151.2), (64.1, -179.9), (1.3, 103.8)])
def test_the_same_run_elsewhere_on_the_globe_has_the_same_segments(latitude: float, longitude: float) -> None:
    positions_only = {"distance_m": False, "speed_m_s": False}
    here = track_of(*SESSION)
    there = track_of(*SESSION, latitude_deg=latitude, longitude_deg=longitude)
    one, two = read(recorded(here, **positions_only)), read(recorded(there, **positions_only))
    assert kappa(one, two) > 0.97


def test_a_treadmill_run_has_sprints_but_no_hills() -> None:
    activity = recorded(track_of(*SESSION), latitude_deg=False, longitude_deg=False, altitude_m=False)
    found = read(activity)
    assert "sprint" in found
    assert "hill" not in found
