"""Make a PostgreSQL available to the tests: one already on the machine, else Debian's package where we are root.

Where neither can be had, the tests that need it are skipped and say why; this script then ends without an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.library.postgres import program, why_not


def main() -> None:
    if program("initdb") is not None:
        _say(str(program("postgres")))
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _say("none here, and it cannot be installed without root on a Debian; tests that need it are skipped")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "postgresql"]
    # no cluster of the system's own: the tests start theirs
    Path("/etc/postgresql-common").mkdir(parents=True, exist_ok=True)
    configuration = Path("/etc/postgresql-common/createcluster.conf")
    if not configuration.exists():
        configuration.write_text("create_main_cluster = false\n", encoding="utf-8")
    for command in (["apt-get", "update", "--quiet"], install):
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            _say("Debian's package could not be installed; tests that need it are skipped")
            return
    _say(why_not() or str(program("postgres")))


def _say(what: str) -> None:
    sys.stdout.write(f"PostgreSQL for tests: {what}\n")


if __name__ == "__main__":
    main()
