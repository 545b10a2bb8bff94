"""The text that `runtone analyze` prints for one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from runtone.wording import (
    Units,
    duration,
    easy_minutes,
    group_name,
    local_start,
    minutes_seconds,
    percent,
    reason_sentence,
    segment_label,
    set_sentences,
)

if TYPE_CHECKING:
    from runtone.analysis import Run


def run_report(run: Run, name: str, units: Units | None = None, *, laps: bool = False) -> str:
    """Return a run's summary, segments and muscle load as plain text.

    Parameters
    ----------
    run : Run
    name : str
        What the run's file is called.
    units : Units, optional
        Kilometres and metres where not given.
    laps : bool
        Show the watch's laps instead of the segments.
    """
    units = units or Units()
    return "\n".join(
        [
            f"{name}: {run.summary['name']}" if run.summary["name"] else name,
            _headline(run, units),
            "",
            *(_laps(run, units) if laps else _segments(run, units)),
            "",
            "Load in easy minutes (1 = what a minute of level running at 3 m/s asks of the same group; an estimate)",
            *_table(("group", "load", "push", "brake"), _load_rows(run)),
            *_notes(run, units),
            "",
        ]
    )


def _headline(run: Run, units: Units) -> str:
    summary = run.summary
    parts = [
        local_start(summary["local_start"]),
        units.distance(summary["distance_m"]),
        f"{duration(summary['moving_s'])} moving",
        units.pace_text(summary["mean_speed_m_s"]),
        f"{units.pace_text(summary['mean_grade_adjusted_speed_m_s'], unit=False)} grade-adjusted",
    ]
    if summary["ascent_m"] is not None:
        parts.append(f"{units.height_text(summary['ascent_m'])} up")
    return ", ".join(parts)


def _segments(run: Run, units: Units) -> list[str]:
    return _table(("#", "what", "at", "for", "distance", "pace", "grade", "why"), _segment_rows(run, units))


def _laps(run: Run, units: Units) -> list[str]:
    laps = run.activity.laps
    if laps.empty:
        return ["The file has no laps."]
    rows = []
    for number, lap in enumerate(laps.to_dict(orient="records"), start=1):
        at = (lap["start_time"] - run.summary["start_time"]).total_seconds()
        seconds, distance = float(lap["timer_s"]), float(lap["distance_m"])
        if not seconds > 0:
            seconds = float(lap["elapsed_s"])
        speed = distance / seconds if seconds > 0 else None
        pace = units.pace_text(speed, unit=False)
        rows.append((str(number), minutes_seconds(at), duration(seconds), units.distance(distance), pace))
    return _table(("lap", "at", "for", "distance", "pace"), iter(rows))


def _segment_rows(run: Run, units: Units) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(run.segments.to_dict(orient="records"), start=1):
        yield (
            str(number),
            segment_label(row["kind"], row["terrain"], row["end_s"] - row["start_s"], row["source"]),
            minutes_seconds(row["start_s"]),
            duration(row["end_s"] - row["start_s"]),
            units.distance(row["distance_m"]),
            units.pace_text(row["mean_speed_m_s"], unit=False),
            percent(row["mean_grade"]),
            reason_sentence(row["reason"], units),
        )


def _load_rows(run: Run) -> Iterator[tuple[str, ...]]:
    totals = run.muscle_load.groupby(["muscle_group", "action"], observed=True, sort=False)["easy_minutes"].sum()
    for group in dict.fromkeys(totals.index.get_level_values("muscle_group")):
        by_action = totals[group]
        yield (
            group_name(str(group)),
            easy_minutes(by_action.sum()),
            easy_minutes(by_action.get("concentric")),
            easy_minutes(by_action.get("eccentric")),
        )


def _notes(run: Run, units: Units) -> list[str]:
    sets = set_sentences(run.sets, units)
    doubts = [
        f"{group_name(figure)}: {c.level} confidence. {c.why}"
        for figure, c in run.confidence.items()
        if c.level != "high"
    ]
    return ["", *(f"- {note}" for note in (*sets, *run.warnings, *doubts))]


def _table(header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> list[str]:
    """Return aligned lines; the last column runs free."""
    cells = [tuple(header), *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
