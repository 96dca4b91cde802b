"""The API's own form again: reading the file gives the same tables, element for element.

Lossless means equal parsed values: an explicit null and an absent key are the same, keys stand in
the API's order, numbers are equal as numbers.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.export.elements import element
from vidresults.export.format import Format

if TYPE_CHECKING:
    from vidresults.results import Source

_MADE_SINCE = "it came after the API's answer"
FORMAT = Format(
    makes="file",
    summary="the result document of the Video Inference API, as it was sent",
    loses={
        "defects": _MADE_SINCE,
        "frames.extra": "the API sends two numbers a frame",
        "detections.rotated_box": "the API sends upright boxes",
        "embeddings.extra": "a vector is a bare list",
    },
    omits={
        "documents.source_id": _MADE_SINCE,
        "documents.path": _MADE_SINCE,
        "documents.sha256": _MADE_SINCE,
        "documents.kind": _MADE_SINCE,
        "documents.job_id": "the API does not send it inside the document",
        "documents.infer_fps_numerator": "the API does not send it",
        "documents.infer_fps_denominator": "the API does not send it",
        "documents.video_fps_numerator": _MADE_SINCE,
        "documents.video_fps_denominator": _MADE_SINCE,
        "documents.video_path": _MADE_SINCE,
        "documents.video_sha256": _MADE_SINCE,
        "documents.video_width": _MADE_SINCE,
        "documents.video_height": _MADE_SINCE,
        "documents.operations": _MADE_SINCE,
        "documents.schema_version": _MADE_SINCE,
        "classes.declared": _MADE_SINCE,
        "inferences.task": "the element's shape tells it",
        "detections.detection_index": "the order in the list",
        "classifications.rank": "the order in the list",
        "gazes.face_index": "the order in the list",
        "frames.video_pts": _MADE_SINCE,
        "frames.video_time_seconds": _MADE_SINCE,
    },
)

_CONTENT = ("detections", "classifications", "semantic_masks", "embeddings", "gazes", "opaque")
_Key = tuple[str, int]


def write(source: Source, path: Path) -> list[str]:
    """Write one source as the API's document.

    Raises:
        SelectionError: There are several sources; the form holds one video.
        OutputError: The file cannot be written.
    """
    ids = source.facts.source_ids
    if len(ids) != 1:
        raise SelectionError(
            f"the API's form holds one video, the results hold {len(ids)}: {', '.join(ids)}"
        )
    frames = [row for batch in source.batches("frames") for row in batch.to_pylist()]
    with atomic.new_file(path) as file, file.open("wb") as out:
        out.write(b'{"frame_offset":' + _encode([row["frame_index"] for row in frames]))
        out.write(b',"time_offset":' + _encode([row["time_seconds"] for row in frames]))
        missing = _write_models(out, source, len(frames))
        for document in source.facts.documents.to_pylist():
            for key, value in json.loads(document["extra"] or "{}").items():
                out.write(b"," + _encode(key) + b":" + _encode(value))
        out.write(b"}\n")
    if missing:
        return [f"{missing} times a model was not asked for a frame: written as not inferred"]
    return []


def _write_models(out: IO[bytes], source: Source, frame_count: int) -> int:
    """Write each model's list; returns how often a model has no inference on a frame."""
    missing = 0
    elements = _elements(source)
    written = set()
    for model, group in itertools.groupby(elements, key=lambda item: item[0][0]):
        out.write(b"," + _encode(model) + b":[")
        written.add(model)
        position = 0
        for (_, index), value in group:
            for _ in range(position, index):
                out.write(b"null," if position < frame_count else b"")
                missing += 1
            out.write(_encode(value) + (b"," if index + 1 < frame_count else b""))
            position = index + 1
        left = frame_count - position
        out.write(b",".join([b"null"] * left) + b"]")
        missing += left
    for model in source.facts.models:
        if model not in written:
            out.write(b"," + _encode(model) + b":[" + b",".join([b"null"] * frame_count) + b"]")
            missing += frame_count
    return missing


def _elements(source: Source) -> Iterator[tuple[_Key, Any]]:
    """Every inference's element, from the tables read side by side in their common order."""
    groups = {table: _Groups(source, table) for table in _CONTENT}
    for row in _rows(source, "inferences"):
        key = (row["model"], row["sample_index"])
        yield key, element(row, {table: group.take(key) for table, group in groups.items()})


class _Groups:
    """A table's rows of one model and sample at a time, in step with the inferences."""

    def __init__(self, source: Source, table: str) -> None:
        rows = _rows(source, table)
        self._groups = itertools.groupby(rows, key=lambda r: (r["model"], r["sample_index"]))
        self._next = self._advance()

    def take(self, key: _Key) -> list[dict[str, Any]]:
        if self._next is None or self._next[0] != key:
            return []
        rows = self._next[1]
        self._next = self._advance()
        return rows

    def _advance(self) -> tuple[_Key, list[dict[str, Any]]] | None:
        for key, rows in self._groups:
            return key, list(rows)
        return None


def _rows(source: Source, table: str) -> Iterator[dict[str, Any]]:
    for batch in source.batches(table):
        yield from batch.to_pylist()


_encode = msgspec.json.Encoder().encode
