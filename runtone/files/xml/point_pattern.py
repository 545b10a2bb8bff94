"""What a pattern of track points means: which of its places is which column.

A pattern is the markup of a point in pieces, with a place for a value between each two. Here the pieces are read by a
small and strict grammar and told to the same listener that follows whole documents, with ``#0;``, ``#1;``, ... in the
places; what the listener makes of these tells what it would make of values there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from runtone.files.xml.stream import Elements

_NAME = rb"(?:[A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*"
_ATTRIBUTE = re.compile(rb"\s+(" + _NAME + rb')\s*=\s*"([^"<&]*)"')
_START = re.compile(rb"<(" + _NAME + rb")((?:" + _ATTRIBUTE.pattern + rb")*)\s*(/?)>")
_END = re.compile(rb"</(" + _NAME + rb")\s*>")


class Places(NamedTuple):
    """Which place of a pattern fills which column; where there are several, the first that has a number speaks."""

    columns: dict[str, list[int]]
    time: list[int]


@dataclass(slots=True)
class PlaceRecorder:
    """Notes which places a listener puts where, in place of a collection of points.

    It has the methods of `runtone.files.xml.points.PointColumns` that a listener calls for one point.
    """

    columns: dict[str, list[int]] = field(default_factory=dict)
    time: list[int] = field(default_factory=list)
    n_points: int = 0
    is_clear: bool = True

    def begin(self) -> None:
        """Begin a point."""

    def end(self, track: int) -> None:  # noqa: ARG002 - the same signature as the collection's
        """End a point."""
        self.n_points += 1

    def set(self, name: str, text: str) -> None:
        """Note the place of a value."""
        place = self._place(text)
        if place is not None:
            self.columns.setdefault(name, []).append(place)

    def set_time(self, text: str) -> None:
        """Note the place of the time."""
        place = self._place(text)
        if place is not None:
            self.time.append(place)

    def _place(self, text: str) -> int | None:
        if not text:
            return None
        found = re.fullmatch(r"#(\d+);", text)
        if found is None:  # several places: the element holds others, its text is in pieces
            self.is_clear = False
            return None
        return int(found.group(1))


Listener = Callable[[PlaceRecorder], Elements]
"""Makes a listener that hands the values of a point to the recorder."""


def places_of(pieces: Sequence[bytes], listener: Listener) -> Places | None:
    """Return what the places of a pattern mean.

    Parameters
    ----------
    pieces : sequence of bytes
        The opening tag, cut at the quotes around each attribute's value, then every further tag of one point.
    listener : callable
        See `Listener`.

    Returns
    -------
    Places or None
        None if the markup is not simple and well-formed, or not clear about which place is which value.
    """
    recorder = PlaceRecorder()
    elements = listener(recorder)
    n_attributes = next((index for index, piece in enumerate(pieces) if piece.endswith(b">")), 0)
    opening = b"".join(
        piece + (b"#%d;" % place if place < n_attributes else b"")
        for place, piece in enumerate(pieces[: n_attributes + 1])
    )
    open_tags: list[tuple[bytes, list[str]]] = []
    for place, tag in enumerate([opening, *pieces[n_attributes + 1 :]], n_attributes):
        if not _tell(tag, elements, open_tags):
            return None
        if open_tags:
            open_tags[-1][1].append(f"#{place};")
    is_whole = not open_tags and recorder.is_clear and recorder.n_points == 1
    return Places(recorder.columns, recorder.time) if is_whole else None


def _tell(tag: bytes, elements: Elements, open_tags: list[tuple[bytes, list[str]]]) -> bool:
    """Tell the listener of one tag; return whether it is well-formed and in its place."""
    end = _END.fullmatch(tag)
    if end is not None:
        if not open_tags or open_tags[-1][0] != end.group(1):
            return False
        name, texts = open_tags.pop()
        elements.end(_local(name), "".join(texts))
        return True
    start = _START.fullmatch(tag)
    if start is None:
        return False
    attributes = {name: value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(start.group(2))}
    if len(attributes) < len(_ATTRIBUTE.findall(start.group(2))):
        return False
    elements.start(_local(start.group(1)), {_local(name): value for name, value in attributes.items()})
    if start.group(start.lastindex or 0) == b"/":
        elements.end(_local(start.group(1)), "")
    else:
        open_tags.append((start.group(1), []))
    return True


def _local(name: bytes) -> str:
    return name.rpartition(b":")[2].decode("ascii")
