"""Whether what was done before still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.batch.opening import fingerprint
from vidresults.errors import FormatError

if TYPE_CHECKING:
    from vidresults.batch.dataset import Taken
    from vidresults.batch.places import At
    from vidresults.batch.row import Job, Row


def is_current(row: Row | None, job: Job, out: At, taken: Taken) -> bool:
    """Whether the job is done, and neither input, options nor outputs have changed since."""
    if row is None or not row.is_done or row.options != job.options.text():
        return False
    places = [job.input_uri, *([row.video] if row.video else [])]
    try:
        if [fingerprint(place) for place in places] != list(row.fingerprints):
            return False
    except FormatError:  # one is gone, which is the job's to tell
        return False
    return all(taken.holds(name) or (out / name).exists() for name in row.outputs)
