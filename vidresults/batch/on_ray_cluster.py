"""The connection to a Ray cluster, and what a batch takes of it."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import ConnectionFailedError, MissingExtraError, OutputError
from vidresults.threads import cores

if TYPE_CHECKING:
    from vidresults.batch.executors import Limits

LOCAL: Final = "local"
_ANSWER_SECONDS: Final = 10.0  # within which a cluster accepts a connection
_QUEUED: Final = 2  # tasks given to Ray for each CPU, so that none waits for the driver


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a batch takes of a cluster.

    Attributes:
        workers: How many jobs at once; None as many as there are CPUs.
        megabytes: What a worker may take; None any amount.
        by_client: Whether the connection is Ray Client's, which Ray Data does not know.
    """

    workers: int | None
    megabytes: int | None
    by_client: bool

    def at_once(self) -> int:
        """How many tasks Ray is given at once; grows with the cluster."""
        import ray

        return self.workers or max(1, _QUEUED * int(ray.cluster_resources().get("CPU", 1)))

    def asked(self) -> dict[str, Any]:
        """What a task asks Ray for.

        No more memory than the largest node has: such a task would wait for ever.
        """
        import ray

        if self.megabytes is None:
            return {"num_cpus": 1}
        largest = max(
            (int(node["Resources"].get("memory", 0)) for node in _working(ray)), default=0
        )
        return {"num_cpus": 1, "memory": min(self.megabytes << 20, largest) or None}


@contextlib.contextmanager
def connected(address: str, limits: Limits) -> Iterator[Share]:
    """A connection for as long as the block runs, and the local Ray that it may start.

    Raises:
        ConnectionFailedError: No cluster answers, or it has another Ray or Python.
        MissingExtraError: What Ray Client needs is not installed.
        OutputError: A node has no vidresults, or another release.
    """
    import ray

    with contextlib.ExitStack() as stack:
        if not ray.is_initialized():
            stack.enter_context(_quiet())
            stack.enter_context(_environment(RAY_USAGE_STATS_ENABLED="0"))
            _connect(address, limits)
            stack.callback(ray.shutdown)
        by_client = address.startswith("ray://")
        if address != LOCAL:
            _refuse_other_releases(ray)
        yield Share(
            workers=limits.workers or None, megabytes=limits.memory_megabytes, by_client=by_client
        )


def _connect(address: str, limits: Limits) -> None:
    import ray

    _refuse_silence(address)
    how: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address == LOCAL:
        how |= {"num_cpus": limits.workers or cores(), "include_dashboard": False}
    # Workers of a Ray that starts here find the package where this process has it.
    package = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    try:
        with _environment(PYTHONPATH=paths):
            ray.init(address, **how)
    except ImportError as error:
        raise MissingExtraError(f"{address}: {error}; pip install 'vidresults[ray]'") from error
    except (ConnectionError, RuntimeError, ValueError, OSError, AssertionError) as error:
        # The last line of what may be a traceback of the cluster's.
        reason = " ".join(str(error).strip().rpartition("\n")[2].split())
        raise ConnectionFailedError(f"no Ray cluster for us at {address}: {reason}") from error


def _refuse_silence(address: str) -> None:
    """Ray itself takes minutes to see that nobody answers."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise ConnectionFailedError(f"no Ray cluster answers at {address}: {error}") from error


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    """These variables, for the processes that are started in the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what Ray itself says: what becomes of a job is in its row.

    Of a worker's death Ray tells on the standard output, whatever it is asked; there it would
    stand in the midst of a command's own.
    """
    from ray._private import worker

    data, said = logging.getLogger("ray.data"), getattr(worker, "print_to_stdstream", None)
    level = data.level
    data.setLevel(logging.CRITICAL)
    worker.print_to_stdstream = lambda *_, **__: None
    try:
        yield
    finally:
        data.setLevel(level)
        if said is not None:
            worker.print_to_stdstream = said


def _working(ray: Any) -> list[dict[str, Any]]:
    """The nodes that do jobs."""
    return [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]


def _refuse_other_releases(ray: Any) -> None:
    """Ask each node for its release; one that joins later is not asked."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    def release() -> str:  # nested, so that Ray sends its code: a node may not have the package
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("vidresults")
        except PackageNotFoundError:
            return ""

    ask = ray.remote(num_cpus=0, max_retries=0)(release)
    asked = {
        node["NodeManagerAddress"]: ask.options(
            scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        ).remote()
        for node in _working(ray)
    }
    ours = version("vidresults")
    for host, ref in asked.items():
        theirs = _answer(ray, ref)
        if theirs is not None and theirs != ours:
            has = f"has vidresults {theirs}" if theirs else "has no vidresults"
            raise OutputError(
                f"the Ray node {host} {has}, this is {ours}: install vidresults=={ours} there"
            )


def _answer(ray: Any, ref: Any) -> str | None:
    """What a node says; None where it died."""
    from ray.exceptions import RayError

    try:
        answer: str = ray.get(ref)
    except RayError:
        return None
    return answer
