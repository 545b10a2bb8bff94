"""CSV that opens right in a spreadsheet, and in which no text can become a formula.

Spreadsheets guess: a file without a byte order mark is read in the machine's old encoding; in half of Europe a comma is
the decimal sign and a semicolon separates. A spreadsheet that guesses the other separator cuts texts at it, and takes
what follows for a formula if it begins like one, in full width too; so a sign is made harmless wherever a cell could
begin.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from runtone.wording.durations import MISSING

if TYPE_CHECKING:
    from runtone.wording import Units

BYTE_ORDER_MARK = "\ufeff"
_DECIMAL_POINT = ("en", "ja", "zh", "ko", "th", "he", "hi")
_DECIMAL_POINT_REGIONS = ("de-CH", "de-LI", "it-CH", "es-MX", "es-US", "es-PR", "es-GT", "es-HN", "es-NI", "es-PA")
_FORMULA = re.compile(
    '(^|[,;|\\t\\v\\f\\r\\n\x85\u2028\u2029"])([\\s"\ufeff\u00a0\u200b-\u200f]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])'
)


class CsvStyle(StrEnum):
    """Which signs separate cells and decimals."""

    COMMA = "comma"
    SEMICOLON = "semicolon"

    @property
    def separator(self) -> str:
        """Between cells."""
        return "," if self is CsvStyle.COMMA else ";"

    @property
    def decimal(self) -> str:
        """Before decimals."""
        return "." if self is CsvStyle.COMMA else ","


def csv_style_of(locale: str | None) -> CsvStyle:
    """Return what a reader's spreadsheet expects, by a locale such as ``de-AT``; commas where none is known."""
    named = (locale or "en").replace("_", "-").partition(".")[0]
    if named in ("C", "POSIX") or named.partition("-")[0].lower() in _DECIMAL_POINT or named in _DECIMAL_POINT_REGIONS:
        return CsvStyle.COMMA
    return CsvStyle.SEMICOLON


def csv_text(rows: pd.DataFrame, *, header: bool, style: CsvStyle = CsvStyle.COMMA) -> str:
    """Return a table as CSV; with its header it is the beginning of a file, byte order mark included."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=style.separator, lineterminator="\r\n")
    if header:
        written.write(BYTE_ORDER_MARK)
        writer.writerow(rows.columns)
    for row in rows.astype(object).itertuples(index=False):
        writer.writerow([_cell(value, style) for value in row])
    return written.getvalue()


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also where it cuts the text in pieces."""
    harmless = _FORMULA.sub(r"\1\2'", text)
    return f"'{harmless}" if harmless[:1] in ("\t", "\r", "\n") else harmless


def _cell(value: object, style: CsvStyle) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return repr(float(value)).replace(".", style.decimal)
    if isinstance(value, pd.Timestamp):
        midnight = value.tz is None and value == value.normalize()
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def in_units(rows: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Return a table with distances, heights and speeds in the runner's units; speed becomes pace."""
    metres = units.metres_per_distance
    shown: dict[str, pd.Series[Any] | list[str | None]] = {}
    for name, column in rows.items():
        named = str(name)
        if named == "distance_m":
            shown[f"distance_{units.pace}"] = (column / metres).round(3)
        elif named in ("ascent_m", "descent_m", "altitude_m"):
            shown[f"{named[:-2]}_{units.height}"] = (column / units.metres_per_height).round(1)
        elif named.endswith("speed_m_s"):
            shown[f"{named[:-9]}pace_min_per_{units.pace}"] = [
                units.pace_text(speed, unit=False).replace(MISSING, "") for speed in column
            ]
        elif named in ("latitude_deg", "longitude_deg"):
            shown[named] = column.round(7)
        elif pd.api.types.is_float_dtype(column.dtype):
            shown[named] = column.round(4)
        else:
            shown[named] = column
    return pd.DataFrame(shown)
