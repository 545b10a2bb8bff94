"""The layer rules are alive: an import in the wrong direction makes the checker fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import REPOSITORY

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
