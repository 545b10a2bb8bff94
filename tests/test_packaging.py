"""What an installed runtone carries: an sdist, the wheel made from it alone, its command used from another folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import free_port, wait_until_healthy
from tests.corpus import REPOSITORY


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder)]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    (path,) = folder.glob("*.tar.gz")
    return path


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(sdist)], check=True, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, cwd=folder)
    return folder


def run_installed(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder of its own, with no way to the checkout."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "PYTHONSAFEPATH": "1",
        "RUNTONE_DATA_FOLDER": str(home / "data"),
    }
    command = [str(installed / "bin" / "runtone"), *arguments]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_all_packaged_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for ending in ("py.typed", "muscles/level_anchors.csv", "dashboard/method.md", "server/.streamlit/config.toml"):
        assert any(name.endswith(ending) for name in names), ending
    season = [name for name in names if name.startswith("runtone/sample_data/season/")]
    assert len(season) >= 35
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)


def test_the_installed_command_says_which_version_it_is(installed: Path, tmp_path: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    done = run_installed(installed, tmp_path, "--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"runtone {project['version']}")


def test_the_installed_command_reads_and_keeps_its_own_sample_season(installed: Path, tmp_path: Path) -> None:
    season = installed / "runtone" / "sample_data" / "season"
    few = [str(path) for path in sorted(season.glob("*.fit"))[:3]]
    read = run_installed(installed, tmp_path, "analyze", "--json", few[0])
    assert read.returncode == 0, read.stderr
    assert '"easy_minutes"' in read.stdout
    kept = run_installed(installed, tmp_path, "import", *few)
    assert kept.returncode == 0, kept.stderr
    assert "3 files: 3 imported." in kept.stdout
    listed = run_installed(installed, tmp_path, "runs")
    assert listed.stdout.splitlines()[-1] == "3 runs"
    assert (tmp_path / "data" / "library.sqlite3").is_file()


def test_the_installed_dashboard_finds_its_season(installed: Path, tmp_path: Path) -> None:
    code = (
        "import runtone; from runtone.dashboard.sample_season import season_files;"
        "print(runtone.__file__); print(season_files()[0])"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert all(line.startswith(str(installed)) for line in done.stdout.splitlines())


def test_the_installed_server_prints_an_address_that_leads_in(installed: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "PYTHONSAFEPATH": "1",
        "RUNTONE_DATA_FOLDER": str(tmp_path / "data"),
        "RUNTONE_PRIVATE_ADDRESS": "on",
    }
    port = free_port()
    command = [str(installed / "bin" / "runtone"), "serve", "--port", str(port)]
    log = tmp_path / "server.log"
    with log.open("w", encoding="utf-8") as said:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=said, stderr=said)
    try:
        wait_until_healthy(port, server, log)
        (printed,) = re.findall(r"http://\S+", log.read_text(encoding="utf-8"))
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(printed, timeout=60) as page:
            assert b"<title>" in page.read()
    finally:
        server.terminate()
        server.wait(20)
