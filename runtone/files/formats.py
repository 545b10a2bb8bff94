"""Which format some bytes are in, told by the bytes and never by the name."""

from __future__ import annotations

import re

from runtone.errors import UnknownFormatError
from runtone.files.fit.walk import is_fit_header

_HEAD_BYTES = 16_384
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; please unpack it first"),
    (b"Rar!", "a RAR archive; please unpack it first"),
    (b"BZh", "packed with bzip2; please unpack it first"),
    (b"\xfd7zXZ", "packed with xz; please unpack it first"),
    (b"SQLite format 3", "a database"),
    (b"PWX", "a PWX file"),
)
_FOREIGN_ROOTS = {
    "kml": "a KML map",
    "html": "a web page, not a recording (perhaps the download needed a login)",
    "svg": "a picture (SVG)",
    "HealthData": "the list of an Apple Health export; the whole export's zip holds the routes",
    "pwx": "a PWX file",
    "osm": "an OpenStreetMap extract",
    "rss": "a news feed",
    "plist": "a property list",
}


def decode_head(data: bytes) -> str:
    """Return the beginning of a text file; wrong bytes become replacement characters."""
    head = data[:_HEAD_BYTES]
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if head[:4].count(0) >= 2 or (head[1:2] == b"\0") != (head[:1] == b"\0"):
        return head.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    return head.decode("utf-8", "replace")


def root_element(head: str) -> str | None:
    """Return the local name of the first element, behind declarations, comments and doctype."""
    head = re.sub(r"<!--.*?-->", "", head, flags=re.DOTALL)
    if re.match(r"\s*<!doctype\s+html", head, re.IGNORECASE):
        return "html"
    found = re.search(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", head)
    return found.group(1) if found else None


def sniff(data: bytes, label: str) -> str:
    """Return the format of a file by its first bytes.

    Parameters
    ----------
    data : bytes
        The file, or at least its first 16 kB.
    label : str
        How texts call it.

    Returns
    -------
    str
        ``"fit"``, ``"gpx"``, ``"tcx"``, ``"zip"`` or ``"gzip"``.

    Raises
    ------
    UnknownFormatError
        If it is none of them; the text names what it is, where that can be told.
    """
    if is_fit_header(data):
        return "fit"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip"
    if data[257:262] == b"ustar":
        raise UnknownFormatError(f"{label} is a TAR archive; please unpack it first.")
    if data[:2] == b"\x1f\x8b":
        return "gzip"
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise UnknownFormatError(f"{label} is {what}; FIT, GPX and TCX files can be read.")
    head = decode_head(data).lstrip("\ufeff \t\r\n\0")
    root = root_element(head) if head.startswith("<") else None
    found = _xml_format(root, head)
    if found:
        return found
    if root is not None:
        known = _FOREIGN_ROOTS.get(
            root, _FOREIGN_ROOTS.get(root.lower(), f"an XML file of another kind (<{root[:40]}>)")
        )
        raise UnknownFormatError(f"{label} is {known}; FIT, GPX and TCX files can be read.")
    if head[:1] in ("{", "["):
        raise UnknownFormatError(f"{label} looks like JSON; FIT, GPX and TCX files can be read.")
    if not data.strip(b"\0"):
        raise UnknownFormatError(f"{label} holds only zeros; the copy from the watch probably failed.")
    raise UnknownFormatError(f"{label} is neither a FIT, GPX or TCX file nor a zip of them.")


def _xml_format(root: str | None, head: str) -> str | None:
    if root is None:
        return None
    if root.lower() == "gpx":
        return "gpx"
    if root.lower() in ("trainingcenterdatabase", "activities"):
        return "tcx"
    # A file whose beginning was lost.
    if re.search(r"<(?:\w+:)?trkpt\b", head):
        return "gpx"
    if re.search(r"<(?:\w+:)?Trackpoint\b", head):
        return "tcx"
    return None
