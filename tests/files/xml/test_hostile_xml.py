from __future__ import annotations

import resource
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Never

import pytest

from runtone.errors import ActivityError, DamagedFileError, UnknownFormatError
from runtone.files import Activity, read_activity
from tests.files.outcome import outcome
from tests.files.xml.test_gpx import gpx, point, run


def test_billion_laughs_are_not_laughed() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY l0 "ha">{levels}]><gpx><trk><name>&l11;</name></trk></gpx>'
    with pytest.raises(DamagedFileError, match="declares XML entities"):
        read_activity(data.encode(), "laughs.gpx")


def test_the_machine_s_own_files_stay_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;'):
        data = f"<!DOCTYPE gpx [{declared}]><gpx><trk><name>&x;</name><trkseg>{run()}</trkseg></trk></gpx>"
        found = outcome(data.encode())
        assert "SECRET" not in str(found if isinstance(found, ActivityError) else found.name)
        assert isinstance(found, DamagedFileError)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> Never:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    data = gpx(run()).replace(b"<gpx ", b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/gpx.dtd"><gpx ')
    assert len(read_activity(data).records) == 20


@pytest.mark.parametrize(
    "data",
    [
        b"<gpx>" + b"<a>" * 200_000,
        b"<gpx><trk><trkseg><trkpt lat='1' lon='2'>" + b"<extensions>" * 100_000,
        b'<gpx creator="' + b"x" * 12_000_000 + b'"><trk/></gpx>',
        b"<gpx><trk><name>" + b"n" * 12_000_000 + b"</name></trk></gpx>",
        b"<gpx><trk>" + b"<trkseg/>" * 300_000 + b"</trk></gpx>",
        b"<gpx " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>",
        b"<gpx>" + b"".join(b"<x%d/>" % n for n in range(100_000)) + b"</gpx>",
        b"<gpx><!--" + b"-" * 1_000_000,
        b"<gpx>" + b"<!--" * 250_000 + b"<trkpt></trkpt>",
        b"<gpx><" + b"x" * 50_000 + b":trkpt></" + b"x" * 50_000 + b":trkpt>",
        b"<gpx>" + b"<trk/>" * 300_000,
        b"<gpx><![CDATA[" + b"]" * 1_000_000,
        b"<gpx><trk><trkseg>" + b"<trkpt lat='1' lon='2'/>" * 100_000,
    ],
    ids=[
        "deep",
        "deep in a point",
        "attribute",
        "text",
        "segments",
        "attributes",
        "names",
        "comment",
        "comments",
        "prefix",
        "tracks",
        "cdata",
        "points",
    ],
)
def test_documents_made_to_keep_a_reader_busy_are_left_in_time(data: bytes) -> None:
    start = time.process_time()
    found = outcome(data, "busy.gpx")
    assert isinstance(found, ActivityError)
    assert str(found)
    # Far above what it takes, far below what a runaway would.
    assert time.process_time() - start < 20


def test_memory_does_not_grow_with_a_document_that_is_no_track() -> None:
    script = (
        "import resource\n"
        "from runtone.files import read_activity\n"
        "from runtone.errors import ActivityError\n"
        "data = b'<gpx>' + b'<wpt lat=\"1\" lon=\"2\"><name>x</name></wpt>' * 300_000 + b'</gpx>'\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    read_activity(data)\nexcept ActivityError as error:\n    print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    said, grown_kb = done.stdout.strip().splitlines()
    assert "300,000 waypoints" in said
    scale = 1 if sys.platform != "darwin" else 1024
    assert int(grown_kb) / scale < 60_000
    assert resource.RUSAGE_SELF == 0


def test_elements_without_end_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtone.files.xml.stream.MAX_ELEMENTS", 100)
    activity = read_activity(gpx(run() + "<!-- not alike -->" + "<x/>" * 100), "x.gpx")
    assert len(activity.records) == 20
    assert activity.warnings == ("x.gpx: it holds more than 100 elements, of which the first were read.",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "a web page"),
        (b"\n\n<HTML><head></head></HTML>", "a web page"),
        (b'<?xml version="1.0"?><kml><Document/></kml>', "a KML map"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "a picture"),
        (b'{"activities": []}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"7z\xbc\xaf\x27\x1c rest", "7-Zip"),
        (b"\0" * 5000, "only zeros"),
        (b"time,lat,lon\n1,2,3\n", "neither a FIT, GPX or TCX file"),
        (b"<?xml version='1.0'?><HealthData/>", "Apple Health"),
        (b"<", "neither a FIT"),
    ],
)
def test_other_files_are_named(data: bytes, what: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        read_activity(data, "run.gpx")
    assert str(caught.value).startswith("run.gpx ")
    assert what in str(caught.value)


def test_a_control_character_does_not_end_the_file() -> None:
    data = gpx(run(10) + "\x00\x01\x08" + "".join(point(second) for second in range(10, 20)))
    assert len(read_activity(data).records) == 20


def test_numbers_that_are_none_are_missing_and_counted() -> None:
    values = ["100", "nan", "inf", "1e999", "1_0", "0x10", "", "12,5", " 7 ", "1e2"]
    data = gpx("".join(point(second, ele=value) for second, value in enumerate(values)))
    activity = read_activity(data, "odd.gpx")
    altitude = activity.records["altitude_m"]
    assert altitude.dropna().tolist() == [100, 12.5, 7, 100]
    assert activity.warnings == ("odd.gpx: 5 values in it are no numbers and count as missing.",)


def test_impossible_positions_are_missing_and_counted() -> None:
    data = gpx("".join(point(second, lat=45 if second else 95) for second in range(5)))
    activity = read_activity(data, "odd.gpx")
    assert isinstance(activity, Activity)
    assert activity.records["latitude_deg"].isna().tolist() == [True, False, False, False, False]
    assert activity.warnings == ("odd.gpx: 1 impossible position counts as missing.",)
