"""The shown pieces of a run as one run, one after the other, as if nothing lay between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from runtone.analysis import Run
from runtone.sharing.unredacted_run import UnredactedRun
from runtone.tracks import LAP_COLUMNS, device_laps


def joined(run: UnredactedRun, pieces: Sequence[Run]) -> UnredactedRun:
    """Return the pieces of a run as one, one after the other, as if nothing lay between them."""
    tracks: list[pd.DataFrame] = []
    by_segment = ("muscle_load", "muscle_stress", "muscle_zones")
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in ("segments", "sets", *by_segment)}
    laps: list[pd.DataFrame] = []
    second, segment, length_m = 0, 0, 0.0
    for piece in pieces:
        distance = piece.track["distance_m"]
        track = piece.track.assign(
            distance_m=distance - distance.iloc[0] + length_m, segment=piece.track["segment"] + segment
        )
        if piece is not pieces[-1]:  # the line breaks where a piece ends
            track.loc[track.index[-1], ["latitude_deg", "longitude_deg"]] = np.nan
        tracks.append(track)
        tables["segments"].append(_moved_segments(piece.segments, second))
        tables["sets"].append(_moved_sets(piece.sets, second, segment))
        for name in by_segment:
            table: pd.DataFrame = getattr(piece, name)
            tables[name].append(table.assign(segment=table["segment"] + segment))
        laps.append(_pressed_laps(piece, second))
        second, segment = second + len(track), segment + len(piece.segments)
        length_m = float(track["distance_m"].iloc[-1])
    together = {name: pd.concat(each, ignore_index=True) for name, each in tables.items()}
    return replace(
        run,
        summary=_summary_of(pieces),
        track=pd.concat(tracks, ignore_index=True),
        segments=together["segments"],
        sets=together["sets"],
        muscle_load=together["muscle_load"],
        muscle_stress=together["muscle_stress"],
        muscle_zones=together["muscle_zones"],
        laps=_numbered(laps),
        confidence=max(pieces, key=lambda piece: len(piece.track)).confidence,
    )


def _pressed_laps(piece: Run, second: int) -> pd.DataFrame:
    """Return the laps of a piece that the runner pressed.

    The watch's own come at every kilometre or so from the run's start: where one begins tells how much lies before it.
    """
    laps = device_laps(piece.activity.laps, piece.track)
    laps = laps[(laps["trigger"] == "manual").to_numpy(dtype=bool)]
    return laps.assign(start_s=laps["start_s"] + second, end_s=laps["end_s"] + second)


def _numbered(laps: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the laps of all pieces, numbered anew: a number tells how many lie before it."""
    shown = [each for each in laps if len(each)]
    together = pd.concat(shown, ignore_index=True) if shown else pd.DataFrame(columns=list(LAP_COLUMNS))
    return together.assign(number=range(1, len(together) + 1))


def _moved_segments(segments: pd.DataFrame, second: int) -> pd.DataFrame:
    reasons = [reason.later(second) for reason in segments["reason"]]
    return segments.assign(
        start_s=segments["start_s"] + second,
        end_s=segments["end_s"] + second,
        reason=pd.Series(reasons, index=segments.index, dtype=object),
    )


def _moved_sets(sets: pd.DataFrame, second: int, segment: int) -> pd.DataFrame:
    numbers = sets["segment_numbers"].map(lambda of_set: [int(number) + segment for number in of_set])
    return sets.assign(start_s=sets["start_s"] + second, end_s=sets["end_s"] + second, segment_numbers=numbers)


def _summary_of(pieces: Sequence[Run]) -> dict[str, Any]:
    """Return the figures of pieces together: sums, and means that count each piece by its time."""
    of = [piece.summary for piece in pieces]
    moving = [float(each["moving_s"]) for each in of]
    longest = max(of, key=lambda each: each["moving_s"])
    return {
        "local_date": of[0]["local_date"],
        "local_start": of[0]["local_start"],
        "distance_m": sum(each["distance_m"] for each in of),
        "moving_s": sum(moving),
        "ascent_m": _sum([each["ascent_m"] for each in of]),
        "descent_m": _sum([each["descent_m"] for each in of]),
        "mean_speed_m_s": _mean([each["mean_speed_m_s"] for each in of], moving),
        "mean_grade_adjusted_speed_m_s": _mean([each["mean_grade_adjusted_speed_m_s"] for each in of], moving),
        "mean_heart_rate_bpm": _mean([each["mean_heart_rate_bpm"] for each in of], moving),
        "steady_speed_m_s": longest["steady_speed_m_s"],
    }


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _mean(values: Sequence[float | None], weights: Sequence[float]) -> float | None:
    known = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None and weight]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None
