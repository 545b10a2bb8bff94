"""Heights that a link tells, matched with a public height model, find a home no better than chance does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import binom

from runtone.sharing.private_zones import zones_for_ends
from runtone.sharing.redaction import redact
from runtone.sharing.snapshot import Part, SharedRun, Snapshot
from runtone.sharing.unredacted_run import UnredactedRun
from tests.sharing.height_attack import BLOCK_M, HOMES, Match, Town, a_round, a_town, best_match
from tests.sharing.synthetic_runner import SPEED_M_S, library_run, recording_from

TOWNS = 10
RUNS = 5
"""Of each town's runner: 50 runs together."""
NEAR_BLOCKS = 2.0
CHANCE = np.pi * NEAR_BLOCKS**2 / (HOMES.stop - HOMES.start) ** 2
CORNER_DEG = (47.0, 8.0)
SENSOR_ERROR_M = 1.0


class Lived(NamedTuple):
    """A town, where its runner lives [blocks], their runs, and what two links hold of them."""

    town: Town
    home: np.ndarray
    runs: list[UnredactedRun]
    plain: list[SharedRun]
    profiles: list[SharedRun]


def lived(number: int) -> Lived:
    rng = np.random.default_rng([15, number])
    town = a_town(rng)
    home = rng.integers(HOMES.start, HOMES.stop, 2)
    secret = rng.bytes(32)
    runs = [a_run(rng, town, home, each) for each in range(RUNS)]
    ends = np.vstack([run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[0, -1]] for run in runs])
    zones = zones_for_ends(ends, secret)
    told: dict[Part | None, list[SharedRun]] = {}
    for part in (None, "profile"):
        parts: frozenset[Part] = frozenset() if part is None else frozenset({part})
        shared = [each for run in runs if (each := redact(run, 1, parts, zones, secret)) is not None]
        told[part] = received(shared, parts)
    return Lived(town, home, runs, told[None], told["profile"])


def received(runs: list[SharedRun], parts: frozenset[Part]) -> list[SharedRun]:
    """Return runs as they come out of a stored snapshot."""
    day = runs[0].local_date
    whole = Snapshot(
        kind="range", parts=parts, made_on=day, first_day=day, last_day=day, units="metric", runs=tuple(runs)
    )
    return list(Snapshot.from_bytes(whole.to_bytes()).runs)


def a_run(rng: np.random.Generator, town: Town, home: np.ndarray, number: int) -> UnredactedRun:
    crossings = a_round(rng, home) * BLOCK_M
    corner = np.arange(len(crossings)) * BLOCK_M
    along = np.arange(0.0, corner[-1], SPEED_M_S)
    east, north = (np.interp(along, corner, crossings[:, axis]) for axis in (0, 1))
    drift = np.cumsum(rng.normal(0, 0.05, along.size))
    altitude = town.height_at(east, north) + SENSOR_ERROR_M * (drift - drift.mean()) / max(drift.std(), 1e-9)
    return library_run(recording_from(CORNER_DEG, (east, north), number, altitude_m=altitude))


def heights_by_block(along_m: np.ndarray, altitude_m: np.ndarray) -> np.ndarray:
    """Return heights at each block's length of the way."""
    return np.asarray(np.interp(np.arange(0.0, along_m[-1] + 1, BLOCK_M), along_m, altitude_m))


def by_profile(town: Town, track_m: tuple[np.ndarray, np.ndarray], error_m: float, *, closed: bool) -> Match:
    return best_match(town, heights_by_block(*track_m), error_m, closed=closed)


def by_segments(town: Town, run: SharedRun) -> Match:
    """Put a profile together from how far each segment went and climbed, in the order they are told in."""
    rows = run.segments
    along = np.r_[0.0, np.cumsum(rows["distance_m"].to_numpy(dtype=float))]
    altitude = np.r_[0.0, np.cumsum((rows["ascent_m"] - rows["descent_m"]).to_numpy(dtype=float))]
    return by_profile(town, (along, altitude), 5.0, closed=True)


def found(errors: list[float]) -> int:
    return int(np.sum(np.array(errors) < NEAR_BLOCKS))


def at_most_by_chance(tries: int) -> int:
    """Return what chance exceeds once in a hundred times."""
    return int(binom.ppf(0.99, tries, CHANCE))


@pytest.fixture(scope="module")
def everybody() -> list[Lived]:
    return [lived(number) for number in range(TOWNS)]


def test_the_attack_finds_homes_in_profiles_that_are_not_redacted(everybody: list[Lived]) -> None:
    single, joint = [], []
    for one in everybody:
        tracks = [run.track[["distance_m", "altitude_m"]].to_numpy(dtype=float).T for run in one.runs]
        starts = [by_profile(one.town, (track[0], track[1]), 1.2, closed=True).start for track in tracks]
        single += [float(np.hypot(*(start - one.home))) for start in starts]
        joint.append(float(np.hypot(*(np.median(starts, axis=0) - one.home))))
    assert found(single) >= 0.3 * TOWNS * RUNS, np.round(single, 1)
    assert found(joint) >= 0.5 * TOWNS, np.round(joint, 1)


def test_without_anything_ticked_no_home_is_found_from_what_a_link_tells_of_hills(everybody: list[Lived]) -> None:
    errors = []
    for one in everybody:
        for run in one.plain:
            assert run.track.empty
            match = by_segments(one.town, run)
            errors += [float(np.hypot(*(match.start - one.home)))]
    assert len(errors) == TOWNS * RUNS
    assert found(errors) <= at_most_by_chance(len(errors)), np.round(errors, 1)


def test_a_shared_profile_gives_no_home_away(everybody: list[Lived]) -> None:
    single, joint = [], []
    for one in everybody:
        matches = []
        for run in one.profiles:
            heights = (run.track["distance_m"].to_numpy(), run.track["altitude_m"].to_numpy())
            match = by_profile(one.town, heights, 3.0, closed=False)
            matches.append(match)
            single += [float(np.hypot(*(guess - one.home))) for guess in (match.start, match.middle)]
        middles = np.array([each.middle for each in matches])
        joint += [float(np.hypot(*(guess - one.home))) for guess in (middles.mean(axis=0), np.median(middles, axis=0))]
    assert len(single) >= 1.5 * TOWNS * RUNS
    assert found(single) <= at_most_by_chance(len(single)), np.round(single, 1)
    assert found(joint) <= at_most_by_chance(len(joint)), np.round(joint, 1)
