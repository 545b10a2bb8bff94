from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from fitparse.profile import FIELD_TYPES

from runtone.errors import NotARunError
from runtone.files import Activity, require_run
from runtone.files.sports import is_other_sport, is_running, parse_sport, sport_of_title

FRAME = pd.DataFrame({"time": pd.to_datetime(["2024-05-01T06:00:00Z"])})


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("running", ("running", None)), ("Run", ("running", None)), ("TrailRun", ("running", "trail")),
        ("Trail Running", ("running", "trail")), ("treadmill_running", ("running", "treadmill")),
        ("VirtualRun", ("running", "virtual_activity")), ("Track Run", ("running", "track")),
        ("Lauf", ("running", None)), ("Course à pied", ("running", None)), ("Corrida", ("running", None)),
        ("跑步", ("running", None)), ("9", ("running", None)), ("1", ("cycling", None)), ("10", (None, None)),
        ("Biking", ("cycling", None)), ("E-Bike Ride", ("cycling", None)), ("Radfahrt", ("cycling", None)),
        ("Open Water Swimming", ("swimming", None)), ("Wandern", ("hiking", None)), ("Nordic Ski", ("skiing", None)),
        ("Other", (None, None)), ("unknown", (None, None)), ("generic", (None, None)), ("", (None, None)),
        (None, (None, None)), ("stand_up_paddleboarding", ("stand_up_paddleboarding", None)),
        ("Something New", ("something_new", None)),
    ],
)  # fmt: skip
def test_names(words: str, named: tuple[str | None, str | None]) -> None:
    assert parse_sport(words) == named


OTHER_WORDS = {
    "cycling": """
        Bici da corsa | Course cycliste | Carrera ciclista | Corrida de bicicleta | Outdoor cycling | E-Bike
        Ride | Mountain Bike Ride | Cykeltur | Landeveissykling | Sykling | Pyöräily | Maastopyöräily |
        Jazda na rowerze | Kolarstwo szosowe | Cyklistika | Велосипед | Езда на велосипеде | Bisiklet | 户外骑行
        | 自行车 | サイクリング | ライド | Kerékpározás | Rennradfahrt | Fahrradtour | Ausfahrt mit dem Rad | Fietsen |
        Wielrennen | Sortie vélo | VTT | Ciclismo su strada | Pedalada | Virtual Ride | Indoor Cycling | 자전거
        | Cycling run
    """,
    "swimming": """
        Morning Swim | Schwimmen | Natation | Natação | Nuoto | Simning | Uinti | Svømning | Pływanie |
        Plavání | Úszás | Yüzme | Плавание | 水泳 | 游泳 | SwimRun
    """,
    "walking": """
        Walk | Nordic Walking | Spaziergang | Marche | Caminata | Caminhada | Camminata | Wandeling |
        Promenad | Kävely | Gåtur | Spacer | Chůze | Séta | Yürüyüş | Ходьба | ウォーキング | 步行 | 散步
    """,
    "hiking": """
        Hike | Wanderung | Randonnée | Senderismo | Escursionismo | Vandring | Vaellus | Поход | 登山
    """,
    "skiing": """
        Ski Run | Nordic Ski | Skilanglauf | Langlauf | Ski de fond | Esquí de fondo | Sci di fondo |
        Längdskidor | Hiihto | Murtomaahiihto | Langrend | Langrenn | Biegówki | Běh na lyžích | Бег на
        лыжах | Лыжи | スキー | 滑雪 | Esqui
    """,
    "wheelchair": """
        Wheelchair Run | Wheelchair Run Pace | Rollstuhlfahren | Fauteuil | Silla de ruedas | Rolstoel | 車いす
        | 轮椅
    """,
}
RUNNING_WORDS = """
    Run | Morning Run | Laufen | Dauerlauf | Course à pied | Course a pied | Carrera | Corrida | Corsa |
    Hardlopen | Löpning | Juoksu | Løb | Løping | Bieganie | Běh | Futás | Koşu | Бег | Пробежка | ランニング
    | 午後のランニング | 跑步 | 户外跑步 | 室内跑步机 | 달리기 | Run/Walk | Tapis roulant corsa | Trail Run |
    Hill climb run | Track run
"""


def listed(text: str) -> list[str]:
    return [" ".join(each.split()) for each in text.split("|")]


@pytest.mark.parametrize(
    ("sport", "words"), [(sport, word) for sport, text in OTHER_WORDS.items() for word in listed(text)]
)
def test_words_of_other_sports_in_many_languages(sport: str, words: str) -> None:
    for spelling in (words, words.upper(), unicodedata.normalize("NFD", words)):
        assert parse_sport(spelling)[0] == sport
        assert is_other_sport(spelling)


@pytest.mark.parametrize("words", listed(RUNNING_WORDS))
def test_words_for_running_in_many_languages(words: str) -> None:
    assert parse_sport(words)[0] == "running"
    assert parse_sport(unicodedata.normalize("NFD", words))[0] == "running"


@pytest.mark.parametrize(
    ("title", "speed", "told"),
    [
        ("Afternoon Ride", 6.0, "cycling"), ("Afternoon Ride", None, "cycling"), ("Morning Swim", 0.7, "swimming"),
        ("20231013 Outdoor cycling", 6.5, "cycling"), ("Evening Walk", 1.4, "walking"), ("River Walk 10k", 3.0, None),
        ("Sortie vélo", 6.0, "cycling"), ("午後のライド", 6.0, "cycling"), ("Zwift Session", 8.0, None),
        ("Run to the pool for a swim", 3.0, None), ("Hill climb repeats", 3.0, None), ("Car park loop", 3.0, None),
        ("Strength in numbers", 3.0, None), ("Row of cherry trees", 3.0, None), ("Base cycle 3", 3.0, None),
        ("Sí se puede", 3.0, None), ("Track Tuesday", 4.0, None), ("", 3.0, None),
        (None, None, None), ("Lunch", 3.0, None),
    ],
)  # fmt: skip
def test_what_a_title_tells(title: str, speed: float, told: str | None) -> None:
    assert sport_of_title(title, speed) == told


def test_every_sport_that_fit_knows_is_told_apart() -> None:
    runs, accepted = set(), set()
    for sport in FIELD_TYPES["sport"].values.values():  # noqa: PD011 - no frame
        if is_running(sport):
            runs.add(sport)
        elif not is_other_sport(sport):
            accepted.add(sport)
    assert runs == {"running"}
    assert accepted == {"generic", "all"}


@pytest.mark.parametrize(
    ("sport", "sub_sport", "other"),
    [
        ("running", None, False), ("running", "indoor_running", False), (None, None, False),
        ("generic", "generic", False), ("generic", "treadmill", False),
        ("generic", "spin", False), (None, "open_water_swimming", True),
        ("fitness_equipment", "treadmill", False), ("fitness_equipment", "indoor_rowing", True),
        ("walking", None, True), ("training", "yoga", True), ("something_new", None, False), ("multisport", None, True),
    ],
)  # fmt: skip
def test_what_counts_as_another_sport(sport: str | None, sub_sport: str | None, other: bool) -> None:
    assert is_other_sport(sport, sub_sport) is other


def test_require_run() -> None:
    assert require_run(Activity(records=FRAME)).sport is None
    with pytest.raises(NotARunError) as caught:
        require_run(Activity(records=FRAME, sport="swimming", sub_sport="open_water"), "lake.fit")
    assert str(caught.value) == "lake.fit is recorded as swimming (open water), not as running, and was left out."
    assert caught.value.sport == "swimming"
