"""Ray Data: a table of jobs in blocks, for each block its rows of the manifest."""

from __future__ import annotations

import contextlib
import math
import pickle
import warnings
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.batch.manifest import rows_of_table
from vidresults.batch.on_ray_tasks import by_tasks
from vidresults.batch.on_ray_worker import do_block

if TYPE_CHECKING:
    from vidresults.batch.on_ray_cluster import Share
    from vidresults.batch.row import Job, Row

_BLOCK: Final = 16  # jobs in a block, at most
_BLOCKS: Final = 4  # for each task at once, at least: so that all end at about the same time


def by_tables(jobs: Iterable[Job], share: Share) -> Generator[Row, None, None]:
    """Rows as the blocks end.

    A block whose worker or node dies is not tried again by Ray Data, which would never end with a
    job that always kills its worker. Its jobs are done one by one, so that only that one fails.
    """
    left = {job.key: job for job in jobs}
    for row in _rows(list(left.values()), share):
        if left.pop(row.key, None) is not None:
            yield row
    yield from by_tasks(left.values(), share)


def _rows(jobs: list[Job], share: Share) -> Generator[Row, None, None]:
    """Rows of the jobs of which Ray Data gives any."""
    from ray.data.exceptions import SystemException
    from ray.exceptions import RayError

    with contextlib.suppress(RayError, SystemException), contextlib.ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of one part of Ray about another
            batches = stack.enter_context(contextlib.closing(_executed(jobs, share)))
        for batch in batches:
            yield from rows_of_table(batch)


def _executed(jobs: list[Job], share: Share) -> Generator[pa.Table, None, None]:
    """The rows in tables; closing it ends what is under way."""
    import ray.data

    context = ray.data.DataContext.get_current().copy()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1
    with ray.data.DataContext.current(context):
        done = ray.data.from_arrow(list(_blocks(jobs, share.at_once()))).map_batches(
            do_block,
            batch_size=None,
            batch_format="pyarrow",
            fn_kwargs={"megabytes": share.megabytes},
            concurrency=share.workers,
            max_retries=0,
            **share.asked(),
        )
        found: Any = iter(done.iter_batches(batch_size=None, batch_format="pyarrow"))
    rows: Generator[pa.Table, None, None] = found
    return rows


def _blocks(jobs: list[Job], at_once: int) -> Iterator[pa.Table]:
    size = min(_BLOCK, math.ceil(len(jobs) / (_BLOCKS * at_once)))
    for first in range(0, len(jobs), size):
        few = [pickle.dumps(job) for job in jobs[first : first + size]]
        yield pa.table({"job": pa.array(few, pa.binary())})
