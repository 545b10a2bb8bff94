"""Make sure that a headless Chromium is there: the machine's own, else Debian's package, else Playwright's download."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from chromium import find_chromium  # type: ignore[import-not-found]


def install_debian_package() -> bool:
    """Install Debian's chromium where we are root and apt-get is there; say whether it worked."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])
    return all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands)


def download_with_playwright() -> bool:
    """Let Playwright download its own Chromium; say whether it worked."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    found = find_chromium()
    if not found:
        print("No Chromium on this machine: installing one for the browser tests.", flush=True)
        _ = install_debian_package() or download_with_playwright()
        found = find_chromium()
    if not found:
        print("No Chromium could be set up; install one and set RUNTONE_CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(f"Browser tests use {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
