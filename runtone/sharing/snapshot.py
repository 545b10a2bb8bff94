"""What a visitor may see: a snapshot that holds chosen parts only, and no way back to the library.

A snapshot is plain data (JSON), never a pickle: reading one can run no code, and every byte of it can be looked at.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np
import pandas as pd

from runtone.confidence import Confidence, Level
from runtone.errors import SettingsError
from runtone.run_json import frame_to_plain
from runtone.segments import SET_COLUMNS, Reason
from runtone.sharing.parts import PARTS as PARTS
from runtone.sharing.parts import Part as Part
from runtone.tracks import LAP_COLUMNS, SPLIT_COLUMNS

Kind = Literal["run", "range", "living"]
CUTTING_PARTS: frozenset[Part] = frozenset({"map", "profile"})
"""With one of these a run is cut to what lies outside the private zones, in every figure."""

FIGURES = (
    "distance_m",
    "moving_s",
    "ascent_m",
    "descent_m",
    "mean_speed_m_s",
    "mean_grade_adjusted_speed_m_s",
    "mean_heart_rate_bpm",
    "steady_speed_m_s",
)
SEGMENT_COLUMNS = (
    "kind",
    "terrain",
    "effort",
    "start_s",
    "end_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "mean_grade",
    "mean_speed_m_s",
    "mean_grade_adjusted_speed_m_s",
    "mean_heart_rate_bpm",
    "source",
    "reason",
)
TRACK_COLUMNS = (
    "elapsed_s",
    "latitude_deg",
    "longitude_deg",
    "distance_m",
    "speed_m_s",
    "altitude_m",
    "grade",
    "grade_adjusted_speed_m_s",
    "heart_rate_bpm",
    "segment",
)
LOAD_COLUMNS = ("segment", "muscle_group", "action", "work_j_per_kg", "easy_minutes")
STRESS_COLUMNS = (
    "segment",
    "muscle_group",
    "stress_minutes",
    "push_stress_minutes",
    "brake_stress_minutes",
)
ZONE_COLUMNS = ("segment", "muscle_group", "zone", "minutes")
GROUP_COLUMNS = (
    "muscle_group",
    "stress_minutes",
    "easy_minutes",
    "low",
    "median",
    "high",
    "ratio",
    "step",
    "still_open",
)
WEEK_COLUMNS = (
    "week",
    "unfinished",
    "distance_m",
    "moving_s",
    "runs",
    "muscle_group",
    "stress_minutes",
    "easy_minutes",
    "step",
)

FORMAT = 7
"""One more whenever what is stored changes its form; a snapshot of another form is made anew."""
_FRAMES: dict[str, tuple[str, ...]] = {
    "track": TRACK_COLUMNS,
    "segments": SEGMENT_COLUMNS,
    "sets": tuple(SET_COLUMNS),
    "laps": LAP_COLUMNS,
    "splits": ("every_m", *SPLIT_COLUMNS),
    "muscle_load": LOAD_COLUMNS,
    "muscle_stress": STRESS_COLUMNS,
    "muscle_zones": ZONE_COLUMNS,
}


class OtherFormatError(ValueError):
    """A snapshot was written by another version of runtone; it has to be made anew."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedRun:
    """One run as a visitor may see it.

    Parameters
    ----------
    number : int
        Its place in the share, from 1; the library's own number is not told.
    local_date : datetime.date
    local_start : datetime.datetime or None
        Local, without a zone; only where times were chosen.
    name, note : str or None
        Only where chosen.
    figures : dict of str to float or None
        Keys `FIGURES`.
    track : pandas.DataFrame
        A few hundred rows, columns `TRACK_COLUMNS`; none where neither the line nor the profile was chosen, unless the
        run has no place at all. Altitude is missing without the profile, and counts from the lowest point with it.
        ``latitude_deg`` and ``longitude_deg`` are missing, or the shape of the line moved to 0° N 0° E: where on Earth
        it lies is not in it.
    segments, sets, muscle_load, muscle_stress, muscle_zones : pandas.DataFrame
    laps : pandas.DataFrame
        Those of the watch, columns `runtone.tracks.LAP_COLUMNS`; of a run that is cut, those that the runner pressed.
    splits : pandas.DataFrame
        By kilometres and by miles (``every_m``), columns `runtone.tracks.SPLIT_COLUMNS`, of what the track shows; those
        of heights and heart rate are missing where the track's are.
    confidence : dict of str to Confidence
    shortened : bool
        Whether the ends and private zones were cut out, of every figure too.
    """

    number: int
    local_date: date
    local_start: datetime | None
    name: str | None
    note: str | None
    figures: dict[str, float | None]
    track: pd.DataFrame
    segments: pd.DataFrame
    sets: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame
    muscle_zones: pd.DataFrame
    laps: pd.DataFrame
    splits: pd.DataFrame
    confidence: dict[str, Confidence]
    shortened: bool

    def track_by_second(self) -> pd.DataFrame:
        """Return the track with one row a second, as charts take it; straight lines join the shared points."""
        return self._by_second

    def splits_every(self, every_m: float) -> pd.DataFrame:
        """Return the splits of one length [m], as `runtone.tracks.splits` does."""
        return self.splits[self.splits["every_m"] == every_m].reset_index(drop=True)

    @cached_property
    def _by_second(self) -> pd.DataFrame:
        if self.track.empty:
            return self.track.drop(columns="elapsed_s")
        known = self.track["elapsed_s"].to_numpy(dtype=float)
        seconds = np.arange(int(known[-1]) + 1)
        at = np.clip(np.searchsorted(known, seconds, side="right") - 1, 0, None)
        columns: dict[str, Any] = {
            name: np.interp(seconds, known, self.track[name].to_numpy(dtype=float))
            for name in TRACK_COLUMNS
            if name not in ("elapsed_s", "segment")
        }
        columns["segment"] = self.track["segment"].to_numpy(dtype=np.int64)[at]
        return pd.DataFrame(columns)


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """All that a visitor of one share may see.

    Parameters
    ----------
    kind : {"run", "range", "living"}
    parts : frozenset of str
        What the owner added, of `PARTS`.
    made_on : datetime.date
        The owner's local day.
    first_day, last_day : datetime.date
    units : {"metric", "imperial"}
    runs : tuple of SharedRun
        Latest first.
    groups : pandas.DataFrame
        The last seven days by muscle group against the usual weeks, columns `GROUP_COLUMNS`; empty for a single run.
    sentence : str
        One sentence on these days.
    weeks : pandas.DataFrame
        One row a week and muscle group, columns `WEEK_COLUMNS`; empty for a single run.
    consistency : dict of str to object
        ``score``, ``sentence``, ``streak``, ``longest``, ``forgiven``; empty for a single run.
    left_out : int
        Runs that lie wholly in private zones; only where runs are cut.
    """

    kind: Kind
    parts: frozenset[Part]
    made_on: date
    first_day: date
    last_day: date
    units: Literal["metric", "imperial"]
    runs: tuple[SharedRun, ...]
    groups: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(GROUP_COLUMNS)))
    sentence: str = ""
    weeks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(WEEK_COLUMNS)))
    consistency: dict[str, Any] = field(default_factory=dict)
    left_out: int = 0

    def to_bytes(self) -> bytes:
        """Return the snapshot as compressed JSON."""
        plain = {
            "format": FORMAT,
            "kind": self.kind,
            "parts": sorted(self.parts),
            "made_on": self.made_on.isoformat(),
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "units": self.units,
            "runs": [_run_to_plain(run) for run in self.runs],
            "groups": frame_to_plain(self.groups[list(GROUP_COLUMNS)]),
            "sentence": self.sentence,
            "weeks": frame_to_plain(self.weeks[list(WEEK_COLUMNS)]),
            "consistency": self.consistency,
            "left_out": self.left_out,
        }
        return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode())

    @classmethod
    def from_bytes(cls, content: bytes) -> Snapshot:
        """Return the snapshot that `to_bytes` wrote.

        Raises
        ------
        OtherFormatError
            Another version of runtone wrote it.
        """
        plain = json.loads(zlib.decompress(content))
        if plain.get("format") != FORMAT:
            raise OtherFormatError
        weeks = _frame(plain["weeks"], WEEK_COLUMNS)
        return cls(
            kind=plain["kind"],
            parts=chosen_parts(plain["parts"]),
            made_on=date.fromisoformat(plain["made_on"]),
            first_day=date.fromisoformat(plain["first_day"]),
            last_day=date.fromisoformat(plain["last_day"]),
            units=plain["units"],
            runs=tuple(_run_from_plain(run) for run in plain["runs"]),
            groups=_frame(plain["groups"], GROUP_COLUMNS),
            sentence=plain["sentence"],
            weeks=weeks.assign(week=[date.fromisoformat(week) for week in weeks["week"]]),
            consistency=plain["consistency"],
            left_out=plain["left_out"],
        )


def chosen_parts(parts: Iterable[str]) -> frozenset[Part]:
    """Return parts as a set, and refuse what cannot be chosen.

    Raises
    ------
    SettingsError
        There is no such part.
    """
    chosen = frozenset(parts)
    unknown = chosen - set(PARTS)
    if unknown:
        msg = f"A share can add {', '.join(PARTS)}; there is no {min(unknown)!r}."
        raise SettingsError(msg)
    return cast("frozenset[Part]", chosen)


def _run_to_plain(run: SharedRun) -> dict[str, Any]:
    return {
        "number": run.number,
        "local_date": run.local_date.isoformat(),
        "local_start": run.local_start.isoformat() if run.local_start else None,
        "name": run.name,
        "note": run.note,
        "figures": run.figures,
        "confidence": {figure: list(confidence) for figure, confidence in run.confidence.items()},
        "shortened": run.shortened,
        **{name: _columns_to_plain(getattr(run, name), columns) for name, columns in _FRAMES.items()},
    }


def _run_from_plain(plain: Mapping[str, Any]) -> SharedRun:
    frames = {name: _columns_to_frame(plain[name], columns) for name, columns in _FRAMES.items()}
    reasons = [Reason.from_plain(reason) for reason in plain["segments"]["reason"]]
    frames["segments"] = frames["segments"].assign(reason=pd.Series(reasons, dtype=object))
    return SharedRun(
        number=int(plain["number"]),
        local_date=date.fromisoformat(plain["local_date"]),
        local_start=datetime.fromisoformat(plain["local_start"]) if plain["local_start"] else None,
        name=plain["name"],
        note=plain["note"],
        figures=dict(plain["figures"]),
        confidence={key: Confidence(cast("Level", level), why) for key, (level, why) in plain["confidence"].items()},
        shortened=bool(plain["shortened"]),
        **frames,
    )


def _columns_to_plain(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, list[Any]]:
    """Return one list a column: a third of the bytes of one dict a row."""
    rows = frame_to_plain(frame[list(columns)])
    return {column: [row[column] for row in rows] for column in columns}


def _columns_to_frame(plain: Mapping[str, list[Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return _with_numbers(pd.DataFrame({column: plain[column] for column in columns}, columns=list(columns)))


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return _with_numbers(pd.DataFrame(rows, columns=list(columns)))


def _with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn columns that are all None into numbers that are missing, so that arithmetic works on them."""
    empty = [name for name in frame if frame[name].isna().all() and name not in ("step", "reason")]
    return frame.astype(dict.fromkeys(empty, np.float64))
