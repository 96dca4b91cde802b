"""The processes that run jobs: one thread for each, which hands over jobs and hears of them.

A worker is a program of its own rather than a fork or a multiprocessing child: it never runs the
caller's main module again, it survives nothing of the server's state, and when the server is
killed the end of its standard input ends it too.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from vidresults.localserver.objects import ObjectStore, result_name

if TYPE_CHECKING:
    from vidresults.localserver.jobs import Job, JobStore
    from vidresults.localserver.settings import Settings

_log = logging.getLogger("vidresults.localserver")
_PACKAGE_PARENT = Path(__file__).parents[2]


class Workers:
    """As many workers as the settings say; each process starts with its first job."""

    def __init__(self, jobs: JobStore, objects: ObjectStore, settings: Settings) -> None:
        self._jobs = jobs
        self._objects = objects
        self._settings = settings
        self._stopping = threading.Event()
        self._slots = [_Slot(self._stopping) for _ in range(settings.workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(slot,), daemon=True) for slot in self._slots
        ]

    def start(self) -> None:
        """Begin to take jobs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the processes; jobs that were running run again after the next start."""
        self._stopping.set()
        self._jobs.wake()
        for slot in self._slots:
            slot.kill()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _serve(self, slot: _Slot) -> None:
        while (job := self._jobs.claim(self._stopping)) is not None:
            _log.info("job %s runs", job.id)
            with self._objects.scratch() as out:
                reason = self._run(slot, job, out)
                if self._stopping.is_set():
                    break
                if reason is None:
                    self._objects.adopt(result_name(job.owner, job.id), out)
            self._jobs.finish(job.id, reason)
            _log.info("job %s %s", job.id, f"failed: {reason}" if reason else "is done")
            self._objects.sweep()
        slot.close()

    def _run(self, slot: _Slot, job: Job, out: Path) -> str | None:
        """Run a job and return why it failed, None where it did not."""
        video = str(self._objects.path_of(job.blob)) if job.blob is not None else None
        order = {
            "request": job.request,
            "video": video,
            "out": str(out),
            "max_bytes": self._settings.max_upload,
        }
        for event in slot.run(order):
            if "progress" in event:
                self._jobs.note_progress(job.id, event["progress"])
            else:
                reason: str | None = event["failed"]
                return reason
        return slot.last_words()


class _Slot:
    """One worker process, started anew when it has died."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def run(self, order: dict[str, Any]) -> Any:
        """Hand over a job and yield what the worker says; ends early where the worker dies."""
        process = self._started()
        if process is None:
            return
        orders, answers = _pipes(process)
        with contextlib.suppress(BrokenPipeError):
            orders.write(json.dumps(order) + "\n")
            orders.flush()
        for line in answers:
            event = json.loads(line)
            yield event
            if "failed" in event:
                return

    def last_words(self) -> str:
        """Why a worker died in the middle of a job; the next job gets a new one."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return "the server was stopped"
        code = process.wait()
        _close(process)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the worker process ended unexpectedly ({how}): the video may be damaged"

    def kill(self) -> None:
        """End the process, if there is one; who reads its answers finds their end."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End the process and its pipes; called by the one who reads them."""
        self.kill()
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.wait()
            _close(process)

    def _started(self) -> subprocess.Popen[str] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            if self._process is None or self._process.poll() is not None:
                path = os.pathsep.join([str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH", "")])
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "vidresults.localserver.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)},
                )
            return self._process


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _close(process: subprocess.Popen[str]) -> None:
    for pipe in _pipes(process):
        with contextlib.suppress(OSError, ValueError):
            pipe.close()
