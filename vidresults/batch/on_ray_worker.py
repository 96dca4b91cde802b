"""What runs in a worker of Ray: the job, under a watch of its memory."""

from __future__ import annotations

import contextlib
import os
import pickle
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from vidresults.batch.manifest import record, recorded, to_table
from vidresults.batch.memory import LOOK_SECONDS, too_much
from vidresults.batch.places import At
from vidresults.batch.process import do, failed
from vidresults.batch.worker import WorkerLost

if TYPE_CHECKING:
    from vidresults.batch.row import Job, Row


def do_watched(job: Job, megabytes: int | None) -> Row:
    """Do a job; where it takes too much memory that is recorded, and this process ends."""
    pa.set_cpu_count(1)
    if megabytes is None:
        return do(job)
    known = recorded(At.of(job.output_uri), job.key)
    if known is not None and known.error == WorkerLost.__name__ and not known.transient:
        return known  # Ray tries again what ended its worker
    with _watched(job, megabytes):
        return do(job)


def do_block(block: pa.Table, megabytes: int | None) -> Iterator[pa.Table]:
    """Do the jobs of a block; a row of the manifest for each."""
    for text in block["job"].to_pylist():
        yield to_table([do_watched(pickle.loads(text), megabytes)])  # noqa: S301 - the driver's own


@contextlib.contextmanager
def _watched(job: Job, megabytes: int) -> Iterator[None]:
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(job, megabytes, done), daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _watch(job: Job, megabytes: int, done: threading.Event) -> None:
    while not done.wait(LOOK_SECONDS):
        reason = too_much(os.getpid(), megabytes)
        if reason is not None:
            with contextlib.suppress(Exception):
                row = failed(job.blank(), WorkerLost(reason), transient=False)
                record(At.of(job.output_uri), row)
            os._exit(1)
