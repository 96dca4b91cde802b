"""One worker: a process that starts anew (spawn), gets jobs by a pipe and gives rows back."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from vidresults.batch.memory import too_much
from vidresults.batch.process import do, failed
from vidresults.errors import OutputError
from vidresults.threads import cores

if TYPE_CHECKING:
    from vidresults.batch.row import Job, Row

_READY: Final = "ready"


class WorkerLost(OutputError):  # noqa: N818 - what happened, as told in the manifest
    """Raised when a worker's process ended during a job."""


class Worker:
    """One process and the job that it does.

    Attributes:
        pipe: Where what it sends is heard.
        process: Itself.
        job: What it does; None where it waits.
        ready: Whether it has begun to work at all.
        unborn: Whether it ended by itself before that.
        lost: Whether it died, or is to be ended.
    """

    def __init__(self, count: int) -> None:
        """Start one of `count`."""
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs, count), daemon=True)
        with _uninterrupted():
            self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.ready = self.unborn = self.lost = False

    def give(self, job: Job | None) -> None:
        """Let it do a job; its death is heard of as the job's."""
        self.job = job
        if job is not None:
            with contextlib.suppress(OSError):
                self.pipe.send(job)

    def row(self) -> Row | None:
        """The row that it sent; where it died, that; None where it only began."""
        try:
            heard: Any = self.pipe.recv()
        except (EOFError, OSError):
            return self._lost(self._death(), transient=True)
        if heard == _READY:
            self.ready = True
            return None
        self.job = None
        row: Row = heard
        return row

    def over(self, megabytes: int | None) -> Row | None:
        """End it where it takes too much memory; the job has failed then."""
        reason = too_much(self.process.pid, megabytes)
        return None if reason is None else self._lost(reason, transient=False)

    def end(self) -> None:
        """End it, whatever it does."""
        self.pipe.close()
        if self.job is not None or self.lost:
            self.process.kill()
        self.process.join()

    def _death(self) -> str:
        self.process.join()
        code = self.process.exitcode or 0
        self.unborn = not self.ready and code > 0
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"the worker's process {how}"

    def _lost(self, reason: str, *, transient: bool) -> Row:
        job, self.job, self.lost = self.job, None, True
        assert job is not None
        return failed(job.blank(), WorkerLost(reason), transient=transient)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait: a worker is started whole, and hears of none from its first moment on."""
    heard: list[int] = []
    alone = threading.current_thread() is threading.main_thread()
    handler = (
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if alone else None
    )
    if sys.platform != "win32":
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if alone:
            signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)


def _work(pipe: Connection, count: int) -> None:
    """The life of a worker: jobs in, rows out, until the pipe ends."""
    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(max(1, cores() // count))
    with contextlib.suppress(EOFError, OSError):  # the driver is gone; rows are recorded
        pipe.send(_READY)
        while True:
            pipe.send(do(pipe.recv()))
