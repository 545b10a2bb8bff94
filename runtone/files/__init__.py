"""Reading what watches write: FIT, GPX, TCX and archives of them, to an `Activity`."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from typing import BinaryIO

from runtone.errors import ActivityError
from runtone.files.activity import Activity

__all__ = ["Activity", "read_activity", "read_archive"]

Source = str | PathLike[str] | bytes | BinaryIO


def read_activity(source: Source, name: str | None = None) -> Activity:
    raise NotImplementedError


def read_archive(source: Source, name: str | None = None) -> Iterator[tuple[str, Activity | ActivityError]]:
    raise NotImplementedError
