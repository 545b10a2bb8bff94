"""Processes that read files, behind the interface of `concurrent.futures.Executor`.

Why not `ProcessPoolExecutor`: forking a server that runs threads can deadlock, and spawning runs the main script again,
which under Streamlit is the dashboard. It also gives up altogether when one process dies; here a file that ends its
process fails alone, and the process is started anew. Pebble and loky were tried (docs/decisions/0061).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

from runtone.errors import RuntoneError

if sys.platform != "win32":
    import resource

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_TASK_S = 300.0
LONGEST_START_S = 120.0
_ATTEMPTS = 2
_LENGTH = struct.Struct("<Q")
CPU_LIMIT_SIGNAL = 24
"""SIGXCPU: what ends a process that has used up its share of a processor."""


class WorkerDiedError(RuntoneError):
    """A process ended, took too long or needed too much, or gave no readable answer, while it worked on a task."""


@dataclass(frozen=True, kw_only=True)
class TaskLimits:
    """What one task may take before its process is ended.

    Parameters
    ----------
    seconds : float
        On the clock [s].
    cpu_seconds : int or None
        Of a processor [s]; no limit where it is None, or where the system knows none.
    memory_bytes : int or None
        Above what an idle process holds [bytes]; no limit where it is None, or where the system knows none.
    attempts : int
        A task whose process ends is tried so often: it may have been another's fault.
    """

    seconds: float = LONGEST_TASK_S
    cpu_seconds: int | None = None
    memory_bytes: int | None = None
    attempts: int = _ATTEMPTS


STRANGERS_FILES = TaskLimits(seconds=60.0, cpu_seconds=10, memory_bytes=1_000_000_000, attempts=1)
"""For files of people whom the server does not know: no recording that the reader takes needs half as much."""


class WorkerProcesses(Executor):
    """Processes of this machine, each started when it is first needed.

    Parameters
    ----------
    workers : int
        How many.
    limits : TaskLimits
    """

    def __init__(self, workers: int, *, limits: TaskLimits | None = None) -> None:
        self.workers = workers
        self.limits = limits or TaskLimits()
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
            for _ in range(self.limits.attempts):
                process = process or self._start()
                answer = self._ask(process, message)
                if not isinstance(answer, WorkerDiedError):
                    break
                self._end(process)
                process = None
            if isinstance(answer, WorkerDiedError):
                future.set_exception(answer)
                continue
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
        limits = [str(self.limits.cpu_seconds or 0), str(self.limits.memory_bytes or 0)]
        process = subprocess.Popen(  # noqa: S603 -- this interpreter, this module and two numbers
            [sys.executable, "-c", "from runtone.library.imports.worker_processes import main; main()", *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **frugal, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        self._processes.add(process)
        assert process.stdout is not None
        with contextlib.suppress(OSError, EOFError), _killed_after(LONGEST_START_S, process):
            receive(process.stdout)  # it is ready: what it loads first is not the task's time
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

    def _ask(self, process: subprocess.Popen[bytes], message: bytes) -> tuple[bool, Any] | WorkerDiedError:
        """Send a task and return its answer, or what became of the process."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with _killed_after(self.limits.seconds, process) as too_long:
                send(process.stdin, message)
                answer = receive(process.stdout)
        except (OSError, EOFError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)  # so that it can be told what ended it
            if too_long.is_set() or process.returncode == -CPU_LIMIT_SIGNAL:
                return WorkerDiedError("This file takes too long to read, which no run does.")
            return WorkerDiedError("The process that read this file ended; the file may be too large.")
        try:
            worked, value = pickle.loads(answer)  # noqa: S301 -- from our own process, through our own pipe
        except Exception as error:  # noqa: BLE001 -- whatever an answer does when it is unpacked, the import goes on
            return WorkerDiedError(f"What was read of this file cannot be taken over ({type(error).__name__}).")
        return worked, value


@contextlib.contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill a process unless the block ends in time [s]; yield what tells whether that was so."""
    too_long = threading.Event()

    def give_up() -> None:
        too_long.set()
        process.kill()

    alarm = threading.Timer(seconds, give_up)
    alarm.daemon = True
    alarm.start()
    try:
        yield too_long
    finally:
        alarm.cancel()


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


def _work(tasks: IO[bytes], answers: IO[bytes], cpu_seconds: int) -> None:
    """Do tasks until there are no more: what a worker process does."""
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            function, args, kwargs = pickle.loads(receive(tasks))  # noqa: S301 -- from our own parent process
            _limit_cpu(cpu_seconds)
            try:
                answer = True, function(*args, **kwargs)
            except MemoryError:
                answer = False, WorkerDiedError("This file needs more memory than any run does.")
            except Exception as error:  # noqa: BLE001 -- every error goes back to who asked
                answer = False, error
            send(answers, _pickled(answer))


def _pickled(answer: tuple[bool, Any]) -> bytes:
    try:
        return pickle.dumps(answer, protocol=5)
    except MemoryError:
        error: Exception = WorkerDiedError("This file needs more memory than any run does.")
    except Exception as fault:  # noqa: BLE001 -- an answer that cannot be sent is an error to send
        error = RuntimeError(f"{type(fault).__name__}: {fault}")
    return pickle.dumps((False, error), protocol=5)


def _limit_cpu(seconds: int) -> None:
    """Let the process be ended once it has used so much more of a processor [s]; 0 is no limit."""
    if not seconds or sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (round(used.ru_utime + used.ru_stime) + seconds, hard))


def _limit_memory(more_bytes: int) -> None:
    """Let the process have so much more memory than it has now, with everything that reading needs loaded."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError, ValueError):  # no /proc, or a system that knows no such limit
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    """Do the tasks that come over standard input: what a worker process runs, with its limits as its arguments."""
    cpu_seconds, memory_bytes = (int(argument) for argument in sys.argv[1:])
    # what a library prints must not get between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if memory_bytes:
        importlib.import_module("runtone.library.imports.file_analysis")  # what it loads is not the file's
        _limit_memory(memory_bytes)
    send(answers, b"ready")
    _work(sys.stdin.buffer, answers, cpu_seconds)
