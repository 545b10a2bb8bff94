"""`runtone export`: everything out again, or one run's track."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from runtone.library.store.spreadsheet import CsvStyle


class Format(StrEnum):
    """What runs can be exported as."""

    ZIP = "zip"
    GPX = "gpx"
    CSV = "csv"
    PARQUET = "parquet"


class Separator(StrEnum):
    """What separates the cells of a CSV; a decimal comma goes with semicolons."""

    COMMA = "comma"
    SEMICOLON = "semicolon"


def export(
    run: Annotated[list[int] | None, typer.Option(metavar="ID", help="Only this run; several times for more.")] = None,
    since: Annotated[
        datetime | None, typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="Only runs from YYYY-MM-DD on.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="All but zip are of one --run: its cleaned track, second by second.")
    ] = Format.ZIP,
    separator: Annotated[
        Separator | None, typer.Option("--csv", help="A decimal comma goes with semicolon; by the locale if not given.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="File or folder; this folder by default.")] = None,
) -> int:
    """Write runs into a zip of originals and tables, or one run's track into a file."""
    from runtone.cli.library import own_library

    mine, style = own_library(), _style(separator)
    if form is not Format.ZIP:
        if not run or len(run) != 1:
            print(f"A track as {form.upper()} is of one run: name it with --run ID.", file=sys.stderr)
            return 2
        track = mine.export_track(run[0], form.value, style)
        target = _target(output, track.name)
        target.write_bytes(track.content)
        print(target)
        return 0
    run_ids = run
    if since is not None:
        run_ids = [int(run_id) for run_id in mine.runs(start=since.date(), run_ids=run)["run_id"]]
    target = _target(output, mine.export_name(run_ids, style))
    with target.open("wb") as file:
        file.writelines(mine.export(run_ids, style))
    print(target)
    return 0


def _target(output: Path | None, name: str) -> Path:
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output


def _style(separator: Separator | None) -> CsvStyle:
    from runtone.library.store.spreadsheet import CsvStyle, csv_style_of

    if separator is not None:
        return CsvStyle(separator.value)
    return csv_style_of(
        next((os.environ[name] for name in ("LC_ALL", "LC_NUMERIC", "LANG") if name in os.environ), None)
    )
