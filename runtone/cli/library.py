"""The commands that use the library: `import`, `runs`, `reanalyze`, `doctor`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtone.wording import Units, counted, day, duration, duration_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runtone.library import ImportProgress, ImportResult, OwnedLibrary

STATUS_WORDS = {"imported": "imported", "duplicate": "already there", "skipped": "skipped", "failed": "failed"}
BAR_WIDTH = 24


def add_library_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the library's commands to the parser."""
    imports = commands.add_parser("import", help="put files, folders and archives into the library")
    imports.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="FIT, GPX, TCX, .gz, zip or folder")
    imports.add_argument("--watch", type=Path, metavar="DIR", help="go on importing what appears in a folder")
    imports.set_defaults(command=_import)

    runs = commands.add_parser("runs", help="what the library holds")
    runs.add_argument("--json", action="store_true", help="print a list, one object a run")
    runs.set_defaults(command=_runs)

    reanalyze = commands.add_parser("reanalyze", help="bring runs that an older version read up to date")
    reanalyze.add_argument("--all", action="store_true", help="also runs that are up to date: mends damaged figures")
    reanalyze.set_defaults(command=_reanalyze)

    doctor = commands.add_parser("doctor", help="check that the library is whole")
    doctor.set_defaults(command=_doctor)


class ProgressLine:
    """One line at the foot of a terminal that says how far an import is; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def tell(self, progress: ImportProgress) -> None:
        """Draw the line anew."""
        if not self._shown:
            return
        share = progress.done / progress.total if progress.total else 0.0
        bar = "█" * round(share * BAR_WIDTH)
        rate = f", {progress.rate:.1f} a second" if progress.rate else ""
        left = "" if progress.remaining_s is None else f", {duration_words(progress.remaining_s)} left"
        text = f"{bar:░<{BAR_WIDTH}} {progress.phase}: {progress.done} of {progress.total}{rate}{left}"
        print(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for something else."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _import(options: argparse.Namespace) -> int:
    if not options.paths and not options.watch:
        print("Name files, folders or archives to import, or a folder to --watch.", file=sys.stderr)
        return 2
    mine = _mine()
    line = ProgressLine()
    told: Counter[str] = Counter()
    if options.paths:
        _tell(mine.import_sources(options.paths, progress=line.tell), line, told)
        print(f"{counted(told.total(), 'file')}: {_summed(told)}.")
    if options.watch:
        from runtone.library import watch

        print(f"Watching {options.watch}; press Ctrl-C to stop.", file=sys.stderr)
        _tell(watch(mine, options.watch), line, told)
    return int(told["failed"] > 0)


def _tell(results: Iterable[ImportResult], line: ProgressLine, told: Counter[str]) -> None:
    for result in results:
        told[result.status] += 1
        line.clear()
        print(f"{result.name}: {': '.join(part for part in (STATUS_WORDS[result.status], result.message) if part)}")
    line.clear()


def _summed(told: Counter[str]) -> str:
    return ", ".join(f"{told[status]} {word}" for status, word in STATUS_WORDS.items() if told[status]) or "nothing"


def _runs(options: argparse.Namespace) -> int:
    frame = _mine().runs()
    if options.json:
        from runtone.run_json import frame_to_plain

        print(json.dumps(frame_to_plain(frame), ensure_ascii=False, indent=1))
        return 0
    units = Units()
    for row in frame.to_dict(orient="records"):
        print(_run_line(row, units))
    print(counted(len(frame), "run"))
    return 0


def _run_line(row: dict[Any, Any], units: Units) -> str:
    cells = (
        f"{row['run_id']:>6}",
        f"{day(row['local_date']):<16}",
        f"{units.distance(row['distance_m']):>9}",
        f"{duration(row['moving_s']):>8}",
        f"{units.pace_text(row['mean_speed_m_s']):>14}",
        f"{units.height_text(row['ascent_m']):>7}",
        str(row["name"] or ""),
    )
    return "  ".join(cells).rstrip()


def _reanalyze(options: argparse.Namespace) -> int:
    line = ProgressLine()
    failed = done = 0
    for reread in _mine().reanalyze(progress=line.tell, everything=options.all):
        done += 1
        if reread.message:
            failed += 1
            line.clear()
            print(f"{reread.name}: {reread.message}", file=sys.stderr)
    line.clear()
    print(f"{counted(done, 'run')} read again." if done else "Every run is up to date.")
    return int(failed > 0)


def _doctor(options: argparse.Namespace) -> int:
    del options
    findings = list(_mine().examine())
    for finding in findings:
        print(finding.sentence if finding.severity == "well" else f"{finding.severity}: {finding.sentence}")
    return int(any(finding.severity == "damage" for finding in findings))


def _mine() -> OwnedLibrary:
    from runtone.library import Library

    return Library.open().owned_by()
