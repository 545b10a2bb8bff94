"""What set a run or a week apart: which group stood out, by how much, and what did it.

Every figure is a sum over segments that are handed in, so whatever is made of the facts can be counted again. The
sentences are made in `runtone.wording.explanations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
"""What made no more of a group's stress than this beyond its share of the time is not worth a word."""
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
    usual_week: Mapping[Lens, Mapping[str, float]] | None = None,
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
    usual_week : mapping of lens to mapping of group to float, optional
        Stress minutes of each group in the runner's usual week: ``"all"``, and those of ``"push"`` and ``"brake"``
        where a week is to be looked at by them too.
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
    usual = (usual_week or {}).get("all", {})
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
        weekly = span == "week" and all(group.times_usual is not None for group in telling)
        views = list(_views(parts, made, (usual_week or {}) if weekly else None))
        volume = made.whole / usual_seconds if usual_seconds else None
        headline = _stands_out(telling, views, volume) or _nothing_stands_out(
            telling, made.whole, span, views, volume, muscle_zones
        )
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
            if each.source not in ("steady", "rest") and each.share >= LEAST_SHARE + each.seconds / whole
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


@dataclass(frozen=True)
class _View:
    """One lens on the groups that can be a headline.

    Attributes
    ----------
    figures : list of float
        Of each group: against its usual week where that is known, else stress minutes a minute.
    per_minute : list of float
    sources : list of StressSource or None
    """

    lens: Lens
    figures: list[float]
    per_minute: list[float]
    sources: list[StressSource | None]
    weekly: bool

    @property
    def first(self) -> int:
        """Place of the group that was asked most."""
        return self.figures.index(max(self.figures))

    @property
    def last(self) -> int:
        """Place of the group that was asked least."""
        return self.figures.index(min(self.figures))

    @property
    def fits(self) -> bool:
        """Whether it may be spoken of: pushing and braking only where a climb or a descent did most of it."""
        source = self.sources[self.first]
        return self.lens == "all" or (source is not None and self.lens == _LENS_OF.get(source.source))

    @property
    def times_middle(self) -> float:
        middle = median(self.figures)
        return self.figures[self.first] / middle if middle > 0.0 else np.inf

    @property
    def apart(self) -> float:
        """The highest figure over the lowest."""
        lowest = self.figures[self.last]
        return self.figures[self.first] / lowest if lowest > 0.0 else np.inf


def _views(
    parts: dict[Lens, NDArray[np.float64]], made: _Made, usual_week: Mapping[Lens, Mapping[str, float]] | None
) -> Iterator[_View]:
    """Yield what each lens shows, against the usual week where that is given."""
    for lens, stress in parts.items():
        columns = [stress[:, number] for number in range(len(TELLING_GROUPS))]
        per_minute = [made.a_minute(column) for column in columns]
        usual = None if usual_week is None else [usual_week.get(lens, {}).get(group, 0.0) for group in TELLING_GROUPS]
        if usual is None:
            figures = per_minute
        elif min(usual) > 0.0:
            figures = [float(column.sum()) / own for column, own in zip(columns, usual, strict=True)]
        else:
            continue
        yield _View(lens, figures, per_minute, [made.by(column) for column in columns], usual is not None)


def _stands_out(telling: list[GroupStress], views: list[_View], volume: float | None) -> StandsOut | None:
    """Return the group that was asked most, against easy running or its usual week, by the lens that tells it best.

    In a run, running evenly faster asks more of every group, of some more steeply than of others: that sets the run
    apart, not a group.
    """
    found: list[StandsOut] = []
    for view in views:
        number = view.first
        highest, source = view.figures[number], view.sources[number]
        even = not view.weekly and (source is None or source.source == "steady")
        least = ABOVE_USUAL if view.weekly else HARD
        if view.fits and not even and highest >= least and view.times_middle >= STANDS_OUT:
            found.append(
                StandsOut(
                    group=telling[number],
                    lens=view.lens,
                    per_minute=view.per_minute[number],
                    source=source,
                    times_usual=highest if view.weekly else None,
                    times_middle=view.times_middle,
                    volume=volume,
                )
            )
    return max(found, key=lambda each: each.times_middle, default=None)


def _nothing_stands_out(
    telling: list[GroupStress],
    seconds: float,
    span: Literal["run", "week"],
    views: list[_View],
    volume: float | None,
    muscle_zones: pd.DataFrame | None,
) -> Headline:
    usual = [group.times_usual for group in telling if group.times_usual is not None]
    in_weeks = median(usual) if usual else None
    if span == "run" and (seconds >= LONG_S or (in_weeks or 0.0) >= 1.0):
        return LongEffort(usual_weeks=in_weeks, braked_most=max(telling, key=lambda group: group.brake_stress_minutes))
    whole = next(view for view in views if view.lens == "all")
    if median(whole.figures) >= (ABOVE_USUAL if whole.weekly else HARD):
        told = max((view for view in views if view.fits), key=lambda view: view.apart) if whole.weekly else whole
        return HardAlike(
            least=telling[told.last],
            most=telling[told.first],
            lens=told.lens,
            least_figure=told.figures[told.last],
            most_figure=told.figures[told.first],
            source=told.sources[told.first],
            volume=volume,
        )
    none = None if muscle_zones is None else _no_hard_minutes(muscle_zones)
    return NothingHard(no_hard_minutes=none, against_usual=whole.weekly, per_minute=median(whole.per_minute))


def _no_hard_minutes(muscle_zones: pd.DataFrame) -> bool:
    hard = muscle_zones["zone"].astype(str).isin(("hard", "sprint"))
    telling = muscle_zones["muscle_group"].astype(str).isin(TELLING_GROUPS)
    minutes = muscle_zones[hard & telling].groupby("muscle_group", observed=True)["minutes"].sum()
    return bool((minutes < 0.5).all())
