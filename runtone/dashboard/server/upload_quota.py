"""How much may be uploaded where others reach the server: only by who sees the drop area, and not without end.

What is dropped lies in the server's memory until it is imported. Streamlit takes uploads from every session, also from
one that was shown no drop area, and as many as it likes; here each session has to be admitted by the page first, and
what it, everybody at its network address and all together send within an hour is limited. Bytes count as they arrive:
what a header declares is neither believed nor charged.
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
FILES_AN_ADDRESS = 8
FILES_A_SERVER = 16
"""How many files of the largest size a session, an address, and all together may send in an hour."""
PARTS_A_FILE = 1_250
MOST_PARTS = FILES_A_SESSION * PARTS_A_FILE
"""How many requests count as a file of the largest size, and so how many a session may send in an hour."""
MOST_SESSIONS = 10_000
MOST_TOLD = 1_000
TOLD_S = 60.0
_MB = 1_000_000
_FORM_MB = 1
"""What a form adds to the file that it carries."""

Refusal = tuple[int, str]
TOO_MUCH: Refusal = (413, "That is more than this server takes within an hour. Go on later, or in smaller parts.")


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
    requests: deque[float] = field(default_factory=deque)
    refused: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=MOST_TOLD))
    expected: int = 0
    """Bytes that uploads under way have declared and not brought yet."""

    def add(self, now: float, size: int) -> None:
        if self.parts and now - self.parts[-1][0] < 1.0:  # one entry a second, however small the chunks
            self.parts[-1] = (self.parts[-1][0], self.parts[-1][1] + size)
        else:
            self.parts.append((now, size))
        self.total += size

    def forget(self, before: float) -> None:
        while self.parts and self.parts[0][0] <= before:
            self.total -= self.parts.popleft()[1]
        while self.requests and self.requests[0] <= before:
            self.requests.popleft()


class UploadQuota:
    """Says which uploads a server takes, and counts their bytes.

    Parameters
    ----------
    file_mb : float
        The largest file [MB].
    clock : callable
        Seconds of a clock that never goes back.
    """

    def __init__(self, file_mb: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._file_mb = file_mb
        self._clock = clock
        self._sessions: OrderedDict[str, _Sent] = OrderedDict()
        self._addresses: OrderedDict[str, _Sent] = OrderedDict()
        self._all = _Sent()
        self._lock = threading.Lock()

    @property
    def largest_request(self) -> int:
        """The largest body of one upload [bytes]."""
        return int((self._file_mb + _FORM_MB) * _MB)

    def admit(self, session: str) -> None:
        """Take uploads of a session from now on: its page shows a drop area."""
        with self._lock:
            _entry(self._sessions, session)

    def refusal(self, session: str, address: str, declared: int | None) -> Refusal | None:
        """Return why an upload is not begun, as an HTTP status and a sentence, or count the request and return None.

        Parameters
        ----------
        session, address : str
        declared : int or None
            What its header says [bytes]; None where it says nothing.
        """
        with self._lock:
            sent = self._sessions.get(session)
            if sent is None:
                return 403, "Nothing can be uploaded here."
            answer = self._answer(sent, address, declared)
            if answer is not None:
                sent.refused.append((self._clock(), answer[1]))
            return answer

    def arrived(self, session: str, address: str, size: int) -> Refusal | None:
        """Count bytes that have arrived; return why no more of them are taken, once a limit is passed."""
        with self._lock:
            sent = self._sessions.get(session)
            if sent is None:
                return 403, "Nothing can be uploaded here."
            now = self._clock()
            sent.expected = max(0, sent.expected - size)
            for each, _ in self._limits(sent, address, now):
                each.add(now, size)
            if any(each.total > most * self._file_mb * _MB for each, most in self._limits(sent, address, now)):
                sent.refused.append((now, TOO_MUCH[1]))
                return TOO_MUCH
            return None

    def ended(self, session: str, missing: int) -> None:
        """Expect no more of an upload that is over, whatever it declared.

        Parameters
        ----------
        session : str
        missing : int
            How many of the declared bytes never came.
        """
        with self._lock:
            sent = self._sessions.get(session)
            if sent is not None:
                sent.expected = max(0, sent.expected - missing)

    def refused(self, session: str) -> list[str]:
        """Return why uploads of a session were not taken within the last minute, one sentence each."""
        with self._lock:
            sent = self._sessions.get(session, _Sent())
            since = self._clock() - TOLD_S
            return [words for when, words in sent.refused if when > since]

    def _answer(self, sent: _Sent, address: str, declared: int | None) -> Refusal | None:
        if declared is None or declared < 0:
            return 411, "An upload has to say how large it is."
        if declared > self.largest_request:
            return 413, f"A file may have up to {self._file_mb:g} MB here."
        now = self._clock()
        limits = self._limits(sent, address, now)
        for each, most in limits:
            # Refused at once where it could not be finished; nothing is charged for what was only declared. A browser
            # sends several files at once: what the session's others are still to bring is counted with this one.
            if each.total + each.expected + declared > most * self._file_mb * _MB:
                return TOO_MUCH
            if len(each.requests) >= most * PARTS_A_FILE:
                return TOO_MUCH
        sent.expected += declared
        for each, _ in limits:
            each.requests.append(now)
        return None

    def _limits(self, sent: _Sent, address: str, now: float) -> tuple[tuple[_Sent, int], ...]:
        limits = (
            (sent, FILES_A_SESSION),
            (_entry(self._addresses, address), FILES_AN_ADDRESS),
            (self._all, FILES_A_SERVER),
        )
        for each, _ in limits:
            each.forget(now - WINDOW_S)
        return limits


def _entry(known: OrderedDict[str, _Sent], key: str) -> _Sent:
    """Return what a session or address has sent; the longest unseen is forgotten where there are too many."""
    found = known.setdefault(key, _Sent())
    known.move_to_end(key)
    while len(known) > MOST_SESSIONS:
        known.popitem(last=False)
    return found


_quota: UploadQuota | None = None


def upload_quota() -> UploadQuota | None:
    """Return this server's quota; None where nobody but its owner reaches it."""
    global _quota
    file_mb = largest_file_mb()
    if file_mb is None:
        return None
    if _quota is None:
        _quota = UploadQuota(file_mb)
    return _quota


def limits_in_words() -> str:
    """Return what a page says of the limits; empty where there are none to speak of."""
    file_mb = largest_file_mb()
    if file_mb is None:
        return ""
    together = FILES_A_SESSION * file_mb
    return f"Here a file may have up to {file_mb} MB, and all that you drop within an hour {together:,} MB."
