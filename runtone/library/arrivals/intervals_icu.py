"""intervals.icu as a source of runs: it relays what Garmin, Polar, Suunto, COROS and Wahoo pass on to it.

Written from its public documentation (https://intervals.icu/api-docs.html, and "API access to Intervals.icu" in its
forum): basic authentication with the user ``API_KEY`` and the owner's key, ``GET /api/v1/athlete/0/activities`` with
``oldest``, ``newest`` and ``fields``, ``GET /api/v1/activity/{id}/file``. It was tried against a server that behaves
so, never against the real one.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from runtone import clock
from runtone.library.arrivals.source import (
    BusyError,
    FileFailedError,
    KeyRefusedError,
    NoOriginalError,
    RemoteRun,
    SourceError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "intervals.icu"
ADDRESS = "https://intervals.icu"
PAUSE_S = 0.5
"""Between two requests [s]; the forum names 10 a second from one address as the limit."""
_ANSWER_S = 30.0
_WHOLE_S = 300.0
"""So long may a connection be silent, and a whole answer take [s]."""
_LARGEST_LIST = 20_000_000  # bytes
_FIELDS = "id,type,source,file_type"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = ("fit", "gpx", "tcx")
_RUN = "run"
_BROUGHT_BY_STRAVA = "STRAVA"
"""Strava forbids that others pass its activities on: the list holds no more than their number and day."""


class IntervalsIcu:
    """An owner's runs at intervals.icu.

    Parameters
    ----------
    key : str
        The owner's API key; it is sent in a header of each request and nowhere else.
    largest_file : int
        A larger file is not fetched [bytes].
    address : str
    sleep : callable
        Waits between requests.
    """

    def __init__(
        self, key: str, largest_file: int, address: str = ADDRESS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._largest_file = largest_file
        self._sleep = sleep
        # No redirect is followed: the key and the owner's days go to this one host. Unpacked is here, within limits.
        self._client = httpx.Client(
            base_url=f"{address}/api/v1/",
            auth=httpx.BasicAuth("API_KEY", key),
            headers={"Accept-Encoding": "identity", "User-Agent": "runtone"},
            timeout=_ANSWER_S,
            follow_redirects=False,
        )

    def runs(self, oldest: date, newest: date) -> list[RemoteRun]:
        """Return the runs of some days, both ends included.

        Raises
        ------
        SourceError
        """
        days = {"oldest": oldest.isoformat(), "newest": newest.isoformat(), "fields": _FIELDS}
        with self._answer("athlete/0/activities", days) as answer:
            _require_success(answer)
            packed = answer.headers.get("Content-Encoding", "").lower() == "gzip"
            body = _whole(answer, _LARGEST_LIST)
        listed = _json(body if not packed else _unpacked(body, _LARGEST_LIST))
        if not isinstance(listed, list):
            raise SourceError(_UNKNOWN)
        return [run for each in listed if (run := _run(each)) is not None]

    def file(self, activity_id: str) -> bytes:
        """Return the original file of an activity, as it is kept there: often packed with gzip.

        Raises
        ------
        NoOriginalError
            There is none, as of a run that was typed in by hand; or it is larger than a file may be.
        SourceError
        """
        with self._answer(f"activity/{activity_id}/file") as answer:
            if answer.status_code in (404, 410, 422):
                msg = f"{NAME} has no original file of this run."
                raise NoOriginalError(msg)
            # The list was given, so 403 does not refuse the key.
            if answer.status_code == 403 or (answer.status_code >= 500 and answer.status_code != 503):
                msg = f"{NAME} could not give a file ({answer.status_code})."
                raise FileFailedError(msg)
            _require_success(answer)
            try:
                return _whole(answer, self._largest_file)
            except _TooLargeError as error:
                raise NoOriginalError(str(error)) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    @contextmanager
    def _answer(self, path: str, query: dict[str, str] | None = None) -> Iterator[httpx.Response]:
        self._sleep(PAUSE_S)
        try:
            with self._client.stream("GET", path, params=query) as answer:
                yield answer
        except httpx.HTTPError as error:
            msg = f"{NAME} cannot be reached, or broke off; it is asked again later."
            raise SourceError(msg) from error


class _TooLargeError(SourceError):
    """An answer is larger than it may be."""


_UNKNOWN = f"{NAME} answered in a way that its documentation does not describe; it is asked again later."


def _require_success(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in (401, 403):
        msg = f"{NAME} refused the key. Make one in its settings, under Developer Settings, and give it here again."
        raise KeyRefusedError(msg)
    if status in (429, 503):
        msg = f"{NAME} asked to be asked less often; it is asked again later."
        raise BusyError(msg, _retry_after(answer.headers.get("Retry-After")))
    if status >= 500:
        msg = f"{NAME} has a fault of its own ({status}); it is asked again later."
        raise SourceError(msg)
    if status != 200:
        raise SourceError(_UNKNOWN)


def _retry_after(value: str | None) -> timedelta | None:
    """Return how long to wait (RFC 9110, 10.2.3: seconds or a date), a week at most; None where it is not said."""
    if not value:
        return None
    text, most = value.strip(), timedelta(days=7)
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), most.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - clock.now(), timedelta()), most)


def _whole(answer: httpx.Response, most: int) -> bytes:
    """Return the bytes of an answer as they were sent, packed or not.

    Raises
    ------
    SourceError
        There are more than `most`, or they come too slowly.
    """
    until, body = time.monotonic() + _WHOLE_S, bytearray()
    for piece in answer.iter_raw():
        body += piece
        if len(body) > most:
            msg = f"What {NAME} sent is larger than it may be."
            raise _TooLargeError(msg)
        if time.monotonic() > until:
            msg = f"{NAME} answered too slowly; it is asked again later."
            raise SourceError(msg)
    return bytes(body)


def _unpacked(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, most)
    except zlib.error as error:
        raise SourceError(_UNKNOWN) from error


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(_UNKNOWN) from error


def _run(listed: Any) -> RemoteRun | None:
    """Return a run of the list; None for what is no run, and for what may not be passed on.

    Where the list does not say what an activity is, its file does: the import leaves rides out.
    """
    if not isinstance(listed, dict) or listed.get("source") == _BROUGHT_BY_STRAVA:
        return None
    kind, activity_id = listed.get("type"), str(listed.get("id", ""))
    if (kind is not None and not str(kind).lower().endswith(_RUN)) or not _ID.fullmatch(activity_id):
        return None
    written = str(listed.get("file_type")).lower()
    ending = written if written in _KINDS else "fit"
    return RemoteRun(activity_id, f"{NAME} {activity_id}.{ending}")
