"""The questions about two runs that may be one, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.library.imports.overlaps import Relation, length_s

if TYPE_CHECKING:
    from runtone.library.imports.overlaps import Overlap, TimedRecording

TWO_PEOPLE = "It looks as if two people's runs were in this library."


def question(one: TimedRecording, other: TimedRecording, overlap: Overlap) -> str:
    """Return what two recordings have in common and what not, and what the runner is asked."""
    if overlap.relation is Relation.CLOCK:
        return (
            f"They are as long in time and way, {overlap.shift_h:g} h apart: one file may tell local time as if it "
            "were UTC. Are they the same run, or two?"
        )
    asked = "Are they the same run, or two people's?" if overlap.looks_like_two_people else "Are they the same run?"
    minutes = max(round(overlap.common_s / 60.0), 1)
    return f"They cover {minutes} of the same minutes, {_unlike(one, other, overlap)}. {asked}"


def _unlike(one: TimedRecording, other: TimedRecording, overlap: Overlap) -> str:
    if overlap.relation is Relation.PLACE:
        return f"{(overlap.apart_m or 0.0) / 1000.0:,.0f} km apart{_hearts(overlap)}"
    if overlap.relation is Relation.WAY:
        return f"on different ways ({overlap.apart_m:.0f} m apart in the middle){_hearts(overlap)}"
    if overlap.relation is Relation.HEART_RATE:
        return f"on the same way but with heart rates that differ by {overlap.heart_rate_bpm:.0f} a minute"
    if overlap.relation is Relation.PART:
        lengths = " and ".join(f"{length_s(each) / 60.0:.0f}" for each in (one, other))
        return f"and each goes on without the other ({lengths} minutes long)"
    return f"but tell {one.distance_m / 1000.0:.2f} and {other.distance_m / 1000.0:.2f} km"


def _hearts(overlap: Overlap) -> str:
    if not overlap.looks_like_two_people or overlap.heart_rate_bpm is None or overlap.heart_rate_bpm < 5.0:
        return ""
    return f", with heart rates that differ by {overlap.heart_rate_bpm:.0f} a minute"
