from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from runtone.errors import EmptyFileError, NotARunError, NoTimeError
from runtone.files import read_activity
from tests.corpus import CORPUS, requires_corpus

NAMESPACE = 'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
TPX = '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">{}</TPX></Extensions>'


def stamp(second: int) -> str:
    return f"{datetime(2024, 5, 1, 6, tzinfo=UTC) + timedelta(seconds=second):%Y-%m-%dT%H:%M:%S}.000Z"


def point(second: int, extras: str = "", time: bool = True) -> str:
    return (
        "<Trackpoint>"
        + (f"<Time>{stamp(second)}</Time>" if time else "")
        + f"<Position><LatitudeDegrees>{45 + second * 3e-5}</LatitudeDegrees><LongitudeDegrees>9</LongitudeDegrees>"
        + f"</Position><AltitudeMeters>100</AltitudeMeters><DistanceMeters>{3 * second}</DistanceMeters>"
        + f"<HeartRateBpm><Value>150</Value></HeartRateBpm>{extras}</Trackpoint>"
    )


def lap(
    start: int, stop: int, intensity: str = "Active", timer: int | None = None, extras: str = "", **kinds: bool
) -> str:
    points = "".join(point(second, extras, **kinds) for second in range(start, stop))
    return (
        f'<Lap StartTime="{stamp(start)}"><TotalTimeSeconds>{timer or stop - start}</TotalTimeSeconds>'
        f"<DistanceMeters>{3 * (stop - start)}</DistanceMeters><MaximumHeartRateBpm><Value>190</Value>"
        f"</MaximumHeartRateBpm><Intensity>{intensity}</Intensity><Cadence>90</Cadence>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap>"
    )


def tcx(*laps: str, sport: str = "Running", end: str = "<Creator><Name>Some Watch 7</Name></Creator>") -> bytes:
    activity = f'<Activity Sport="{sport}"><Id>{stamp(0)}</Id>{"".join(laps)}{end}</Activity>'
    return f"<TrainingCenterDatabase {NAMESPACE}><Activities>{activity}</Activities></TrainingCenterDatabase>".encode()


COURSE = (
    f"<TrainingCenterDatabase {NAMESPACE}><Courses><Course><Name>Loop</Name><Track>"
    f"{''.join(point(second) for second in range(120))}</Track></Course></Courses></TrainingCenterDatabase>"
).encode()
"""A planned way with invented times, as sites write them."""


def test_a_plain_file() -> None:
    activity = read_activity(tcx(lap(0, 30), lap(30, 60, "Resting")), "run.tcx")
    assert activity.warnings == ()
    assert (activity.sport, activity.device, activity.source_format) == ("running", "Some Watch 7", "tcx")
    assert (activity.timer_s, activity.device_distance_m) == (60, 180)
    assert len(activity.records) == 60
    assert activity.records["heart_rate_bpm"].tolist() == [150] * 60
    assert activity.records["distance_m"].tolist() == [3 * second for second in range(60)]
    laps = activity.laps
    assert laps["intensity"].tolist() == ["active", "rest"]
    assert laps["trigger"].tolist() == ["manual", "manual"]
    assert laps["start_time"].tolist() == [pd.Timestamp(stamp(0)), pd.Timestamp(stamp(30))]
    assert laps["end_time"].tolist() == [pd.Timestamp(stamp(30)), pd.Timestamp(stamp(60))]
    assert laps["timer_s"].tolist() == [30, 30]


def test_extensions() -> None:
    values = TPX.format("<Speed>3.1</Speed><RunCadence>86</RunCadence><Watts>240</Watts>")
    row = read_activity(tcx(lap(0, 20, extras=values))).records.iloc[5]
    assert (row["speed_m_s"], row["cadence_spm"], row["power_w"]) == (3.1, 172, 240)


def test_a_stopped_timer_is_a_pause_and_lengthens_the_lap() -> None:
    activity = read_activity(tcx(lap(0, 20), lap(80, 100)))
    assert (activity.pauses["end_time"] - activity.pauses["start_time"]).dt.total_seconds().tolist() == [61]
    assert activity.laps["elapsed_s"].tolist() == [80, 20]
    assert activity.laps["timer_s"].tolist() == [20, 20]


@pytest.mark.parametrize(("timer", "kept"), [(600, 600), (560, 560), (24, None), (5_000, None)])
def test_a_timer_that_cannot_be_is_not_believed(timer: int, kept: int | None) -> None:
    assert read_activity(tcx(lap(0, 600, timer=timer))).timer_s == kept


def test_several_sports_give_the_running_part() -> None:
    data = (
        f"<TrainingCenterDatabase {NAMESPACE}><Activities><MultiSportSession>"
        f'<FirstSport><Activity Sport="Biking">{lap(0, 50)}</Activity></FirstSport>'
        f'<NextSport><Activity Sport="Running">{lap(60, 80)}</Activity></NextSport>'
        "</MultiSportSession></Activities></TrainingCenterDatabase>"
    ).encode()
    activity = read_activity(data, "duathlon.tcx")
    assert (activity.sport, len(activity.records), len(activity.laps)) == ("running", 20, 1)
    assert (activity.timer_s, activity.device_distance_m) == (20, 60)
    assert activity.warnings == (
        "duathlon.tcx: it holds 2 activities; this is running of 2024-05-01 06:01 UTC (0 min), the others are: cycling "
        "of 2024-05-01 06:00 UTC (1 min).",
    )


def test_an_other_sport_is_unknown_not_wrong() -> None:
    assert read_activity(tcx(lap(0, 20), sport="Other")).sport is None
    assert read_activity(tcx(lap(0, 20), sport="Biking")).sport == "cycling"


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (tcx(lap(0, 0, timer=600)), EmptyFileError, "x.tcx holds only a summary and no samples"),
        (tcx(), EmptyFileError, "x.tcx holds no track points"),
        (tcx(lap(0, 20, time=False)), NoTimeError, "x.tcx has 20 points but no times"),
        (COURSE, NotARunError, "x.tcx holds a planned course, not a recorded activity"),
    ],
)
def test_files_without_a_run(data: bytes, error: type[EmptyFileError | NoTimeError], text: str) -> None:
    with pytest.raises(error) as caught:
        read_activity(data, "x.tcx")
    assert str(caught.value).startswith(text)


@requires_corpus
@pytest.mark.corpus
def test_one_run_as_tcx_and_as_gpx_is_the_same() -> None:
    stem = CORPUS / "msimms__TestFilesForFitnessApps"
    name = "20210119_run_garmin_fenix6_sapphire"
    tcx_records = read_activity(stem / "tcx" / f"{name}.tcx").records.set_index("time")
    gpx_records = read_activity(stem / "gpx" / f"{name}.gpx").records.set_index("time")
    assert tcx_records.index.equals(gpx_records.index)
    for column in ("latitude_deg", "longitude_deg", "altitude_m", "heart_rate_bpm", "cadence_spm"):
        np.testing.assert_allclose(tcx_records[column], gpx_records[column], atol=1e-6)


@requires_corpus
@pytest.mark.corpus
def test_a_file_without_its_root_and_namespaces_is_read() -> None:
    activity = read_activity(CORPUS / "corriporai__runpandas/runpandas/tests/io/data/tcx/malformed.tcx")
    assert (activity.sport, len(activity.laps)) == ("running", 3)
    assert activity.device == "Forerunner 410 Software Version 2.20"
