"""XML as a stream of elements, from bytes that nobody vouches for.

libxml2 parses, through lxml, with recovery on; entities, external DTDs and the network are off, and its own limits on
the length of one text (10 MB) stay on. What was passed on is taken off the tree, so memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Protocol

from lxml import etree

from runtone.errors import DamagedFileError

_CHUNK = 1 << 16
_LONGEST_TEXT = 4_096
_MOST_ATTRIBUTES = 100
MAX_DEPTH = 100
"""Recordings nest some ten elements deep; libxml2 alone would go on through millions."""

MAX_ELEMENTS = 5_000_000
"""Four days of points at one a second, each with a dozen elements; a file of more was made to keep a reader busy."""

# Control characters are no XML, and libxml2 stops at the first of them.
_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_AS_BLANKS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_DECLARATION = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class Elements(Protocol):
    """What listens to a stream of elements. Names come without namespace and prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, text: str) -> None:
        """Take the end of an element; ``text`` stood between its tags, without that of elements inside it."""


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the XML declaration names, in lower case."""
    found = _DECLARATION.match(data[:400])
    return found.group(1).decode("ascii").lower() if found else None


def as_utf8(data: bytes) -> tuple[Iterator[bytes], str | None]:
    """Return the bytes of a text as UTF-8 in pieces, whatever its declaration claims.

    Returns
    -------
    tuple of iterator of bytes and str or None
        The pieces, and a clause for the runner where the declared encoding is not the real one.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _recoded(data, encoding, len(mark)), None
    if data[:2] == b"<\0":
        return _recoded(data, "utf-16-le"), None
    if data[:2] == b"\0<":
        return _recoded(data, "utf-16-be"), None
    declared = declared_encoding(data)
    if data.isascii() or _is_utf8(data):
        wrong = declared not in (None, "utf-8", "utf8", "us-ascii", "ascii") and not data.isascii()
        clause = f"it says that its text is {declared}, but it is UTF-8 and was read so" if wrong else None
        return _recoded(data, "utf-8"), clause
    encoding = "cp1252"
    if declared not in (None, "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-32"):
        try:
            encoding = codecs.lookup(declared).name
        except LookupError:
            pass
        else:
            return _recoded(data, encoding), None
    if _mostly_utf8(data):
        return _recoded(data, "utf-8"), "some letters in it are damaged and were replaced"
    return _recoded(data, encoding), "its text is not UTF-8 as it says; letters with accents may look wrong"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    view = memoryview(data)
    try:
        for start in range(0, len(view), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        # A character cut in two by a truncated file's end is no other encoding.
        return "unexpected end of data" in error.reason
    return True


def _mostly_utf8(data: bytes) -> bool:
    letters = re.findall(rb"[\xc2-\xf4][\x80-\xbf]", data[: 1 << 20])
    return len(letters) > len(re.findall(rb"[\x80-\xff]", data[: 1 << 20])) // 4


def _recoded(data: bytes, encoding: str, start: int = 0) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    view = memoryview(data)
    # libxml2 wants the document to begin with its declaration.
    leading = True
    for at in range(start, len(view), _CHUNK):
        text = decoder.decode(bytes(view[at : at + _CHUNK]), at + _CHUNK >= len(view))
        if leading:
            text = text.lstrip("\ufeff \t\r\n\0")
            leading = not text
        yield text.encode("utf-8", "replace").translate(_AS_BLANKS)


class _Source:
    """The pieces of a text as a file for lxml."""

    def __init__(self, pieces: Iterator[bytes], label: str) -> None:
        self._pieces = pieces
        self._label = label
        self._tail = b""
        self.is_exhausted = False

    def read(self, _size: int) -> bytes:
        """Return the next piece.

        Raises
        ------
        DamagedFileError
            If the document declares entities of its own.
        """
        piece = next((each for each in self._pieces if each), b"")
        if b"<!ENTITY" in self._tail + piece:
            raise DamagedFileError(
                f"{self._label} declares XML entities, which no recording device writes; it was not read."
            )
        self._tail = piece[-8:]
        self.is_exhausted = not piece
        return piece


def stream_elements(data: bytes, elements: Elements, label: str) -> list[str]:
    """Parse ``data`` and tell ``elements`` what is in it.

    Parameters
    ----------
    data : bytes
        An XML document; may be truncated, badly encoded or not well-formed.
    elements : Elements
    label : str
        How texts call the file.

    Returns
    -------
    list of str
        What was wrong and repaired; each a clause that can follow "the file: ".

    Raises
    ------
    DamagedFileError
        If no element can be read, or the document declares entities of its own, which no recording needs and which
        can be made to fill a machine's memory.
    """
    pieces, clause = as_utf8(data)
    clauses = [clause] if clause else []
    source = _Source(pieces, label)
    events = etree.iterparse(
        source,
        events=("start", "end"),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    n_elements = depth = 0
    try:
        for event, element in events:
            # Elements that the document leaves open are ended by libxml2; what stands in them may be half a number.
            if source.is_exhausted and _is_cut_off(events):
                break
            if event == "start":
                n_elements += 1
                depth += 1
                if n_elements > MAX_ELEMENTS:
                    clauses.append(f"it holds more than {MAX_ELEMENTS:,} elements, of which the first were read")
                    return clauses
                if depth > MAX_DEPTH:
                    break
                elements.start(_local(element.tag), _attributes(element))
            else:
                depth -= 1
                elements.end(_local(element.tag), (element.text or "")[:_LONGEST_TEXT])
                _prune(element)
    except etree.XMLSyntaxError:
        # Recovery has an end; what came before it was passed on.
        pass
    if not n_elements:
        raise DamagedFileError(f"{label} begins as XML, but nothing in it can be read.")
    if depth:
        clauses.append("it ends too early or is damaged in the middle; everything before that was kept")
    return clauses


def _is_cut_off(events: etree.iterparse[Any]) -> bool:
    last = events.error_log.last_error
    return last is not None and last.level == etree.ErrorLevels.FATAL


def _attributes(element: etree._Element) -> dict[str, str]:
    if len(element.attrib) > _MOST_ATTRIBUTES:  # looking them up takes the square of their number
        return {}
    return {_local(str(name)): str(value) for name, value in element.attrib.items()}


def _prune(element: etree._Element) -> None:
    """Forget an element that was passed on, so that memory does not grow with the file.

    lxml still needs the element itself to go on, but nothing in it and nothing before it.
    """
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None:
        parent.remove(before)
