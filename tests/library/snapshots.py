"""All that a library says, without what may differ between two that hold the same files."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from runtone.library import Library
from runtone.library.store import schema

_INCIDENTAL = {"run_id", "owner_id", "file_id", "imported_at", "name", "search_text", "metadata"}


def snapshot(library: Library, owner: str = "local") -> dict[str, Any]:
    """Return every figure of every run, by the bytes that it comes from."""
    owner_id = library.owned_by(owner)._owner_id
    with library._database.reading() as connection:
        runs = {}
        for row in connection.execute(sa.select(schema.run).where(schema.run.c.owner_id == owner_id)).mappings():
            files = connection.execute(sa.select(schema.file).where(schema.file.c.run_id == row["run_id"])).mappings()
            held = sorted((_plain(file) for file in files), key=lambda file: str(file["sha256"]))
            segments = connection.execute(
                sa.select(schema.segment).where(schema.segment.c.run_id == row["run_id"]).order_by("segment")
            ).mappings()
            detail = connection.execute(
                sa.select(schema.run_detail).where(schema.run_detail.c.run_id == row["run_id"])
            ).mappings()
            key = next(str(file["sha256"]) for file in held if file["is_primary"])
            runs[key] = {
                "run": _plain(row),
                "files": held,
                "segments": [_plain(segment) for segment in segments],
                "detail": [_plain(part) for part in detail],
            }
        days = connection.execute(
            sa.select(schema.day).where(schema.day.c.owner_id == owner_id).order_by("local_date", "kind", "terrain")
        ).mappings()
        return {"runs": dict(sorted(runs.items())), "days": [_plain(day) for day in days]}


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
        for name, value in row.items()
        if name not in _INCIDENTAL
    }
