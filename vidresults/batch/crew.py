"""Processes of this machine: each does one job at a time, and its death is that job's alone."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Final

from vidresults.batch.process import failed, process
from vidresults.batch.row import FAILED, Job, Row
from vidresults.errors import OutputError

if TYPE_CHECKING:
    from vidresults.batch.executors import Execute, Limits

_LOOK_SECONDS: Final = 0.2  # between two looks at the memory


class WorkerLost(OutputError):  # noqa: N818 - what happened, as told in the manifest
    """Raised when a worker's process ended during a job."""


def crew(limits: Limits) -> Execute:
    """An executor of processes that start anew (spawn) and know nothing of this one."""

    def execute(jobs: Iterable[Job]) -> Iterator[Row]:
        count = limits.workers or len(os.sched_getaffinity(0))
        waiting = iter(jobs)
        workers: list[_Worker] = []
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
                yield from _heard(workers, busy, limits)
        finally:
            for worker in workers:
                worker.end()

    return execute


def _heard(workers: list[_Worker], busy: list[_Worker], limits: Limits) -> Iterator[Row]:
    """The rows of jobs that ended, once some did or it is time to look at the memory."""
    seconds = _LOOK_SECONDS if limits.memory_megabytes else None
    ready = wait([worker.pipe for worker in busy], timeout=seconds)
    for worker in busy:
        row = worker.row() if worker.pipe in ready else worker.over(limits.memory_megabytes)
        if row is None:
            continue
        if not worker.process.is_alive() or worker.broken:
            workers.remove(worker)
            worker.end()
        yield row


class _Worker:
    """One process and the job that it does."""

    def __init__(self, count: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs, count), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.broken = False

    def give(self, job: Job | None) -> None:
        self.job = job
        if job is not None:
            with contextlib.suppress(OSError):  # its death is heard of as the job's
                self.pipe.send(job)

    def row(self) -> Row:
        """What it sent; where it died, that."""
        job = self.job
        assert job is not None
        self.job = None
        try:
            row: Row = self.pipe.recv()
        except (EOFError, OSError):
            self.broken = True
            self.process.join()
            code = self.process.exitcode or 0
            how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            return _lost(job, f"the worker's process {how}", transient=True)
        return row

    def over(self, megabytes: int | None) -> Row | None:
        """End it where it takes too much memory; the job has failed then."""
        if megabytes is None or self.job is None:
            return None
        taken = _memory(self.process.pid)
        if taken <= megabytes << 20:
            return None
        job, self.job, self.broken = self.job, None, True
        reason = f"took {taken >> 20} MB of memory, the limit is {megabytes} MB"
        return _lost(job, reason, transient=False)

    def end(self) -> None:
        self.pipe.close()
        if self.job is not None or self.broken:
            self.process.kill()
        self.process.join()


def _lost(job: Job, reason: str, *, transient: bool) -> Row:
    row = Row(
        key=job.key, command=job.options.command, input=job.input_uri, video=job.options.video,
        options=job.options.text(), state=FAILED,
    )  # fmt: skip
    return failed(row, WorkerLost(reason), transient=transient)


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
    pa.set_cpu_count(max(1, (os.cpu_count() or 1) // count))
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        row = process(job.input_uri, job.output_uri, job.options)
        try:
            pipe.send(row)
        except OSError:  # the driver is gone; the row is recorded
            return
