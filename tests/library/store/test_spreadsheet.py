"""CSV opens right where commas and where semicolons separate, and no text in it becomes a formula in either."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.library.store.spreadsheet import CsvStyle, csv_style_of, csv_text, inert

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
TEXTS = [
    "=1+1",
    "a;=cmd|' /C calc'!A0",
    'a,"=1',
    "line\n=1",
    "line\r\n@SUM(A1)",
    "\uff1dSUM(1)",
    "tab\t+1",
    '";=1;"',
    "  =1",
    "\ufeff-1",
    "a;  \uff0b1",
]


def _cells(text: str) -> list[str]:
    """Every cell that a spreadsheet may see, whichever sign separates for it and whatever it does to quotes."""
    cells = []
    for separator in ",;\t|":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
            cells += [cell for row in rows for cell in row]
    return [cell.strip(' "\ufeff\u00a0\u200b\u200e\u200f') for cell in cells]


@pytest.mark.parametrize("style", list(CsvStyle))
@pytest.mark.parametrize("text", TEXTS)
def test_no_piece_of_a_text_is_a_formula(text: str, style: CsvStyle) -> None:
    written = csv_text(pd.DataFrame({"first": ["x"], "note": [text], "last": ["y"]}), header=False, style=style)
    assert [cell for cell in _cells(written) if cell[:1] and cell[0] in SIGNS] == []
    (row,) = csv.reader(io.StringIO(written, newline=""), delimiter=style.separator)
    assert row[1].replace("'", "") == text.replace("'", "")


@given(
    text=st.text(alphabet="a1 ,;\t\r\n\"'=+-@\uff1d\uff0b\uff0d\uff20|", max_size=12), style=st.sampled_from(CsvStyle)
)
def test_no_text_at_all_is_a_formula(text: str, style: CsvStyle) -> None:
    written = csv_text(pd.DataFrame({"first": ["x"], "note": [text]}), header=False, style=style)
    assert [cell for cell in _cells(written) if cell[:1] and cell[0] in SIGNS] == []


def test_harmless_text_stays_as_it_is() -> None:
    for text in ("Morning run", "10 km - easy", "1,5 h; then home", "a=b", "me@example.org"):
        assert inert(text) == text


def test_numbers_are_numbers_in_both_styles_and_the_file_says_its_encoding() -> None:
    rows = pd.DataFrame({"name": ["\u00dcbung"], "km": [-1.5], "runs": [3]})
    commas = csv_text(rows, header=True)
    semicolons = csv_text(rows, header=True, style=CsvStyle.SEMICOLON)
    assert commas == "\ufeffname,km,runs\r\n\u00dcbung,-1.5,3\r\n"
    assert semicolons == "\ufeffname;km;runs\r\n\u00dcbung;-1,5;3\r\n"


@pytest.mark.parametrize(
    ("locale", "style"),
    [
        ("de-AT", CsvStyle.SEMICOLON),
        ("de-CH", CsvStyle.COMMA),
        ("en_US.UTF-8", CsvStyle.COMMA),
        ("fr", CsvStyle.SEMICOLON),
        ("ja-JP", CsvStyle.COMMA),
        ("C.UTF-8", CsvStyle.COMMA),
        (None, CsvStyle.COMMA),
    ],
)
def test_the_readers_locale_chooses(locale: str | None, style: CsvStyle) -> None:
    assert csv_style_of(locale) is style
