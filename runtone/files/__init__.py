"""Reading what watches write: FIT, GPX, TCX and archives of them, to an `Activity`."""

from __future__ import annotations

from runtone.files.activity import Activity
from runtone.files.archives.members import Member
from runtone.files.reading import archive_members, read_activity, read_archive, read_member, read_parts
from runtone.files.source_bytes import Source
from runtone.files.sports import require_run

__all__ = [
    "Activity",
    "Member",
    "Source",
    "archive_members",
    "read_activity",
    "read_archive",
    "read_member",
    "read_parts",
    "require_run",
]
