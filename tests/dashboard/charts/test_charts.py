"""Charts as pure functions of frames: what they draw, in whose colours, and what they leave out."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from runtone.analysis import Run, analyze
from runtone.dashboard.charts import (
    calendar,
    equivalent_paces,
    group_trend,
    group_zones,
    is_empty,
    places_on_route,
    planned_week,
    profile,
    repeats,
    route,
    run_load,
    sparkline,
    standalone_page,
    week_bars,
    weekly_load,
)
from runtone.dashboard.charts.calendar import DayTotals
from runtone.dashboard.charts.run.profile import POINTS, kept_rows
from runtone.dashboard.charts.run.run_load import stress_by_cause
from runtone.dashboard.components.theme import DARK, LIGHT, STEP_MARKS, Theme
from runtone.files import read_activity
from runtone.muscles import GROUPS
from runtone.vocabulary import STEPS
from runtone.wording import METRES_PER_MILE, Units

SEASON = Path(__file__).resolve().parents[3] / "sample_data" / "season"
METRIC, IMPERIAL = Units("km", "m"), Units("mi", "ft")
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@pytest.fixture(scope="module")
def run() -> Run:
    return analyze(read_activity(SEASON / "2026-11-17 8 hill sprints.fit"))


@pytest.fixture(scope="module")
def treadmill() -> Run:
    return analyze(read_activity(SEASON / "2026-10-08 Treadmill, storm outside.fit"))


def colours_of(figure: go.Figure) -> set[str]:
    """Every #RRGGBB of a figure's traces."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list | tuple):
            for each in value:
                walk(each)
        elif isinstance(value, str) and value.startswith("#"):
            found.add(value.upper())

    for trace in json.loads(figure.to_json())["data"]:
        walk(trace)
    return found


def palette_of(theme: Theme) -> set[str]:
    known = {theme.text, theme.muted, theme.card, theme.hairline, theme.accent, theme.ground}
    known |= {*theme.segments.values(), *theme.groups.values(), *theme.ramp.values(), *theme.single_hue}
    return {colour.upper() for colour in known}


def week_starts() -> pd.Index[Any]:
    return pd.Index([date(2026, 9, 7) + timedelta(weeks=at) for at in range(8)], dtype=object)


def week_grid(theme: Theme) -> str:
    weeks = week_starts()
    loads = pd.DataFrame(np.arange(56, dtype=float).reshape(8, 7), index=weeks, columns=list(GROUPS))
    steps = pd.DataFrame(
        [[STEPS[(at + b) % 5] for b in range(7)] for at in range(8)], index=weeks, columns=loads.columns
    )
    steps.iloc[:3] = None
    steps.iloc[-1, :2] = "still open"
    totals = pd.DataFrame({"distance_m": 20_000.0, "moving_s": 7_000.0, "runs": 3}, index=weeks)
    return weekly_load(totals, loads, steps, METRIC, theme, unfinished=weeks[-1])


def figures_of(run: Run, theme: Theme) -> dict[str, go.Figure]:
    weeks = week_starts()
    zones = pd.DataFrame({"moderate": 5.0, "hard": 2.0, "sprint": 1.0}, index=weeks)
    actions = pd.DataFrame({"concentric": 60.0, "eccentric": 40.0}, index=weeks)
    beside = pd.DataFrame(
        {"muscle_group": list(GROUPS), "planned": 20.0, "this_week": 90.0, "low": 80.0, "median": 100.0, "high": 120.0}
    )
    speeds = pd.DataFrame(
        {"equivalent_speed_m_s": np.linspace(2.0, 5.0, 6), "clamped": [True] + [False] * 5}, index=list(GROUPS[:6])
    )
    sprints = run.segments.index[run.segments["kind"].astype(str) == "sprint"]
    return {
        "profile": profile(run.track, run.segments, METRIC, theme),
        "load": run_load(run.muscle_stress, run.segments, theme),
        "trend": group_trend(actions, "glutes", theme, usual=(80.0, 120.0), unfinished=None),
        "zones": group_zones(zones, "glutes", theme, unfinished=None),
        "climb": equivalent_paces(speeds, 3.5, METRIC, theme),
        "repeats": repeats(run.track, run.segments, list(sprints), METRIC, theme),
        "plan": planned_week(beside, theme),
    }


@THEMES
def test_every_trace_is_coloured_from_the_palette(run: Run, theme: Theme) -> None:
    for name, figure in figures_of(run, theme).items():
        assert not is_empty(figure), name
        assert colours_of(figure) <= palette_of(theme), name
        for trace in figure.data:
            coloured = json.dumps(trace.to_plotly_json(), default=str)
            assert "#" in coloured, f"{name}: {trace.type} has no colour of its own"


@THEMES
def test_all_charts_are_one_family(run: Run, theme: Theme) -> None:
    layouts = [figure.layout for figure in figures_of(run, theme).values()]
    assert {layout.font.family for layout in layouts} == {layouts[0].font.family}
    assert {layout.paper_bgcolor for layout in layouts} == {theme.card}
    assert {layout.hoverlabel.bgcolor for layout in layouts} == {theme.card}
    assert all(layout.template.layout.to_plotly_json() == {} for layout in layouts)
    assert all(trace.type != "scattergl" for figure in figures_of(run, theme).values() for trace in figure.data)


def test_a_long_run_is_reduced_before_it_is_sent(run: Run) -> None:
    hours = pd.concat([run.track] * 12, ignore_index=True)
    hours["distance_m"] = np.linspace(0, 42_195, len(hours))
    hours["segment"] = 0
    one = run.segments.iloc[[0]].assign(start_s=0, end_s=len(hours))
    rows = kept_rows(hours, one)
    assert len(hours) > 15_000
    assert len(rows) <= POINTS + 10
    assert rows[0] == 0
    assert rows[-1] == len(hours) - 1
    fastest = int(hours["speed_m_s"].to_numpy().argmax())
    assert hours["speed_m_s"].iloc[rows].max() >= hours["speed_m_s"].iloc[fastest] - 0.2
    assert len(profile(hours, one, METRIC, LIGHT).to_json()) < 150_000


def test_the_profiles_distance_is_the_runs(run: Run) -> None:
    for units, metres in ((METRIC, 1000.0), (IMPERIAL, METRES_PER_MILE)):
        figure = profile(run.track, run.segments, units, LIGHT)
        hover = next(trace for trace in figure.data if trace.name == "pace")
        assert max(hover.x) == pytest.approx(run.summary["distance_m"] / metres, abs=0.01)
        assert units.pace_unit in figure.layout.yaxis2.title.text


def test_the_load_bars_add_up_to_the_stress(run: Run) -> None:
    table = stress_by_cause(run.muscle_stress, run.segments)
    figure = run_load(run.muscle_stress, run.segments, LIGHT)
    drawn = sum(sum(trace.x) for trace in figure.data)
    assert drawn == pytest.approx(float(run.muscle_stress["stress_minutes"].sum()), rel=1e-3)
    assert list(table.index) == list(GROUPS)
    assert {trace.name.split()[-1] for trace in figure.data} >= {"Steady", "Sprint"}


def test_a_run_without_positions_or_altitude_has_no_map_and_one_panel(treadmill: Run) -> None:
    assert route(treadmill.track, treadmill.segments, METRIC, LIGHT) is None
    figure = profile(treadmill.track, treadmill.segments, METRIC, LIGHT)
    assert not is_empty(figure)
    assert figure.layout.yaxis.title.text is None


def test_the_route_is_coloured_by_segment_and_gives_no_coordinates_away(run: Run) -> None:
    drawn = route(run.track, run.segments, METRIC, LIGHT)
    assert drawn is not None
    assert LIGHT.segments["sprint"] in drawn
    assert LIGHT.segments["steady"] in drawn
    latitude = run.track["latitude_deg"].dropna().iloc[0]
    assert f"{latitude:.3f}" not in drawn
    assert "href" not in drawn


def test_places_on_the_line_are_chosen_by_their_row(run: Run, treadmill: Run) -> None:
    drawn = places_on_route(run.track, IMPERIAL, LIGHT)
    assert drawn is not None
    rows = [int(row) for row in re.findall(r'data-choose="(\d+)"', drawn)]
    assert 10 <= len(rows) <= 48
    assert rows == sorted(rows)
    dots = np.array(re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn), dtype=float)
    apart = np.hypot(*(dots[:, None] - dots[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(len(dots), 1)].min() >= 16
    assert run.track["latitude_deg"].iloc[rows].notna().all()
    assert "mi into the run" in drawn
    assert f"{run.track['latitude_deg'].dropna().iloc[0]:.3f}" not in drawn
    assert places_on_route(treadmill.track, METRIC, LIGHT) is None


def test_a_week_that_is_still_running_is_hatched() -> None:
    wide, narrow = week_grid(LIGHT).split("</svg>")[:2]
    for drawing in (wide, narrow):
        bars = re.findall(r'class="rt-week" data-tip="([^"]+)".*?rx="2" fill="([^"]+)"', drawing)
        assert len(bars) == 8
        assert [fill.startswith("url(#") for _, fill in bars] == [False] * 7 + [True]
        assert ["not finished" in told for told, _ in bars] == [False] * 7 + [True]
        assert bars[0][0] == "Week of 7 Sep 2026: 20.0 km, 1 h 57 min, 3 runs"


@THEMES
def test_steps_are_told_by_marks_as_well_as_by_colour(theme: Theme) -> None:
    grid = week_grid(theme)
    cells = re.findall(r'data-tip="([^"]+easy min[^"]+)"><rect[^>]+fill="([^"]+)"/><text[^>]*>([^<]*)<', grid)
    assert len(cells) == 2 * 7 * 8
    assert {(fill, mark) for told, fill, mark in cells if "no usual" not in told} == {
        (theme.ramp[step], STEP_MARKS[step]) for step in (*STEPS, "still open")
    }
    early = {(fill, mark) for told, fill, mark in cells if "no usual weeks yet" in told}
    assert early <= {(colour, "") for colour in theme.single_hue}
    assert len(early) > 1
    assert {colour.upper() for colour in re.findall(r'(?:fill|stroke)="(#[^"]+)"', grid)} <= palette_of(theme) | {
        *theme.ramp_text.values()
    }


def test_a_week_without_a_run_has_no_bar_that_nobody_can_see() -> None:
    beside = pd.DataFrame(
        {"muscle_group": list(GROUPS), "this_week": 0.0, "planned": 12.0, "low": 40.0, "median": 50.0, "high": 60.0}
    )
    for this_week, bars in ((0.0, ["this session (estimate)"]), (3.0, ["this week so far", "this session (estimate)"])):
        figure = planned_week(beside.assign(this_week=this_week), LIGHT)
        assert [trace.name for trace in figure.data if trace.type == "bar"] == bars


def test_one_week_is_no_wall_and_a_week_without_a_run_has_a_bar_of_no_height() -> None:
    week = pd.Index([date(2026, 9, 7)], dtype=object)
    loads = pd.DataFrame(1.0, index=week, columns=list(GROUPS))
    steps = pd.DataFrame(None, index=week, columns=list(GROUPS), dtype=object)
    totals = pd.DataFrame({"distance_m": 0.0, "moving_s": 600.0, "runs": 1}, index=week)
    grid = weekly_load(totals, loads, steps, METRIC, LIGHT, unfinished=None)
    assert "nan" not in grid
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="27"', grid)]
    assert widths
    assert max(widths) < 140


def test_what_has_nothing_to_draw_says_so(run: Run) -> None:
    nothing = run.muscle_stress.head(0)
    assert is_empty(run_load(nothing, run.segments, LIGHT))
    assert is_empty(repeats(run.track, run.segments, [], METRIC, LIGHT))
    assert is_empty(group_trend(pd.DataFrame(), "glutes", LIGHT, usual=None, unfinished=None))
    assert is_empty(equivalent_paces(pd.DataFrame({"equivalent_speed_m_s": [], "clamped": []}), 3.0, METRIC, LIGHT))
    empty_weeks = pd.DataFrame({"distance_m": [], "moving_s": [], "runs": []})
    assert weekly_load(empty_weeks, pd.DataFrame(), pd.DataFrame(), METRIC, LIGHT, unfinished=None) == ""


def test_the_calendar_links_days_with_runs_and_only_those() -> None:
    first, today = date(2026, 11, 2), date(2026, 11, 12)
    drawn = calendar({date(2026, 11, 3): DayTotals(1, 2400.0, 8000.0)}, first, 2, today, METRIC, LIGHT, excused={first})
    assert drawn.count("data-choose=") == 1
    assert "Tue 3 Nov 2026: 1 run, 8.00 km, 40 min" in drawn
    assert drawn.count("rt-day") == 14
    assert drawn.count("rt-future") == 3
    assert "excused week" in drawn


def test_sparklines_and_bars_survive_runs_without_altitude_and_weeks_without_runs() -> None:
    assert "polyline" in sparkline(np.full(5, np.nan), ["steady"] * 5, LIGHT)
    assert "NaN" not in sparkline(np.full(5, np.nan), ["steady"] * 5, LIGHT).replace("nan", "NaN")
    assert "nan" not in week_bars([0.0] * 4, "#000000", LIGHT, usual=None, unfinished=True)


def test_a_standalone_page_holds_everything_and_asks_nobody(run: Run) -> None:
    load = run_load(run.muscle_stress, run.segments, LIGHT)
    page = standalone_page("<b>Mine</b>", ["<section>", load, "</section>"], LIGHT)
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert "<script src=" not in page
    assert "<link" not in page.split("</script>")[0]
    assert "Plotly.newPlot" in page
