"""Writing the season's files."""

from __future__ import annotations

from pathlib import Path

from .fit_writer import fit_bytes
from .gpx_writer import gpx_bytes
from .plan import diary
from .season import Outing, run_session


def file_bytes(outing: Outing) -> bytes:
    """Return a run as the bytes of its file."""
    return fit_bytes(outing) if outing.session.file_format == "fit" else gpx_bytes(outing)


def write_season(folder: Path) -> tuple[int, int]:
    """Write every run to the folder, removing what the season no longer holds; return how many files and bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    sessions = diary()
    wanted = {session.file_name for session in sessions}
    for path in folder.iterdir():
        if path.suffix in (".fit", ".gpx") and path.name not in wanted:
            path.unlink()
    sizes = [(folder / session.file_name).write_bytes(file_bytes(run_session(session))) for session in sessions]
    return len(sizes), sum(sizes)
