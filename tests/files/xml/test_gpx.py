from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import gpxpy
import numpy as np
import pandas as pd
import pytest

from runtone.errors import DamagedFileError, EmptyFileError, NoTimeError
from runtone.files import read_activity
from tests.corpus import CORPUS, manifest, requires_corpus

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="{creator}" xmlns="http://www.topografix.com/GPX/1/1" {ns}>"""


def point(second: int, extras: str = "", lat: float = 45.0, ele: str | None = "100", stamp: str | None = None) -> str:
    instant = datetime(2024, 5, 1, 6, tzinfo=UTC) + timedelta(seconds=second)
    time = stamp if stamp is not None else f"{instant:%Y-%m-%dT%H:%M:%SZ}"
    time = f"<time>{time}</time>" if time else ""
    height = f"<ele>{ele}</ele>" if ele is not None else ""
    return f'<trkpt lat="{lat + second % 86_400 * 3e-5:.6f}" lon="9.0">{height}{time}{extras}</trkpt>\n'


def gpx(*segments: str, creator: str = "Some Watch 7", ns: str = "", track: str = "", head: str = HEAD) -> bytes:
    body = "".join(f"<trkseg>{segment}</trkseg>" for segment in segments)
    return (head.format(creator=creator, ns=ns) + f"<trk>{track}{body}</trk></gpx>").encode()


def run(n: int = 20, extras: str = "", stamp: str | None = None) -> str:
    return "".join(point(second, extras, stamp=stamp) for second in range(n))


def test_a_plain_track() -> None:
    activity = read_activity(gpx(run(), track="<name>Lake &amp; hill</name><type>Trail Running</type>"), "run.gpx")
    assert activity.warnings == ()
    assert (activity.name, activity.sport, activity.sub_sport) == ("Lake & hill", "running", "trail")
    assert (activity.device, activity.source_format) == ("Some Watch 7", "gpx")
    assert activity.records["latitude_deg"].tolist() == [round(45 + second * 3e-5, 6) for second in range(20)]
    assert list(activity.records) == ["time", "latitude_deg", "longitude_deg", "altitude_m"]


GARMIN = '<extensions><g:TrackPointExtension xmlns:g="http://www.garmin.com/xmlschemas/TrackPointExtension/v{v}">{v2}<g:atemp>21.5</g:atemp><g:hr>150</g:hr><g:cad>86</g:cad></g:TrackPointExtension></extensions>'


@pytest.mark.parametrize(
    ("extras", "expected"),
    [
        (GARMIN.format(v=1, v2=""), {"heart_rate_bpm": 150, "cadence_spm": 172, "temperature_c": 21.5}),
        (GARMIN.format(v=2, v2="<g:speed>3.1</g:speed>"), {"heart_rate_bpm": 150, "speed_m_s": 3.1}),
        (
            "<extensions><power>250</power><ns3:TrackPointExtension><ns3:hr>151</ns3:hr></ns3:TrackPointExtension></extensions>",
            {"power_w": 250, "heart_rate_bpm": 151},
        ),
        (
            "<extensions><pwr:PowerExtension><pwr:PowerInWatts>240</pwr:PowerInWatts></pwr:PowerExtension></extensions>",
            {"power_w": 240},
        ),
        (
            "<extensions><gpxdata:hr>141</gpxdata:hr><gpxdata:cadence>84</gpxdata:cadence><gpxdata:temp>9</gpxdata:temp>"
            "<gpxdata:distance>1234.5</gpxdata:distance></extensions>",
            {"heart_rate_bpm": 141, "cadence_spm": 168, "temperature_c": 9, "distance_m": 1234.5},
        ),
        ("<extensions><speed>2.5</speed><course>12</course><hAcc>3</hAcc></extensions>", {"speed_m_s": 2.5}),
        ("<speed>2.5</speed>", {"speed_m_s": 2.5}),
        ("<extensions><heartrate>133</heartrate><RunCadence>90</RunCadence></extensions>", {"heart_rate_bpm": 133}),
    ],
)
def test_extensions_of_many_makers(extras: str, expected: dict[str, float]) -> None:
    found = read_activity(gpx(run(extras=extras))).records
    for name, value in expected.items():
        assert found[name].tolist() == [value] * 20


def cadenced(value: int) -> str:
    return f"<extensions><cad>{value}</cad></extensions>"


@pytest.mark.parametrize(("written", "steps"), [(86, 172), (172, 172), (118, 236), (130, 130)])
def test_cadence_of_one_foot_becomes_steps(written: int, steps: int) -> None:
    assert read_activity(gpx(run(extras=cadenced(written)))).records["cadence_spm"].tolist() == [steps] * 20


def test_standing_does_not_hide_that_cadence_counts_steps() -> None:
    track = "".join(point(second, cadenced(0 if second < 15 else 172)) for second in range(20))
    assert read_activity(gpx(track)).records["cadence_spm"].max() == 172


def test_a_ride_has_no_steps() -> None:
    activity = read_activity(gpx(run(extras=cadenced(86)), track="<type>cycling</type>"))
    assert activity.sport == "cycling"
    assert "cadence_spm" not in activity.records


def test_segments_are_pauses_only_where_time_passes() -> None:
    first = "".join(point(second) for second in range(10))
    close = "".join(point(second) for second in range(10, 20))
    later = "".join(point(second) for second in range(80, 90))
    pauses = read_activity(gpx(first, close, later)).pauses
    assert len(pauses) == 1
    assert (pauses["end_time"] - pauses["start_time"]).dt.total_seconds().tolist() == [61]


def test_several_tracks_of_several_sports_give_the_running_one() -> None:
    ride = f"<trk><type>cycling</type><trkseg>{run(10)}</trkseg></trk>"
    jog = (
        f"<trk><name>Jog</name><type>running</type><trkseg>{''.join(point(s) for s in range(600, 620))}</trkseg></trk>"
    )
    data = (HEAD.format(creator="x", ns="") + ride + jog + "</gpx>").encode()
    activity = read_activity(data, "two.gpx")
    assert (len(activity.records), activity.sport, activity.name) == (20, "running", "Jog")
    assert activity.warnings == (
        "two.gpx: it holds 2 activities; this is running of 2024-05-01 06:10 UTC (0 min), the others are: cycling "
        "of 2024-05-01 06:00 UTC (0 min).",
    )


def test_missing_elevation_is_missing_and_zero_is_a_height() -> None:
    track = point(0, ele="0") + point(1, ele=None) + point(2, ele="") + point(3, ele="-3.5")
    altitude = read_activity(gpx(track)).records["altitude_m"].tolist()
    assert altitude[0] == 0
    assert np.isnan(altitude[1:3]).all()
    assert altitude[3] == -3.5


def test_duplicate_and_backward_times_are_repaired_and_said() -> None:
    order = [0, 1, 2, 2, 3, 9, 4, 5, 6, 7]
    activity = read_activity(gpx("".join(point(second) for second in order)), "odd.gpx")
    assert activity.records["time"].is_monotonic_increasing
    assert activity.records["time"].is_unique
    assert activity.records["time"].dt.second.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert activity.warnings == (
        "odd.gpx: the clock goes back: 1 sample out of order was cut.",
        "odd.gpx: 1 sample shares a time with another and was merged with it.",
    )


def test_tracks_in_the_wrong_order_change_places() -> None:
    activity = read_activity(gpx("".join(map(point, range(50, 60))), "".join(map(point, range(10)))))
    assert len(activity.records) == 20
    assert activity.warnings == ()


@pytest.mark.parametrize(
    ("stamp", "offset"),
    [
        ("2024-05-01T08:00:{:02d}+02:00", 7200.0),
        ("2024-05-01T01:00:{:02d}-0500", -18000.0),
        ("2024-05-01T06:00:{:02d}Z", None),
    ],
)
def test_written_offsets_are_the_runs_time_zone(stamp: str, offset: float | None) -> None:
    activity = read_activity(gpx("".join(point(second, stamp=stamp.format(second)) for second in range(5))))
    assert activity.records["time"].iloc[0] == pd.Timestamp("2024-05-01T06:00:00Z")
    assert activity.utc_offset_s == offset


def test_times_without_a_zone_are_read_as_utc_and_said() -> None:
    activity = read_activity(gpx("".join(point(s, stamp=f"2024-05-01T06:00:{s:02d}") for s in range(5))), "local.gpx")
    assert activity.records["time"].iloc[0] == pd.Timestamp("2024-05-01T06:00:00Z")
    assert activity.warnings == ("local.gpx: its times carry no time zone and were read as UTC.",)


def test_apples_routes_say_what_they_lack() -> None:
    activity = read_activity(gpx(run(), creator="Apple Health Export"), "route.gpx")
    assert activity.warnings == (
        "route.gpx: Apple's route files hold no heart rate and no cadence; those figures are missing.",
    )


TEXT = "Ängstli für Läufer"


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), 0),
        (lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"), 0),
        (lambda text: text.replace("UTF-8", "UTF-16").encode(), 1),
        (lambda text: text.replace("UTF-8", "ISO-8859-1").encode("latin-1"), 0),
        (lambda text: text.replace("UTF-8", "ISO-8859-1").encode(), 1),
        (lambda text: text.encode("cp1252"), 1),
        (lambda text: text.replace("UTF-8", "no-such-code").encode("cp1252"), 1),
        (lambda text: ("\n \n" + text).encode(), 0),
    ],
)
def test_the_bytes_decide_the_encoding(encode: Callable[[str], bytes], said: int) -> None:
    data = encode(gpx(run(), track=f"<name>{TEXT}</name>").decode())
    activity = read_activity(data)
    assert activity.name == TEXT
    assert len(activity.records) == 20
    assert len(activity.warnings) == said


def test_a_truncated_file_keeps_what_is_there() -> None:
    data = gpx(run(20))
    activity = read_activity(data[: data.rfind(b"<ele>")], "cut.gpx")
    assert len(activity.records) == 19
    assert activity.warnings[0].startswith("cut.gpx: it ends too early or is damaged in the middle;")


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (
            gpx("".join(point(s, stamp="") for s in range(9))),
            NoTimeError,
            "x.gpx has 9 points but no times: it is a planned route",
        ),
        (gpx(run(9, stamp="2024-05-01T06:00:00Z")), NoTimeError, "All 9 samples of x.gpx carry the same time"),
        (gpx(run(9, stamp="1901-05-01T06:00:00Z")), NoTimeError, "every date in it is impossible"),
        (gpx(""), EmptyFileError, "x.gpx holds no track points"),
        (b"<gpx><rte><rtept lat='1' lon='2'/></rte></gpx>", NoTimeError, "a planned route of 1 point without"),
        (b"<gpx><wpt lat='1' lon='2'/></gpx>", EmptyFileError, "1 waypoint but"),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><gpx><trk><name>&a;</name></trk></gpx>',
            DamagedFileError,
            "x.gpx declares XML entities",
        ),
    ],
)
def test_files_without_a_run(
    data: bytes, error: type[DamagedFileError | EmptyFileError | NoTimeError], text: str
) -> None:
    with pytest.raises(error) as caught:
        read_activity(data, "x.gpx")
    assert text in str(caught.value)


@requires_corpus
@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", [row["file"] for row in manifest() if row["file"].endswith(".gpx") and row["klass"] == "run"]
)
def test_points_equal_gpxpy(name: str) -> None:
    path = CORPUS / name
    with path.open(encoding="utf-8") as file:
        points = [point for track in gpxpy.parse(file).tracks for segment in track.segments for point in segment.points]
    found = read_activity(path).records
    times = pd.DatetimeIndex([each.time for each in points])
    assert found["time"].tolist() == times.tolist()
    assert found["latitude_deg"].tolist() == [each.latitude for each in points]
    assert found["longitude_deg"].tolist() == [each.longitude for each in points]
    for column, tags in (("heart_rate_bpm", ("hr",)), ("cadence_spm", ("cad",)), ("altitude_m", ())):
        if column == "altitude_m":
            written = [each.elevation for each in points]
        else:
            written = [
                next(
                    (
                        float(e.text)
                        for x in each.extensions
                        for e in x.iter()
                        if e.tag.split("}")[1] in tags and e.text
                    ),
                    None,
                )
                for each in points
            ]
        expected = np.array([np.nan if value is None else value for value in written])
        if column == "cadence_spm":
            expected *= 2
        if column == "heart_rate_bpm":
            expected[expected == 0] = np.nan
        got = found[column].to_numpy() if column in found else np.full(len(found), np.nan)
        np.testing.assert_array_equal(got, expected)
