"""What all tests share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from runtone.settings import settings

# In CI nothing is left to chance: the same examples each time, and whatever ever failed stands beside its test as an
# explicit example. `make fuzz` takes the other profile, for new examples each time.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("fuzz", derandomize=False, deadline=None, print_blob=True)
hypothesis.settings.load_profile("fixed")


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[date | str], None]]:
    """Have it be another day, as `RUNTONE_TODAY` does; an empty one is the computer's own."""

    def pin(day: date | str) -> None:
        monkeypatch.setenv("RUNTONE_TODAY", str(day))
        settings.cache_clear()

    yield pin
    settings.cache_clear()


@pytest.fixture(scope="session")
def season_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder whose library holds the sample season; all processes of a run read the same one."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "season"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            _import_the_season(made := tmp_path_factory.mktemp("season"))
            made.rename(folder)
    return folder


def _import_the_season(folder: Path) -> None:
    from runtone.dashboard.sample_season import season_files
    from runtone.library import Library
    from runtone.library.imports.executors import Inline
    from runtone.library.shown_day import SAMPLE_OWNER

    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    sources = [(path.name, path) for path in season_files()]
    results = list(library.owned_by(SAMPLE_OWNER).import_sources(sources, executor=Inline()))
    library.close()
    assert {result.status for result in results} == {"imported"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was left out, and say what is then not shown."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not reasons:
        return
    terminalreporter.section(f"{reasons.total()} tests left out")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count:>5}  {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")
