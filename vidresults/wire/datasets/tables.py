"""From an annotated dataset to the tables of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.schema import SCHEMA_VERSION, TABLES, check
from vidresults.wire.rows import as_extra

if TYPE_CHECKING:
    from vidresults.wire.datasets.dataset import Dataset, Picture, Video

_BATCH_ROWS = 16_384


def tables_of(
    dataset: Dataset, *, model: str | None = None, source_id: str | None = None
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Checked batches of every table.

    Args:
        dataset: What was read.
        model: What the boxes' model is called; by default as the dataset says.
        source_id: The id of the rows of the one video; by default the video's name in the
            dataset, else the file's stem and the first eight digits of its sha256.
    """
    model = model or dataset.model
    default = source_id or f"{_stem(dataset.file)}-{dataset.sha256[:8]}"
    for video in dataset.videos:
        name = source_id or video.name or default
        rows = {"documents": [_document(dataset, video, name, model)]}
        rows["classes"] = [
            {"source_id": name, "model": model, "class_id": number, "class_name": text,
             "declared": True}
            for number, text in dataset.classes
        ]  # fmt: skip
        pictures = sorted(video.pictures, key=lambda picture: picture.frame_index)
        places = [_place(name, index, picture) for index, picture in enumerate(pictures)]
        pairs = list(zip(places, pictures, strict=True))
        rows["frames"] = [_frame(*pair) for pair in pairs]
        rows["inferences"] = [_inference(*pair, model) for pair in pairs]
        rows["detections"] = [row for pair in pairs for row in _detections(*pair, model)]
        rows["classifications"] = [row for pair in pairs for row in _labels(*pair, model)]
        for table in TABLES:
            yield from _batches(table, rows.get(table, []))


def _batches(table: str, rows: list[dict[str, Any]]) -> Iterator[tuple[str, pa.RecordBatch]]:
    for start in range(0, len(rows), _BATCH_ROWS):
        part = rows[start : start + _BATCH_ROWS]
        yield table, check(table, pa.RecordBatch.from_pylist(part, schema=TABLES[table]))


def _stem(file: str) -> str:
    path = Path(file).resolve()
    return path.stem or path.name or "dataset"


def _document(dataset: Dataset, video: Video, name: str, model: str) -> dict[str, Any]:
    return {
        "source_id": name,
        "path": dataset.file,
        "sha256": dataset.sha256,
        "kind": dataset.kind,
        "models": [{"model": model, "task": _task(video.pictures)}],
        "operations": [],
        "schema_version": SCHEMA_VERSION,
        "extra": as_extra({**dataset.extra, **video.extra}),
    }


def _task(pictures: Iterable[Picture]) -> str | None:
    """What was annotated, told by the boxes' columns; None where nothing is."""
    found = {key for picture in pictures for box in picture.boxes for key in box}
    if not found:
        labels = [label for picture in pictures for label in picture.labels]
        several = all(label.get("predicted", True) for label in labels)
        return (f"{'multi-label-' * several}classification") if labels else None
    if "keypoints" in found:
        return "keypoint-detection"
    return "instance-segmentation" if found & {"polygons", "rle"} else "object-detection"


def _place(source_id: str, index: int, picture: Picture) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "sample_index": index,
        "frame_index": picture.frame_index,
        "time_seconds": picture.time_seconds,
    }


def _frame(place: dict[str, Any], picture: Picture) -> dict[str, Any]:
    return {
        **place,
        "video_time_seconds": picture.video_time_seconds,
        "extra": as_extra(dict(picture.extra)),
    }


def _inference(place: dict[str, Any], picture: Picture, model: str) -> dict[str, Any]:
    width, height = picture.size or (None, None)
    return {
        **place,
        "model": model,
        "task": _task([picture]),
        "state": "inferred" if picture.annotated else "not_inferred",
        "image_width": width,
        "image_height": height,
    }


def _detections(place: dict[str, Any], picture: Picture, model: str) -> Iterator[dict[str, Any]]:
    for index, box in enumerate(picture.boxes):
        extra = as_extra(box.get("extra"))
        yield {**place, "model": model, "detection_index": index, **box, "extra": extra}


def _labels(place: dict[str, Any], picture: Picture, model: str) -> Iterator[dict[str, Any]]:
    for rank, label in enumerate(picture.labels):
        extra = as_extra(label.get("extra"))
        yield {**place, "model": model, "rank": rank, "predicted": True, **label, "extra": extra}
