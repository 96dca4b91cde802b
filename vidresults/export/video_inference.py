"""The API's own form again: reading the file gives the same tables, element for element.

Lossless means equal parsed values: an explicit null and an absent key are the same, keys stand in
the API's order, numbers are equal as numbers.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow.compute as pc

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.export.format import Format
from vidresults.export.parts.elements import element
from vidresults.export.parts.side_by_side import inferences_with_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source
from vidresults.results import rows_of

_MADE_SINCE = "it came after the API's answer"
FORMAT = Format(
    makes="file",
    suffix=".json",
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
        "frames.sample_index": "the order in the list",
        "inferences.task": "the element's shape tells it",
        "detections.detection_index": "the order in the list",
        "classifications.rank": "the order in the list",
        "gazes.face_index": "the order in the list",
        "frames.video_pts": _MADE_SINCE,
        "frames.video_time_seconds": _MADE_SINCE,
    },
)

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
    notes: list[str] = []
    with atomic.new_file(path) as file, file.open("wb") as out:
        out.write(b'{"frame_offset":')
        _write_list(out, _column(source, "frame_index"))
        out.write(b',"time_offset":')
        _write_list(out, _column(source, "time_seconds"))
        missing = _write_models(out, source)
        for key, value in _members(source, notes).items():
            out.write(b"," + _encode(key) + b":" + _encode(value))
        out.write(b"}\n")
    rings = sum(
        pc.sum(pc.greater(pc.list_value_length(batch["polygons"]), 1)).as_py() or 0
        for batch in source.batches("detections")
    )
    if rings:
        notes.append(f"{rings} outlines have several rings: the first of each is written")
    if missing:
        notes.append(f"{missing} times a model was not asked for a frame: written as not inferred")
    return notes


def _members(source: Source, notes: list[str]) -> dict[str, Any]:
    """The unknown top-level members of all documents of the source."""
    members: dict[str, Any] = {}
    for document in source.facts.documents.to_pylist():
        for key, value in json.loads(document["extra"] or "{}").items():
            if members.setdefault(key, value) != value:
                notes.append(f"the merged documents disagree on {key!r}: the first is written")
    return members


def _write_models(out: IO[bytes], source: Source) -> int:
    """Write each model's list; returns how often a model has no inference on a frame."""
    samples = [batch["sample_index"].to_numpy() for batch in source.batches("frames")]
    places = np.concatenate([np.empty(0, np.int32), *samples])
    missing, written = 0, []
    for model, group in itertools.groupby(_elements(source), key=lambda item: item[0][0]):
        gaps = _Gaps(places, group)
        out.write(b"," + _encode(model) + b":")
        _write_list(out, gaps)
        missing += gaps.missing
        written.append(model)
    for model in source.facts.models:
        if model not in written:
            out.write(b"," + _encode(model) + b":")
            _write_list(out, itertools.repeat(None, len(places)))
            missing += len(places)
    return missing


class _Gaps:
    """The elements of one model with None where it has no inference on a frame.

    Attributes:
        missing: How many of those there were, after all were taken.
    """

    def __init__(self, places: NDArray[np.int32], group: Iterator[tuple[_Key, Any]]) -> None:
        self._places = places
        self._group = group
        self.missing = 0

    def __iter__(self) -> Iterator[Any]:
        position = 0
        for (_, sample), value in self._group:
            place = int(np.searchsorted(self._places, sample))
            yield from itertools.repeat(None, place - position)
            self.missing += place - position
            yield value
            position = place + 1
        yield from itertools.repeat(None, len(self._places) - position)
        self.missing += len(self._places) - position


def _column(source: Source, name: str) -> Iterator[Any]:
    return (row[name] for row in rows_of(source, "frames", [name]))


def _write_list(out: IO[bytes], values: Iterable[Any]) -> None:
    """Write a list item by item: it may be longer than memory."""
    out.write(b"[")
    for index, value in enumerate(values):
        out.write(b"," + _encode(value) if index else _encode(value))
    out.write(b"]")


def _elements(source: Source) -> Iterator[tuple[_Key, Any]]:
    """Every inference's element."""
    for inference, rows in inferences_with_rows(source):
        yield (inference["model"], inference["sample_index"]), element(inference, rows)


_encode = msgspec.json.Encoder().encode
