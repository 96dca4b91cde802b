"""Exports that end half way: in a process that is killed, and on a disk that is full."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
from pathlib import Path

from tests.support.sources import full
from vidresults.export import export
from vidresults.results import Scan

_PRELOADED = ["vidresults.export", "tests.support.sources", "tests.support.torn"]


@contextlib.contextmanager
def files_up_to(size: int):
    """No file can be written beyond this many bytes, as where the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def killed_half_way(name: str, path: Path) -> int | None:
    """Export in a process that is killed between detections or at its end; return how it ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=_export_and_die, args=(name, path))
    process.start()
    process.join()
    return process.exitcode


class _Deadly(Scan):
    """A source that kills its process between detections, once there is something to leave."""

    def __init__(self, source, folder: Path) -> None:
        super().__init__(lambda _: iter(()))
        self._source = source
        self._folder = folder
        self.facts = source.facts

    def batches(self, table):
        return (batch for _, batch in self.stream((table,)))

    def stream(self, tables):
        for table, batch in self._source.stream(tables):
            yield table, batch
            if table == "detections" and self._folder.exists() and any(self._folder.iterdir()):
                os.kill(os.getpid(), signal.SIGKILL)


def _export_and_die(name: str, path: Path) -> None:
    """Formats that read everything first die when all is written but its name."""

    def die(event: str, arguments: tuple) -> None:
        if event == "os.rename" and Path(os.fsdecode(arguments[1])) == path:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die)
    export(_Deadly(full(), path.parent), path, format=name)
