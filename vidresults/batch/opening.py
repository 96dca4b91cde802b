"""A job's input and video on this machine, with what tells whether they changed."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.batch.api_jobs import fetched, is_job
from vidresults.batch.places import At
from vidresults.batch.tasks import WITH_VIDEO, Given, in_pieces
from vidresults.batch.videos import find_video
from vidresults.load import provenance_path

if TYPE_CHECKING:
    from vidresults.batch.row import Job, Options


@contextlib.contextmanager
def opened(job: Job) -> Iterator[Given]:
    """Bring the input and its video to this machine, for as long as the block runs.

    Raises:
        FormatError: One of them is not there.
        SelectionError: The task needs a video, none is named, and none is found.
    """
    with contextlib.ExitStack() as stack:
        marks = [fingerprint(job.input_uri)]
        path = stack.enter_context(_here(job))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        video: Path | None = None
        video_uri, notes = job.options.video, list[str]()
        if video_uri is None and job.options.command in WITH_VIDEO:
            video_uri, *notes = find_video(
                At.of(path if is_job(job.input_uri) else job.input_uri), digest
            )
        if video_uri is not None:
            marks.append(fingerprint(video_uri))
            video = stack.enter_context(_video(At.of(video_uri), job.options))
        told = [job.input_uri, digest, job.options.text(), *marks[1:]]
        yield Given(
            uri=job.input_uri,
            path=path,
            sha256=digest,
            size=path.stat().st_size,
            video=video,
            video_uri=video_uri,
            fingerprints=tuple(marks),
            work=hashlib.sha256("\n".join(told).encode()).hexdigest(),
            wanted_id=job.options.source_id,
            output_uri=job.output_uri,
            notes=tuple(notes),
        )


@contextlib.contextmanager
def _video(at: At, options: Options) -> Iterator[Path]:
    """The video: on this machine, or a name under which its pieces are read where it lies."""
    if at.is_local or not in_pieces(options.command, options.settings):
        with at.fetched() as path:
            yield path
        return
    from vidresults.video import elsewhere

    with (
        tempfile.TemporaryDirectory(prefix="vidresults-") as folder,
        elsewhere(Path(folder) / at.name, at.remote.open) as path,
    ):
        yield path


def fingerprint(uri: str) -> str:
    """What tells that an input may have changed; the result of a job never does.

    Raises:
        FormatError: There is no such file.
    """
    return uri if is_job(uri) else At.of(uri).fingerprint()


@contextlib.contextmanager
def _here(job: Job) -> Iterator[Path]:
    if is_job(job.input_uri):
        yield fetched(job.input_uri, job.options.settings)
        return
    at = At.of(job.input_uri)
    with at.fetched(provenance_path(at.name).name) as path:
        yield path
