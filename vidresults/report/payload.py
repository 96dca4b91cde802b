"""The tables of the page: samples and boxes as packed Arrow columns in pixels of the video."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.report.gazes import gazes_of
from vidresults.report.semantic import presence_of, semantic_of
from vidresults.report.shapes import SHAPES, ShapeRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vidresults.report.names import Names
    from vidresults.report.samples import Samples
    from vidresults.results import Source

TABLES: Final = ("frames", "samples", "boxes", "shapes", "labels", "semantic", "gazes")
"""In the order in which the page reads them."""

_FARTHEST: Final = 1e6  # pixels; no picture is larger
_LAST_FRAME: Final = 2**31 - 1
_BOX = ("x_center", "y_center", "width", "height")
_SHAPES = ["rotated_box", "polygons", "rle", "keypoints"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What the page reads beside its facts.

    Attributes:
        tables: The tables by name.
        refused: How many labelled pictures cannot be shown.
    """

    tables: Mapping[str, pa.Table]
    refused: int = 0

    @property
    def boxes(self) -> int:
        """How many boxes there are."""
        return int(self.tables["boxes"].num_rows)

    def packed(self) -> bytes:
        """The tables as Arrow streams, each after its length, compressed; the same every time."""
        out = io.BytesIO()
        for name in TABLES:
            stream = pa.BufferOutputStream()
            table = self.tables[name].combine_chunks()
            with pa.ipc.new_stream(stream, table.schema) as writer:
                # An empty table has no batch of its own, and the page wants one.
                for batch in table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]:
                    writer.write_batch(batch)
            content = stream.getvalue()
            out.write(len(content).to_bytes(4, "little"))
            out.write(content)
        return gzip.compress(out.getvalue(), compresslevel=6, mtime=0)


def payload_of(
    source: Source,
    names: Names,
    samples: Samples,
    seconds: NDArray[np.float64],
    size: tuple[int, int],
) -> Payload:
    """Pack the results of one video.

    Args:
        source: The results.
        names: The numbers of models, classes and keypoints; new ones are added.
        samples: The samples of all models.
        seconds: The time of each frame of the video, shape (frames,).
        size: Width and height of the video as shown, in pixels.

    Raises:
        SelectionError: There are too many classes.
    """
    shapes = ShapeRows(names)
    boxes = _boxes(source, names, samples, shapes)
    labels = _labels(source, names)
    semantic, refused = semantic_of(source, names, size)
    return Payload(
        tables={
            "frames": pa.table({"time": pa.array(seconds, pa.float64())}),
            "samples": samples.table(boxes.pop("_sample"), seconds),
            "boxes": pa.table(boxes),
            "shapes": pa.Table.from_pylist(shapes.rows, schema=SHAPES),
            "labels": pa.concat_tables([labels, _presence_table(semantic)]),
            "semantic": semantic,
            "gazes": gazes_of(source, names, samples),
        },
        refused=refused,
    )


def _boxes(source: Source, names: Names, samples: Samples, shapes: ShapeRows) -> dict[str, Any]:
    """Columns of the boxes, by sample and then as they stand."""
    parts: list[dict[str, NDArray[Any]]] = []
    for batch in source.batches("detections"):
        place = samples.places(batch)
        sx, sy = samples.scale[place].T
        shape = np.full(len(batch), -1, np.int32)
        for row in np.flatnonzero(_shaped(batch)).tolist():
            values = batch.slice(row, 1).select(_SHAPES).to_pylist()[0]
            shape[row] = shapes.add(values, (sx[row], sy[row]))
        parts.append(
            {
                "_sample": place,
                **_corners(batch, (sx, sy)),
                "class": names.classes_of(batch),
                "confidence": _floats(batch["confidence"]),
                "track": names.tracks_of(batch),
                "shape": shape,
            }
        )
    if not parts:
        parts = [_NO_BOXES]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["_sample"], kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _corners(
    batch: pa.RecordBatch, scale: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> dict[str, NDArray[np.float32]]:
    x, y, width, height = (batch[name].to_numpy() for name in _BOX)
    with np.errstate(over="ignore", invalid="ignore"):  # boxes near the end of the numbers
        edges = {
            "x0": (x - width / 2) * scale[0],
            "y0": (y - height / 2) * scale[1],
            "x1": (x + width / 2) * scale[0],
            "y1": (y + height / 2) * scale[1],
        }
    near = {name: np.clip(values, -_FARTHEST, _FARTHEST) for name, values in edges.items()}
    return {name: values.astype(np.float32) for name, values in near.items()}


_NO_BOXES: dict[str, NDArray[Any]] = {
    "_sample": np.empty(0, np.int64),
    **{name: np.empty(0, np.float32) for name in ("x0", "y0", "x1", "y1")},
    "class": np.empty(0, np.uint16),
    "confidence": np.empty(0, np.float32),
    "track": np.empty(0, np.int32),
    "shape": np.empty(0, np.int32),
}


def _shaped(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    found = np.zeros(len(batch), bool)
    for name in _SHAPES:
        found |= batch[name].is_valid().to_numpy(zero_copy_only=False)
    return found


def _floats(column: pa.Array) -> NDArray[np.float32]:
    """NaN where the value is unknown."""
    filled = pc.fill_null(column, float("nan")).to_numpy(zero_copy_only=False)
    return np.asarray(filled, np.float32)


def _labels(source: Source, names: Names) -> pa.Table:
    tables = [_label_table(batch, names) for batch in source.batches("classifications")]
    return pa.concat_tables([*tables, _LABELS.empty_table()])


_LABELS = pa.schema(
    [
        pa.field("model", pa.uint8()),
        pa.field("frame", pa.int32()),
        pa.field("class", pa.uint16()),
        pa.field("confidence", pa.float32()),
        pa.field("predicted", pa.uint8()),
    ]
)


def _label_table(batch: pa.RecordBatch, names: Names) -> pa.Table:
    return pa.table(
        {
            "model": names.models_of(batch),
            "frame": np.minimum(batch["frame_index"].to_numpy(), _LAST_FRAME).astype(np.int32),
            "class": names.classes_of(batch),
            "confidence": _floats(batch["confidence"]),
            "predicted": batch["predicted"].to_numpy(zero_copy_only=False).astype(np.uint8),
        },
        schema=_LABELS,
    )


def _presence_table(semantic: pa.Table) -> pa.Table:
    """A class of a labelled picture is a class of its frame, of unknown confidence."""
    columns = presence_of(semantic)
    count = len(columns["class"])
    told = {"confidence": np.full(count, np.nan), "predicted": np.full(count, 1, np.uint8)}
    return pa.table({**columns, **told}).cast(_LABELS)
