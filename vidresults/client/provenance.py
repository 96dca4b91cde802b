"""The record beside a result: which job made it, of which video, with which models."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.atomic import new_file
from vidresults.client.clock import as_text

if TYPE_CHECKING:
    from vidresults.client.record import Record


def write_provenance(record: Record, result: Path, *, size: int, sha256: str, now: float) -> None:
    """Write the record beside the result; it holds no key and no signed URL.

    Raises:
        OutputError: The folder cannot be written.
    """
    from vidresults.load import provenance_path

    text = json.dumps(_contents(record, size, sha256, now), ensure_ascii=False, indent=2)
    with new_file(provenance_path(result)) as temporary:
        temporary.write_text(f"{text}\n", encoding="utf-8")


def _contents(record: Record, size: int, sha256: str, now: float) -> dict[str, Any]:
    return {
        "provenance_version": 1,
        "written_by": f"vidresults {version('vidresults')}",
        "job_id": record.job_id,
        "ledger_id": record.id,
        "base_url": record.base_url,
        "infer_fps": str(record.infer_fps),
        "models": [
            {**asdict(model), "params": json.loads(model.params)} for model in record.models
        ],
        "video": {
            "name": record.video,
            "size": record.video_size,
            "sha256": record.video_sha256,
            "upload_name": record.upload_name,
        },
        "result": {"size": size, "sha256": sha256},
        "times": {
            "created": as_text(record.created_at),
            "submitted": as_text(record.submitted_at),
            "finished": as_text(record.finished_at),
            "fetched": as_text(now),
        },
    }
