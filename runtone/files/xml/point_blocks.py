"""Track points that are written alike, read thousands at a time.

A recorder writes all its points in one pattern: the same tags in the same order, only other numbers between them. Here
the points of such a pattern are found and compared with numpy, tag by tag and byte by byte; one of them, with its
numbers replaced by their places, is told to the listener that follows whole documents and shows which place is which
column (`runtone.files.xml.point_pattern`); then each column is converted at once. What is not a point, and every point
that is written in any unusual way, stays in the document and goes through the ordinary reader, in its place. So this is
only ever a shorter way to the same result; where it cannot prove that, it declines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtone.files.xml.decimals import parse_decimals
from runtone.files.xml.iso_times import LONGEST as LONGEST_TIME
from runtone.files.xml.iso_times import Bytes2D
from runtone.files.xml.point_pattern import Listener, Places, places_of
from runtone.files.xml.stream import declared_encoding

PLACEHOLDER = "alike-points"
"""Name of the element that stands for a block of points; its attribute ``n`` is the block's number."""

_CHUNK = 1 << 19
_PADDING = 64
_MAX_SHAPES = 24
_MAX_TAGS = 64
_ASCII_BASED = {None, "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin-1", "windows-1252"}
_HIDING = re.compile(rb"<!--|<!\[CDATA\[|<[!?]")
_TAG = re.compile(rb"""<[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*>""")
_LONGEST_HEAD = 1 << 20
_HIDING_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}

_LT, _GT, _QUOTE, _APOSTROPHE, _SLASH = b"<>\"'/"

Index = NDArray[np.int64]


class Block(NamedTuple):
    """Consecutive points.

    Attributes
    ----------
    columns : dict of str to array of float64, shape (n,)
    times : array of uint8, shape (n, w)
        The texts of their times, one a row, padded with zeros.
    n_unreadable : int
        Values that are no numbers.
    """

    columns: dict[str, NDArray[np.float64]]
    times: Bytes2D
    n_unreadable: int


def split_points(data: bytes, tag: bytes, listener: Listener) -> tuple[bytes, list[Block]] | None:
    """Take alike points out of an XML document.

    Parameters
    ----------
    data : bytes
        The document.
    tag : bytes
        Local name of a point's element.
    listener : callable
        Makes what follows the document's elements, for `places_of`.

    Returns
    -------
    tuple of bytes and list of Block, or None
        The document with an element ``<alike-points n="0"/>`` in place of each block, and the blocks; None if the
        points are not alike enough or the document is not simple enough to be sure.
    """
    found = re.search(rb"<((?:[A-Za-z_][A-Za-z0-9_.-]{0,19}:)?" + tag + rb")[\s>]", data)
    if found is None:
        return None
    name = found.group(1)
    begin, end = found.start(), data.rfind(b"</" + name + b">") + len(name) + 3
    if end <= begin or not _is_simple(data, begin, end):
        return None
    rest: list[bytes] = []
    blocks: list[Block] = []
    shapes: list[tuple[list[bytes], Places]] = []
    taken_until = 0
    try:
        for start, stop in _chunks(data, begin, end, name):
            chunk = _Chunk(data, start, stop, name)
            for first, last, block in chunk.blocks(shapes, listener):
                rest.append(data[taken_until:first])
                rest.append(b'<%s n="%d"/>' % (PLACEHOLDER.encode(), len(blocks)))
                blocks.append(block)
                taken_until = last
    except _NotAlikeError:
        return None
    rest.append(data[taken_until:])
    return b"".join(rest), blocks


class _NotAlikeError(Exception):
    """The points, or the markup around them, are not regular enough."""


def _is_simple(data: bytes, begin: int, end: int) -> bool:
    """Tell whether what surrounds the points is ASCII-based markup that hides nothing: no entities, no sections."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or declared_encoding(data) not in _ASCII_BASED:
        return False
    before, behind = data[:begin], data[end:]
    if PLACEHOLDER.encode() in before or any(mark in behind for mark in (b"<!", b"<?", PLACEHOLDER.encode())):
        return False
    return begin <= _LONGEST_HEAD and _is_between_tags(before)


def _is_between_tags(before: bytes) -> bool:
    """Tell whether the bytes end outside of any tag, comment or section, so that a tag behind them is one."""
    at = 0
    while (at := before.find(b"<", at)) >= 0:
        hiding = _HIDING.match(before, at)
        if hiding is None:
            tag = _TAG.match(before, at)
            at = tag.end() if tag else -1
        else:
            closing = _HIDING_ENDS.get(hiding.group())
            at = before.find(closing, hiding.end()) if closing else -1
        if at < 0:
            return False
    return True


def _chunks(data: bytes, start: int, end: int, name: bytes) -> Iterator[tuple[int, int]]:
    """Cut the points' part of the document before the beginnings of points."""
    opening = b"<" + name
    while start < end:
        stop = end
        if start + _CHUNK < end:
            stop = data.rfind(opening, start + 1, start + _CHUNK)
            if stop < 0:
                raise _NotAlikeError
        yield start, stop
        start = stop


class _Chunk:
    """Some hundred kilobytes of points."""

    def __init__(self, data: bytes, start: int, stop: int, name: bytes) -> None:
        self.start = start
        self.text = data[start:stop]
        self.bytes = np.frombuffer(self.text + bytes(_PADDING), dtype=np.uint8)
        # Eight bytes at every position: tags are compared as words.
        self.words: NDArray[np.uint64] = np.ndarray((len(self.text) + _PADDING - 8,), "<u8", self.bytes, 0, (1,))
        self._require_plain_text()
        self.lt = np.flatnonzero(self.bytes == _LT)
        self.gt = np.flatnonzero(self.bytes == _GT)
        self._require_alternation()
        self.quotes = np.flatnonzero(self.bytes == _QUOTE)
        self.opens, self.closes = self._points(name)

    def _require_plain_text(self) -> None:
        controls = np.count_nonzero(self.bytes < 32) - _PADDING
        blanks = sum(np.count_nonzero(self.bytes == blank) for blank in b"\t\n\r")
        if controls != blanks or not self.text.isascii() or b"&" in self.text or PLACEHOLDER.encode() in self.text:
            raise _NotAlikeError

    def _require_alternation(self) -> None:
        """Make sure that every < is followed by its own >: then they delimit tags, whatever stands between."""
        lt, gt = self.lt, self.gt
        if len(lt) != len(gt) or not len(lt) or not (lt < gt).all() or not (gt[:-1] < lt[1:]).all():
            raise _NotAlikeError
        kind = self.bytes[lt + 1]
        if ((kind == ord("!")) | (kind == ord("?"))).any():
            raise _NotAlikeError

    def _points(self, name: bytes) -> tuple[Index, Index]:
        """Return the tags (by number) that begin and end points."""
        opens = self.lt[self._literal_at(self.lt, b"<" + name)]
        after = self.bytes[opens + len(name) + 1]
        opens = np.searchsorted(self.lt, opens[(after <= 32) | (after == _GT)])
        closes = np.flatnonzero(self._literal_at(self.lt, b"</" + name + b">"))
        if len(opens) != len(closes) or not (opens < closes).all() or not (closes[:-1] < opens[1:]).all():
            raise _NotAlikeError
        if not len(opens) or opens[0] != 0 or (self.bytes[self.gt[opens] - 1] == _SLASH).any():
            raise _NotAlikeError
        return opens, closes

    def _literal_at(self, positions: Index, literal: bytes) -> NDArray[np.bool_]:
        """Tell at which positions ``literal`` stands."""
        same = np.ones(len(positions), dtype=bool)
        for offset, word, mask in _literal_words(literal):
            same &= self.words[positions + offset] & mask == word
        return same

    def blocks(self, shapes: list[tuple[list[bytes], Places]], listener: Listener) -> Iterator[tuple[int, int, Block]]:
        """Yield blocks of consecutive points, with where they begin and end in the document."""
        n = len(self.opens)
        shape_of = self._shapes(shapes, listener)
        values: dict[str, NDArray[np.float64]] = {}
        times = np.zeros((n, LONGEST_TIME), dtype=np.uint8)
        unreadable = np.zeros(n, dtype=np.int64)
        for number in np.unique(shape_of):
            rows = np.flatnonzero(shape_of == number)
            self._fill(rows, shapes[number][1], values, times, unreadable)
        # Other tags between two points (the end of a segment) end a block.
        edges = np.flatnonzero(self.opens[1:] != self.closes[:-1] + 1) + 1
        for rows in np.split(np.arange(n), edges):
            first, last = int(rows[0]), int(rows[-1]) + 1
            columns = {name: column[first:last] for name, column in values.items()}
            yield (
                self.start + int(self.lt[self.opens[first]]),
                self.start + int(self.gt[self.closes[last - 1]]) + 1,
                Block(columns, times[first:last], int(unreadable[first:last].sum())),
            )

    def _shapes(self, shapes: list[tuple[list[bytes], Places]], listener: Listener) -> Index:
        """Return the number of each point's pattern, adding to ``shapes`` what is new."""
        shape_of = np.full(len(self.opens), -1, dtype=np.int64)
        n_tags = self.closes - self.opens + 1
        for number, (literals, _) in enumerate(shapes):
            self._match(number, literals, n_tags, shape_of)
        while (unknown := np.flatnonzero(shape_of < 0)).size:
            point = int(unknown[0])
            if len(shapes) >= _MAX_SHAPES or n_tags[point] > _MAX_TAGS:
                raise _NotAlikeError
            literals = self._literals(point)
            places = places_of(literals, listener)
            if places is None:
                raise _NotAlikeError
            shapes.append((literals, places))
            self._match(len(shapes) - 1, literals, n_tags, shape_of)
            if shape_of[point] < 0:
                raise _NotAlikeError
        return shape_of

    def _literals(self, point: int) -> list[bytes]:
        """Return what stays the same in all points of a pattern: the markup between the places.

        The opening tag is cut at the quotes of its attributes, everything else at the ends of tags.
        """
        first, last = int(self.opens[point]), int(self.closes[point])
        tag_start, tag_stop = int(self.lt[first]), int(self.gt[first])
        quotes = self.quotes[np.searchsorted(self.quotes, tag_start) : np.searchsorted(self.quotes, tag_stop)]
        if len(quotes) % 2 or _APOSTROPHE in self.text[tag_start:tag_stop]:
            raise _NotAlikeError
        begins = [tag_start, *quotes[1::2].tolist()]
        ends = [*quotes[::2].tolist(), tag_stop]
        literals = [self.text[begin : end + 1] for begin, end in zip(begins, ends, strict=True)]
        return literals + [self.text[self.lt[tag] : self.gt[tag] + 1] for tag in range(first + 1, last + 1)]

    def _match(self, number: int, literals: list[bytes], n_tags: Index, shape_of: Index) -> None:
        """Note the pattern of the points that have exactly these literals."""
        n_attributes = sum(literal.endswith(b'"') for literal in literals if not literal.endswith(b">"))
        rows = np.flatnonzero((shape_of < 0) & (n_tags == len(literals) - n_attributes))
        first_tags = self.opens[rows]
        quote = np.searchsorted(self.quotes, self.lt[first_tags])
        behind = np.searchsorted(self.quotes, self.gt[first_tags])
        same = behind - quote == 2 * n_attributes
        rows, quote = rows[same], quote[same]
        for index, literal in enumerate(literals):
            starts, stops = self._literal_span(rows, quote, index, n_attributes)
            same = stops - starts == len(literal)
            rows, quote, starts = rows[same], quote[same], starts[same]
            same = self._literal_at(starts, literal)
            rows, quote = rows[same], quote[same]
        shape_of[rows] = number

    def _literal_span(self, rows: Index, quote: Index, index: int, n_attributes: int) -> tuple[Index, Index]:
        tags = self.opens[rows] + max(index - n_attributes, 0)
        starts = self.lt[tags] if not 0 < index <= n_attributes else self.quotes[quote + 2 * index - 1]
        stops = self.gt[tags] if index >= n_attributes else self.quotes[quote + 2 * index]
        return starts, stops + 1

    def _fill(
        self,
        rows: Index,
        places: Places,
        values: dict[str, NDArray[np.float64]],
        times: Bytes2D,
        unreadable: Index,
    ) -> None:
        quote = np.searchsorted(self.quotes, self.lt[self.opens[rows]])
        n_attributes = int(np.searchsorted(self.quotes, self.gt[self.opens[rows[0]]]) - quote[0]) // 2
        for name, numbers in places.columns.items():
            column = values.setdefault(name, np.full(len(self.opens), np.nan))
            for number in numbers:
                starts, lengths = self._place_span(rows, quote, number, n_attributes)
                parsed, is_bad = parse_decimals(self._texts(starts, lengths))
                unreadable[rows] += is_bad
                column[rows] = np.where(np.isnan(column[rows]), parsed, column[rows])
        for number in places.time:
            starts, lengths = self._place_span(rows, quote, number, n_attributes)
            if (lengths > LONGEST_TIME).any():
                raise _NotAlikeError
            texts = self._texts(starts, lengths)
            if np.isin(texts, np.frombuffer(b" \t\r\n", dtype=np.uint8)).any():
                self._strip(texts)
            missing = times[rows, 0] == 0
            times[rows[missing], : texts.shape[1]] = texts[missing]

    @staticmethod
    def _strip(texts: Bytes2D) -> None:
        width = texts.shape[1]
        stripped = [text.strip() for text in texts.view(f"S{width}")[:, 0].tolist()]
        texts[:] = np.array(stripped, dtype=f"S{width}").view(np.uint8).reshape(texts.shape)

    def _place_span(self, rows: Index, quote: Index, number: int, n_attributes: int) -> tuple[Index, Index]:
        """Return where the texts of one place begin, and their lengths."""
        if number < n_attributes:
            starts = self.quotes[quote + 2 * number] + 1
            return starts, self.quotes[quote + 2 * number + 1] - starts
        tags = self.opens[rows] + number - n_attributes
        starts = self.gt[tags] + 1
        return starts, self.lt[tags + 1] - starts

    def _texts(self, starts: Index, lengths: Index) -> Bytes2D:
        """Return texts as rows of bytes, padded with zeros."""
        width = max(int(lengths.max()), 1)
        if width > _PADDING:
            raise _NotAlikeError
        windows: NDArray[Any] = np.lib.stride_tricks.sliding_window_view(self.bytes, width)
        texts: Bytes2D = windows[starts]
        texts[np.arange(width) >= lengths[:, None]] = 0
        return texts


def _literal_words(literal: bytes) -> list[tuple[int, np.uint64, np.uint64]]:
    """Return eight-byte words that cover ``literal``: offset, value, and mask of the bytes that count."""
    words = []
    for offset in range(0, len(literal), 8):
        piece = literal[offset : offset + 8]
        mask = (1 << 8 * len(piece)) - 1
        words.append((offset, np.uint64(int.from_bytes(piece, "little")), np.uint64(mask)))
    return words
