"""Folders of temporary libraries: gone with their process, or swept up by the next one where it was killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

PREFIX = "runtone-library-"
_IN_USE = "in-use"


class TemporaryFolder:
    """A private folder that is marked as in use for as long as this object or its process lives.

    The mark is a lock that the system takes back when the process ends, however it ends.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._mark = os.open(self.path / _IN_USE, os.O_CREAT | os.O_RDWR, 0o600)
        _lock(self._mark)

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(self._mark)


def sweep_abandoned() -> int:
    """Delete the folders whose process was killed, and return how many there were.

    Only folders of this user are looked at; where a system has no such locks, none.
    """
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            mark = os.open(folder / _IN_USE, os.O_RDWR)
            try:
                if _lock(mark):
                    shutil.rmtree(folder)
                    swept += 1
            finally:
                os.close(mark)
    return swept


if sys.platform == "win32":

    def _lock(mark: int) -> bool:
        del mark
        return False

else:
    import fcntl

    def _lock(mark: int) -> bool:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
