"""One row of the ledger: everything that is known of a job."""

from __future__ import annotations

import enum
import json
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from vidresults.client.clock import as_text
from vidresults.client.models import Model


class State(enum.StrEnum):
    """How far a job is."""

    PREPARING = "preparing"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    SUBMITTING = "submitting"
    """The submission itself is under way; who dies here leaves it open whether it arrived."""
    SUBMITTED = "submitted"
    RUNNING = "running"
    DONE = "done"
    FETCHED = "fetched"
    FAILED = "failed"
    EXPIRED = "expired"
    """The service does not know the job, or its result, any more."""
    UNCERTAIN = "uncertain"
    """It is not known whether the submission arrived."""


UNSUBMITTED = (State.PREPARING, State.UPLOADING, State.UPLOADED)
NOT_REUSED = (State.FAILED, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A job as the ledger knows it; times are seconds since 1970, None is not yet.

    Attributes:
        id: The ledger's own short id.
        work: Checksum of what makes two submissions the same work.
        state: How far it is.
        video: Absolute path, or the URL without its query.
        video_size: In bytes; None for a URL.
        video_sha256: Checksum of the file; None for a URL.
        base_url: The API's address.
        key_fingerprint: Salted checksum of the key.
        models: The models.
        infer_fps: Asked samples per second.
        upload_name: Name of the uploaded object; None where nothing was uploaded.
        job_id: The service's id.
        created_at: When it was first recorded.
        changed_at: When this row changed last.
        submitted_at: When the service took it.
        finished_at: When it was first seen to be over.
        fetched_at: When its result was stored.
        last_poll_at: When its status was last asked for, by any process.
        not_before: When it may be asked for again, where the service said so.
        odd_answers: Number of status answers in a row that told nothing.
        last_status: The last status answer, without secrets.
        problem: What went wrong last, without secrets.
        result_path: The stored result.
        result_size: Its size in bytes.
        result_sha256: Its checksum.
        part_path: A download that is not complete.
        part_etag: The version of the stored object that it is a part of.
    """

    id: str
    work: str
    state: State
    video: str
    video_size: int | None = None
    video_sha256: str | None = None
    base_url: str
    key_fingerprint: str
    models: tuple[Model, ...]
    infer_fps: Fraction
    upload_name: str | None = None
    job_id: str | None = None
    created_at: float
    changed_at: float
    submitted_at: float | None = None
    finished_at: float | None = None
    fetched_at: float | None = None
    last_poll_at: float | None = None
    not_before: float | None = None
    odd_answers: int = 0
    last_status: str | None = None
    problem: str | None = None
    result_path: str | None = None
    result_size: int | None = None
    result_sha256: str | None = None
    part_path: str | None = None
    part_etag: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The row for scripts: times in ISO 8601, models as a list of objects."""
        shown: dict[str, Any] = {name: getattr(self, name) for name in COLUMNS}
        for name in ("work", "key_fingerprint", "part_path", "part_etag"):
            del shown[name]
        for name in ("created_at", "changed_at", "submitted_at", "finished_at", "fetched_at",
                     "last_poll_at", "not_before"):  # fmt: skip
            shown[name] = as_text(shown[name])
        whole = self.infer_fps.denominator == 1
        shown["infer_fps"] = int(self.infer_fps) if whole else float(self.infer_fps)
        shown["models"] = [
            {**asdict(model), "params": json.loads(model.params)} for model in self.models
        ]
        return shown


COLUMNS = tuple(column.name for column in fields(Record))


def to_row(values: dict[str, Any]) -> dict[str, Any]:
    """The values as SQLite takes them."""
    row = dict(values)
    if "models" in row:
        row["models"] = json.dumps([asdict(model) for model in row["models"]])
    if "infer_fps" in row:
        row["infer_fps"] = str(row["infer_fps"])
    return {name: str(v) if isinstance(v, State) else v for name, v in row.items()}


def from_row(row: dict[str, Any]) -> Record:
    """The row that SQLite gives, as a record."""
    return Record(
        **{
            **row,
            "state": State(row["state"]),
            "models": tuple(Model(**model) for model in json.loads(row["models"])),
            "infer_fps": Fraction(row["infer_fps"]),
        }
    )
