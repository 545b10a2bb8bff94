"""Where the public corpus of real recordings lies, and how tests say that it is absent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
CORPUS = SHARED / "corpus"
SEASON = REPOSITORY / "sample_data" / "season"
"""Recordings made by our own code."""

requires_corpus = pytest.mark.skipif(
    not (CORPUS / "manifest.csv").is_file(),
    reason="no corpus of real recordings beside this checkout: not shown that the files of real devices are read as "
    "other readers read them, nor how well hills and sprints are found on them",
)


def manifest(**where: str) -> list[dict[str, str]]:
    """Return the manifest's rows whose columns have the given values; empty where the corpus is absent."""
    path = CORPUS / "manifest.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]


def recordings(suffix: str = "", **where: str) -> list[ParameterSet]:
    """Return files to try something on: the manifest's where the corpus is there, else recordings of our own making.

    Parameters
    ----------
    suffix : str
        Of our own files, with its dot; empty for all.
    **where : str
        Columns of the manifest and their values.
    """
    real = [pytest.param(CORPUS / row["file"], id=row["file"], marks=pytest.mark.corpus) for row in manifest(**where)]
    return real or [pytest.param(path, id=path.name) for path in sorted(SEASON.glob(f"*{suffix}"))]
