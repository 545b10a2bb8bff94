"""Where the work of an import is done: here, in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import cache
from typing import ParamSpec, TypeVar

from runtone.errors import LibraryError
from runtone.library.imports.worker_processes import STRANGERS_FILES, WorkerProcesses

P = ParamSpec("P")
T = TypeVar("T")


class Inline(Executor):
    """Does each task at once, in the thread that asks: for a few files, quicker than starting processes."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call the function now."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 -- as any executor does
            future.set_exception(error)
        return future


@contextmanager
def default_executor() -> Iterator[Executor]:
    """Yield the executor that the settings name: a Dask cluster's, else processes of this machine.

    Where others reach the server, it is one set of processes for all of them, with limits on each file.
    """
    from runtone.settings import settings

    chosen = settings()
    if chosen.is_open_to_others and chosen.dask_scheduler is None:
        yield guarded_processes(chosen.workers)
        return
    if chosen.dask_scheduler is not None:
        with dask_executor(chosen.dask_scheduler) as executor:
            yield executor
        return
    processes = WorkerProcesses(chosen.workers or os.cpu_count() or 1)
    try:
        yield processes
    finally:
        processes.shutdown(cancel_futures=True)


@cache
def guarded_processes(workers: int | None) -> WorkerProcesses:
    """Return the processes that read files of people whom the server does not know; they end with the server."""
    return WorkerProcesses(workers or os.cpu_count() or 1, limits=STRANGERS_FILES)


def reads_here(files: int, most: int) -> bool:
    """Whether so few files are best read in this process: quicker, where all who reach the server are its owner."""
    from runtone.settings import settings

    chosen = settings()
    return files <= most and chosen.dask_scheduler is None and not chosen.is_open_to_others


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Yield the executor of a Dask cluster.

    A worker that dies has its tasks done again by another; runtone must be installed where the workers run.

    Raises
    ------
    LibraryError
        There is no such cluster, or the package `distributed` is not installed.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        msg = "RUNTONE_DASK_SCHEDULER is set, but Dask is not installed: pip install 'runtone[dask]'."
        raise LibraryError(msg) from error
    try:
        client = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        msg = f"The Dask scheduler at {address} (RUNTONE_DASK_SCHEDULER) cannot be reached."
        raise LibraryError(msg) from error
    with client, warnings.catch_warnings():
        # a file's bytes are part of its task on purpose: they survive the worker that first had them
        warnings.filterwarnings("ignore", message="Sending large graph")
        yield client.get_executor(pure=False, retries=2)  # type: ignore[no-untyped-call]


def max_in_flight(executor: Executor) -> int:
    """Return how many tasks an executor can be given before results are waited for."""
    if isinstance(executor, Inline):
        return 1
    workers = getattr(executor, "workers", None) or getattr(executor, "_max_workers", None)
    if workers is None and hasattr(executor, "_client"):
        workers = sum(executor._client.nthreads().values())
    return 3 * int(workers or os.cpu_count() or 1)
