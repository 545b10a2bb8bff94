"""Bulk analysis: each file in it once whatever is killed, and the questions that docs/scale.md asks."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import runtone
from runtone.errors import LibraryError
from runtone.library.bulk import BulkResult, analyze_to_parquet
from runtone.library.imports.executors import Inline, dask_executor
from runtone.library.imports.worker_processes import WorkerProcesses
from tests.corpus import REPOSITORY
from tests.library.cluster import Cluster
from tests.library.recordings import fit_files, season

FILES = fit_files(season(6, first=datetime(2026, 10, 5, 6, 30, tzinfo=UTC), minutes=12.0))


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six runs of two runners, and a file that is none."""
    folder = tmp_path_factory.mktemp("recordings")
    for number, (name, content) in enumerate(FILES):
        place = folder / f"runner-{number % 2}"
        place.mkdir(exist_ok=True)
        (place / Path(name).name).write_bytes(content)
    (folder / "runner-0" / "broken.fit").write_bytes(b"no run")
    return folder


def tables(folder: Path, name: str) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted(folder.glob(f"part-*/{name}.parquet"))])


def is_complete(folder: Path) -> bool:
    """Whether each run is there once, with its stress, and each file has one result."""
    runs, results, stress = (tables(folder, name) for name in ("runs", "results", "stress"))
    statuses = Counter(results["status"])
    return (
        runs["run"].is_unique
        and results["name"].is_unique
        and statuses == {"analysed": len(FILES), "failed": 1}
        and set(stress["run"]) == set(runs["run"])
    )


def start(recordings: Path, folder: Path) -> Iterator[BulkResult]:
    return analyze_to_parquet([str(recordings)], folder, Inline(), partition_bytes=1)


def test_figures_are_those_of_the_dashboard_and_a_second_start_adds_nothing(recordings: Path, tmp_path: Path) -> None:
    list(analyze_to_parquet([str(recordings)], tmp_path, Inline(), tracks=True))
    assert is_complete(tmp_path)
    assert len(list(tmp_path.glob("part-*"))) == 1
    runs, stress = tables(tmp_path, "runs"), tables(tmp_path, "stress")
    name, content = FILES[0]
    run = runtone.analyze(runtone.read_activity(content, name))
    (key,) = runs.loc[runs["start_time"] == run.summary["start_time"], "run"]
    own = stress[stress["run"] == key].drop(columns=["run", "runner"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(own, run.muscle_stress, rtol=1e-9)
    assert (tables(tmp_path, "tracks")["run"] == key).sum() == len(run.track)
    again = Counter(result.status for result in analyze_to_parquet([str(recordings)], tmp_path, Inline()))
    assert again == {"skipped": len(FILES) + 1}
    assert len(list(tmp_path.glob("part-*"))) == 1


def test_what_is_killed_goes_on_where_it_stopped(recordings: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from runtone.library.bulk import analyze_to_parquet as analyze\n"
        "from runtone.library.imports.executors import Inline\n"
        "list(analyze([sys.argv[1]], Path(sys.argv[2]), Inline(), partition_bytes=1))"
    )
    command = [sys.executable, "-c", script, str(recordings), str(tmp_path)]
    client = subprocess.Popen(command, cwd=REPOSITORY)
    until = time.monotonic() + 120
    while len(list(tmp_path.glob("part-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    client.kill()
    client.wait()
    (tmp_path / "unfinished").mkdir(exist_ok=True)  # as a kill in the middle of a partition leaves it
    (tmp_path / "unfinished" / "runs.parquet").write_bytes(b"half")
    results = Counter(result.status for result in start(recordings, tmp_path))
    assert results["skipped"] >= 2
    assert is_complete(tmp_path)


def test_a_worker_that_is_killed_is_replaced(recordings: Path, tmp_path: Path) -> None:
    with WorkerProcesses(1) as executor:
        executor.submit(os.getpid).result()
        results = analyze_to_parquet([str(recordings)], tmp_path, executor, partition_bytes=1)
        next(results)
        for number in executor.process_ids:
            os.kill(number, signal.SIGKILL)
        list(results)
    assert is_complete(tmp_path)


@pytest.mark.filterwarnings("default")  # distributed warns of its own closing connections when a process is killed
def test_a_cluster_that_dies_costs_nothing(cluster: Cluster, recordings: Path, tmp_path: Path) -> None:
    folder = tmp_path / "output"
    with dask_executor(cluster.address) as executor:
        executor._client.wait_for_workers(2, timeout=60)  # type: ignore[attr-defined]
        results = analyze_to_parquet([str(recordings)], folder, executor, partition_bytes=1)
        next(results)
        cluster.kill("worker")
        next(results)
        cluster.kill("scheduler")
        list(results)
    assert is_complete(folder)


def test_object_stores_are_read_through_fsspec(recordings: Path, tmp_path: Path) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    for path in recordings.rglob("*.fit"):
        memory.pipe(f"/club/{path.relative_to(recordings)}", path.read_bytes())
    list(analyze_to_parquet(["memory://club"], tmp_path, Inline()))
    assert is_complete(tmp_path)
    assert set(tables(tmp_path, "runs")["runner"]) == {"runner-0", "runner-1"}
    with pytest.raises(LibraryError, match="cannot be read"):
        list(analyze_to_parquet(["unheard-of://club"], tmp_path, Inline()))


QUESTIONS = re.findall(r"```sql\n(.*?)```", (REPOSITORY / "docs" / "scale.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def output(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    list(analyze_to_parquet([str(recordings)], folder, Inline()))
    return folder


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_questions_of_the_page_have_answers(output: Path, question: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert len(duckdb.sql(question.replace("FOLDER", str(output))).fetchall()) > 0
