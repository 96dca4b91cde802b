"""A task of Ray for each job, few at a time."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, Final

from vidresults.batch.manifest import recorded
from vidresults.batch.on_ray_worker import do_watched
from vidresults.batch.places import At
from vidresults.batch.process import failed
from vidresults.batch.worker import WorkerLost

if TYPE_CHECKING:
    from vidresults.batch.on_ray_cluster import Share
    from vidresults.batch.row import Job, Row

_END_SECONDS: Final = 10.0  # that cancelled tasks get to end


def by_tasks(jobs: Iterable[Job], share: Share) -> Generator[Row, None, None]:
    """Rows as the tasks end.

    A task is not tried again by Ray: its job has failed then, and is tried again as any other.
    """
    import ray

    task = ray.remote(max_retries=0, **share.asked())(do_watched)
    waiting, under_way = iter(jobs), dict[Any, "Job"]()
    try:
        while True:
            for job in itertools.islice(waiting, max(0, share.at_once() - len(under_way))):
                under_way[task.remote(job, share.megabytes)] = job
            if not under_way:
                return
            ended, _ = ray.wait(list(under_way), num_returns=1)
            for ref in ended:
                yield _row(ref, under_way.pop(ref))
    finally:
        for ref in under_way:
            ray.cancel(ref, force=True)
        if under_way:
            ray.wait(list(under_way), num_returns=len(under_way), timeout=_END_SECONDS)


def _row(ref: Any, job: Job) -> Row:
    """The row of a task that ended, however it did."""
    import ray
    from ray.exceptions import RayError

    try:
        row: Row = ray.get(ref)
    except RayError as error:
        # It may have been recorded before its worker was gone.
        return recorded(At.of(job.output_uri), job.key) or _given_up(job, error)
    return row


def _given_up(job: Job, error: Exception) -> Row:
    from ray.exceptions import RayTaskError

    if isinstance(error, RayTaskError):
        cause = error.cause
        reason = f"the task failed on its node: {type(cause).__name__}: {cause}"
        return failed(job.blank(), WorkerLost(reason), transient=False)
    said = str(error).strip().partition("\n")[0].partition(". ")[0]
    reason = f"Ray gave the task up ({type(error).__name__}): {said}"
    return failed(job.blank(), WorkerLost(reason), transient=True)
