"""Which activities a file holds: several runs saved together are several, one run in pieces is one.

The rule. Two units of a file (TCX activities, GPX tracks, FIT sessions and chained FIT files) are of one run if less
than three hours lie between them and neither says another sport; so a lunch break, a stopped and started watch and a
file cut at midnight stay one run, and a morning's and an evening's run are two. Inside a unit the runner went on
recording, so there only 12 hours without a sample part two runs. Another sport between two runs parts them too; a
triathlon's transitions belong to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.errors import ActivityError, NoTimeError
from runtone.files.activity import Outcome
from runtone.files.samples.recording import Recording, Unit, as_activity
from runtone.files.samples.time_order import LONGEST_BREAK_NS, NO_TIME, NS_PER_S, OrderedSamples, order_samples
from runtone.files.sports import is_other_sport, not_a_run
from runtone.plurals import counted, were

UNITS_APART_NS = 3 * 3600 * NS_PER_S
"""Longer between two units of a file than any break of one run: a meal takes one or two hours."""

MAX_ACTIVITIES = 1_000
"""A watch's whole history in one file has some hundred."""


MAX_TOTAL_S = 60 * 86_400
"""All activities of one file together; five years of an hour every other day are 38 days [s]."""


@dataclass(slots=True)
class _Piece:
    """Samples of one unit without a long break in them."""

    samples: OrderedSamples
    unit: Unit

    @property
    def start(self) -> int:
        return int(self.samples.time_ns[0])

    @property
    def end(self) -> int:
        return int(self.samples.time_ns[-1])


def activities_of(recording: Recording) -> list[Outcome]:
    """Return the activities in a recording, in order of time.

    Parameters
    ----------
    recording : Recording
        Its columns may be changed in place.

    Returns
    -------
    list of Outcome
        At least one activity, of any sport; parts between sports (a triathlon's transitions) are none. What spans too
        much time to be a run is an error among the others.

    Raises
    ------
    NoTimeError
        If no sample has a possible time, or all have the same.
    NotARunError
        If so, and the sport is known to be another one.
    ActivityError
        If there are more than `MAX_ACTIVITIES`, together they are longer than `MAX_TOTAL_S`, or none can be read.
    """
    pieces = sorted(_pieces(recording), key=lambda piece: piece.start)
    if not pieces:
        raise _no_times(recording)
    pieces = [piece for piece in pieces if piece.unit.sport != "transition"] or pieces
    groups = [_joined(group) for group in _groups(pieces)]
    if len(groups) > MAX_ACTIVITIES:
        raise ActivityError(
            f"{recording.label} holds more than {MAX_ACTIVITIES:,} activities; please export them in smaller parts."
        )
    if len(groups) == 1 and len(groups[0].samples.time_ns) == 1 and len(recording.time_ns) > 2:
        known = recording.time_ns[recording.time_ns != NO_TIME]
        how = "carry the same time" if (known == known[0]).all() else "lie too far apart for one run"
        raise NoTimeError(
            f"All {len(recording.time_ns):,} samples of {recording.label} {how}, so nothing can be told from it."
        )
    found = [_activity_or_error(recording, group) for group in groups]
    if all(isinstance(each, ActivityError) for each in found):
        raise next(each for each in found if isinstance(each, ActivityError))
    if sum(group.end - group.start for group in groups) > MAX_TOTAL_S * NS_PER_S:
        raise ActivityError(
            f"{recording.label} holds {len(groups):,} activities of together more than {MAX_TOTAL_S // 86_400} days; "
            "please export them in smaller parts."
        )
    return found


def _activity_or_error(recording: Recording, group: _Piece) -> Outcome:
    try:
        return as_activity(recording, group.samples, group.unit)
    except ActivityError as error:
        return error


def _pieces(recording: Recording) -> list[_Piece]:
    pieces: list[_Piece] = []
    if recording.unit_of is None or len(recording.units) == 1:
        return _cut(order_samples(recording.time_ns, recording.columns), recording.units[0])
    order = np.argsort(recording.unit_of, kind="stable")
    numbers, starts = np.unique(recording.unit_of[order], return_index=True)
    n_untimed = 0
    for number, rows in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        columns = {name: values[rows] for name, values in recording.columns.items()}
        known = {name: values for name, values in columns.items() if not np.isnan(values).all()}
        found = _cut(order_samples(recording.time_ns[rows], known), recording.units[number])
        n_untimed += 0 if found else len(rows)
        pieces += found
    if n_untimed and pieces:
        recording.warnings.append(f"{counted(n_untimed, 'sample')} without a time {were(n_untimed)} left out")
    return pieces


def _cut(samples: OrderedSamples, unit: Unit) -> list[_Piece]:
    """Cut the samples of a unit where too long nothing was recorded."""
    if not len(samples.time_ns):
        return []
    breaks = np.flatnonzero(np.diff(samples.time_ns) > LONGEST_BREAK_NS) + 1
    if not len(breaks):
        return [_Piece(samples, unit)]
    edges = [0, *breaks.tolist(), len(samples.time_ns)]
    pieces = []
    for start, stop in pairwise(edges):
        part = OrderedSamples(
            samples.time_ns[start:stop],
            samples.rows[start:stop],
            {name: values[start:stop].copy() for name, values in samples.columns.items()},
            samples.repairs if start == 0 else [],
            samples.breaks,
        )
        # The unit's totals are of all its pieces.
        pieces.append(
            _Piece(part, replace(unit, laps=_laps_within(unit.laps, part.time_ns), timer_s=None,
                                 device_ascent_m=None, device_distance_m=None))
        )  # fmt: skip
    return pieces


def _laps_within(laps: pd.DataFrame, time_ns: NDArray[np.int64]) -> pd.DataFrame:
    if not len(laps):
        return laps
    starts = laps["start_time"].to_numpy(dtype="datetime64[ns]").astype(np.int64)
    inside = (starts >= time_ns[0] - 60 * NS_PER_S) & (starts <= time_ns[-1])
    own: pd.DataFrame = laps[inside].reset_index(drop=True)
    return own


def _groups(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Put together what is one activity; the pieces are in order of time."""
    groups: list[list[_Piece]] = []
    end, sport = 0, None
    for piece in pieces:
        may_be_one = sport is None or piece.unit.sport in (None, sport)
        if groups and may_be_one and piece.start - end <= UNITS_APART_NS:
            groups[-1].append(piece)
            end, sport = max(end, piece.end), sport or piece.unit.sport
        else:
            groups.append([piece])
            end, sport = piece.end, piece.unit.sport
    return groups


def _joined(pieces: list[_Piece]) -> _Piece:
    """Make one piece of several; what two of them recorded counts once."""
    if len(pieces) == 1:
        return pieces[0]
    parts = [piece.samples for piece in pieces]
    columns = {
        name: np.concatenate([part.columns.get(name, np.full(len(part.time_ns), np.nan)) for part in parts])
        for name in dict.fromkeys(name for part in parts for name in part.columns)
    }
    samples = order_samples(np.concatenate([part.time_ns for part in parts]), columns, one_clock=False)
    samples.repairs = [*dict.fromkeys(said for part in (*parts, samples) for said in part.repairs)]
    samples.breaks = [each for part in (*parts, samples) for each in part.breaks]
    return _Piece(samples, _one_unit([piece.unit for piece in pieces]))


def _one_unit(units: list[Unit]) -> Unit:
    laps = [unit.laps for unit in units if len(unit.laps)]
    return Unit(
        sport=next((unit.sport for unit in units if unit.sport), None),
        sub_sport=next((unit.sub_sport for unit in units if unit.sub_sport), None),
        name=next((unit.name for unit in units if unit.name), None),
        laps=pd.concat(laps, ignore_index=True) if len(laps) > 1 else next(iter(laps), units[0].laps),
        timer_s=_sum([unit.timer_s for unit in units]),
        device_ascent_m=_sum([unit.device_ascent_m for unit in units]),
        device_distance_m=_sum([unit.device_distance_m for unit in units]),
    )


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _no_times(recording: Recording) -> ActivityError:
    n, unit = len(recording.time_ns), recording.units[0]
    if is_other_sport(unit.sport, unit.sub_sport):
        return not_a_run(recording.label, unit.sport, unit.sub_sport)
    if (recording.time_ns == NO_TIME).all() and recording.source_format == "fit":
        text = f"{recording.label} has {n:,} samples, but none has a time, so nothing can be told from them."
    elif (recording.time_ns == NO_TIME).all():
        text = f"{recording.label} has {n:,} points but no times: it is a planned route, not a recorded run."
    else:
        text = f"{recording.label} has {n:,} samples, but every date in it is impossible, so nothing can be told."
    return NoTimeError(text)
