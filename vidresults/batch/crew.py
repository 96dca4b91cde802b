"""Processes of this machine: each does one job at a time, and its death is that job's alone."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final

from vidresults.batch.memory import LOOK_SECONDS
from vidresults.batch.worker import Worker
from vidresults.errors import OutputError
from vidresults.threads import cores

if TYPE_CHECKING:
    from vidresults.batch.executors import Execute, Limits
    from vidresults.batch.row import Job, Row

_LOST_IN_A_ROW: Final = 3
_CANNOT_START: Final = (
    "the worker processes end before they begin: a script that starts a batch needs "
    "`if __name__ == '__main__':` around it; workers=0 works without processes"
)


def crew(limits: Limits) -> Execute:
    """An executor of worker processes.

    Its generator raises an OutputError where none can be started.
    """

    def execute(jobs: Iterable[Job]) -> Generator[Row, None, None]:
        waiting, workers = iter(jobs), list[Worker]()
        unborn = 0
        try:
            while _filled(workers, waiting, limits.workers or cores()):
                for worker, row in _heard(workers, limits):
                    yield row
                    unborn = unborn + 1 if worker.unborn else 0
                if unborn >= _LOST_IN_A_ROW:
                    raise OutputError(_CANNOT_START)
        finally:
            for worker in workers:
                worker.end()

    return execute


def _filled(workers: list[Worker], waiting: Iterator[Job], count: int) -> bool:
    """Give every worker a job, in place of the lost ones new workers; whether any has one."""
    for lost in [worker for worker in workers if worker.lost]:
        workers.remove(lost)
        lost.end()
    for worker in workers:
        if worker.job is None:
            worker.give(next(waiting, None))
    while len(workers) < count and (job := next(waiting, None)) is not None:
        workers.append(Worker(count))
        workers[-1].give(job)
    return any(worker.job is not None for worker in workers)


def _heard(workers: list[Worker], limits: Limits) -> Iterator[tuple[Worker, Row]]:
    """The rows of jobs that ended, once some did or it is time to look at the memory."""
    busy = [worker for worker in workers if worker.job is not None]
    seconds = LOOK_SECONDS if limits.memory_megabytes else None
    ready = wait([worker.pipe for worker in busy], timeout=seconds)
    for worker in busy:
        row = worker.row() if worker.pipe in ready else worker.over(limits.memory_megabytes)
        if row is not None:
            yield worker, row
