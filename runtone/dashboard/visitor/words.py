"""A share in words: its title and its description, made from what the snapshot holds."""

from __future__ import annotations

from runtone.muscles import explain
from runtone.sharing.snapshot import SharedRun, Snapshot
from runtone.wording import Units, counted, day, duration_words, explanation_headline, local_start


def units_of(snapshot: Snapshot) -> Units:
    """Return the owner's units, which a visitor sees at first."""
    return Units("km", "m") if snapshot.units == "metric" else Units("mi", "ft")


def title_of(snapshot: Snapshot) -> str:
    """Return the share's title."""
    if snapshot.kind == "run":
        return run_title(snapshot.runs[0], units_of(snapshot))
    if snapshot.kind == "range":
        return f"Running, {day(snapshot.first_day, weekday=False)} to {day(snapshot.last_day, weekday=False)}"
    return "Running, week by week"


def description_of(snapshot: Snapshot) -> str:
    """Return one or two sentences for a link's preview."""
    if snapshot.kind == "run":
        run = snapshot.runs[0]
        told = explanation_headline(explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones))
        return f"{run_when(run)}. {told} An estimate made by runtone."
    total_m = sum(run.figures["distance_m"] or 0.0 for run in snapshot.runs)
    total_s = sum(run.figures["moving_s"] or 0.0 for run in snapshot.runs)
    sums = f"{counted(len(snapshot.runs), 'run')}, {units_of(snapshot).distance(total_m)}, {duration_words(total_s)}."
    return f"{sums} Which muscle groups they worked, and why: an estimate made by runtone."


def run_title(run: SharedRun, units: Units) -> str:
    """Return the run's name where it is shared, else what it was."""
    return run.name or f"Run of {units.distance(run.figures['distance_m'])}"


def run_when(run: SharedRun) -> str:
    """Return the run's day, and its start where that is shared."""
    return local_start(run.local_start) if run.local_start else day(run.local_date)
