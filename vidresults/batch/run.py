"""run(...): a batch, from what is to be done to what came of it."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Generator, Iterable
from typing import Any, Final

from vidresults.batch.dataset import settle
from vidresults.batch.executors import Execute, Limits, choose
from vidresults.batch.jobs import Input, inputs_of
from vidresults.batch.places import At
from vidresults.batch.reach import check_reach
from vidresults.batch.resuming import begun
from vidresults.batch.row import Job, Options, Row
from vidresults.batch.summary import BatchReport, Progress, Tally
from vidresults.batch.tasks import task_of
from vidresults.batch.tasks.settling import settled

_GATHER: Final = 500  # rows in a file of the manifest


def run(
    command: str,
    inputs: str | Iterable[str | Input],
    out: str,
    *,
    workers: int | None = None,
    ray: str | None = None,
    resume: bool = True,
    retries: int = 2,
    fail_fast: bool = False,
    memory_megabytes: int | None = None,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    **settings: Any,
) -> BatchReport:
    """Do one thing with many inputs.

    Args:
        command: convert, render, frames, stats, report or fetch.
        inputs: A pattern such as "results/*.json", or "job:*" for the ledger's jobs; a list in
            CSV (columns input, and where they are wanted video and source_id); or addresses or
            `Input`s.
        out: The folder or dataset to make; any path or URL of fsspec.
        workers: How many processes, each with one job at a time; None takes one for each core, 0
            works in this process.
        ray: Address of a Ray cluster, or "local", in place of processes.
        resume: Leave what the manifest tells to be done and unchanged; else all is done anew.
        retries: How often a job is tried again where that may help.
        fail_fast: End at the first job that fails.
        memory_megabytes: A worker that takes more is ended, and its job has failed.
        progress: Called with jobs ended, jobs in all, and the last row.
        sleep: Waits so many seconds before a further try.
        settings: The task's own.

    Raises:
        SelectionError: There is no such task, or not with such settings.
        FormatError: There is no input, or the list, the manifest, or a file of the settings is
            damaged.
        OutputError: The output cannot be written, or an address holds a password or is of this
            process's own memory.
        ConnectionFailedError: A store does not answer.
        MissingExtraError: A package for an address, or Ray, is not installed.
    """
    began, at = time.perf_counter(), At.of(out)
    settings = settled(settings)
    task_of(command).check(settings)
    jobs = [
        Job(one.uri, at.uri, Options(
            command=command, video=one.video, source_id=one.source_id, settings=settings))
        for one in inputs_of(inputs)
    ]  # fmt: skip
    check_reach(at, jobs, alone=workers == 0 and ray is None)
    manifest, known, left = begun(at, jobs, resume=resume)
    todo = [
        dataclasses.replace(job, stale=known[job.key].outputs) if job.key in known else job
        for job in left
    ]
    del known
    tally = Tally(len(jobs), len(jobs) - len(todo), progress)
    execute = choose(Limits(workers=workers, memory_megabytes=memory_megabytes), ray, command)
    try:
        with contextlib.closing(_rounds(execute, todo, retries, sleep)) as rows:
            for row in rows:
                manifest.add(row)
                tally.add(row)
                if manifest.waiting >= _GATHER:
                    manifest.gather()
                if fail_fast and not row.is_done:
                    break
    finally:
        manifest.gather()
    settle(at)
    return tally.report(at.uri, time.perf_counter() - began, stopped=tally.ended < len(jobs))


def _rounds(
    execute: Execute, jobs: list[Job], retries: int, sleep: Callable[[float], None]
) -> Generator[Row, None, None]:
    """Rows of all jobs; those that failed and may do better are tried again when all ended."""
    for attempt in range(1, retries + 2):
        by_key, again = {job.key: job for job in jobs}, list[Job]()
        with contextlib.closing(execute(jobs)) as rows:
            for row in rows:
                tried = dataclasses.replace(row, attempts=attempt)
                if tried.transient and attempt <= retries:
                    again.append(by_key[row.key])
                else:
                    yield tried
        if not again:
            return
        jobs = again
        sleep(2.0 ** (attempt - 1))
