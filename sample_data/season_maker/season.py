"""The season, session by session: what was planned, what truly happened, and what the watch kept of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .physiology import PAUSES, REPEATS, Motion, Role, run_course
from .plan import Session
from .sensors import Recording, worn

SEED = 20_260_831


@dataclass(frozen=True)
class Bout:
    """One leg of a run as it truly happened; seconds and metres from the press of start, the end not included."""

    role: Role
    start_s: int
    end_s: int
    distance_m: float


@dataclass(frozen=True)
class Truth:
    """What a perfect watch and a perfect reader would say of a run."""

    distance_m: float
    ascent_m: float
    descent_m: float
    elapsed_s: int
    timer_s: int
    bouts: tuple[Bout, ...]

    @property
    def repeats(self) -> tuple[Bout, ...]:
        """The sprints and hill repeats that were planned."""
        return tuple(bout for bout in self.bouts if bout.role in REPEATS)

    @property
    def pauses(self) -> tuple[Bout, ...]:
        """Where the watch's timer stood still."""
        return tuple(bout for bout in self.bouts if bout.role in PAUSES)


@dataclass(frozen=True)
class Outing:
    """A session that was run."""

    session: Session
    motion: Motion
    recording: Recording
    truth: Truth
    indoors: bool


def run_session(session: Session) -> Outing:
    """Run a session. The seed depends on the session's day alone, so that no run changes when another one does."""
    rng = np.random.default_rng([SEED, session.day.toordinal()])
    workout = session.workout()
    motion = run_course(workout.course, workout.legs, session.easy_speed_m_s, rng)
    recording = worn(motion, rng, indoors=workout.indoors, smart=session.smart_recording)
    return Outing(session, motion, recording, truth_of(motion), workout.indoors)


def truth_of(motion: Motion) -> Truth:
    """Return the truth of a run from its true motion."""
    climbs = np.diff(motion.altitude_m)
    return Truth(
        distance_m=float(motion.course_m[-1]),
        ascent_m=float(np.maximum(climbs, 0.0).sum()),
        descent_m=float(np.maximum(-climbs, 0.0).sum()),
        elapsed_s=len(motion.leg) - 1,
        timer_s=int(np.count_nonzero(motion.recording[1:])),
        bouts=tuple(_bout(motion, index) for index in np.unique(motion.leg)),
    )


def _bout(motion: Motion, index: int) -> Bout:
    rows = np.flatnonzero(motion.leg == index)
    last = min(rows[-1] + 1, len(motion.leg) - 1)
    distance = float(motion.course_m[last] - motion.course_m[rows[0]])
    return Bout(motion.legs[index].role, int(rows[0]), int(rows[-1]) + 1, distance)
