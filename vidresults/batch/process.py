"""process(input_uri, output_uri, options): one input, one row of the manifest; nothing else."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidresults.batch.manifest import record, recorded
from vidresults.batch.places import At, scratch
from vidresults.batch.row import DONE, FAILED, Job, Options, Row
from vidresults.batch.tasks import Given, Made, task_of
from vidresults.errors import ConnectionFailedError, VidResultsError, VidResultsWarning


def process(input_uri: str, output_uri: str, options: Options) -> Row:
    """Do one job and record its row; raises nothing, so that no job ends the others.

    The same address, content and options again find the recorded row, and write nothing.

    Args:
        input_uri: The result: a local path or a URL.
        output_uri: The folder, or dataset, that is made; the row is recorded in it.
        options: What to do.

    Returns:
        The row: done with its outputs, or failed with the reason.
    """
    job, out = Job(input_uri, output_uri, options), At.of(output_uri)
    began = time.perf_counter()
    row = Row(
        key=job.key, command=options.command, input=input_uri, video=options.video,
        options=options.text(), state=FAILED, worker=f"{socket.gethostname()}:{os.getpid()}",
    )  # fmt: skip
    try:
        row = _done(row, job, out)
        if row.seconds:  # was done before
            return row
        row = dataclasses.replace(row, state=DONE)
    except Exception as error:  # noqa: BLE001 - a failure of whatever kind is a row
        row = failed(row, error)
    seconds = time.perf_counter() - began
    row = dataclasses.replace(row, seconds=seconds, finished_at=time.time())
    try:
        record(out, row)
    except Exception as error:  # noqa: BLE001 - as above: the driver is told in any case
        row = row if row.state == FAILED else failed(row, error)
    return row


def failed(row: Row, error: BaseException, *, transient: bool | None = None) -> Row:
    """The row of an error; whether trying again may help is known of some."""
    if transient is None:
        transient = isinstance(error, (OSError, ConnectionFailedError))
    expected = isinstance(error, (VidResultsError, OSError))
    reason = " ".join(str(error).split()) or type(error).__name__
    return dataclasses.replace(
        row,
        state=FAILED,
        reason=reason if expected else f"{type(error).__name__}: {reason}",
        error=type(error).__name__,
        transient=transient,
    )


def _done(row: Row, job: Job, out: At) -> Row:
    """What came of it; a row with seconds is that of an earlier time."""
    task = task_of(job.options.command)
    with _opened(job) as given:
        row = dataclasses.replace(
            row, fingerprints=given.fingerprints, work=given.work, bytes_in=given.size
        )
        known = recorded(out, job.key)
        if known is not None and known.is_done and known.work == given.work:
            return known
        with warnings.catch_warnings(record=True) as heard, scratch(out) as folder:
            warnings.simplefilter("always", VidResultsWarning)
            try:
                made: Made = task.make(given, folder, job.options.settings)
            except Exception as error:
                raise _named(error, given) from error
            size = _deliver(made, out)
    said = [str(w.message) for w in heard if issubclass(w.category, VidResultsWarning)]
    return dataclasses.replace(
        row, source_ids=made.source_ids, outputs=made.outputs, bytes_out=size, counts=made.counts,
        notes=tuple(given.public(note) for note in (*made.notes, *said)),
    )  # fmt: skip


def _named(error: Exception, given: Given) -> Exception:
    """The error with addresses in place of the paths of copies."""
    text = given.public(str(error))
    if text == str(error) or not isinstance(error, VidResultsError):
        return error
    renamed = VidResultsError(text)
    renamed.__class__ = type(error)
    return renamed


@contextlib.contextmanager
def _opened(job: Job) -> Iterator[Given]:
    """The input and its video on this machine, with what tells whether they changed."""
    with contextlib.ExitStack() as stack:
        at = At.of(job.input_uri)
        marks = [at.fingerprint()]
        path = stack.enter_context(at.fetched())
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        video: Path | None = None
        if job.options.video is not None:
            beside = At.of(job.options.video)
            marks.append(beside.fingerprint())
            video = stack.enter_context(beside.fetched())
        told: list[Any] = [job.input_uri, digest, job.options.text(), *marks[1:]]
        work = hashlib.sha256("\n".join(told).encode()).hexdigest()
        yield Given(
            uri=job.input_uri, path=path, sha256=digest, size=path.stat().st_size,
            video=video, video_uri=job.options.video, fingerprints=tuple(marks), work=work,
            wanted_id=job.options.source_id,
        )  # fmt: skip


def _deliver(made: Made, out: At) -> int:
    """Put what was made where it belongs, in its order; what is there already stays as it is."""
    size = 0
    for name in made.outputs:
        file, target = made.root / name, out / name
        size += file.stat().st_size
        if not (target.is_local and _same(file, target.path)):
            target.put(file)
    return size


def _same(made: Path, there: Path) -> bool:
    try:
        if made.stat().st_size != there.stat().st_size:
            return False
        with made.open("rb") as one, there.open("rb") as other:
            return hashlib.file_digest(one, "sha256").digest() == (
                hashlib.file_digest(other, "sha256").digest()
            )
    except FileNotFoundError:
        return False
