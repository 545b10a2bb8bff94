"""Tables that more than one page shows."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from runtone.dashboard.components import blocks
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.theme import Theme
from runtone.muscles import cause_of
from runtone.wording import MISSING, Units, duration, duration_words, percent, reason_sentence, segment_label


def known(value: object) -> float | None:
    """Return a figure, or None where it is missing."""
    if value is None or value is pd.NA or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def segments_table(segments: pd.DataFrame, units: Units, theme: Theme) -> Markup:
    """Return segments as an HTML table, each with the reason that made it what it is."""
    rows = [
        {
            "Segment": blocks.swatch(
                theme.segments[cause_of(str(row.kind), str(row.terrain))],
                segment_label(str(row.kind), str(row.terrain), float(row.end_s - row.start_s), str(row.source)),
            ),
            "Starts at": duration(float(row.start_s)),
            "Time": duration_words(float(row.end_s - row.start_s)),
            "Distance": units.distance(float(row.distance_m)),
            "Pace": units.pace_text(known(row.mean_speed_m_s), unit=False),
            "Grade-adj.": units.pace_text(known(row.mean_grade_adjusted_speed_m_s), unit=False),
            "Grade": percent(known(row.mean_grade)),
            "HR": MISSING if known(row.mean_heart_rate_bpm) is None else f"{row.mean_heart_rate_bpm:.0f}",
            "Why": reason_sentence(row.reason, units),
        }
        for row in rows_of(segments)
    ]
    return blocks.table(
        [
            ("Segment", "name"),
            ("Starts at", "number late"),
            ("Time", "number"),
            ("Distance", "number"),
            ("Pace", "number"),
            ("Grade-adj.", "number late"),
            ("Grade", "number"),
            ("HR", "number late"),
            ("Why", "wide late"),
        ],
        rows,
        caption=f"Segments; pace in {units.pace_unit}",
    )


def kinds_table(segments: pd.DataFrame, units: Units, theme: Theme) -> Markup:
    """Return how many segments of each kind there were, and how long they were together."""
    rows = [
        {
            "Segment": blocks.swatch(
                theme.segments[cause_of(str(kind), str(terrain))], segment_label(str(kind), str(terrain))
            ),
            "How many": str(len(alike)),
            "Time": duration_words(float((alike["end_s"] - alike["start_s"]).sum())),
            "Distance": units.distance(float(alike["distance_m"].sum())),
            "Up": units.height_text(float(alike["ascent_m"].sum())),
            "Down": units.height_text(float(alike["descent_m"].sum())),
        }
        for (kind, terrain), alike in segments.groupby(["kind", "terrain"], sort=False, observed=True)
    ]
    columns = [(name, "name" if name == "Segment" else "number") for name in rows[0]] if rows else []
    return blocks.table(columns, rows, caption="Segments by kind")
