"""The command line: what can be done without the dashboard, and starting it.

Commands import what they need when they run, so that `runtone --help` is there at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtone.cli import assistant, export, library, share
from runtone.errors import ActivityError, RuntoneError

if TYPE_CHECKING:
    from runtone.analysis import Run

DEFAULT_PORT = 8501
DEFAULT_ADDRESS = "127.0.0.1"
ENVIRONMENT = (
    "Settings come from the environment: RUNTONE_DATA_FOLDER and RUNTONE_DATABASE_URL say where the library lies, "
    "RUNTONE_WORKERS and RUNTONE_DASK_SCHEDULER where imports are read, RUNTONE_LARGEST_FILE_MB what is too large; "
    "RUNTONE_PUBLIC_URL is where others reach the server, RUNTONE_AUTH, RUNTONE_PUBLIC_DEMO and RUNTONE_SHARES_ONLY "
    "who may."
)

app = typer.Typer(
    name="runtone",
    help="Which muscles did your runs work, and why.",
    epilog=ENVIRONMENT,
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("import")(library.import_files)
app.command("runs")(library.runs)
app.command("deleted")(library.deleted)
app.command("export")(export.export)
app.command("rides")(library.rides)
app.command("reanalyze")(library.reanalyze)
app.command("doctor")(library.doctor)
app.add_typer(share.app, name="share")
app.command("mcp")(assistant.mcp)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"runtone {version('runtone')}")
        except PackageNotFoundError:
            print("runtone, from a folder: it is not installed")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Which muscles did your runs work, and why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 all well, 1 some file failed, 2 the command cannot be run."""
    try:
        status = app(args=arguments, prog_name="runtone", standalone_mode=False)
    except typer.TyperException as error:
        show = getattr(error, "show", None)  # with the usage, where typer knows the command
        if show is None:
            print(error, file=sys.stderr)
        else:
            show()
        raise SystemExit(2) from None
    except typer.Abort:
        return 130
    except RuntoneError as error:
        print(f"runtone: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing more to say
        return 1
    except KeyboardInterrupt:
        return 130
    return int(status or 0)


@app.command()
def analyze(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="FIT, GPX or TCX, .gz, zip or folder")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a list, one object a run.")] = False,
    laps: Annotated[bool, typer.Option("--laps", help="The watch's laps instead of the segments.")] = False,
    parquet: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write tables of many runs; goes on where it stopped."),
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="With --parquet: a Dask scheduler whose workers read.")
    ] = None,
    tracks: Annotated[bool, typer.Option("--tracks", help="With --parquet: each second of each run too.")] = False,
) -> int:
    """Print segments, muscle load and summary of files, or write them as Parquet."""
    import json

    if parquet is not None:
        from runtone.cli.bulk import write_parquet

        return write_parquet(files, parquet, dask=dask, tracks=tracks)
    if dask is not None or tracks:
        msg = "--dask and --tracks go with --parquet."
        raise typer.BadParameter(msg)

    failed = False
    reports: list[dict[str, object]] = []
    for name, result in _analysed(files):
        if isinstance(result, ActivityError):
            failed = True
            reports.append({"name": name, "error": str(result)})
            if not as_json:
                print(f"{name}: {result}", file=sys.stderr)
        elif as_json:
            from runtone.run_json import frame_to_plain, run_to_plain

            plain = run_to_plain(result, name)
            reports.append({**plain, "laps": frame_to_plain(result.activity.laps)} if laps else plain)
        else:
            from runtone.cli.report import run_report

            print(run_report(result, name, laps=laps))
    if as_json:
        print(json.dumps(reports, ensure_ascii=False, indent=1))
    return int(failed)


def _analysed(files: Sequence[str]) -> Iterator[tuple[str, Run | ActivityError]]:
    """Yield every activity in the files, analysed; what fails comes as its error, and stops nothing."""
    from runtone.analysis import analyze
    from runtone.files import read_archive, require_run

    for file in files:
        for member, result in read_archive(file):
            name = file if member == Path(file).name else f"{file}: {member}"
            if isinstance(result, ActivityError):
                yield name, result
                continue
            try:
                require_run(result, name)
                yield name, analyze(result)
            except ActivityError as error:
                yield name, error


@app.command()
def serve(
    port: int = DEFAULT_PORT,
    address: Annotated[str, typer.Option(help="This machine only by default.")] = DEFAULT_ADDRESS,
    public_demo: Annotated[bool, typer.Option("--public-demo", help="A private, temporary library a visitor.")] = False,
    shares_only: Annotated[bool, typer.Option("--shares-only", help="Show shared links and nothing else.")] = False,
) -> int:
    """Serve the dashboard to a browser."""
    if public_demo and shares_only:
        msg = "--public-demo and --shares-only cannot go together."
        raise typer.BadParameter(msg)
    from runtone.dashboard import serve as serve_dashboard

    return serve_dashboard(port=port, address=address, public_demo=public_demo, shares_only=shares_only)
