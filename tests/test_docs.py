"""The documentation says what the code does: commands, settings, rooms, decisions, and links that lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import typer

from tests.corpus import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.glob("*.md"), *(DOCS / "decisions").glob("*.md")])


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generated", DOCS / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(page: str, name: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split(f"<!-- begin {name} -->")[1].split(f"<!-- end {name} -->")[0]


@pytest.mark.parametrize("name", ["commands", "settings", "rooms", "folders", "decisions"])
def test_what_is_made_from_the_code_is_up_to_date(name: str, generated: ModuleType) -> None:
    page, make = generated.PARTS[name]
    # Words are compared, for versions of Python break the lines of a help differently.
    assert part(page, name).split() == make().split(), "`make docs` writes it anew"


def test_a_new_command_or_setting_would_be_missed(generated: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    class More(generated.Settings):  # type: ignore[name-defined, misc]
        """A setting that nothing describes.

        Parameters
        ----------
        data_folder : pathlib.Path
            Where.
        """

        unheard_of: int = 1

    monkeypatch.setattr(generated, "Settings", More)
    with pytest.raises(ValueError, match="unheard_of"):
        generated.settings()
    more = typer.Typer(rich_markup_mode=None)
    more.add_typer(generated.app, name="inner")
    more.command("dance")(lambda: None)
    monkeypatch.setattr(generated, "app", more)
    assert part("commands.md", "commands").split() != generated.commands().split()


def test_decisions_have_one_form_and_a_number_each() -> None:
    numbers = Counter(path.name[:4] for path in (DOCS / "decisions").glob("*.md"))
    assert [number for number, count in numbers.items() if count > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "#")):
            assert (page.parent / target.split("#")[0]).exists(), target


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name
    for page in (DOCS / "decisions").glob("*.md"):
        assert f"(decisions/{page.name})" in index, page.name
