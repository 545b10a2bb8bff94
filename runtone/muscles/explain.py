"""What set a run or a week apart: which group stood out, by how much, and what did it.

Every figure is a sum over segments that are handed in, so whatever is made of the facts can be counted again. The
sentences are made in `runtone.wording.explanations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from runtone.muscles.facts import (
    Explanation,
    GroupStress,
    HardAlike,
    Headline,
    Lens,
    LongEffort,
    NoStress,
    NothingHard,
    Source,
    StandsOut,
    StressSource,
)
from runtone.muscles.parameters import GROUPS, scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

TELLING_GROUPS: Final = GROUPS[:5]
"""Groups sure enough to be the headline: neither shins nor core."""
REPEAT_S: Final = scalar("told_repeat")
"""A fast stretch of at least so long is a repeat, a shorter one a sprint [s]; a choice of wording."""
STANDS_OUT: Final = scalar("told_stands_out")
"""So many times the middle group's figure stand out; a choice of wording, as all below."""
ABOVE_USUAL: Final = scalar("told_above_usual")
HARD: Final = scalar("told_hard")
"""Stress minutes a minute from which running is harder than easy."""
LEAST_SHARE: Final = 0.05
"""What made less of a group's stress, or of the whole, is not worth a word."""
LONG_S: Final = scalar("told_long")
"""A run of so long is long for anyone [s]."""
NO_STRESS: Final = 0.05
"""Less is no stress [minutes]: a sensor's jitter while standing."""

_COLUMNS: Final[dict[Lens, str]] = {
    "all": "stress_minutes",
    "push": "push_stress_minutes",
    "brake": "brake_stress_minutes",
}
_LENS_OF: Final[dict[Source, Lens]] = {
    "hill sprint": "push",
    "hill repeat": "push",
    "uphill": "push",
    "downhill": "brake",
}
"""What legs do on a slope, and what a run that a slope set apart is read by."""


def explain(
    muscle_stress: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    span: Literal["run", "week"] = "run",
    usual_week: Mapping[str, float] | None = None,
    usual_seconds: float | None = None,
    muscle_zones: pd.DataFrame | None = None,
) -> Explanation:
    """Say which group stood out in a run or a week, by how much, and what did it.

    Parameters
    ----------
    muscle_stress, segments : pandas.DataFrame
        Those of a `Run`, or the stored rows of several runs with ``run_id`` (and ``segment``).
    span : {"run", "week"}
        A week is compared with the usual week where there is one, a run with easy running.
    usual_week : mapping of str to float, optional
        Stress minutes of each group in the runner's usual week.
    usual_seconds : float, optional
        Running time of the usual week [s].
    muscle_zones : pandas.DataFrame, optional
        `Run.muscle_zones`, or stored rows, of the same runs: tells whether any minute was hard.

    Returns
    -------
    Explanation
    """
    table = _keyed(segments, muscle_stress)
    parts = {lens: _by_segment(muscle_stress, table, column) for lens, column in _COLUMNS.items()}
    seconds = (table["end_s"] - table["start_s"]).to_numpy(float)
    rest = (table["kind"].astype(str) == "rest").to_numpy()
    whole_stress = parts["all"]
    at_rest = whole_stress[rest].sum()
    counted = np.ones_like(rest) if at_rest >= LEAST_SHARE * whole_stress.sum() and at_rest > 0.0 else ~rest
    rows = zip(table["kind"].astype(str), table["terrain"].astype(str), seconds, strict=True)
    made = _Made([source_of(*row) for row in rows], seconds, counted)
    usual = usual_week or {}
    groups = {
        group: GroupStress(
            muscle_group=group,
            stress_minutes=float(parts["all"][:, number].sum()),
            push_stress_minutes=float(parts["push"][:, number].sum()),
            brake_stress_minutes=float(parts["brake"][:, number].sum()),
            per_minute=made.a_minute(parts["all"][:, number]),
            times_usual=float(parts["all"][:, number].sum()) / usual[group] if usual.get(group, 0.0) > 0.0 else None,
            source=made.by(parts["all"][:, number]),
        )
        for number, group in enumerate(GROUPS)
    }
    known = bool(muscle_stress["stress_minutes"].notna().any()) or muscle_stress.empty
    telling = [groups[group] for group in TELLING_GROUPS]
    if not known or max(group.stress_minutes for group in telling) < NO_STRESS:
        headline: Headline = NoStress(known=known)
    else:
        volume = made.whole / usual_seconds if usual_seconds else None
        headline = (
            _stands_out_of_week(telling, volume)
            if span == "week" and all(group.times_usual is not None for group in telling)
            else _stands_out_of_run(telling, parts, made, volume)
        ) or _nothing_stands_out(telling, made.whole, span, muscle_zones)
    return Explanation(span=span, seconds=made.whole, groups=groups, headline=headline)


def source_of(kind: str, terrain: str, seconds: float) -> Source:
    """Return what a segment's stress is put down to.

    Parameters
    ----------
    kind, terrain : str
        As `Run.segments` has them.
    seconds : float
        Its length [s].
    """
    if kind == "sprint":
        if terrain == "uphill":
            return "hill repeat" if seconds >= REPEAT_S else "hill sprint"
        return "repeat" if seconds >= REPEAT_S else "sprint"
    if kind == "hill" and terrain in ("uphill", "downhill"):
        return "uphill" if terrain == "uphill" else "downhill"
    return "rest" if kind == "rest" else "steady"


@dataclass(frozen=True)
class _Made:
    """The segments of a run or a week, and which of them made how much of a figure."""

    sources: list[Source]
    seconds: NDArray[np.float64]
    counted: NDArray[np.bool_]

    @property
    def whole(self) -> float:
        """Seconds of all segments that count."""
        return float(self.seconds[self.counted].sum())

    def a_minute(self, stress: NDArray[np.float64]) -> float:
        """Return stress of each segment as stress minutes a minute of the whole."""
        return 60.0 * float(stress.sum()) / self.whole if self.whole > 0.0 else 0.0

    def by(self, stress: NDArray[np.float64]) -> StressSource | None:
        """Return the source whose share of the stress exceeds its share of the time most, else the largest."""
        total, whole = float(stress.sum()), self.whole
        if total < NO_STRESS or whole <= 0.0:
            return None
        names = np.array(self.sources)
        found: list[StressSource] = []
        for name in dict.fromkeys(self.sources):
            mine = (names == name) & self.counted
            if mine.any():
                seconds, share = float(self.seconds[mine].sum()), float(stress[mine].sum()) / total
                found.append(StressSource(source=name, count=int(mine.sum()), seconds=seconds, share=share))
        notable = [
            each
            for each in found
            if each.source not in ("steady", "rest") and each.share >= max(LEAST_SHARE, each.seconds / whole)
        ]
        if notable:
            return max(notable, key=lambda each: each.share - each.seconds / whole)
        return max(found, key=lambda each: each.share)


def _keyed(segments: pd.DataFrame, muscle_stress: pd.DataFrame) -> pd.DataFrame:
    """Return the segments, indexed as `muscle_stress` names them."""
    table = segments if "segment" in segments.columns else segments.rename_axis("segment").reset_index()
    return table.set_index(["run_id", "segment"] if "run_id" in muscle_stress.columns else ["segment"])


def _by_segment(muscle_stress: pd.DataFrame, table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a figure of each segment and group, shape (segments, 7); 0 where it is missing."""
    wide = muscle_stress.assign(muscle_group=muscle_stress["muscle_group"].astype(str)).pivot_table(
        index=list(table.index.names), columns="muscle_group", values=column, aggfunc="sum"
    )
    return np.asarray(np.nan_to_num(wide.reindex(index=table.index, columns=list(GROUPS)).to_numpy(float)))


def _stands_out_of_week(telling: list[GroupStress], volume: float | None) -> StandsOut | None:
    """Return the group that is furthest above its usual week, where it is so alone."""
    first = max(telling, key=lambda group: group.times_usual or 0.0)
    highest, middle = first.times_usual or 0.0, median(group.times_usual or 0.0 for group in telling)
    if highest < ABOVE_USUAL or highest < STANDS_OUT * middle:
        return None
    return StandsOut(
        group=first,
        lens="all",
        per_minute=first.per_minute,
        source=first.source,
        times_middle=highest / middle if middle > 0.0 else np.inf,
        volume=volume,
    )


def _stands_out_of_run(
    telling: list[GroupStress], parts: dict[Lens, NDArray[np.float64]], made: _Made, volume: float | None
) -> StandsOut | None:
    """Return the group that was asked most against easy running, by the lens that sets it furthest apart.

    Pushing and braking are looked at alone only where a climb or a descent did most of it. Running evenly faster asks
    more of every group, of some more steeply than of others: that sets the run apart, not a group.
    """
    found: list[StandsOut] = []
    for lens, stress in parts.items():
        figures = [made.a_minute(stress[:, number]) for number in range(len(telling))]
        highest, middle = max(figures), median(figures)
        number = figures.index(highest)
        source = made.by(stress[:, number])
        if source is None or source.source == "steady" or lens not in ("all", _LENS_OF.get(source.source)):
            continue
        if highest >= HARD and highest >= STANDS_OUT * middle:
            found.append(
                StandsOut(
                    group=telling[number],
                    lens=lens,
                    per_minute=highest,
                    source=source,
                    times_middle=highest / middle if middle > 0.0 else np.inf,
                    volume=volume,
                )
            )
    return max(found, key=lambda each: each.times_middle, default=None)


def _nothing_stands_out(
    telling: list[GroupStress], seconds: float, span: Literal["run", "week"], muscle_zones: pd.DataFrame | None
) -> Headline:
    usual = [group.times_usual for group in telling if group.times_usual is not None]
    in_weeks = median(usual) if usual else None
    if span == "run" and (seconds >= LONG_S or (in_weeks or 0.0) >= 1.0):
        return LongEffort(usual_weeks=in_weeks, braked_most=max(telling, key=lambda group: group.brake_stress_minutes))
    ordered = sorted(telling, key=lambda group: group.times_usual or group.per_minute)
    middle, least = (in_weeks, ABOVE_USUAL) if span == "week" and in_weeks else (ordered[2].per_minute, HARD)
    if middle >= least:
        return HardAlike(least=ordered[0], most=ordered[-1])
    return NothingHard(no_hard_minutes=None if muscle_zones is None else _no_hard_minutes(muscle_zones))


def _no_hard_minutes(muscle_zones: pd.DataFrame) -> bool:
    hard = muscle_zones["zone"].astype(str).isin(("hard", "sprint"))
    telling = muscle_zones["muscle_group"].astype(str).isin(TELLING_GROUPS)
    minutes = muscle_zones[hard & telling].groupby("muscle_group", observed=True)["minutes"].sum()
    return bool((minutes < 0.5).all())
