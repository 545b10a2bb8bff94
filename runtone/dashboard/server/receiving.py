"""``POST /in/TOKEN``: a file that a phone, a script or a NAS sends, imported for the owner of the token.

A token that opens nothing is answered before a byte of the body is read. What is told of the library is what became of
the file that was sent, and no more: no number, no name of a run or of another file.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from runtone.dashboard.server.arrivals import address_access
from runtone.dashboard.server.request_bodies import declared_bytes
from runtone.dashboard.server.request_checks import client_network
from runtone.dashboard.server.upload_quota import UploadQuota, upload_quota
from runtone.library.arrivals.addresses import OpenedAddress
from runtone.library.catalogue import server_library
from runtone.library.imports.pipeline import DELETED_HERE
from runtone.library.shares.access import TooManyLookupsError
from runtone.settings import settings
from runtone.vocabulary import Status

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Message

    from runtone.library import ImportResult

log = logging.getLogger("runtone.dashboard")

MOST_FILES = 20
"""Files that one form may carry."""
MOST_AT_ONCE, MOST_AT_ONCE_AN_ADDRESS = 64, 2
"""Requests that may be under way, in all and for one address."""
READERS = 2
"""Files that were sent are imported by so many threads, so that they hold up no page."""
_IN_MEMORY = 4_000_000
_FIELD_BYTES = 64_000

NOTHING_HERE = "Nothing can be sent here."


class _RefusedError(Exception):
    """A request that is not taken: its status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class _Sent(NamedTuple):
    name: str
    file: BinaryIO


async def receive(request: Request) -> Response:
    """Answer ``POST /in/TOKEN``; a wrong and a revoked token get the same answer."""
    try:
        opened = await asyncio.to_thread(_opened, request)
        with _room().taken_by(opened.address_id):
            results = await _imported(opened, request)
    except TooManyLookupsError:
        return _answer(429, "Too many addresses were tried. Wait a minute.")
    except _RefusedError as refused:
        return _answer(refused.status, refused.why)
    except ClientDisconnect:
        raise  # the rest did not come; what counts the body answers
    except Exception as error:  # noqa: BLE001 - whatever it is, the sender is told nothing of it
        log.error("What was sent could not be imported: %s", type(error).__name__)
        return _answer(503, "Something went wrong on the server. Send it again later.")
    told = [_told(result) for result in results]
    status = 200 if any(each["result"] != "refused" for each in told) else 422
    return JSONResponse({"files": told}, status_code=status)


def _opened(request: Request) -> OpenedAddress:
    token = request.path_params.get("token", "")
    opened = (
        address_access().open(token, "send", client_network(request.scope)) if settings().lets_runs_arrive else None
    )
    if opened is None:
        raise _RefusedError(404, NOTHING_HERE)
    return opened


@cache
def _readers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(READERS, thread_name_prefix="sent files")


async def _imported(opened: OpenedAddress, request: Request) -> list[ImportResult]:
    with ExitStack() as stack:
        sent = await _body(opened, request, stack)
        if not sent:
            raise _RefusedError(400, "There is no file in this request.")

        def imported() -> list[ImportResult]:
            address_access().record_use(opened)
            return list(server_library().owned_by(opened.owner).import_sources(sent))

        return await asyncio.get_running_loop().run_in_executor(_readers(), imported)


async def _body(opened: OpenedAddress, request: Request, stack: ExitStack) -> list[_Sent]:
    """Return the files of a request, as many bytes of them as this sender may send."""
    quota, session, network = receiving_quota(), f"in {opened.address_id}", client_network(request.scope)
    quota.admit(session)
    declared = declared_bytes(request.scope)
    refused = quota.refusal(session, network, declared)
    if refused is not None:
        raise _RefusedError(*refused)
    came = 0

    async def counting() -> Message:
        nonlocal came
        message = await request.receive()
        if message["type"] == "http.request":
            size = len(message.get("body", b""))
            came += size
            too_much = quota.arrived(session, network, size)
            if too_much is not None:
                raise _RefusedError(*too_much)
        return message

    try:
        metered = Request(request.scope, counting)
        if metered.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data":
            return await _files_of_form(metered, stack)
        return await _file_of_body(metered, stack)
    finally:
        quota.ended(session, max(0, (declared or 0) - came))


async def _files_of_form(request: Request, stack: ExitStack) -> list[_Sent]:
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES, max_part_size=_FIELD_BYTES)
    except HTTPException as error:
        raise _RefusedError(400, "The form in this request cannot be read, or has too many parts.") from error
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    for each in files:
        stack.callback(each.file.close)
    return [_Sent(each.filename or "file", each.file) for each in files if each.size]


async def _file_of_body(request: Request, stack: ExitStack) -> list[_Sent]:
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed by the stack
    stack.callback(file.close)
    async for chunk in request.stream():
        file.write(chunk)
    if not file.tell():
        return []
    file.seek(0)
    return [_Sent(request.query_params.get("name") or "file", cast("BinaryIO", file))]


_own_quota: UploadQuota | None = None


def receiving_quota() -> UploadQuota:
    """Return what limits who sends: the uploads' own quota where there is one, so that both count together."""
    global _own_quota
    if _own_quota is None:
        _own_quota = UploadQuota(settings().largest_file_mb)
    return upload_quota() or _own_quota


class _Room:
    """Counts the requests that are under way."""

    def __init__(self) -> None:
        self._busy: Counter[int] = Counter()

    @contextmanager
    def taken_by(self, address_id: int) -> Iterator[None]:
        """Take a place for as long as a request lasts; the server's one event loop counts, so nothing races."""
        if self._busy.total() >= MOST_AT_ONCE or self._busy[address_id] >= MOST_AT_ONCE_AN_ADDRESS:
            raise _RefusedError(429, "Files are still being read. Send this one again in a minute.")
        self._busy[address_id] += 1
        try:
            yield
        finally:
            self._busy[address_id] -= 1
            self._busy += Counter()


@cache
def _room() -> _Room:
    return _Room()


def _told(result: ImportResult) -> dict[str, str]:
    """Return what a sender is told of a file: nothing that the library knows besides."""
    if result.status in (Status.IMPORTED, Status.DUPLICATE):
        return {"file": result.name, "result": result.status}
    why = "It is left out here." if result.message.startswith(DELETED_HERE) else result.message
    return {"file": result.name, "result": "refused", "why": why}


def _answer(status: int, why: str) -> Response:
    # Whatever of the body was not read is not waited for.
    headers = {"connection": "close"} | ({"retry-after": "60"} if status in (429, 503) else {})
    return JSONResponse({"error": why}, status_code=status, headers=headers)
