"""Where the inputs with known right answers lie, and how tests say that they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import SHARED

CASES = SHARED / "cases"

requires_cases = pytest.mark.skipif(
    not (CASES / "CASES.md").is_file(),
    reason="no collection of cases beside this checkout: not shown that the files runners complained of are read right",
)


def case(name: str) -> Path:
    """Return the path of one of the inputs."""
    return CASES / name
