"""The result of one job of the API becomes a source of the dataset."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Final

from vidresults.batch.places import At
from vidresults.batch.process import failed, process
from vidresults.batch.row import DONE, Job, Options, Row
from vidresults.batch.scratch import scratch
from vidresults.errors import VidResultsError
from vidresults.load import provenance_path

if TYPE_CHECKING:
    from vidresults.client import Job as ApiJob

RESULTS: Final = "_results"
"""The folder of a dataset in which results lie as they came."""


def land(known: ApiJob, job: Job, first: Job) -> Row:
    """Fetch the result and convert it into the dataset.

    Args:
        known: The job of the API, which has ended well.
        job: What is asked of one video.
        first: The same of the first video of these very bytes, which gives the frames' times.

    Returns:
        The row of the video; it fails where the result cannot be fetched or read.
    """
    began, out = time.perf_counter(), At(job.output_uri)
    try:
        names = _fetch(known, out)
        marks = (At(job.input_uri).fingerprint(),)
        options = Options(command="convert", video=first.input_uri)
        made = process((out / names[0]).uri, job.output_uri, options)
    except (VidResultsError, OSError) as error:
        return failed(job.blank(), error)
    seconds = time.perf_counter() - began
    row = dataclasses.replace(job.blank(), fingerprints=marks, seconds=seconds, worker=made.worker)
    if not made.is_done:
        return dataclasses.replace(row, reason=made.reason, error=made.error)
    notes = made.notes
    if job is not first:
        notes = (*notes, f"the same bytes as {first.input_uri}: one job, one source")
    return dataclasses.replace(
        row, state=DONE, source_ids=made.source_ids, outputs=(*names, *made.outputs),
        bytes_in=made.bytes_in, bytes_out=made.bytes_out, counts=made.counts, notes=notes,
    )  # fmt: skip


def _fetch(known: ApiJob, out: At) -> tuple[str, ...]:
    """Store the result and its record as they came; their names in the dataset."""
    name = f"{known.job_id}.json"
    names = (f"{RESULTS}/{name}", f"{RESULTS}/{provenance_path(name).name}")
    if out.is_local:  # what broke off is gone on with
        known.fetch((out / names[0]).path)
        return names
    with scratch(out) as folder:
        path = known.fetch(folder / name)
        for made, target in zip((path, provenance_path(path)), names, strict=True):
            (out / target).put(made)
    return names
