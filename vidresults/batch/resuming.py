"""Whether what was done before still holds."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidresults.batch.dataset import Taken, settle
from vidresults.batch.manifest import Manifest
from vidresults.batch.opening import fingerprint
from vidresults.errors import FormatError

if TYPE_CHECKING:
    from vidresults.batch.places import At
    from vidresults.batch.row import Job, Row


def begun(
    out: At, jobs: Sequence[Job], *, resume: bool = True
) -> tuple[Manifest, dict[str, Row], list[Job]]:
    """Tidy up what was killed, and find out what is to be done.

    Args:
        out: The output.
        jobs: All jobs.
        resume: Leave out those that are done and unchanged.

    Returns:
        The manifest, its last row of every job by its key, and the jobs that are left.

    Raises:
        FormatError: The manifest or the dataset is damaged.
        OutputError: The output cannot be written.
    """
    settle(out)
    manifest, before = Manifest(out), Before(out)
    known = manifest.read()
    left = [job for job in jobs if not (resume and before.holds(job, known.get(job.key)))]
    return manifest, known, left


class Before:
    """What there is of an output before a batch begins."""

    def __init__(self, out: At) -> None:
        """Of an output; nothing is read yet."""
        self._out = out
        self._taken = Taken(out)

    def holds(self, job: Job, row: Row | None) -> bool:
        """Whether the job is done, and neither input, options nor outputs have changed since."""
        if row is None or not row.is_done or row.options != job.options.text():
            return False
        places = [job.input_uri, *([row.video] if row.video else [])]
        try:
            if [fingerprint(place) for place in places] != list(row.fingerprints):
                return False
        except FormatError:  # one is gone, which is the job's to tell
            return False
        return all(self._taken.holds(name) or self._has(name) for name in row.outputs)

    def _has(self, name: str) -> bool:
        """Far away one listing is quicker than a question for each file."""
        return (self._out / name).exists() if self._out.is_local else name in self._files

    @functools.cached_property
    def _files(self) -> dict[str, int]:
        return self._out.files()
