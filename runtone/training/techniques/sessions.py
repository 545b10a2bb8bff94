"""Long runs, tempo runs and long hills, recognised in a run from its segments: sessions without sprints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from runtone.training.techniques.cards import TechniqueName
from runtone.vocabulary import Effort, Terrain

LEAST_LONG_RUN_S: Final = 5400.0
LEAST_TEMPO_STRETCH_S: Final = 480.0
LEAST_TEMPO_S: Final = 900.0
TEMPO_SHARES: Final = (1.08, 1.35)
"""Grade-adjusted speed of a tempo stretch as a share of the steady one: clearly faster, and no sprint."""
LEAST_LONG_HILL_S: Final = 90.0
LEAST_LONG_HILL_GRADE: Final = 0.03
LEAST_LONG_HILLS: Final = 3
LEAST_ONE_LONG_HILL_S: Final = 600.0


class Piece(NamedTuple):
    """A segment, as techniques are recognised from it."""

    start_s: float
    end_s: float
    terrain: str
    effort: str
    grade: float
    """Rise over run; NaN where it is not known."""
    share: float
    """Grade-adjusted speed as a share of the runner's steady one; NaN where that is not known."""

    @property
    def seconds(self) -> float:
        """How long it is [s]."""
        return self.end_s - self.start_s


class HeldTechnique(NamedTuple):
    """A technique that a run held, and how long its efforts were [s]."""

    run_id: Any
    technique: TechniqueName
    repeats: int
    effort_s: float
    shortest_s: float
    longest_s: float

    @classmethod
    def of(cls, run_id: Any, technique: TechniqueName, seconds: Sequence[float]) -> HeldTechnique:
        """Return a technique by the length of each of its efforts [s]."""
        return cls(run_id, technique, len(seconds), float(sum(seconds)), float(min(seconds)), float(max(seconds)))


def bouts(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Join pieces that touch, in time order."""
    joined: list[list[Piece]] = []
    for piece in pieces:
        if joined and joined[-1][-1].end_s == piece.start_s:
            joined[-1].append(piece)
        else:
            joined.append([piece])
    return joined


def sessions_of(run_id: Any, pieces: Sequence[Piece]) -> Iterator[HeldTechnique]:
    """Yield a run's long run, tempo run and long hills, from its segments in time order."""
    moving = [piece for piece in pieces if piece.effort != Effort.REST]
    whole = sum(piece.seconds for piece in moving)
    if whole >= LEAST_LONG_RUN_S:
        yield HeldTechnique.of(run_id, TechniqueName.LONG_RUN, [whole])
    low, high = TEMPO_SHARES
    stretches = [
        sum(piece.seconds for piece in bout)
        for bout in bouts([piece for piece in moving if low <= piece.share <= high])
    ]
    tempo = [seconds for seconds in stretches if seconds >= LEAST_TEMPO_STRETCH_S]
    if sum(tempo) >= LEAST_TEMPO_S:
        yield HeldTechnique.of(run_id, TechniqueName.TEMPO, tempo)
    climbs = [
        piece.seconds
        for piece in moving
        if piece.terrain == Terrain.UPHILL and piece.effort != Effort.SPRINT
        if piece.grade >= LEAST_LONG_HILL_GRADE and piece.seconds >= LEAST_LONG_HILL_S
    ]
    if len(climbs) >= LEAST_LONG_HILLS or max(climbs, default=0.0) >= LEAST_ONE_LONG_HILL_S:
        yield HeldTechnique.of(run_id, TechniqueName.LONG_HILLS, climbs)
