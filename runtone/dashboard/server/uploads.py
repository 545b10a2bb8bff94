"""How much may be uploaded where others reach the server: only by who sees the drop area, and not without end.

What is dropped lies in the server's memory until it is imported. Streamlit takes uploads from every session, also from
one that was shown no drop area, and as many as it likes; here each session has to be admitted by the page first, and
what it and all of them together send within an hour is limited.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from runtone.dashboard.server.exposure import is_open_to_others
from runtone.settings import settings

UPLOADS = "/_stcore/upload_file/"
DEMO_FILE_MB, LOGIN_FILE_MB = 50, 512
"""The largest file that is taken in a demo, and with a login: whole exports have less."""
WINDOW_S = 3600.0
FILES_A_SESSION = 4
FILES_A_SERVER = 16
"""How many files of the largest size a session, and all together, may send in an hour."""
MOST_PARTS = 5_000
MOST_SESSIONS = 10_000
MOST_TOLD = 1_000
TOLD_S = 60.0
_MB = 1_000_000
_FORM_MB = 1
"""What a form adds to the file that it carries."""


def largest_file_mb() -> int | None:
    """Return the largest upload that this server takes [MB]; None where nobody but its owner reaches it."""
    if not is_open_to_others(settings()):
        return None
    return DEMO_FILE_MB if settings().public_demo else LOGIN_FILE_MB


@dataclass
class _Sent:
    """What was sent within the window, oldest first: when, and how many bytes."""

    parts: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0
    refused: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=MOST_TOLD))

    def add(self, now: float, size: int) -> None:
        self.parts.append((now, size))
        self.total += size

    def forget(self, before: float) -> None:
        while self.parts and self.parts[0][0] <= before:
            self.total -= self.parts.popleft()[1]


class UploadDesk:
    """Says which uploads a server takes.

    Parameters
    ----------
    file_mb : float
        The largest file [MB].
    clock : callable
        Seconds of a clock that never goes back.
    """

    def __init__(self, file_mb: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._file_mb = file_mb
        self._of_session = FILES_A_SESSION * file_mb * _MB
        self._of_all = FILES_A_SERVER * file_mb * _MB
        self._clock = clock
        self._sessions: OrderedDict[str, _Sent] = OrderedDict()
        self._all = _Sent()
        self._lock = threading.Lock()

    def admit(self, session: str) -> None:
        """Take uploads of a session from now on: its page shows a drop area."""
        with self._lock:
            self._sessions.setdefault(session, _Sent())
            self._sessions.move_to_end(session)
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)

    def refusal(self, session: str, size: int | None) -> tuple[int, str] | None:
        """Return why an upload is not taken, as an HTTP status and a sentence, or count it and return None.

        Parameters
        ----------
        session : str
        size : int or None
            What its header says [bytes].
        """
        with self._lock:
            sent = self._sessions.get(session)
            if sent is None:
                return 403, "Nothing can be uploaded here."
            answer = self._answer(sent, size)
            if answer is not None:
                sent.refused.append((self._clock(), answer[1]))
            return answer

    def refused(self, session: str) -> list[str]:
        """Return why uploads of a session were not taken within the last minute, one sentence each."""
        with self._lock:
            sent = self._sessions.get(session, _Sent())
            since = self._clock() - TOLD_S
            return [words for when, words in sent.refused if when > since]

    def _answer(self, sent: _Sent, size: int | None) -> tuple[int, str] | None:
        if size is None or size < 0:
            return 411, "An upload has to say how large it is."
        if size > (self._file_mb + _FORM_MB) * _MB:
            return 413, f"A file may have up to {self._file_mb:g} MB here."
        now = self._clock()
        for each, most, parts in (
            (sent, self._of_session, MOST_PARTS),
            (self._all, self._of_all, FILES_A_SERVER * MOST_PARTS),
        ):
            each.forget(now - WINDOW_S)
            if each.total + size > most or len(each.parts) >= parts:
                return 413, "That is more than this server takes within an hour. Go on later, or in smaller parts."
        sent.add(now, size)
        self._all.add(now, size)
        return None


_desk: UploadDesk | None = None


def upload_desk() -> UploadDesk | None:
    """Return this server's desk; None where nobody but its owner reaches it."""
    global _desk
    file_mb = largest_file_mb()
    if file_mb is None:
        return None
    if _desk is None:
        _desk = UploadDesk(file_mb)
    return _desk


def limits_in_words() -> str:
    """Return what a page says of the limits; empty where there are none to speak of."""
    file_mb = largest_file_mb()
    if file_mb is None:
        return ""
    together = FILES_A_SESSION * file_mb
    return f"Here a file may have up to {file_mb} MB, and all that you drop within an hour {together:,} MB."
