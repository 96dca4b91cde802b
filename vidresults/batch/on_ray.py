"""Ray: tasks for files with video work, Ray Data with Arrow blocks for tables."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from vidresults.batch.tasks import TABLES_ALONE
from vidresults.errors import ConnectionFailedError, MissingExtraError

if TYPE_CHECKING:
    from vidresults.batch.executors import Execute, Limits
    from vidresults.batch.row import Job, Row


def on_ray(address: str, limits: Limits, command: str) -> Execute:
    """An executor on a Ray cluster.

    Jobs run where Ray puts them, so inputs, videos and output have to be seen from every node
    under the same address: a shared file system, or object storage with its credentials in the
    nodes' environment. Every node needs this release of vidresults; one started here ("local")
    has it.

    Its generator raises a ConnectionFailedError where no cluster answers or it is lost, and an
    OutputError where a node has another release. A job whose worker or node dies has failed, and
    may be tried again.

    Args:
        address: "local" starts Ray on this machine for as long as the batch runs; "auto",
            "HOST:6379" or "ray://HOST:10001" is a cluster that runs. Where this process is
            connected to a cluster already, that one is used and stays.
        limits: How many jobs at once, None as many as the cluster has CPUs; each takes one. The
            memory is what Ray sets aside for each job, and a worker that takes more is ended.
        command: The task: those that handle tables alone take Ray Data.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    try:
        importlib.import_module("ray.data")
    except ImportError as error:
        raise MissingExtraError(
            f"Ray is missing ({error}): pip install 'vidresults[ray]'"
        ) from None

    def execute(jobs: Iterable[Job]) -> Generator[Row, None, None]:
        from ray.exceptions import RayError

        from vidresults.batch.on_ray_cluster import connected
        from vidresults.batch.on_ray_tables import by_tables
        from vidresults.batch.on_ray_tasks import by_tasks

        waiting = iter(jobs)
        first = next(waiting, None)
        if first is None:
            return
        try:
            with connected(address, limits) as share:
                tables = command in TABLES_ALONE and not share.by_client
                work = by_tables if tables else by_tasks
                yield from work(itertools.chain([first], waiting), share)
        except RayError as error:
            reason = " ".join(str(error).split())
            raise ConnectionFailedError(f"the Ray cluster {address} is lost: {reason}") from error

    return execute
