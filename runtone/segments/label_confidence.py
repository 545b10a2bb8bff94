"""How sure the labels of a run are, and where the watch and detection do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runtone.confidence import Confidence

if TYPE_CHECKING:
    from runtone.segments.effort import Effort
    from runtone.segments.laps import IntervalLaps
    from runtone.tracks.track import AltitudeSource

_HILLS: Final[dict[AltitudeSource, Confidence]] = {
    "barometer": Confidence("high", "The altitude comes from a barometer."),
    "coarse barometer": Confidence("medium", "The altitude comes from a barometer with coarse steps."),
    "terrain model": Confidence(
        "medium", "The altitude was read from a map of heights, which knows no bridges or cuttings."
    ),
    "GPS": Confidence(
        "low", "The altitude comes from GPS, which wanders by metres, so small hills are missed or made up."
    ),
    "phone": Confidence("low", "The altitude comes from a phone's GPS and cannot carry hills, so none are shown."),
    "treadmill": Confidence("medium", "The hills are the inclines that the treadmill told."),
    "none": Confidence("low", "The run has no altitude, so no hills can be told."),
}


def hills_confidence(altitude_source: AltitudeSource) -> Confidence:
    """Return how sure the hills are, by the kind of altitude."""
    return _HILLS[altitude_source]


def sprints_confidence(effort: Effort, *, from_positions: bool) -> Confidence:
    """Return how sure the sprints are, by what told them."""
    if effort.rule == "device lap":
        return Confidence("high", "The device's laps mark the intervals.")
    if effort.rule == "likeness":
        return Confidence(
            "medium",
            "The sprints are provisional: being alike told them, because steady speed is not known well enough.",
        )
    if effort.steady.source == "this run":
        return Confidence(
            "low", "The sprints are provisional: steady speed is judged from this run alone, without earlier runs."
        )
    if from_positions:
        return Confidence("medium", "Steady speed is known from earlier runs, but speed was worked out from positions.")
    return Confidence("high", "Steady speed is known from earlier runs. Sprints shorter than 7 s cannot be seen.")


def disagreements(effort: Effort, laps: IntervalLaps | None) -> tuple[str, ...]:
    """Return a sentence for each way in which the device's laps and detection differ; the laps are kept.

    Parameters
    ----------
    effort : Effort
    laps : IntervalLaps or None

    Returns
    -------
    tuple of str
    """
    if laps is None:
        return ()
    said = []
    if len(effort.unseen):
        numbers = ", ".join(str(number) for number in effort.unseen)
        which, were = ("Lap", "was") if len(effort.unseen) == 1 else ("Laps", "were")
        said.append(
            f"{which} {numbers} {were} not clearly faster than steady running, but the watch marks intervals there; "
            "its word was kept."
        )
    if len(effort.unmarked.starts):
        times = ", ".join("{}:{:02d}".format(*divmod(start, 60)) for start in effort.unmarked.starts.tolist())
        count = len(effort.unmarked.starts)
        fast = "A fast stretch" if count == 1 else f"{count} fast stretches"
        said.append(
            f"{fast} (from {times}) would be sprints, but the watch marks no interval there; its word was kept."
        )
    return tuple(said)
