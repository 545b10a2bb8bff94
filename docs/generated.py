"""Write the parts of the documentation that are made from the code; `tests/test_docs.py` holds them to it.

    python docs/generated.py            # write them
    python docs/generated.py --check    # say which are out of date

A part stands between two comments, ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grimp
from typer.main import get_command
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from runtone.cli.commands import app
from runtone.settings import Settings

DOCS = Path(__file__).resolve().parent
PACKAGE = DOCS.parent / "runtone"
WIDTH = "100"


def commands() -> str:
    """Return the help of every command, as the terminal shows it."""
    os.environ.update(COLUMNS=WIDTH, NO_COLOR="1")
    return "\n\n".join(f"## {name}\n\n```\n{text.strip()}\n```" for name, text in _helps(["runtone"], get_command(app)))


def _helps(path: list[str], command: Any) -> Iterator[tuple[str, str]]:
    shown = CliRunner().invoke(app, [*path[1:], "--help"], prog_name="runtone")
    yield " ".join(path), shown.output
    for name, child in getattr(command, "commands", {}).items():
        yield from _helps([*path, name], child)


def settings() -> str:
    """Return every setting with its default, in the words of its class."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, words in _parameters(Settings.__doc__ or "").items():
        field = Settings.model_fields[name]
        default = "the user's data folder" if field.default_factory else field.default
        shown = "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
        rows.append(f"| `RUNTONE_{name.upper()}` | {shown} | {words} |")
    missing = set(Settings.model_fields) - set(_parameters(Settings.__doc__ or ""))
    if missing:
        msg = f"The class Settings does not describe {', '.join(sorted(missing))}."
        raise ValueError(msg)
    return "\n".join(rows)


def _parameters(docstring: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    name = None
    for line in docstring.split("Parameters\n", 1)[1].splitlines()[1:]:
        head = re.match(r"    (\w+) : ", line)
        if head:
            name = head[1]
            found[name] = []
        elif name is not None and line.strip():
            found[name].append(line.strip().replace("``", "`").replace("|", "\\|"))
    texts = {name: " ".join(words) for name, words in found.items()}
    return {name: re.sub(r" \(`RUNTONE_\w+`\)", "", text) for name, text in texts.items()}


def rooms() -> str:
    """Return which room reads which, as a drawing: what is implied by a longer way is left out."""
    graph = grimp.build_graph("runtone")
    children = sorted(graph.find_children("runtone"))
    reads: dict[str, set[str]] = {room: set() for room in children}
    for room in children:
        for module in {room, *graph.find_descendants(room)}:
            for other in graph.find_modules_directly_imported_by(module):
                home = ".".join(other.split(".")[:2])
                if home in reads and home != room:
                    reads[room].add(home)
    lines = ["```mermaid", "flowchart LR"]
    for room in children:
        longer = {far for near in reads[room] for far in _reachable(near, reads)}
        lines += [f"    {_short(other)} --> {_short(room)}" for other in sorted(reads[room] - longer)]
    return "\n".join([*lines, "```"])


def _short(room: str) -> str:
    return room.removeprefix("runtone.")


def _reachable(room: str, reads: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(reads[room])
    while ahead:
        next_room = ahead.pop()
        if next_room not in seen:
            seen.add(next_room)
            ahead += reads[next_room]
    return seen


def folders() -> str:
    """Return every folder of the package with the first sentence of its docstring."""
    inits = sorted(path for path in PACKAGE.rglob("__init__.py") if _first_line(path))
    rows = [f"| `{path.parent.relative_to(PACKAGE.parent)}/` | {_first_line(path)} |" for path in inits]
    return "\n".join(["| folder | what it is |", "|---|---|", *rows])


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def decisions() -> str:
    """Return the index of decisions: number, title, day."""
    rows = ["| | decision | day |", "|---|---|---|"]
    for path in sorted((DOCS / "decisions").glob("*.md")):
        number, title, day = decision_head(path)
        rows.append(f"| [{number}](decisions/{path.name}) | {title} | {day} |")
    return "\n".join(rows)


def decision_head(path: Path) -> tuple[str, str, str]:
    """Return the number, the title and the day of a decision.

    Raises
    ------
    ValueError
        Its first lines are not ``# NUMBER Title`` and ``*Decided on YYYY-MM-DD.*``.
    """
    head = re.match(r"# (\d{4}) (.+)\n\n\*Decided on (\d{4}-\d\d-\d\d)\.\*\n", path.read_text(encoding="utf-8"))
    if head is None or not path.name.startswith(f"{head[1]}-"):
        msg = (
            f"{path.name} does not begin with '# {path.name[:4]} Title', an empty line and '*Decided on YYYY-MM-DD.*'."
        )
        raise ValueError(msg)
    return head[1], head[2], head[3]


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "commands": ("commands.md", commands),
    "settings": ("settings.md", settings),
    "rooms": ("architecture.md", rooms),
    "folders": ("architecture.md", folders),
    "decisions": ("README.md", decisions),
}


def with_part(text: str, name: str, made: str) -> str:
    """Return a page with one of its parts made anew."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{made}\n\n{end}{after}"


def outdated() -> dict[Path, str]:
    """Return the pages that differ from the code, each as it should be."""
    pages: dict[Path, str] = {}
    for name, (page, make) in PARTS.items():
        path = DOCS / page
        pages[path] = with_part(pages.get(path, path.read_text(encoding="utf-8")), name, make())
    return {path: text for path, text in pages.items() if text != path.read_text(encoding="utf-8")}


def main() -> int:
    """Write what is out of date, or only say so."""
    pages = outdated()
    for path, text in pages.items():
        print(path.name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return int(bool(pages) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
