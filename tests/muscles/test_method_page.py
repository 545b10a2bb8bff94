"""The page for runners says what the model does."""

import re

import pytest

import runtone
from runtone.muscles import GROUPS, equivalent_speed, load_index, parameters, reference_power
from runtone.muscles.demand import stress_seconds
from runtone.muscles.seconds import muscle_seconds
from tests.corpus import REPOSITORY
from tests.muscles.findings import findings

PAGE = (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8")
BODY, SOURCES = PAGE.split("## Sources")


def value(name: str, group: str = "") -> float:
    table = parameters()
    return float(table[(table["name"] == name) & (table["muscle_group"] == group)]["value"].item())


def said(pattern: str, text: str = PAGE) -> list[str]:
    """Return what the groups of a pattern match in the page."""
    found = re.search(pattern, text)
    assert found is not None, pattern
    return list(found.groups())


def test_every_source_is_cited_and_every_citation_has_a_source() -> None:
    cited = {int(number) for group in re.findall(r"\[([\d, ]+)\]", BODY) for number in group.split(",")}
    listed = [int(number) for number in re.findall(r"^(\d+)\. ", SOURCES, re.MULTILINE)]
    assert listed == list(range(1, len(listed) + 1))
    assert cited == set(listed)


@pytest.mark.parametrize("group", GROUPS)
def test_the_bands_are_those_of_the_model(group: str) -> None:
    table = PAGE.split("## How sure it is")[1].split("Wider for")[0]
    row = next(line for line in table.splitlines() if group.replace("_", " ") in line.lower())
    assert int(said(r"(\d+) %", row)[0]) == round(100 * value("band_level", group))


def test_the_borders_of_the_zones_are_those_of_the_model() -> None:
    borders = said(r"easy below\s+([\d.]+) times your steady speed, moderate to ([\d.]+), hard to ([\d.]+)")
    assert [float(border) for border in borders] == [value(f"zone_{zone}") for zone in ("moderate", "hard", "sprint")]


def test_the_words_for_bands_are_those_of_the_model() -> None:
    high, medium = said(r'"High" is a band of up to (\d+) %, "medium"\s+up to (\d+) %')
    assert [int(high) / 100, int(medium) / 100] == [value("confidence_high"), value("confidence_medium")]


def test_the_example_of_equivalent_pace_is_the_models() -> None:
    times = said(r"the glutes work as at (\d):(\d\d)/km on the flat, the quads as at (\d):(\d\d)/km")
    index = dict(zip(GROUPS, load_index(3.0, 0.1), strict=True))
    for group, minutes, seconds in (("glutes", *times[:2]), ("quads", *times[2:])):
        speed = float(equivalent_speed(index[group] * reference_power()[group], group))
        assert round(1000.0 / speed) == 60 * int(minutes) + int(seconds)


def test_the_number_of_findings_is_right() -> None:
    assert int(said(r"(\d+) published findings")[0]) == len(findings())


@pytest.mark.parametrize("word", ["spot", "not fat loss", "not strength", "not a diagnosis", "estimate"])
def test_what_must_be_said_is_said(word: str) -> None:
    assert word in re.sub(r"\s+", " ", PAGE.replace("nothing here is a diagnosis", "not a diagnosis"))


def test_what_three_and_five_would_give_is_what_the_page_says() -> None:
    season = REPOSITORY / "sample_data" / "season"
    days = {"3 November": "2026-11-03", "19 November": "2026-11-19", "13 November": "2026-11-13"}
    rows = re.findall(r"^\| [^|]*, (\d+ November) \| (.*) \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) == len(days)
    for day, *cells in rows:
        path = next(path for path in season.iterdir() if path.name.startswith(days[day]))
        run = runtone.analyze(runtone.read_activity(path))
        demand = stress_seconds(muscle_seconds(run.track, run.runner), run.track, run.runner).demand[:, :6]
        orders = set()
        for power, cell in zip((3, 4, 5), cells, strict=True):
            minutes = dict(zip(GROUPS, (demand**power).sum(axis=0) / 60.0, strict=False))
            ordered = sorted(minutes, key=minutes.__getitem__)
            most, high, least, low = said(r"^([a-z ]+) (\d+), ([a-z ]+) (\d+)$", cell)
            first, rested = most.replace(" ", "_"), least.replace(" ", "_")
            assert first == ordered[-1]
            assert [int(high), int(low)] == [round(minutes[first]), round(minutes[rested])]
            assert round(minutes[rested]) <= round(minutes[ordered[0]])
            orders.add((first, rested))
        assert len(orders) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stress_exponent", "fourth power"),
        ("stress_speed_fastest", "above 7 m/s"),
        ("stress_fault", "more than 10 over half an hour"),
    ],
)
def test_the_numbers_of_stress_are_those_of_the_model(name: str, words: str) -> None:
    assert words in re.sub(r"\s+", " ", PAGE)
    numbers = {"stress_exponent": 4.0, "stress_speed_fastest": 7.0, "stress_fault": 10.0}
    assert value(name) == numbers[name]


@pytest.mark.parametrize("never", ["not fat", "not shape", "not muscle growth", "not a forecast of injury"])
def test_what_stress_is_not_is_said(never: str) -> None:
    assert never in re.sub(r"\s+", " ", PAGE.split("**What stress is not.**")[1])
