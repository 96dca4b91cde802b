"""Sources for the contract of exports: one that fills every column, and odd ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.results import VideoClock, VideoResults
from vidresults.schema import TABLES

ODD_NAMES = (
    "Forklift - v1 2023-05-24 1-43pm", "叉车", "кран", "a,b", 'say "hi"', "it's",
    "../../etc/passwd", "<img src=x onerror=alert(1)>", "=1+1", "two\nlines", "🦊", " ", "x" * 300,
)  # fmt: skip

# A PNG of one grey pixel, value 1.
_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgBAAAAwACGY0jOQAAAABJRU5ErkJggg=="
)

# Columns that tables share, with the one that stands for all: changed in one table alone they
# would contradict each other.
KEYS = {
    "source_id": "documents",
    "model": "inferences",
    "sample_index": "frames",
    "frame_index": "frames",
    "time_seconds": "frames",
    "class_name": "detections",
    "class_id": "detections",
    "image_width": "inferences",
    "image_height": "inferences",
}


def box(**fields: Any) -> dict[str, Any]:
    """A prediction of the API with every usual field."""
    return {
        "x": 30.5, "y": 20.0, "width": 21.0, "height": 10.0, "confidence": 0.8125,
        "class": "car", "class_id": 2, "detection_id": "d-1", **fields,
    }  # fmt: skip


def element(*predictions: Any, **fields: Any) -> dict[str, Any]:
    """An element of the API with boxes."""
    image = {"width": 64, "height": 48}
    return {
        "inference_id": "i-1",
        "time": 0.25,
        "image": image,
        "predictions": predictions,
    } | fields


def document(**models: list[Any]) -> dict[str, Any]:
    """A result of a 25 fps video sampled 5 times a second."""
    count = len(next(iter(models.values())))
    frames = [5 * i for i in range(count)]
    return {"frame_offset": frames, "time_offset": [round(f / 25, 4) for f in frames], **models}


def full() -> VideoResults:
    """Results in which no column of any table is null everywhere."""
    sides = [{"x": 20.0, "y": 15.0}, {"x": 41.0, "y": 15.0}, {"x": 41.0, "y": 25.0}]
    keypoint = {"x": 31.0, "y": 16.0, "confidence": 0.75, "class_id": 4, "class": "nose"}
    rle = {"size": [48, 64], "counts": compress_runs([100, 20, 2952])}
    first = element(
        box(points=sides, class_confidence=0.5, parent_id="p-1", tracker_id=7, odd="kept"),
        box(detection_id="d-2", keypoints=[keypoint]),
        box(detection_id="d-3", rle=rle, class_id=5, **{"class": "bus"}),
        resolved_model={"backend": "onnx"},
    )
    scores = [{"class": "day", "class_id": 0, "confidence": 0.9, "odd": 1}]
    face = {"x": 9.0, "y": 8.0, "width": 4.0, "height": 5.0, "confidence": 0.7, "class": "face"}
    masks = {"segmentation_mask": _PIXEL, "class_map": {"1": "road"}, "confidence_mask": _PIXEL}
    result = load(
        {
            "note": "top level",
            **document(
                boxes=[first, None, element()],
                labels=[element(*scores, top="day", confidence=0.9)] * 3,
                areas=[{"predictions": {**masks, "odd": 2}}] * 3,
                clip=[[0.5, -0.25]] * 3,
                gaze=[{"predictions": [
                    {"face": face | {"landmarks": [{"x": 1.0, "y": 2.0}]}, "yaw": 0.1, "pitch": 0.2}
                ]}] * 3,
                other=[{"response": "a street"}] * 3,
            ),
        },
        source_id="full",
    )  # fmt: skip
    clock = VideoClock(
        path="street.mp4", sha256="ab" * 32, width=64, height=48, rate=None,
        pts=np.arange(0, 1100, 100), seconds=np.arange(0, 1100, 100) / 2500,
    )  # fmt: skip
    tables = {}
    for name in TABLES:
        batches = [clock.apply(name, batch) for batch in result.batches(name)]
        tables[name] = pa.Table.from_batches(batches, TABLES[name])
    return VideoResults(tables | _filled(tables))


def _filled(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Columns that this format never sends get a value."""
    documents = tables["documents"].to_pylist()
    documents[0] |= {
        "path": "job.json", "job_id": "job-1", "operations": ["select(...)"],
        "infer_fps_numerator": 5, "infer_fps_denominator": 1,
        "video_fps_numerator": 25, "video_fps_denominator": 1,
    }  # fmt: skip
    documents[0]["models"][0] |= {"version": "4", "params": "{}"}
    detections = tables["detections"].to_pylist()
    sides = {"x_center": 30.5, "y_center": 20.0, "width": 10.0, "height": 5.0}
    detections[0]["rotated_box"] = sides | {"angle_degrees": 30.0}
    frames = tables["frames"].to_pylist()
    embeddings = tables["embeddings"].to_pylist()
    for row in (frames[0], embeddings[0], tables["gazes"].to_pylist()[0]):
        row["extra"] = '{"odd":3}'
    defect = {
        "source_id": "full", "path": "job.json", "byte_offset": 9, "model": "boxes",
        "sample_index": 0, "frame_index": 5, "detection_index": 0, "field": "x",
        "message": "was missing",
    }  # fmt: skip
    rows = {
        "documents": documents, "detections": detections, "frames": frames,
        "embeddings": embeddings, "defects": [defect],
    }  # fmt: skip
    return {name: pa.Table.from_pylist(rows[name], schema=TABLES[name]) for name in rows}


def changed(results: VideoResults, table: str, column: str) -> VideoResults:
    """The same results with another value in one column; shared columns change everywhere."""
    tables = {}
    for name, schema in TABLES.items():
        rows = results.table(name).to_pylist()
        if column in KEYS:
            for row in rows:
                _change(row, column)
                for model in row.get("models", []) if column == "model" else []:
                    _change(model, column)
        elif name == table:
            _change(next(row for row in rows if row[column] is not None), column)
        tables[name] = pa.Table.from_pylist(rows, schema=schema)
    return VideoResults(tables)


def _change(row: dict[str, Any], column: str) -> None:
    if row.get(column) is not None:
        row[column] = _WORDS.get(column) or _other(row[column])


_WORDS: dict[str, Any] = {
    "rle": {"height": 48, "width": 64, "counts": compress_runs([200, 20, 2852])},
    "state": "failed",
    "task": "opaque",
    "extra": '{"odd":99}',
    "json": '{"odd":99}',
}


def _other(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, dict):
        first, *rest = value
        return {first: _other(value[first])} | {key: value[key] for key in rest}
    if isinstance(value, list):
        return [_other(value[0]), *value[1:]]
    if isinstance(value, bool):
        return not value
    more = {str: "x", bytes: b"x", int: 10, float: 0.0625}
    return value + more[type(value)]


def without_masks(results: VideoResults) -> VideoResults:
    """The same results without run-length masks."""
    rows = [row | {"rle": None} for row in results.detections.to_pylist()]
    tables = {name: results.table(name) for name in TABLES}
    tables["detections"] = pa.Table.from_pylist(rows, schema=TABLES["detections"])
    return VideoResults(tables)


def with_tracks(results: VideoResults) -> VideoResults:
    """The same results with the position on the frame as tracker id of boxes that have none."""
    rows = results.detections.to_pylist()
    for row in rows:
        if row["tracker_id"] is None:
            row["tracker_id"] = row["detection_index"]
    tables = {name: results.table(name) for name in TABLES}
    tables["detections"] = pa.Table.from_pylist(rows, schema=TABLES["detections"])
    return VideoResults(tables)


def odd_sources() -> Iterator[tuple[str, VideoResults]]:
    """Sources that a careless exporter stumbles over, by name."""
    names = [box(class_id=i, detection_id=None, **{"class": n}) for i, n in enumerate(ODD_NAMES)]
    yield "nothing sampled", load(document(boxes=[]) | {"frame_offset": [], "time_offset": []})
    yield "nothing found", load(document(boxes=[element(), element()]))
    yield "nothing inferred", load(document(boxes=[None, None]))
    yield "odd class names", load(document(boxes=[element(*names)]))
    unknown = box(class_id=None, confidence=None, detection_id=None)
    yield "unknown values", load(document(boxes=[element(unknown)]))
    outside = box(x=-5.0, y=60.0, width=0.0, height=0.0)
    yield "boxes outside and without area", load(document(boxes=[element(outside, outside)]))
    yield (
        "outlines without area",
        load(document(boxes=[element(box(points=[]), box(points=[{"x": 1.0, "y": 1.0}]))])),
    )
    yield "only vectors", load(document(clip=[[0.5], [0.25]]))
    yield "no times", load(document(boxes=[element(box())]) | {"time_offset": [None]})
    yield "everything", full()
