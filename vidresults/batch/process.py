"""process(input_uri, output_uri, options): one input, one row of the manifest; nothing else."""

from __future__ import annotations

import dataclasses
import os
import socket
import time
import warnings

from vidresults.batch.delivery import deliver
from vidresults.batch.manifest import record, recorded
from vidresults.batch.opening import opened
from vidresults.batch.places import At
from vidresults.batch.row import DONE, FAILED, Job, Options, Row
from vidresults.batch.scratch import scratch
from vidresults.batch.tasks import Given, Made, task_of
from vidresults.errors import ConnectionFailedError, VidResultsError, VidResultsWarning

# What is as it is, however often one tries.
_LASTING = (IsADirectoryError, NotADirectoryError, FileNotFoundError, PermissionError)


def process(
    input_uri: str, output_uri: str, options: Options, *, stale: tuple[str, ...] = ()
) -> Row:
    """Do one job and record its row; raises nothing, so that no job ends the others.

    The same address, content and options again find the recorded row, and write nothing.

    Args:
        input_uri: The result: a local path or a URL.
        output_uri: The folder, or dataset, that is made; the row is recorded in it.
        options: What to do.
        stale: What the job made of an earlier input or with other options; of it goes what is
            not made now.

    Returns:
        The row: done with its outputs, or failed with the reason.
    """
    job, out = Job(input_uri, output_uri, options, stale), At(output_uri)
    began = time.perf_counter()
    row = dataclasses.replace(job.blank(), worker=f"{socket.gethostname()}:{os.getpid()}")
    try:
        out = At.of(output_uri)
        with opened(job) as given:
            row = given.on(row)
            known = recorded(out, job.key)
            if known is not None and known.is_done and known.work == row.work:
                return known
            row = _done(row, job, given, out)
    except Exception as error:  # noqa: BLE001 - a failure of whatever kind is a row
        row = failed(row, error)
    seconds = time.perf_counter() - began
    row = dataclasses.replace(row, seconds=seconds, finished_at=time.time())
    try:
        record(out, row)
    except Exception as error:  # noqa: BLE001 - as above: the driver is told in any case
        row = row if row.state == FAILED else failed(row, error)
    return row


def do(job: Job) -> Row:
    """`process` for a job, as the executors call it."""
    return process(job.input_uri, job.output_uri, job.options, stale=job.stale)


def failed(row: Row, error: BaseException, *, transient: bool | None = None) -> Row:
    """The row of an error; whether trying again may help is known of some."""
    if transient is None:
        transient = isinstance(error, (OSError, ConnectionFailedError))
        transient = transient and not isinstance(error, _LASTING)
    expected = isinstance(error, (VidResultsError, OSError))
    words = str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        words = f"{error.filename}: {error.strerror}"
    reason = " ".join(words.split()) or type(error).__name__
    return dataclasses.replace(
        row,
        state=FAILED,
        reason=reason if expected else f"{type(error).__name__}: {reason}",
        error=type(error).__name__,
        transient=transient,
    )


def _done(row: Row, job: Job, given: Given, out: At) -> Row:
    """Make the outputs, and put them where they belong."""
    task = task_of(job.options.command)
    with warnings.catch_warnings(record=True) as heard, scratch(out) as folder:
        warnings.simplefilter("always", VidResultsWarning)
        try:
            made: Made = task.make(given, folder, job.options.settings)
        except Exception as error:
            raise _named(error, given) from error
        outputs, size = deliver(made, given, out, stale=job.stale)
    said = [str(w.message) for w in heard if issubclass(w.category, VidResultsWarning)]
    notes = tuple(given.public(note) for note in (*given.notes, *made.notes, *said))
    return dataclasses.replace(
        row, state=DONE, source_ids=made.source_ids, outputs=outputs, bytes_out=size,
        counts=made.counts, notes=notes,
    )  # fmt: skip


def _named(error: Exception, given: Given) -> Exception:
    """The error with addresses in place of the paths of copies."""
    text = given.public(str(error))
    if text == str(error) or not isinstance(error, VidResultsError):
        return error
    renamed = VidResultsError(text)
    renamed.__class__ = type(error)
    return renamed
