"""`runtone mcp`: one owner's library for an assistant on the same machine, by the Model Context Protocol.

Standard input and output only, and nothing is written. Coordinates, and time zones, which tell roughly where, are held
back unless the command was started with ``--with-places``: an assistant cannot ask for them by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtone import clock
from runtone.errors import RuntoneError

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from runtone.library import OwnedLibrary
    from runtone.training import Calendar

MOST_RUNS, MOST_WEEKS = 200, 52
STRESS = ("stress_minutes", "push_stress_minutes", "brake_stress_minutes")
MOST_POINTS = 500
"""Points of a line that are told; a recording has thousands."""
PLACES = ("time_zone", "local_start")
"""What tells roughly where: a time zone, and the offset in a local time."""
INSTRUCTIONS = (
    "A runner's own library, read only. Figures are estimates, each with a method, and no measurements. Stress is in "
    "minutes of the runner's own easy running; it compares a muscle group with itself. Units are in the names, SI."
)


def mcp(
    with_places: Annotated[
        bool, typer.Option("--with-places", help="Tell coordinates and time zones too, where they are asked for.")
    ] = False,
) -> int:
    """Let an assistant on this machine read the library (MCP, standard input and output)."""
    from runtone.cli.library import own_library

    try:
        server = server_of(own_library(), with_places=with_places)
    except ModuleNotFoundError:
        print("runtone mcp needs the package mcp: pip install 'runtone[mcp]'.", file=sys.stderr)
        return 2
    server.run("stdio")
    return 0


def server_of(mine: OwnedLibrary, *, with_places: bool = False) -> MCPServer:
    """Return a server that reads one owner's library.

    Parameters
    ----------
    mine : OwnedLibrary
    with_places : bool
        Offer the line of a run, and tell time zones.
    """
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    server = MCPServer("runtone", instructions=INSTRUCTIONS)
    reader = LibraryReader(mine, with_places=with_places)
    offered: list[Callable[..., Any]] = [
        reader.runs,
        reader.run,
        reader.explain_run,
        reader.weeks,
        reader.consistency,
    ]
    for tool in [*offered, reader.line] if with_places else offered:
        server.add_tool(_in_words(tool), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return server


def _in_words(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Return a tool that passes on why runtone cannot answer a question; of other faults nothing is told."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return tool(*args, **kwargs)
        except RuntoneError as error:
            raise ToolError(str(error)) from error

    return told


class LibraryReader:
    """What an assistant may ask; the docstring of each tool is what it is told of it.

    Parameters
    ----------
    mine : OwnedLibrary
    with_places : bool
    """

    def __init__(self, mine: OwnedLibrary, *, with_places: bool = False) -> None:
        self._mine = mine
        self._with_places = with_places

    def runs(self, since: date | None = None, until: date | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """Return the newest runs, one entry each: when, how far, how long, how much climbing, how many hills."""
        from runtone.run_json import frame_to_plain

        frame = self._mine.runs(start=since, end=until, limit=min(max(1, limit), MOST_RUNS))
        return [self._without_places(row) for row in frame_to_plain(frame)]

    def run(self, run_id: int) -> dict[str, Any]:
        """Return one run: summary, segments (hills, sprints, steady, rests), stress by muscle group, and how sure."""
        from runtone.run_json import frame_to_plain, mapping_to_plain

        run = self._mine.run(run_id)
        stress = run.muscle_stress.groupby("muscle_group", observed=True, sort=False)[list(STRESS)].sum()
        return {
            "run_id": run.run_id,
            "name": run.name,
            "note": run.note,
            "summary": self._without_places(mapping_to_plain(run.summary)),
            "segments": frame_to_plain(run.segments),
            "muscle_stress": frame_to_plain(stress.reset_index()),
            "confidence": {figure: {"level": each.level, "why": each.why} for figure, each in run.confidence.items()},
            "warnings": list(run.warnings),
        }

    def explain_run(self, run_id: int) -> str:
        """Return in words which muscle groups a run stressed most, and which parts of it did that."""
        from runtone.muscles import explain
        from runtone.vocabulary import GROUPS
        from runtone.wording.explanations import explanation_headline, group_sentence

        run = self._mine.run(run_id)
        told = explain(run.muscle_stress, run.segments, muscle_zones=run.muscle_zones)
        return "\n".join([explanation_headline(told), *(group_sentence(told, group) for group in GROUPS)])

    def weeks(self, count: int = 8) -> list[dict[str, Any]]:
        """Return the newest weeks: what was run, and each muscle group's stress beside the runner's usual weeks."""
        from runtone.run_json import frame_to_plain
        from runtone.training import REACH_BACK_WEEKS, week_table

        calendar, count = self._calendar(), min(max(1, count), MOST_WEEKS)
        first = calendar.weeks_back(count - 1 + REACH_BACK_WEEKS)
        runs = self._mine.runs(start=first, end=calendar.today)
        load = self._mine.daily_load(first, calendar.today)
        stress = self._mine.daily_stress(first, calendar.today)
        return frame_to_plain(week_table(runs, load, calendar, count, stress, "stress_minutes"))

    def consistency(self) -> dict[str, Any]:
        """Return how consistent the weeks are: the score, its parts, and a sentence."""
        from runtone.training import consistency
        from runtone.wording.training import consistency_sentence

        calendar, target = self._calendar(), self._mine.settings().target_runs_per_week
        days = self._mine.run_days()
        result = consistency(days, calendar.today, target, calendar.week_start, calendar.excused_weeks)
        parts = {name: {"points": part.points, "of": part.maximum} for name, part in result.parts.items()}
        return {"score": result.score, "state": result.state, "parts": parts, "words": consistency_sentence(result)}

    def line(self, run_id: int) -> list[dict[str, Any]]:
        """Return where a run went: coordinates and altitude of up to 500 of its seconds."""
        from runtone.run_json import frame_to_plain

        track = self._mine.run(run_id).track
        step = max(1, -(-len(track) // MOST_POINTS))
        columns = ["latitude_deg", "longitude_deg", "altitude_m", "distance_m"]
        return frame_to_plain(track[[name for name in columns if name in track]].iloc[::step])

    def _calendar(self) -> Calendar:
        from runtone.library.shown_day import shown_day

        latest = self._mine.runs(limit=1)
        last = None if latest.empty else latest["local_date"].iloc[0].date()
        return self._mine.settings().calendar(shown_day(self._mine.owner, last, clock.today()))

    def _without_places(self, told: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in told.items() if self._with_places or name not in PLACES}
