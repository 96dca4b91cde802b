"""The quick way: a window of elements decoded as columns, without an object for any box.

It takes what it certainly reads as the exact way does, value for value: elements with boxes,
outlines and keypoints, also with unknown fields that are no objects or lists, and bare vectors.
For anything else - a missing field, a value out of range, another task - it gives up on the
window, and the exact way reads it, keeps what there is to keep and says where what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json

from vidresults.schema.tables import KEYPOINT, RING
from vidresults.wire.rows import as_extra, leftover

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.wire.cut import Part
    from vidresults.wire.rows import Samples
    from vidresults.wire.windows import Window

_TEXT, _LONG, _INT, _REAL = pa.string(), pa.int64(), pa.int32(), pa.float64()
_OUTLINE = pa.list_(pa.struct([("x", _REAL), ("y", _REAL)]))
_NAMED_POINTS = pa.list_(
    pa.struct(
        [("x", _REAL), ("y", _REAL), ("confidence", _REAL), ("class_id", _LONG), ("class", _TEXT)]
    )
)
_PREDICTION = pa.struct(
    [
        ("x", _REAL), ("y", _REAL), ("width", _REAL), ("height", _REAL), ("confidence", _REAL),
        ("class", _TEXT), ("class_id", _LONG), ("detection_id", _TEXT),
        ("class_confidence", _REAL), ("tracker_id", _LONG), ("parent_id", _TEXT),
        ("points", _OUTLINE), ("keypoints", _NAMED_POINTS),
    ]
)  # fmt: skip
_BOXES = pa.schema(
    [
        ("inference_id", _TEXT),
        ("time", _REAL),
        ("image", pa.struct([("width", _INT), ("height", _INT)])),
        ("predictions", pa.list_(_PREDICTION)),
    ]
)
# Fields without a column that mean something to the exact way.
_MEANT = frozenset(
    {"top", "confidence", "predicted_classes", "embeddings", "error", "mask_metadata"}
    | {"original_image", "face", "rle", "rle_mask", "angle", "rect"}
)
_PLAIN_EXTRAS = (_TEXT, _LONG, _REAL, pa.bool_())
_VECTORS = pa.schema([("vector", pa.list_(_REAL))])
_ONE_LINE = bytes.maketrans(b"\0\n\r", b"\n  ")
# Beyond this a whole number may not be what was sent once it is a float64.
_EXACT = 2.0**53 - 1
_LONGEST = 1 << 30


class _NotPlain(Exception):  # noqa: N818 - nothing is wrong, the other way takes over
    """Raised where the window holds something that only the exact way reads."""


def read_columns(window: Window, samples: Samples) -> list[tuple[str, pa.RecordBatch]] | None:
    """The window's checked batches, or None where the exact way has to read it."""
    heads = [bytes(memoryview(part)[:1]) for part in window.parts]
    kind = next((head for head in heads if head != b"n"), b"n")
    try:
        if kind == b"{":
            nulls = np.array([head == b"n" for head in heads])
            return _Boxes(_decoded(_objects(window.parts, nulls), _BOXES), nulls, samples).batches()
        if kind == b"[":
            return _vectors(_decoded(_wrapped(window.parts), _VECTORS), samples)
    except (_NotPlain, pa.ArrowInvalid, UnicodeDecodeError):
        pass
    return None


def _objects(parts: Sequence[Part], nulls: NDArray[np.bool_]) -> bytes:
    """The elements line by line; pyarrow crashes on a first line that is null."""
    if nulls.any():
        parts = [b"{}" if null else part for part, null in zip(parts, nulls, strict=True)]
    lines = b"\n".join(parts)
    if lines.count(b"\n") == len(parts) - 1 and b"\r" not in lines:
        return lines
    return b"\0".join(parts).translate(_ONE_LINE)


def _wrapped(parts: Sequence[Part]) -> bytes:
    lines = b'{"vector":' + b'}\0{"vector":'.join(parts) + b"}"
    return lines.translate(_ONE_LINE)


def _decoded(lines: bytes, schema: pa.Schema) -> pa.RecordBatch:
    if len(lines) > _LONGEST:
        raise _NotPlain
    if not lines.isascii():
        lines.decode()  # pyarrow does not look
    table = json.read_json(
        pa.BufferReader(lines),
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer"),
    )
    return table.combine_chunks().to_batches()[0]


class _Boxes:
    """Elements with predictions that are boxes."""

    def __init__(self, batch: pa.RecordBatch, nulls: NDArray[np.bool_], samples: Samples) -> None:
        self._batch = batch
        self._nulls = nulls
        self._samples = samples
        lists = batch["predictions"]
        if not np.array_equal(lists.is_null().to_numpy(zero_copy_only=False), nulls):
            raise _NotPlain
        self._counts = pc.fill_null(lists.value_lengths(), 0).to_numpy()
        self._boxes = lists.flatten()
        if _known(batch.schema, _BOXES) != _BOXES:
            raise _NotPlain

    def batches(self) -> list[tuple[str, pa.RecordBatch]]:
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
            raise _NotPlain
        _within(time, -_EXACT, _EXACT)
        for size in (width, height):
            _within(size, 0, 2**31 - 1)
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
            extra=_extras(dict(zip(self._batch.schema.names, self._batch, strict=True)), _BOXES),
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
            raise _NotPlain
        parts = {f.name: self._boxes.field(i) for i, f in enumerate(self._boxes.type)}
        for name in ("x", "y", "width", "height", "class"):
            _refuse_nulls(parts[name])
        for name, (low, high) in {
            "x": (-_EXACT, _EXACT),
            "y": (-_EXACT, _EXACT),
            "width": (0, _EXACT),
            "height": (0, _EXACT),
            "confidence": (0, 1),
            "class_confidence": (0, 1),
        }.items():
            _within(parts[name], low, high)
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
            polygons=_polygons(parts["points"]),
            keypoints=_keypoints(parts["keypoints"]),
            extra=_extras(parts, _PREDICTION),
        )


def _known(found: pa.Schema, wanted: pa.Schema) -> pa.Schema:
    """The fields that were wanted, with the unknown fields of predictions left out."""
    fields = []
    for field in list(found)[: len(wanted)]:
        kind = field.type
        if field.name == "predictions":
            kind = pa.list_(pa.struct(list(kind.value_type)[: _PREDICTION.num_fields]))
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
            raise _NotPlain
        if column.type == _REAL:
            _within(column, -_EXACT, _EXACT)
    if not others:
        return pa.nulls(length, _TEXT)
    rows = pa.RecordBatch.from_pydict(others).to_pylist()
    return pa.array([as_extra(leftover(row, frozenset())) for row in rows], _TEXT)


def _polygons(outlines: pa.ListArray) -> pa.Array:
    """Each outline as the only ring of its list."""
    if outlines.null_count == len(outlines):
        return pa.nulls(len(outlines), _list_of(RING))
    told = outlines.is_valid().to_numpy(zero_copy_only=False)
    rings = _relabelled(outlines.drop_null(), RING, named={})
    offsets = np.concatenate([[0], np.cumsum(told)])
    mask = pa.array(~told) if outlines.null_count else None
    return pa.ListArray.from_arrays(pa.array(offsets, _INT), rings, type=_list_of(RING), mask=mask)


def _keypoints(points: pa.ListArray) -> pa.Array:
    wanted = _list_of(KEYPOINT)
    if points.null_count == len(points):
        return pa.nulls(len(points), wanted)
    return _relabelled(points, wanted, named={"class": "class_name"})


def _relabelled(lists: pa.ListArray, wanted: pa.ListType, *, named: dict[str, str]) -> pa.Array:
    """Lists of points with the published type: what must be there is there."""
    points = lists.flatten()
    if points.null_count:
        raise _NotPlain
    parts = {named.get(f.name, f.name): points.field(i) for i, f in enumerate(points.type)}
    for name in ("x", "y"):
        _refuse_nulls(parts[name])
        _within(parts[name], -_EXACT, _EXACT)
    if "confidence" in parts:
        _within(parts["confidence"], 0, 1)
    fields = list(wanted.value_type)
    values = pa.StructArray.from_arrays([parts[f.name] for f in fields], fields=fields)
    lengths = pc.fill_null(lists.value_lengths(), 0).to_numpy()
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), _INT)
    mask = lists.is_null() if lists.null_count else None
    return pa.ListArray.from_arrays(offsets, values, type=wanted, mask=mask)


def _list_of(item: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("item", item, nullable=False))


def _vectors(batch: pa.RecordBatch, samples: Samples) -> list[tuple[str, pa.RecordBatch]]:
    vectors = batch["vector"]
    numbers = vectors.flatten()
    _refuse_nulls(numbers)
    _within(numbers, -_EXACT, _EXACT)
    if pc.min(vectors.value_lengths()).as_py() == 0:
        raise _NotPlain
    there = np.flatnonzero(vectors.is_valid().to_numpy(zero_copy_only=False))
    inferred = vectors.is_valid()
    state = pc.if_else(inferred, "inferred", "not_inferred")
    task = pc.if_else(inferred, "clip-embed-image", pa.scalar(None, _TEXT))
    rows = np.arange(len(vectors))
    found = [("inferences", samples.batch("inferences", rows, task=task, state=state))]
    if len(there):
        kept = vectors.drop_null()
        typed = pa.ListArray.from_arrays(kept.offsets, kept.values, type=_list_of(_REAL))
        found.append(("embeddings", samples.batch("embeddings", there, vector=typed)))
    return found


def _refuse_nulls(values: pa.Array) -> None:
    if values.null_count:
        raise _NotPlain


def _within(values: pa.Array, low: float, high: float) -> None:
    """Give up where a value is not between the limits, or so large that it may be rounded."""
    found = pc.min_max(values).as_py()
    if found["min"] is not None and not (low <= found["min"] and found["max"] <= high):
        raise _NotPlain
