"""`runtone mcp`, asked by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from runtone.cli.assistant import server_of
from runtone.library import Library, OwnedLibrary
from tests.dashboard.server.requests import run_to_end

TOOLS = {"runs", "run", "explain_run", "weeks", "consistency"}


@pytest.fixture(scope="module")
def mine(season_folder: Path) -> Iterator[OwnedLibrary]:
    library = Library.open(f"sqlite:///{season_folder / 'library.sqlite3'}")
    yield library.owned_by("sample season")
    library.close()


def ask(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return the answers of one conversation: the tools, then one text a call."""

    async def conversation() -> list[Any]:
        async with Client(server) as client:
            answers: list[Any] = [(await client.list_tools()).tools]
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                answers.append(
                    (result.is_error, "\n".join(part.text for part in result.content if part.type == "text"))
                )
            return answers

    return run_to_end(conversation())


def test_it_offers_reading_only_and_answers(mine: OwnedLibrary) -> None:
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    version = mine.version()
    calls = [
        ("runs", {"limit": 3}),
        ("run", {"run_id": run_id}),
        ("explain_run", {"run_id": run_id}),
        ("weeks", {"count": 2}),
        ("consistency", {}),
    ]
    tools, *answers = ask(server_of(mine), *calls)
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert [failed for failed, _ in answers] == [False] * 5
    runs, run, explained, weeks, consistency = (text for _, text in answers)
    assert runs.count('"run_id"') == 3
    assert json.loads(run)["run_id"] == run_id
    assert {row["muscle_group"] for row in json.loads(run)["muscle_stress"]} >= {"calves", "quads"}
    assert "stress" in explained
    assert weeks.count('"muscle_group"') == 14
    assert 0 < json.loads(consistency)["score"] <= 100
    assert mine.version() == version
    together = "".join(text for _, text in answers)
    for told in ("latitude", "longitude", "time_zone", "+00:00+"):
        assert told not in together


def test_places_are_told_where_the_command_was_started_with_them(mine: OwnedLibrary) -> None:
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    tools, (_, runs), (_, line) = ask(
        server_of(mine, with_places=True), ("runs", {"limit": 1}), ("line", {"run_id": run_id})
    )
    assert {tool.name for tool in tools} == TOOLS | {"line"}
    assert "time_zone" in runs
    assert 100 < line.count("latitude_deg") <= 500


def test_what_is_asked_wrongly_is_answered_in_words(mine: OwnedLibrary) -> None:
    _, (failed, text), (no_tool, _) = ask(server_of(mine), ("run", {"run_id": 999_999}), ("line", {"run_id": 1}))
    assert failed
    assert "no run 999999" in text
    assert no_tool


def test_the_command_speaks_on_standard_input_and_output(tmp_path: Path) -> None:
    environment = {"RUNTONE_DATA_FOLDER": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    command = StdioServerParameters(command=sys.executable, args=["-m", "runtone.cli", "mcp"], env=environment)
    tools, (failed, _) = ask(command, ("runs", {}))
    assert {tool.name for tool in tools} == TOOLS
    assert not failed
