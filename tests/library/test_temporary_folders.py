"""Temporary libraries vanish, even where the process that had them was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runtone.library import Library
from runtone.library.temporary_folders import PREFIX, sweep_abandoned

REPOSITORY = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from runtone.library import Library
library = Library.temporary()
library.owned_by("visitor")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def folders(place: Path) -> list[Path]:
    return sorted(place.glob(f"{PREFIX}*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks that end with their process")
def test_what_a_killed_process_leaves_is_swept_and_nothing_else(own_folder: Path) -> None:
    mine = Library.temporary()
    (kept,) = folders(own_folder)
    (own_folder / f"{PREFIX}of-somebody-else").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(own_folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        assert len(folders(own_folder)) == 3
        assert sweep_abandoned() == 0
        holder.send_signal(signal.SIGKILL)
    assert len(folders(own_folder)) == 3
    assert sweep_abandoned() == 1
    assert folders(own_folder) == sorted([kept, own_folder / f"{PREFIX}of-somebody-else"])
    assert mine.owned_by("me").run_count() == 0
    mine.close()
    assert kept not in folders(own_folder)
