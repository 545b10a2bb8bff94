"""What an installed runtone carries: a wheel is built, unpacked elsewhere and used from a folder of its own."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.corpus import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", folder, REPOSITORY], check=True, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run_installed(installed, tmp_path, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-P", *arguments]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_all_packaged_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for ending in ("py.typed", "muscles/level_anchors.csv", "dashboard/method.md", "server/.streamlit/config.toml"):
        assert any(name.endswith(ending) for name in names), ending
    season = [name for name in names if name.startswith("runtone/sample_data/season/")]
    assert len(season) >= 35
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)


def test_the_installed_command_finds_its_data_from_any_folder(installed, tmp_path):
    season = sorted((installed / "runtone" / "sample_data" / "season").glob("*.fit"))
    done = run_installed(installed, tmp_path, "-m", "runtone.cli", "analyze", "--json", str(season[0]))
    assert done.returncode == 0, done.stderr
    assert '"easy_minutes"' in done.stdout
    where = run_installed(installed, tmp_path, "-c", "import runtone; print(runtone.__file__)")
    assert str(installed) in where.stdout


def test_the_console_command_is_declared(wheel):
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "runtone = runtone.cli:main" in archive.read(entry_points).decode()
