"""Reading what watches write: FIT, GPX, TCX and archives of them, to an `Activity`."""

from __future__ import annotations

from runtone.files.activity import Activity
from runtone.files.reading import read_activity, read_archive
from runtone.files.sources import Source
from runtone.files.sports import require_run

__all__ = ["Activity", "Source", "read_activity", "read_archive", "require_run"]
