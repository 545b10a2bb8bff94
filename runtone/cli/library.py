"""The commands that use the library: `import`, `runs`, `deleted`, `reanalyze`, `doctor`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtone.plurals import counted
from runtone.vocabulary import Status

if TYPE_CHECKING:
    from runtone.library import ImportProgress, ImportResult, OwnedLibrary
    from runtone.wording import Units

STATUS_WORDS = {
    Status.IMPORTED: "imported",
    Status.DUPLICATE: "already there",
    Status.SKIPPED: "skipped",
    Status.FAILED: "failed",
}


def own_library() -> OwnedLibrary:
    """Return the library of this machine's one owner."""
    from runtone.library import Library

    return Library.open().owned_by()


def import_files(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="FIT, GPX, TCX, .gz, zip or folder")
    ] = None,
    watch: Annotated[Path | None, typer.Option(metavar="DIR", help="Go on importing what appears in a folder.")] = None,
    restore_deleted: Annotated[
        bool, typer.Option("--restore-deleted", help="Bring back what was deleted on purpose.")
    ] = False,
) -> int:
    """Put files, folders and archives into the library."""
    if not paths and not watch:
        print("Name files, folders or archives to import, or a folder to --watch.", file=sys.stderr)
        return 2
    mine = own_library()
    statuses: Counter[str] = Counter()
    if paths:
        with _progress() as report:
            results = mine.import_sources(paths, progress=report, restore_deleted=restore_deleted)
            _print_results(results, statuses)
        summed = (f"{statuses[status]} {word}" for status, word in STATUS_WORDS.items() if statuses[status])
        print(f"{counted(statuses.total(), 'file')}: {', '.join(summed) or 'nothing'}.")
        asked = len(mine.perhaps_rides())
        if asked:
            print(f"{counted(asked, 'run')} as fast as a ride: `runtone rides` lists them, and keeps or deletes all.")
    if watch:
        from runtone.library import watch as watch_folder

        print(f"Watching {watch}; press Ctrl-C to stop.", file=sys.stderr)
        _print_results(watch_folder(mine, watch), statuses)
    return int(statuses[Status.FAILED] > 0)


def _print_results(results: Iterable[ImportResult], statuses: Counter[str]) -> None:
    for result in results:
        statuses[result.status] += 1
        print(f"{result.name}: {': '.join(part for part in (STATUS_WORDS[result.status], result.message) if part)}")


def _say_nothing(progress: ImportProgress) -> None:
    del progress


@contextmanager
def _progress() -> Iterator[Callable[[ImportProgress], None]]:
    """Show how far an import is at the foot of a terminal, and nothing where there is none."""
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from runtone.wording import duration_words

    columns = (BarColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None, left="")

        def report(progress: ImportProgress) -> None:
            rate = f"{progress.rate:.1f} a second" if progress.rate else ""
            left = "" if progress.remaining_s is None else f"{duration_words(progress.remaining_s)} left"
            shown.update(
                task,
                description=progress.phase,
                completed=progress.done,
                total=progress.total,
                left=", ".join(filter(None, (rate, left))),
            )

        yield report


def runs(
    as_json: Annotated[bool, typer.Option("--json", help="Print a list, one object a run.")] = False,
    since: Annotated[
        datetime | None, typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="From YYYY-MM-DD on.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="The last so many.")] = None,
) -> int:
    """Print what the library holds."""
    frame = own_library().runs(start=None if since is None else since.date(), limit=limit)
    if as_json:
        import json

        from runtone.run_json import frame_to_plain

        print(json.dumps(frame_to_plain(frame), ensure_ascii=False, indent=1))
        return 0
    from runtone.wording import Units

    units = Units()
    for row in frame.to_dict(orient="records"):
        print(_run_line(row, units))
    print(counted(len(frame), "run"))
    return 0


def rides(
    keep_all: Annotated[bool, typer.Option("--keep-all", help="All of them were run.")] = False,
    delete_all: Annotated[bool, typer.Option("--delete-all", help="All were rides: put them into the bin.")] = False,
) -> int:
    """Print the runs that are as fast as rides, until you say what they were."""
    if keep_all and delete_all:
        print("Either keep all of them or delete all of them.", file=sys.stderr)
        return 2
    mine = own_library()
    asked = mine.perhaps_rides()
    run_ids = [int(run_id) for run_id in asked["run_id"]]
    if keep_all:
        mine.keep_as_runs(run_ids)
        print(f"{counted(len(run_ids), 'run')} kept.")
        return 0
    if delete_all:
        if run_ids:
            mine.delete_runs(run_ids)
        print(f"{counted(len(run_ids), 'run')} deleted.")
        return 0
    from runtone.wording import Units

    units = Units()
    for row in asked.to_dict(orient="records"):
        print(_run_line(row, units))
    return 0


def _run_line(row: dict[Any, Any], units: Units) -> str:
    from runtone.wording import day, duration

    cells = (
        f"{row['run_id']:>6}",
        f"{day(row['local_date']):<16}",
        f"{units.distance(row['distance_m']):>9}",
        f"{duration(row['moving_s']):>8}",
        f"{units.pace_text(row['mean_speed_m_s']):>14}",
        f"{units.height_text(row['ascent_m']):>7}",
        row["name"] if isinstance(row["name"], str) else "",
    )
    return "  ".join(cells).rstrip()


def deleted(
    restore: Annotated[list[int] | None, typer.Option(metavar="ID", help="Bring a run back.")] = None,
    for_good: Annotated[list[int] | None, typer.Option(metavar="ID", help="Delete a run for good.")] = None,
) -> int:
    """Print which deleted runs can be brought back."""
    from runtone.wording import Units, day

    mine = own_library()
    if restore:
        mine.restore_runs(restore)
    if for_good:
        mine.delete_for_good(for_good)
    binned = mine.deleted_runs()
    for each in binned:
        name = f"  {each.name}" if each.name else ""
        length = Units().distance(each.distance_m)
        print(f"{each.run_id:>6}  {day(each.local_date):<16}  {length:>9}  gone for good on {day(each.gone_on)}{name}")
    print(f"{counted(len(binned), 'run')} in the bin.")
    return 0


def reanalyze(
    everything: Annotated[
        bool, typer.Option("--all", help="Also runs that are up to date: mends damaged figures.")
    ] = False,
) -> int:
    """Bring runs that an older version read up to date."""
    failed = done = 0
    with _progress() as report:
        for result in own_library().reanalyze(progress=report, everything=everything):
            done += 1
            if result.message:
                failed += 1
                print(f"{result.name}: {result.message}", file=sys.stderr)
    print(f"{counted(done, 'run')} read again." if done else "Every run is up to date.")
    return int(failed > 0)


def doctor() -> int:
    """Check that the library is whole."""
    findings = list(own_library().examine())
    for finding in findings:
        print(finding.sentence if finding.severity == "well" else f"{finding.severity}: {finding.sentence}")
    return int(any(finding.severity == "damage" for finding in findings))
