"""Text from outside, made safe to store."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.library.store.plain_text import file_name, note_text, one_line


@given(st.text())
def test_a_line_is_one_line_that_any_database_takes(text: str) -> None:
    line = one_line(text)
    if line is not None:
        assert line == line.strip() != ""
        assert len(line) <= 300
        assert "\x00" not in line
        assert len(line.splitlines()) == 1
        line.encode("utf-8")
        assert one_line(line) == line


@given(st.text())
def test_a_file_name_leads_nowhere(text: str) -> None:
    parts = file_name(text).split("/")
    assert ".." not in parts
    assert all(part and part != "." for part in parts)
    assert "\\" not in file_name(text)
    assert not file_name(text).startswith("/")
    assert file_name(file_name(text)) == file_name(text)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../c.fit", "c.fit"),
        ("C:\\Users\\me\\run.fit", "Users/me/run.fit"),
        ("/etc/passwd", "etc/passwd"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("läufe/früh.gpx", "läufe/früh.gpx"),
        ("a\x00b\x1b[1m.fit", "ab[1m.fit"),
        ("a\ud800.fit", "a.fit"),
    ],
)
def test_names(name: str, kept: str) -> None:
    assert file_name(name) == kept


def test_a_note_keeps_its_lines_and_emoji() -> None:
    assert note_text("first\r\n\tsecond \x07\n\n👩‍🚀 third  ") == "first\n\tsecond\n\n👩‍🚀 third"
    assert note_text(" \n ") is None
    assert note_text(None) is None
    assert len(note_text("x" * 10**6) or "") == 20_000
