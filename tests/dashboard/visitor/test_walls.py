"""The visitor's package reaches a snapshot and nothing else: the import checker refuses every other way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import REPOSITORY

CHECKER = Path(sys.executable).with_name("lint-imports")


@pytest.mark.parametrize(
    "forbidden",
    [
        "runtone.library",
        "runtone.library.store.queries",
        "runtone.library.owned",
        "runtone.library.shares.owned_shares",
        "runtone.library.shares.private_places",
        "runtone.dashboard.data",
        "runtone.dashboard.view",
        "runtone.dashboard.pages.run",
        "runtone.dashboard.pages.training_log.run_list",  # reads the library through data and view
    ],
)
def test_a_way_round_the_door_is_refused(tmp_path: Path, forbidden: str) -> None:
    shutil.copytree(REPOSITORY / "runtone", tmp_path / "runtone", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "runtone" / "dashboard" / "visitor" / "trespasser.py").write_text(f"import {forbidden}\n")
    result = subprocess.run([CHECKER, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode != 0, result.stdout
    assert "visitor.trespasser" in result.stdout.replace("\n", "")


@pytest.mark.parametrize("forbidden", ["runtone.library", "runtone.sharing.snapshot", "runtone.dashboard.view"])
def test_a_component_that_fetches_what_it_draws_is_refused(tmp_path: Path, forbidden: str) -> None:
    shutil.copytree(REPOSITORY / "runtone", tmp_path / "runtone", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "runtone" / "dashboard" / "components" / "trespasser.py").write_text(f"import {forbidden}\n")
    result = subprocess.run([CHECKER, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode != 0, result.stdout
    assert "components.trespasser" in result.stdout.replace("\n", "")
