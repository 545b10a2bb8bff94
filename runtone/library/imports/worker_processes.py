"""Processes that read files, behind the interface of `concurrent.futures.Executor`.

Why not `ProcessPoolExecutor`: forking a server that runs threads can deadlock, and spawning runs the main script again,
which under Streamlit is the dashboard. It also gives up altogether when one process dies; here a file that ends its
process fails alone, and the process is started anew.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import IO, Any, ParamSpec, TypeVar

from runtone.errors import RuntoneError

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_TASK_S = 300.0
_ATTEMPTS = 2
_LENGTH = struct.Struct("<Q")


class WorkerDiedError(RuntoneError):
    """A process ended, or did not answer, while it worked on a task."""


class WorkerProcesses(Executor):
    """Processes of this machine, each started when it is first needed.

    Parameters
    ----------
    workers : int
        How many.
    longest_task_s : float
        A task that takes longer is given up and its process ended [s].
    """

    def __init__(self, workers: int, *, longest_task_s: float = LONGEST_TASK_S) -> None:
        self.workers = workers
        self._longest_task_s = longest_task_s
        self._tasks: queue.SimpleQueue[tuple[Future[Any], bytes] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function called in one of the processes."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                msg = "The worker processes have been shut down."
                raise RuntimeError(msg)
            self._tasks.put((future, pickle.dumps((fn, args, kwargs), protocol=5)))
            if len(self._threads) < self.workers:
                thread = threading.Thread(target=self._serve, name="runtone-import", daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once the tasks are done; with `cancel_futures`, without those that have not begun."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._cancel_waiting()
            for _ in self._threads:
                self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    @property
    def process_ids(self) -> list[int]:
        """Numbers of the processes that run now."""
        return [process.pid for process in list(self._processes)]

    def _cancel_waiting(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    task[0].cancel()

    def _serve(self) -> None:
        process: subprocess.Popen[bytes] | None = None
        while (task := self._tasks.get()) is not None:
            future, message = task
            if not future.set_running_or_notify_cancel():
                continue
            for attempt in range(1, _ATTEMPTS + 1):
                process = process or self._start()
                answer = self._ask(process, message)
                if answer is not None:
                    break
                self._end(process)
                process = None
                if attempt == _ATTEMPTS:
                    answer = False, WorkerDiedError("The process that read this file ended; the file may be too large.")
            assert answer is not None
            worked, value = answer
            if worked:
                future.set_result(value)
            else:
                future.set_exception(value)
        if process is not None:
            self._end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        frugal = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
        frugal["ARROW_DEFAULT_MEMORY_POOL"] = "system"
        process = subprocess.Popen(
            [sys.executable, "-c", "from runtone.library.imports.worker_processes import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **frugal, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        self._processes.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):
            process.stdin.close()  # the process ends at the end of its input
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        self._processes.discard(process)

    def _ask(self, process: subprocess.Popen[bytes], message: bytes) -> tuple[bool, Any] | None:
        """Send a task and return its answer; None where the process died or took too long."""
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = threading.Timer(self._longest_task_s, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            send(process.stdin, message)
            answer = receive(process.stdout)
        except (OSError, EOFError):
            return None
        finally:
            alarm.cancel()
        worked, value = pickle.loads(answer)  # noqa: S301 -- from our own process, through our own pipe
        return worked, value


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write a message with its length before it."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Read a message that `send` wrote.

    Raises
    ------
    EOFError
        The other side has closed the pipe.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    if len(message) < length:
        raise EOFError
    return message


def _work(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Do tasks until there are no more: what a worker process does."""
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            function, args, kwargs = pickle.loads(receive(tasks))  # noqa: S301 -- from our own parent process
            try:
                answer = True, function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 -- every error goes back to who asked
                answer = False, error
            send(answers, _pickled(answer))


def _pickled(answer: tuple[bool, Any]) -> bytes:
    try:
        return pickle.dumps(answer, protocol=5)
    except Exception as error:  # noqa: BLE001 -- an answer that cannot be sent is an error to send
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")), protocol=5)


def main() -> None:
    """Do the tasks that come over standard input: what a worker process runs."""
    # what a library prints must not get between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _work(sys.stdin.buffer, answers)
