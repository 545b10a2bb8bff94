from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.errors import ActivityError
from runtone.files import Activity, read_activity
from runtone.files.xml import gpx, tcx
from runtone.files.xml.point_blocks import split_points
from runtone.files.xml.point_pattern import Listener
from tests.corpus import CORPUS, manifest, requires_corpus
from tests.files.outcome import outcome
from tests.files.xml.test_gpx import gpx as gpx_file
from tests.files.xml.test_gpx import point, run
from tests.files.xml.test_tcx import lap
from tests.files.xml.test_tcx import tcx as tcx_file


def taken(data: bytes, tag: bytes = b"trkpt", listener: Listener = gpx._GpxElements) -> int:
    """Return how many points were read in blocks."""
    split = split_points(data, tag, listener)
    return 0 if split is None else sum(len(block.times) for block in split[1])


def assert_same_without_blocks(data: bytes) -> None:
    """Reading in blocks and point by point must not differ in anything."""
    in_blocks = outcome(data, "x")
    with pytest.MonkeyPatch.context() as patch:
        for module in (gpx, tcx):
            patch.setattr(module, "split_points", lambda *_: None)
        one_by_one = outcome(data, "x")
    if isinstance(in_blocks, ActivityError):
        assert (type(in_blocks), str(in_blocks)) == (type(one_by_one), str(one_by_one))
        return
    assert isinstance(one_by_one, Activity)
    pd.testing.assert_frame_equal(in_blocks.records, one_by_one.records, check_exact=True)
    pd.testing.assert_frame_equal(in_blocks.pauses, one_by_one.pauses)
    pd.testing.assert_frame_equal(in_blocks.laps, one_by_one.laps)
    for name in ("warnings", "name", "sport", "device", "utc_offset_s", "timer_s"):
        assert getattr(in_blocks, name) == getattr(one_by_one, name)


@requires_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("name", [row["file"] for row in manifest() if row["file"].endswith((".gpx", ".tcx"))])
def test_real_files_read_the_same_in_blocks(name: str) -> None:
    assert_same_without_blocks((CORPUS / name).read_bytes())


@requires_corpus
@pytest.mark.corpus
def test_real_recordings_are_read_in_blocks() -> None:
    rows = [row for row in manifest(klass="run") if row["file"].endswith(".gpx")]
    shares = [taken((CORPUS / row["file"]).read_bytes()) / int(row["n_records"]) for row in rows]
    assert min(shares) > 0.99


HR = "<extensions><x:hr>15{}</x:hr></extensions>"
ODD_POINTS = {
    "self-closing": '<trkpt lat="45" lon="9"/>',
    "single quotes": "<trkpt lat='45' lon='9'><ele>1</ele><time>2024-05-01T06:00:30Z</time></trkpt>",
    "comment": point(30, "<!-- <ele>999</ele> -->"),
    "cdata": point(30, "<name><![CDATA[<ele>9</ele>]]></name>"),
    "entity": point(30, "<name>a &lt; b</name>"),
    "bracket in text": point(30, "<name>a > b</name>"),
    "bracket in attribute": '<trkpt lat="45" lon="9" note="a > b"><time>2024-05-01T06:00:30Z</time></trkpt>',
    "instruction": point(30, "<?pi <ele>9</ele>?>"),
    "wrong nesting": "<trkpt lat='45' lon='9'><ele>1<time>2024-05-01T06:00:30Z</ele></time></trkpt>",
    "point in point": f'<trkpt lat="1" lon="1">{point(30)}</trkpt>',
    "unclosed": '<trkpt lat="45" lon="9"><time>2024-05-01T06:00:30Z</time>',
    "placeholder": '<alike-points n="0"/>',
    "long number": point(30, ele="1" + "0" * 80),
    "long time": point(30, stamp="2024-05-01T06:00:30Z" + " " * 50),
    "blanks": point(30, ele=" \n 7 \t", stamp=" 2024-05-01T06:00:30Z\n"),
    "text between": "noise " + point(30),
    "two values": point(30, HR.format(1) + "<extensions><hr>77</hr></extensions>"),
    "value with children": point(30, "<extensions><hr>1<b/>50</hr></extensions>"),
    "other attribute": '<trkpt lat="45" lon="9" id="7"><time>2024-05-01T06:00:30Z</time></trkpt>',
    "repeated attribute": '<trkpt lat="45" lat="46" lon="9"><time>2024-05-01T06:00:30Z</time></trkpt>',
    "control character": point(30, ele="1\x01"),
    "accents": point(30, "<name>Läufe</name>"),
    "segment in a point": point(30, "<trkseg/><trk><name>inner</name></trk>"),
    "malformed tag": point(30, "<a b>1</a>"),
    "accented tag": point(30, "<é>1</é>"),
    "attributes inside": point(30, '<a b="1" c="2">1</a><a x:b="1" b="2"/>'),
    "unicode digits": point(30, ele="١٢"),
    "prefixed": "<gpx:trkpt lat='4' lon='5'><gpx:time>2024-05-01T06:00:30Z</gpx:time></gpx:trkpt>",
}


@pytest.mark.parametrize("odd", ODD_POINTS.values(), ids=ODD_POINTS)
def test_odd_points_among_regular_ones_read_the_same(odd: str) -> None:
    before = "".join(point(second, HR.format(second % 10)) for second in range(30))
    after = "".join(point(second) for second in range(40, 60))
    assert_same_without_blocks(gpx_file(before + odd + after))
    assert_same_without_blocks(gpx_file(before, odd + after))


def test_points_in_a_comment_or_section_are_not_taken() -> None:
    for opening, closing in (("<!--", "-->"), ("<desc><![CDATA[", "]]></desc>")):
        data = gpx_file(run(20), track=f"{opening}<trkseg>{run(5)}</trkseg>{closing}")
        assert_same_without_blocks(data)
        assert len(read_activity(data).records) == 20


@pytest.mark.parametrize(
    "track", ['<link href="a<b"/>', '<link href="a', "<link href='a", "<link", "<name>a > b</name>", "<x y='\"'/>", "<"]
)
def test_tags_left_open_before_the_points_read_the_same(track: str) -> None:
    assert_same_without_blocks(gpx_file(run(20), track=track))


def test_a_few_patterns_are_fine_and_many_are_left_to_the_reader() -> None:
    few = gpx_file("".join(point(second, f"<x{second % 5}/>") for second in range(50)))
    many = gpx_file("".join(point(second, f"<x{second}/>") for second in range(50)))
    assert taken(few) == 50
    assert taken(many) == 0
    for data in (few, many):
        assert_same_without_blocks(data)


def test_files_of_several_chunks_read_the_same() -> None:
    hours = "".join(
        point(second % 3600, stamp=f"2024-05-01T{6 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z")
        for second in range(9_000)
    )
    data = gpx_file(hours[: len(hours) // 2], hours[len(hours) // 2 :])
    assert len(data) > 700_000
    assert taken(data) > 8_990
    assert_same_without_blocks(data)


def test_a_prefix_on_the_points_is_fine() -> None:
    data = gpx_file(run(20)).replace(b"<trkpt", b"<g:trkpt").replace(b"</trkpt", b"</g:trkpt")
    assert taken(data) == 20
    assert_same_without_blocks(data)


def test_tcx_points_are_taken_too() -> None:
    data = tcx_file(lap(0, 30), lap(30, 60, "Resting"))
    assert taken(data, b"Trackpoint", tcx._TcxElements) == 60
    assert_same_without_blocks(data)


PIECES = [
    '<trkpt lat="45.5" lon="-9.25">', "</trkpt>", "<ele>", "</ele>", "<time>2024-05-01T06:00:0", "Z</time>", "12.5",
    "<x:hr>", "</x:hr>", " ", "\n", "<trkseg>", "</trkseg>", "<", ">", "&amp;", '"', "'", "<!--", "-->", "/", "=", "é",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 12), st.sampled_from([*PIECES, ""])), min_size=1, max_size=4
    )
)
def test_damaged_documents_read_the_same(edits: list[tuple[int, int, str]]) -> None:
    document = gpx_file(run(12, extras=HR.format(1)), run(3)).decode()
    for at, length, piece in edits:
        at %= len(document)
        document = document[:at] + piece + document[at + length :]
    assert_same_without_blocks(document.encode())
