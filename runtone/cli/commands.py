"""The command line: what can be done without the dashboard, and starting it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from runtone.cli.library import add_library_commands
from runtone.cli.share import add_share_command
from runtone.errors import ActivityError, RuntoneError

DEFAULT_PORT = 8501
DEFAULT_ADDRESS = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 all well, 1 some file failed, 2 the command cannot be run."""
    options = command_parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except RuntoneError as error:
        print(f"runtone: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing more to say
        return 1
    except KeyboardInterrupt:
        return 130


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command line; its help stands in docs/commands.md."""
    parser = argparse.ArgumentParser(prog="runtone", description="Which muscles did your runs work, and why.")
    parser.add_argument("--version", action=_PrintVersion, help="print the version and stop")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    analyze = commands.add_parser("analyze", help="segments, muscle load and summary of files")
    analyze.add_argument("files", nargs="+", metavar="FILE", help="FIT, GPX or TCX, .gz, zip or folder")
    analyze.add_argument("--json", action="store_true", help="print a list, one object a run")
    analyze.set_defaults(command=_analyze)

    add_library_commands(commands)
    add_share_command(commands)

    serve = commands.add_parser("serve", help="the dashboard in a browser")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT)
    serve.add_argument("--address", default=DEFAULT_ADDRESS, help="this machine only by default")
    others = serve.add_mutually_exclusive_group()
    others.add_argument("--public-demo", action="store_true", help="give each visitor a private, temporary library")
    others.add_argument("--shares-only", action="store_true", help="show shared links and nothing else")
    serve.set_defaults(command=_serve)
    return parser


class _PrintVersion(argparse.Action):
    """Prints the version; it is looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"runtone {version('runtone')}")
        except PackageNotFoundError:
            print("runtone, from a folder: it is not installed")
        parser.exit()


def _analyze(options: argparse.Namespace) -> int:
    from runtone.cli.report import run_report

    failed = False
    reports: list[dict[str, Any]] = []
    for name, result in _runs(options.files):
        if isinstance(result, ActivityError):
            failed = True
            reports.append({"name": name, "error": str(result)})
            if not options.json:
                print(f"{name}: {result}", file=sys.stderr)
        elif options.json:
            from runtone.run_json import run_to_plain

            reports.append(run_to_plain(result, name))
        else:
            print(run_report(result, name))
    if options.json:
        print(json.dumps(reports, ensure_ascii=False, indent=1))
    return int(failed)


def _runs(files: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Read and analyse every activity in the files; what fails comes as its error, and stops nothing."""
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


def _serve(options: argparse.Namespace) -> int:
    from runtone.dashboard import serve

    return serve(
        port=options.port,
        address=options.address,
        public_demo=options.public_demo,
        shares_only=options.shares_only,
    )
