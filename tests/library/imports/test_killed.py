"""An import that is killed loses nothing it reported, and goes on when it is started again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_an_import_killed_at_random_moments_loses_nothing() -> None:
    command = [sys.executable, "-m", "tests.library.imports.killed_import", "6", "--seed", "3"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] == 6
    assert found["runs_reported_before_a_kill"] > 0
