"""Where a Chromium is, and how it is started for tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BUNDLES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# Background networking and updates are off, so that any request the page makes to another host stands out.
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


def flags() -> list[str]:
    """Return the command line flags; root cannot use Chromium's own sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if root else [])]


def find_chromium() -> str | None:
    """Return the path of a Chromium: RUNTONE_CHROMIUM, one on the machine, or Playwright's own download."""
    named = os.environ.get("RUNTONE_CHROMIUM")
    if named:
        return named
    installed = (shutil.which(name) for name in NAMES)
    bundles = (path for path in MAC_BUNDLES if Path(path).exists())
    return next((path for path in (*installed, *bundles) if path), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Return the path of the Chromium that Playwright downloaded, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
