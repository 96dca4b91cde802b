"""Who does the jobs: this process, several on this machine, or Ray; all call `process`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass

from vidresults.batch.process import do
from vidresults.batch.row import Job, Row

Execute = Callable[[Iterable[Job]], Generator[Row, None, None]]
"""Does jobs and gives their rows as they end, in any order; closing it stops what is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an executor may take.

    Attributes:
        workers: How many jobs at once; None takes one for each core.
        memory_megabytes: A worker that takes more is ended, and its job has failed.
    """

    workers: int | None = None
    memory_megabytes: int | None = None


def serial(jobs: Iterable[Job]) -> Generator[Row, None, None]:
    """One after the other, in this process."""
    yield from map(do, jobs)


def choose(limits: Limits, ray: str | None, command: str) -> Execute:
    """The executor: Ray where an address (or "local") is given, else processes.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    if ray is not None:
        from vidresults.batch.on_ray import on_ray

        return on_ray(ray, limits, command)
    if limits.workers == 0:
        return serial
    from vidresults.batch.crew import crew

    return crew(limits)
