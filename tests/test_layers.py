"""The layer rules are alive: an import in the wrong direction makes the checker fail."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.corpus import REPOSITORY

#: What a folder may hold directly, and a file.
MOST_MODULES, MOST_LINES = 20, 400

CHECKER = Path(sys.executable).with_name("lint-imports")


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CHECKER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(REPOSITORY / "runtone", tmp_path / "runtone", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("files", "runtone.tracks"),
        ("tracks", "runtone.segments"),
        ("muscles", "runtone.training"),
        ("training", "runtone.library"),
        ("library", "runtone.dashboard"),
        ("tracks", "streamlit"),
        ("dashboard/pages", "plotly"),
        ("dashboard", "sqlalchemy"),
        ("library", "fitparse"),
    ],
)
def test_an_import_to_the_right_is_refused(house: Path, room: str, forbidden: str) -> None:
    (house / "runtone" / room / "trespasser.py").write_text(f"import {forbidden}\n")
    result = check(house)
    assert result.returncode != 0, result.stdout
    assert "trespasser" in result.stdout


def test_the_house_as_it_stands_keeps_the_rules(house: Path) -> None:
    result = check(house)
    assert result.returncode == 0, result.stdout


def test_no_folder_and_no_file_outgrows_what_is_seen_at_a_glance() -> None:
    modules = [path for path in (REPOSITORY / "runtone").rglob("*.py") if path.name != "__init__.py"]
    crowded = {
        str(folder.relative_to(REPOSITORY)): count
        for folder, count in Counter(path.parent for path in modules).items()
        if count > MOST_MODULES
    }
    long = {
        str(path.relative_to(REPOSITORY)): lines
        for path in modules
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert crowded == {}
    assert long == {}
