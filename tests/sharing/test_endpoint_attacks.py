"""What a visitor receives of fifty runs with maps does not say where the runner lives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from runtone.sharing.private_zones import zones_for_ends
from runtone.sharing.redaction import redact
from runtone.sharing.shown_pieces import hidden_samples
from runtone.sharing.snapshot import Part, Snapshot
from tests.sharing.endpoint_attacks import ATTACKS
from tests.sharing.synthetic_runner import METRES_PER_DEGREE, loop, recording_from, unread_run

RUNS = 50
RUNNERS = 4
TOWN_RADIUS_M = 10_000.0
NEAR_M = 500.0
CHANCE = (NEAR_M / TOWN_RADIUS_M) ** 2
TOWN_DEG = (47.0, 8.0)


class Received(NamedTuple):
    """One runner: where they live [m from the town's middle], what they ran, and what a visitor has of it [m].

    ``missing`` is each run's distance less the length of its line, as the visitor has them; ``middles`` is where the
    received lines, each centred on itself, truly lie.
    """

    home: np.ndarray
    whole: list[np.ndarray]
    lines: list[np.ndarray]
    missing: np.ndarray
    truly_missing: np.ndarray
    middles: np.ndarray


def received(number: int) -> Received:
    """Return a runner's home and lines, and what a visitor receives of them."""
    rng = np.random.default_rng([2026, number])
    away, bearing = TOWN_RADIUS_M * np.sqrt(rng.uniform()), rng.uniform(0, 2 * np.pi)
    home = np.array([away * np.sin(bearing), away * np.cos(bearing)])
    home_deg = (
        TOWN_DEG[0] + home[1] / METRES_PER_DEGREE,
        TOWN_DEG[1] + home[0] / (METRES_PER_DEGREE * np.cos(np.radians(TOWN_DEG[0]))),
    )
    secret = rng.bytes(32)
    runs = [unread_run(recording_from(home_deg, loop(rng, rng.uniform(8000, 16000)), each)) for each in range(RUNS)]
    first_and_last = np.vstack([run.track[["latitude_deg", "longitude_deg"]].to_numpy()[[0, -1]] for run in runs])
    zones = zones_for_ends(first_and_last, secret)
    parts: frozenset[Part] = frozenset({"map"})
    told = [redact(run, each + 1, parts, zones, secret) for each, run in enumerate(runs)]
    seen_runs = [run for run, each in zip(runs, told, strict=True) if each is not None]
    shared = [each for each in told if each is not None]
    snapshot = Snapshot.from_bytes(
        Snapshot(
            kind="range",
            parts=parts,
            made_on=shared[0].local_date,
            first_day=shared[0].local_date,
            last_day=shared[-1].local_date,
            units="metric",
            runs=tuple(shared),
        ).to_bytes()
    )
    whole, lines, missing, truly_missing, middles = [], [], [], [], []
    for run, seen in zip(seen_runs, snapshot.runs, strict=True):
        with_holes = seen.track[["longitude_deg", "latitude_deg"]].to_numpy() * METRES_PER_DEGREE
        shown_m = float(np.nansum(np.hypot(*np.diff(with_holes, axis=0).T)))
        lines.append(with_holes[np.isfinite(with_holes).all(axis=1)])
        missing.append(float(seen.figures["distance_m"] or 0.0) - shown_m)
        truly_missing.append(run.summary["distance_m"] - shown_m)
        degrees = run.track[["longitude_deg", "latitude_deg"]].to_numpy() - TOWN_DEG[::-1]
        scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(home_deg[0])), 1.0])
        whole.append((degrees * scale)[::10])
        shown = (degrees * scale)[~hidden_samples(run.track, zones, secret)]
        middles.append((shown.max(axis=0) + shown.min(axis=0)) / 2)
    return Received(home, whole, lines, np.array(missing), np.array(truly_missing), np.array(middles))


@pytest.fixture(scope="module")
def runners() -> list[Received]:
    return [received(number) for number in range(RUNNERS)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_finds_a_home_better_than_chance(runners: list[Received], attack: str) -> None:
    errors = []
    for home, _, lines, missing, _, _ in runners:
        guess = ATTACKS[attack](lines, missing)
        errors.append(float(np.hypot(*(guess - home))))  # the town's middle is the best guess of the frame's origin
    found = float(np.mean(np.array(errors) < NEAR_M))
    assert found <= CHANCE, f"{attack}: {found:.0%} of homes found; errors {np.round(errors)}"


@pytest.mark.parametrize("attack", ["mean of ends", "trilateration", "densest end"])
def test_the_same_attacks_find_every_home_in_lines_that_are_not_redacted(runners: list[Received], attack: str) -> None:
    for home, whole, _, _, _, _ in runners:
        guess = ATTACKS[attack](whole, np.zeros(len(whole)))
        assert np.hypot(*(guess - home)) < NEAR_M


def test_what_is_missing_of_a_run_cannot_be_told_from_its_figures(runners: list[Received]) -> None:
    for _, _, lines, missing, truly_missing, _ in runners:
        assert len(lines) > 0.8 * RUNS
        # The line is a little shorter than its figure, because its corners are few; of the hidden way there is nothing.
        assert np.abs(missing).max() < 400
        assert truly_missing.min() > 1000


def test_lines_cannot_be_laid_over_one_another_by_their_coordinates(runners: list[Received]) -> None:
    for _, _, lines, _, _, true_middles in runners:
        middles = np.array([(line.max(axis=0) + line.min(axis=0)) / 2 for line in lines])
        assert np.abs(middles).max() <= 10.0  # each is centred on itself
        assert true_middles.std(axis=0).min() > 300
