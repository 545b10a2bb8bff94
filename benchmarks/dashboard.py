"""How fast the dashboard is, beside an empty Streamlit app on the same machine in the same run.

    python benchmarks/dashboard.py [--stored 10000] [--visits 7]

Figures: the Overview with many runs in the library, ready (charts drawn) in a new browser and in one that has been
here; ten files of an hour each, from the drop into an empty library to the first charts; a change of filter until the
new chart is drawn; the page of an ultra of thirteen hours, ready as the Overview is; how much the figures of a
marathon's page weigh; and what the server holds for each further open session.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from runtone import clock
from runtone.library import Library
from tests.browser.chromium import find_chromium, flags
from tests.browser.conftest import DESKTOP, served
from tests.library.recordings import InventedRun, fit_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload

EMPTY = 'import streamlit as st\n\nst.write("empty")\n'
EMPTY_READY = "[data-testid=stMarkdown] p"
OVERVIEW_DRAWN = (
    ".st-key-body .rt-region",
    ".rt-calendar a.rt-day",
    ".st-key-weeks .rt-week",
    ".st-key-latest .rt-runs a",
)
OVERVIEW_READY = f"body{''.join(f':has({each})' for each in OVERVIEW_DRAWN)} .st-key-weeks .rt-week"
RUN_READY = ".st-key-profile .scatterlayer path.js-line:visible"
ULTRA_HOURS = 13.0
SESSIONS = 10
FIRST_FILES, FIRST_DROPS = 10, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=10_000, help="runs in the library")
    parser.add_argument("--visits", type=int, default=7, help="visits of each kind")
    chosen = parser.parse_args()
    weigh_marathon()
    drop_first_files()
    with tempfile.TemporaryDirectory(prefix="runtone-benchmark-") as folder:
        fill(Path(folder) / "full", chosen.stored)
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        (Path(folder) / "none").mkdir()
        run_id = keep_ultra(Path(folder) / "ultra")
        with (
            served(Path(folder) / "none", script) as empty,
            served(Path(folder) / "full") as full,
            served(Path(folder) / "ultra") as ultra,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
            compare(browser, "overview", (empty, EMPTY_READY), (full, OVERVIEW_READY), chosen.visits)
            compare(
                browser,
                "an ultra's page",
                (empty, EMPTY_READY),
                (f"{ultra}/run?run={run_id}", RUN_READY),
                chosen.visits,
            )
            change_filters(browser, full, chosen.visits)
            hold_sessions(browser, full)
            browser.close()


def fill(folder: Path, count: int) -> None:
    """Make a library of many runs the way the library's own benchmark does."""
    folder.mkdir()
    spec = importlib.util.spec_from_file_location("library_benchmark", Path(__file__).with_name("library.py"))
    assert spec is not None
    assert spec.loader is not None
    other: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    other.fill(library, library.owned_by("local"), count)
    print(f"library: {library.owned_by('local').run_count():,} runs")
    library.close()


def keep_ultra(folder: Path) -> int:
    """Make a library of one run of many hours, and return its number."""
    folder.mkdir()
    start = clock.now().replace(microsecond=0) - timedelta(days=2)
    ultra = InventedRun(start=start, minutes=60.0 * ULTRA_HOURS, speed_m_s=2.0, hill_m=120.0, seed=1)
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by("local")
    list(mine.import_sources([("ultra.fit", fit_file(ultra))]))
    run_id = int(mine.run_days()["run_id"].iloc[0])
    library.close()
    return run_id


def visit(context: BrowserContext, address: str, ready: str) -> float:
    page = context.new_page()
    page.set_default_timeout(120_000)
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(ready)
    took = time.perf_counter() - began
    page.close()
    return took


def compare(browser: Browser, name: str, one: tuple[str, str], other: tuple[str, str], visits: int) -> None:
    """Open both in turn, cold and warm, so that what else the machine does weighs on both alike."""
    ready = dict((one, other))
    kept = {address: browser.new_context(viewport=DESKTOP) for address in ready}
    for address, context in kept.items():
        visit(context, address, ready[address])
        visit(context, address, ready[address])
    took: dict[tuple[str, str], list[float]] = {}
    for _ in range(visits):
        for address, context in kept.items():
            new = browser.new_context(viewport=DESKTOP)
            took.setdefault((address, "cold"), []).append(visit(new, address, ready[address]))
            new.close()
            took.setdefault((address, "warm"), []).append(visit(context, address, ready[address]))
    for kind in ("cold", "warm"):
        empty, own = (statistics.median(took[address, kind]) for address in ready)
        print(f"{name} {kind}: {own:.2f} s, empty app {empty:.2f} s, ratio {own / empty:.2f}", flush=True)


def drop_first_files() -> None:
    """Time from the drop of ten one-hour FIT files on the welcome page to the Overview's charts."""
    start = clock.now().replace(microsecond=0) - timedelta(days=12)
    files: list[FilePayload] = [
        {
            "name": f"{number}.fit",
            "mimeType": "application/octet-stream",
            "buffer": fit_file(InventedRun(start=start + timedelta(days=number), minutes=60.0, seed=number)),
        }
        for number in range(FIRST_FILES)
    ]
    took = []
    for _ in range(FIRST_DROPS):
        with (
            tempfile.TemporaryDirectory(prefix="runtone-benchmark-") as folder,
            served(Path(folder)) as address,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
            page = browser.new_page(viewport=DESKTOP)
            page.set_default_timeout(120_000)
            page.goto(address)
            page.get_by_test_id("stFileUploader").wait_for()
            began = time.perf_counter()
            page.locator("input[type=file]").set_input_files(files)
            page.wait_for_selector(OVERVIEW_READY)
            took.append(time.perf_counter() - began)
            browser.close()
    print(
        f"first drop: {FIRST_FILES} one-hour files to the first charts in {statistics.median(took):.2f} s "
        f"(worst {max(took):.2f} s)"
    )


def change_filters(browser: Browser, full: str, visits: int) -> None:
    """Time from a click to the redrawn chart."""
    page = browser.new_page(viewport=DESKTOP)
    page.set_default_timeout(120_000)
    page.goto(f"{full}/muscles?group=glutes")
    bars = "() => document.querySelectorAll('.st-key-trend .barlayer .trace:first-child .point').length"
    page.wait_for_selector(".st-key-trend .barlayer .point path")
    buttons = page.locator(".st-key-card-trend button")
    for words, count in (("26 weeks", 26), ("12 weeks", 12)):
        buttons.filter(has_text=words).click()
        page.wait_for_function(f"() => ({bars})() === {count}")
    took = []
    for _ in range(visits):
        for words, count in (("26 weeks", 26), ("12 weeks", 12)):
            began = time.perf_counter()
            buttons.filter(has_text=words).click()
            page.wait_for_function(f"() => ({bars})() === {count}", polling="raf")
            took.append(time.perf_counter() - began)
    print(f"filter change to drawn chart: {1000 * statistics.median(took):.0f} ms (worst {1000 * max(took):.0f} ms)")
    page.close()


def hold_sessions(browser: Browser, full: str) -> None:
    """Compare the server's memory with one session open and with several."""
    pages = []

    def another() -> None:
        page = browser.new_context(viewport=DESKTOP).new_page()
        page.set_default_timeout(120_000)
        page.goto(full)
        page.wait_for_selector(OVERVIEW_READY)
        pages.append(page)

    for _ in range(3):
        another()
    before = server_memory_mb(full)
    for _ in range(SESSIONS):
        another()
    each = (server_memory_mb(full) - before) / SESSIONS
    print(f"memory: {before:.0f} MB with 3 sessions, {each:.1f} MB for each of {SESSIONS} more")
    for page in pages:
        page.context.close()


def server_memory_mb(address: str) -> float:
    """Return the resident memory of the process that listens at an address (Linux)."""
    port = address.rsplit(":", 1)[1]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--server.port={port}".encode() in (process / "cmdline").read_bytes():
                status = (process / "status").read_text(encoding="utf-8")
                return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
        except OSError:
            continue
    return float("nan")


def weigh_marathon() -> None:
    """Add up the JSON of every figure on the page of a run of four hours, a set of sprints in it."""
    from runtone.analysis import analyze
    from runtone.dashboard.charts import equivalent_paces, profile, repeats, route, run_load
    from runtone.dashboard.components.run_profile import SHOWN_AT_FIRST
    from runtone.dashboard.components.theme import LIGHT
    from runtone.files import read_activity
    from runtone.muscles import hardest_climb, segment_equivalent_speeds
    from runtone.wording import Units

    start = datetime(2026, 4, 12, 7, tzinfo=UTC)
    marathon = InventedRun(start=start, minutes=240.0, speed_m_s=2.93, sprints=12, hill_m=25.0, seed=1)
    run = analyze(read_activity(fit_file(marathon)))
    units = Units()
    weights = {
        "profile": len(profile(run.track, run.segments, units, LIGHT, curves=SHOWN_AT_FIRST).to_json()),
        "load": len(run_load(run.muscle_stress, run.segments, LIGHT).to_json()),
        "route": len(route(run.track, run.segments, units, LIGHT) or ""),
        "sets": sum(
            len(repeats(run.track, run.segments, list(numbers), units, LIGHT).to_json())
            for numbers in run.sets["segment_numbers"]
        ),
    }
    climb = hardest_climb(run.segments)
    if climb is not None:
        speeds = segment_equivalent_speeds(run.muscle_load, run.segments, foot_strike="rear")
        own = speeds[speeds["segment"] == climb].set_index("muscle_group")
        weights["climb"] = len(equivalent_paces(own, 3.0, units, LIGHT).to_json())
    told = ", ".join(f"{name} {weight / 1024:.0f}" for name, weight in weights.items())
    print(
        f"marathon's page: {sum(weights.values()) / 1024:.0f} KB of figures ({told}), from {len(run.track):,} seconds"
    )


if __name__ == "__main__":
    main()
