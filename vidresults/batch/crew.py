"""Processes of this machine: each does one job at a time, and its death is that job's alone."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final

from vidresults.batch.process import do, failed
from vidresults.errors import OutputError
from vidresults.threads import cores

if TYPE_CHECKING:
    from vidresults.batch.executors import Execute, Limits
    from vidresults.batch.row import Job, Row

_LOOK_SECONDS: Final = 0.2  # between two looks at the memory
_READY: Final = "ready"
_LOST_IN_A_ROW: Final = 3


class WorkerLost(OutputError):  # noqa: N818 - what happened, as told in the manifest
    """Raised when a worker's process ended during a job."""


def crew(limits: Limits) -> Execute:
    """An executor of processes that start anew (spawn) and know nothing of this one.

    Its generator raises an OutputError where no process can be started.
    """

    def execute(jobs: Iterable[Job]) -> Generator[Row, None, None]:
        count, waiting = limits.workers or cores(), iter(jobs)
        workers: list[_Worker] = []
        unborn = 0
        try:
            while True:
                for worker in workers:
                    if worker.job is None:
                        worker.give(next(waiting, None))
                while len(workers) < count and (job := next(waiting, None)) is not None:
                    workers.append(_Worker(count))
                    workers[-1].give(job)
                busy = [worker for worker in workers if worker.job is not None]
                if not busy:
                    return
                for worker, row in _heard(busy, limits):
                    yield row
                    unborn = 0 if worker.ready else unborn + 1
                    if worker.lost:
                        workers.remove(worker)
                        worker.end()
                if unborn == _LOST_IN_A_ROW:
                    raise OutputError(_CANNOT_START)
        finally:
            for worker in workers:
                worker.end()

    return execute


_CANNOT_START = (
    "the worker processes end before they begin: a script that starts a batch needs "
    "`if __name__ == '__main__':` around it; workers=0 works without processes"
)


def _heard(busy: list[_Worker], limits: Limits) -> Iterator[tuple[_Worker, Row]]:
    """The rows of jobs that ended, once some did or it is time to look at the memory."""
    seconds = _LOOK_SECONDS if limits.memory_megabytes else None
    ready = wait([worker.pipe for worker in busy], timeout=seconds)
    for worker in busy:
        row = worker.row() if worker.pipe in ready else worker.over(limits.memory_megabytes)
        if row is not None:
            yield worker, row


class _Worker:
    """One process and the job that it does."""

    def __init__(self, count: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs, count), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.ready = self.lost = False

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
        taken = 0 if megabytes is None else _memory(self.process.pid)
        if megabytes is None or taken <= megabytes << 20:
            return None
        reason = f"took {taken >> 20} MB of memory, the limit is {megabytes} MB"
        return self._lost(reason, transient=False)

    def end(self) -> None:
        """End it, whatever it does."""
        self.pipe.close()
        if self.job is not None or self.lost:
            self.process.kill()
        self.process.join()

    def _death(self) -> str:
        self.process.join()
        code = self.process.exitcode or 0
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"the worker's process {how}"

    def _lost(self, reason: str, *, transient: bool) -> Row:
        job, self.job, self.lost = self.job, None, True
        assert job is not None
        return failed(job.blank(), WorkerLost(reason), transient=transient)


def _memory(pid: int | None) -> int:
    """Bytes that a process holds; 0 where it is gone."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _work(pipe: Connection, count: int) -> None:
    """The life of a worker: jobs in, rows out, until the pipe ends."""
    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's
    pa.set_cpu_count(max(1, cores() // count))
    pipe.send(_READY)
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        row = do(job)
        try:
            pipe.send(row)
        except OSError:  # the driver is gone; the row is recorded
            return
