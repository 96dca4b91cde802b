"""Elements whose predictions are boxes, as batches of inferences and detections."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.wire.columns.lines import decoded
from vidresults.wire.columns.plain import EXACT, NotPlain, refuse_nulls, within
from vidresults.wire.columns.points import NAMED_POINTS, OUTLINE, keypoints, polygons
from vidresults.wire.rows import as_extra, leftover

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.wire.rows import Samples

_TEXT, _LONG, _INT, _REAL = pa.string(), pa.int64(), pa.int32(), pa.float64()
_ALWAYS = {
    "x": _REAL, "y": _REAL, "width": _REAL, "height": _REAL, "confidence": _REAL,
    "class": _TEXT, "class_id": _LONG, "detection_id": _TEXT,
}  # fmt: skip
# Every field that is looked for costs time on every box, also where it never is.
_SOMETIMES = {
    "class_confidence": _REAL, "tracker_id": _LONG, "parent_id": _TEXT,
    "points": OUTLINE, "keypoints": NAMED_POINTS,
}  # fmt: skip
_IMAGE = pa.struct([("width", _INT), ("height", _INT)])
_LOOKED_THROUGH = 1 << 16
# Fields without a column that mean something to the exact way.
_MEANT = frozenset(
    {"top", "confidence", "predicted_classes", "embeddings", "error", "mask_metadata"}
    | {"original_image", "face", "rle", "rle_mask", "angle", "rect"}
)
_PLAIN_EXTRAS = (_TEXT, _LONG, _REAL, pa.bool_())


def decode_boxes(lines: bytes) -> tuple[pa.RecordBatch, pa.Schema]:
    """The lines as a batch, and the schema with which they were decoded; errors as `decoded`."""
    head = lines[:_LOOKED_THROUGH]
    schema = _schema(frozenset(name for name in _SOMETIMES if f'"{name}"'.encode() in head))
    batch = decoded(lines, schema)
    kind = batch.schema.field("predictions").type.value_type
    unknown = [field.name for field in list(kind)[_length(schema) :]]
    if not _SOMETIMES.keys().isdisjoint(unknown):
        schema = _schema(frozenset(_SOMETIMES))
        batch = decoded(lines, schema)
    return batch, schema


@functools.cache
def _schema(sometimes: frozenset[str]) -> pa.Schema:
    there = {name: kind for name, kind in _SOMETIMES.items() if name in sometimes}
    prediction = pa.struct(list((_ALWAYS | there).items()))
    fields = {"inference_id": _TEXT, "time": _REAL, "image": _IMAGE}
    return pa.schema(list((fields | {"predictions": pa.list_(prediction)}).items()))


def _length(schema: pa.Schema) -> int:
    return int(schema.field("predictions").type.value_type.num_fields)


class Boxes:
    """Elements with predictions that are boxes."""

    def __init__(
        self,
        batch: pa.RecordBatch,
        schema: pa.Schema,
        nulls: NDArray[np.bool_],
        samples: Samples,
    ) -> None:
        self._batch = batch
        self._schema = schema
        self._nulls = nulls
        self._samples = samples
        lists = batch["predictions"]
        if not np.array_equal(lists.is_null().to_numpy(zero_copy_only=False), nulls):
            raise NotPlain
        self._counts = pc.fill_null(lists.value_lengths(), 0).to_numpy()
        self._boxes = lists.flatten()
        if _known(batch.schema, schema) != schema:
            raise NotPlain

    def batches(self) -> list[tuple[str, pa.RecordBatch]]:
        """The checked batches.

        Raises:
            NotPlain: Something in them is only read the exact way.
        """
        detections = self._detections()
        found = [("inferences", self._inferences(detections))]
        if detections.num_rows:
            found.append(("detections", detections))
        return found

    def _inferences(self, detections: pa.RecordBatch) -> pa.RecordBatch:
        image, time = self._batch["image"], self._batch["time"]
        width, height = pc.struct_field(image, "width"), pc.struct_field(image, "height")
        told = pc.or_(width.is_valid(), height.is_valid())
        if not told.equals(image.is_valid()):
            raise NotPlain
        within(time, -EXACT, EXACT)
        for size in (width, height):
            within(size, 0, 2**31 - 1)
        states = np.where(self._nulls, "not_inferred", "inferred")
        return self._samples.batch(
            "inferences",
            np.arange(len(self._counts)),
            task=pa.array(self._tasks(detections), _TEXT),
            state=pa.array(states, _TEXT),
            image_width=width,
            image_height=height,
            inference_id=self._batch["inference_id"],
            batch_seconds=time,
            extra=_extras(
                dict(zip(self._batch.schema.names, self._batch, strict=True)), self._schema
            ),
        )

    def _tasks(self, detections: pa.RecordBatch) -> list[str | None]:
        """The task that each element's own boxes show."""
        tasks: list[str | None] = [("object-detection" if n else None) for n in self._counts]
        for column, task in (
            ("polygons", "instance-segmentation"),
            ("keypoints", "keypoint-detection"),
        ):
            if detections[column].null_count < detections.num_rows:
                shown = detections[column].is_valid().to_numpy(zero_copy_only=False)
                before = np.concatenate([[0], np.cumsum(shown)])
                ends = np.cumsum(self._counts)
                for index in np.flatnonzero(before[ends] > before[ends - self._counts]):
                    tasks[index] = task
        return tasks

    def _detections(self) -> pa.RecordBatch:
        if self._boxes.null_count:
            raise NotPlain
        parts = {f.name: self._boxes.field(i) for i, f in enumerate(self._boxes.type)}
        extra = _extras(parts, self._schema.field("predictions").type.value_type)
        absent = _SOMETIMES.keys() - parts.keys()
        parts |= {name: pa.nulls(len(self._boxes), _SOMETIMES[name]) for name in absent}
        for name in ("x", "y", "width", "height", "class"):
            refuse_nulls(parts[name])
        for name, (low, high) in {
            "x": (-EXACT, EXACT),
            "y": (-EXACT, EXACT),
            "width": (0, EXACT),
            "height": (0, EXACT),
            "confidence": (0, 1),
            "class_confidence": (0, 1),
        }.items():
            within(parts[name], low, high)
        starts = np.cumsum(self._counts) - self._counts
        rows = np.repeat(np.arange(len(self._counts)), self._counts)
        return self._samples.batch(
            "detections",
            rows,
            detection_index=pa.array(np.arange(len(rows)) - starts[rows], _INT),
            detection_id=parts["detection_id"],
            parent_id=parts["parent_id"],
            tracker_id=parts["tracker_id"],
            class_name=parts["class"],
            class_id=parts["class_id"],
            confidence=parts["confidence"],
            class_confidence=parts["class_confidence"],
            x_center=parts["x"],
            y_center=parts["y"],
            width=parts["width"],
            height=parts["height"],
            polygons=polygons(parts["points"]),
            keypoints=keypoints(parts["keypoints"]),
            extra=extra,
        )


def _known(found: pa.Schema, wanted: pa.Schema) -> pa.Schema:
    """The fields that were wanted, with the unknown fields of predictions left out."""
    fields = []
    for field in list(found)[: len(wanted)]:
        kind = field.type
        if field.name == "predictions":
            kind = pa.list_(pa.struct(list(kind.value_type)[: _length(wanted)]))
        fields.append(pa.field(field.name, kind))
    return pa.schema(fields)


def _extras(columns: dict[str, pa.Array], known: pa.Schema | pa.StructType) -> pa.Array:
    """What is left over of each row, as JSON; null where nothing is."""
    (length,) = {len(column) for column in columns.values()}
    others = {
        name: column
        for name, column in list(columns.items())[len(list(known)) :]
        if column.null_count < len(column)
    }
    for name, column in others.items():
        if name in _MEANT or column.type not in _PLAIN_EXTRAS:
            raise NotPlain
        if column.type == _REAL:
            within(column, -EXACT, EXACT)
    if not others:
        return pa.nulls(length, _TEXT)
    rows = pa.RecordBatch.from_pydict(others).to_pylist()
    return pa.array([as_extra(leftover(row, frozenset())) for row in rows], _TEXT)
