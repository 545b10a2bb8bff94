"""A watched folder follows no link out of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtone.library.imports.watching import _looked_at


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    outside, watched = tmp_path / "outside", tmp_path / "watched"
    for folder in (outside, watched / "inside"):
        folder.mkdir(parents=True)
        (folder / "run.gpx").write_text("x")
    try:
        (watched / "file.gpx").symlink_to(outside / "run.gpx")
        (watched / "folder").symlink_to(outside, target_is_directory=True)
        (watched / "loop.gpx").symlink_to(watched / "loop.gpx")
        (watched / "own.gpx").symlink_to(watched / "inside" / "run.gpx")
    except OSError:
        pytest.skip("This system makes no links.")
    found = set(_looked_at(watched))
    assert found == {"inside/run.gpx", "own.gpx"}
