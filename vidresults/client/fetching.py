"""Stores the result of a job, once; asked for again it is there already."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.atomic import new_file
from vidresults.client.checksums import sha256_of
from vidresults.client.download import Download
from vidresults.client.provenance import write_provenance
from vidresults.client.record import Record, State
from vidresults.errors import ApiError, ClientError, OutputError

if TYPE_CHECKING:
    from vidresults.client.context import Context
    from vidresults.client.secret import Secret
    from vidresults.client.upload import Progress
    from vidresults.client.waiting import Waiting
    from vidresults.client.watch import Watch

_NOT_FOUND = (404, 410)
_TICK_SECONDS = 1.0


class Fetching:
    """Downloads results; one process at a time does for one job."""

    def __init__(self, context: Context, watch: Watch, waiting: Waiting) -> None:
        self._context = context
        self._ledger = context.ledger
        self._watch = watch
        self._waiting = waiting

    def fetch(self, job: str, path: Path | None, progress: Progress | None) -> Path:
        """Bring the result to the path, or to the ledger's own folder, and return where it is.

        Raises:
            JobFailed: There is no result, or it is no longer stored.
            ClientError: The job is not done yet; or the download fails, which can be repeated.
            OutputError: The file cannot be written.
        """
        if path is not None and path.is_dir():
            raise OutputError(f"{path} is a folder: give the name of a file")
        if path is not None and str(path.absolute()) == self._ledger.get(job).video:
            raise OutputError(f"{path} is the job's video: give another name")
        while True:
            with self._ledger.locks.hold(job):
                record = self._ledger.get(job)
                stored = _stored(record)
                if stored is not None:
                    return stored if path is None else self._copy(record, stored, path)
                record = self._check_done(record)
                pause = 0.0 if self._watch.url(job) else self._watch.seconds_to_look(record)
                if pause <= 0:
                    target = (path or self._usual_path(record)).absolute()
                    return self._download(record, target, progress)
            # not with the lock in hand: another process may know the URL, and bring the result
            self._context.clock.sleep(min(pause, _TICK_SECONDS))

    def _usual_path(self, record: Record) -> Path:
        ledger = self._ledger.path
        return ledger.with_name(f"{ledger.stem}-results") / f"{record.id}.json"

    def _check_done(self, record: Record) -> Record:
        if record.state not in (State.DONE, State.FETCHED, State.EXPIRED):
            record = self._watch.look(record.id)
        failure = None if record.state is State.EXPIRED else self._context.failure(record)
        if failure is not None:
            raise failure
        if record.state not in (State.DONE, State.FETCHED, State.EXPIRED):
            trouble = self._watch.trouble(record)
            raise trouble or ClientError(
                f"job {record.id} is still {record.state}: `vidresults wait {record.id}"
                f"{self._context.ledger_option}` waits for it"
            )
        return record

    def _download(self, record: Record, target: Path, progress: Progress | None) -> Path:
        part = target.with_name(f"{target.name}.{record.id}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from None
        ours = record.part_path == str(part)
        if not ours:
            part.unlink(missing_ok=True)
        download = Download(
            self._context.transport,
            part=part,
            etag=record.part_etag if ours else None,
            on_etag=lambda etag: self._note_part(record, part, etag),
            progress=progress,
        )
        try:
            download.run(
                lambda: self._waiting.url_of(record.id), lambda: self._new_url_of(record.id)
            )
        except ApiError as error:
            if error.status not in _NOT_FOUND:
                raise
            part.unlink(missing_ok=True)
            record = self._watch.expire(record, str(error))
            raise self._context.failure(record) or error from None
        return self._finish(record, part, target)

    def _new_url_of(self, job: str) -> Secret:
        self._watch.forget_url(job)
        return self._waiting.url_of(job)

    def _note_part(self, record: Record, part: Path, etag: str | None) -> None:
        self._ledger.update(record.id, part_path=str(part), part_etag=etag)

    def _finish(self, record: Record, part: Path, target: Path) -> Path:
        size, sha256, now = part.stat().st_size, sha256_of(part), self._context.clock.now()
        record = self._ledger.get(record.id)
        write_provenance(record, target, size=size, sha256=sha256, now=now)
        try:
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from None
        self._ledger.update(
            record.id,
            state=State.FETCHED,
            fetched_at=now,
            result_path=str(target),
            result_size=size,
            result_sha256=sha256,
            part_path=None,
            part_etag=None,
            problem=None,
        )
        return target

    def _copy(self, record: Record, stored: Path, path: Path) -> Path:
        target = path.absolute()
        if target.exists() and target.samefile(stored):
            return stored
        assert record.result_size is not None
        assert record.result_sha256 is not None
        with new_file(target) as temporary:
            shutil.copyfile(stored, temporary)
        write_provenance(
            record,
            target,
            size=record.result_size,
            sha256=record.result_sha256,
            now=record.fetched_at or self._context.clock.now(),
        )
        return target


def _stored(record: Record) -> Path | None:
    """The result that was stored before, if it is still there and still the same."""
    if record.result_path is None:
        return None
    path = Path(record.result_path)
    try:
        same = path.stat().st_size == record.result_size and sha256_of(path) == record.result_sha256
    except OSError:
        return None
    return path if same else None
