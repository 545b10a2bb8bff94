"""What PostgreSQL plans to look into for the statements that a library sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

_PARTITION = re.compile(r"(\w+)_p(\d\d)")


class Statement(NamedTuple):
    """What was sent to the database."""

    text: str
    values: Any

    def plan(self, connection: sa.Connection, options: str = "") -> dict[str, Any]:
        """Return how the database would answer, or with ``ANALYZE`` among the options did."""
        explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON{options}) {self.text}", self.values).scalar_one()
        answer: dict[str, Any] = (json.loads(explained) if isinstance(explained, str) else explained)[0]
        return answer


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Give a list that fills with the queries and changes of rows that this process sends, each once."""
    told: list[Statement] = []

    def note(_: Any, __: Any, text: str, values: Any, ___: Any, many: bool) -> None:
        is_new = text not in {each.text for each in told}
        if is_new and not many and re.match(r"SELECT|UPDATE|DELETE|INSERT|WITH", text) and "pg_" not in text:
            told.append(Statement(text, values))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def partitions_in(plan: dict[str, Any]) -> dict[str, set[int]]:
    """Return the partitions of each table that a plan looks into, by their numbers."""
    found: dict[str, set[int]] = {}
    for node in _nodes(plan["Plan"]):
        if match := _PARTITION.fullmatch(node.get("Relation Name", "")):
            found.setdefault(match[1], set()).add(int(match[2]))
    return found


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
