"""The command line: what can be done without the dashboard, and starting it."""

from __future__ import annotations

from runtone.cli.commands import main

__all__ = ["main"]
