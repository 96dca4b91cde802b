"""Ray: tasks for files with video work, Ray Data for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.errors import MissingExtraError

if TYPE_CHECKING:
    from vidresults.batch.executors import Execute, Limits


def on_ray(address: str, limits: Limits, command: str) -> Execute:
    """An executor on a Ray cluster.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    raise MissingExtraError(f"{address}, {limits}, {command}: not there yet")
