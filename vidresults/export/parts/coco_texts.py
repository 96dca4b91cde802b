"""The JSON of COCO's annotations: of plain boxes column by column, of others one by one.

Both ways write the same bytes for the same box, so that a row's text depends on that row alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.export.parts.json_texts import Pieces, items_of_texts, objects, texts_of
from vidresults.export.pictures.coco_images import known
from vidresults.results import columns_of
from vidresults.threads import in_order

if TYPE_CHECKING:
    from vidresults.export.labels.categories import Categories
    from vidresults.export.pictures.coco_images import Images
    from vidresults.results import Source

Row = dict[str, Any]

_SHAPES = ("polygons", "rle", "keypoints")
_COLUMNS = (
    "source_id", "model", "frame_index", "detection_id", "tracker_id", "class_name", "class_id",
    "confidence", "x_center", "y_center", "width", "height",
)  # fmt: skip


def boxes(source: Source) -> Iterator[pa.RecordBatch]:
    """The detections with the columns that annotations are made of."""
    if any(source.facts.values[f"detections.{name}"] for name in _SHAPES):
        return source.batches("detections")
    return columns_of(source, "detections", _COLUMNS)


def annotation_texts(
    batches: Iterable[pa.RecordBatch],
    images: Images,
    categories: Categories,
    keys: Iterable[str],
    item: Callable[[Row], Row],
) -> Iterator[memoryview]:
    """Annotations in order, as `write_list` takes them, made in threads.

    Args:
        batches: Detections, as `boxes` gives them.
        images: Numbers the images.
        categories: Numbers the classes.
        keys: What a plain box has, of MEMBERS; a value that is null is left out.
        item: The same for a box with a mask, an outline or keypoints. Its row has also id,
            image_id and category_id.

    Raises:
        OutputError: The size of a frame with a box is unknown.
    """

    def texts(part: tuple[int, pa.RecordBatch]) -> memoryview:
        first, batch = part
        numbers = {
            "id": np.arange(first, first + len(batch)),
            "image_id": images.ids_of(batch),
            "category_id": categories.ids_of(batch),
        }
        for name, column in numbers.items():
            batch = batch.append_column(name, pa.array(column, pa.int64()))
        texts = objects({key: MEMBERS[key](batch) for key in keys})
        shaped = _has_shape(batch)
        rows = [item(row) for row in batch.filter(shaped).to_pylist()]
        return items_of_texts(texts, shaped, rows)

    return in_order(_counted(batches), texts)


def image_texts(images: Images) -> Iterator[memoryview]:
    """The images in order, as `write_list` takes them."""
    for batch in images.batches():
        idle = batch["models_without_answer"].is_valid()
        names = [name for name in batch.schema.names if name != "models_without_answer"]
        texts = objects({name: texts_of(batch[name]) for name in names})
        rows = [known(row) for row in batch.filter(idle).to_pylist()]
        yield items_of_texts(texts, idle, rows)


def _counted(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Batches with the number of their first row, from 1."""
    first = 1
    for batch in batches:
        yield first, batch
        first += len(batch)


def _has_shape(batch: pa.RecordBatch) -> pa.Array:
    there = [batch[name].is_valid() for name in _SHAPES if name in batch.schema.names]
    return functools.reduce(pc.or_, there, pa.array(np.zeros(len(batch), np.bool_)))


def _bbox(batch: pa.RecordBatch) -> Pieces:
    width, height = batch["width"], batch["height"]
    left = pc.subtract(batch["x_center"], pc.divide(width, 2.0))
    top = pc.subtract(batch["y_center"], pc.divide(height, 2.0))
    first, *others = map(texts_of, (left, top, width, height))
    return ["[", *first, *(piece for other in others for piece in (",", *other)), "]"]


MEMBERS: Final[dict[str, Callable[[pa.RecordBatch], Pieces]]] = {
    "id": lambda batch: texts_of(batch["id"]),
    "image_id": lambda batch: texts_of(batch["image_id"]),
    "category_id": lambda batch: texts_of(batch["category_id"]),
    "bbox": _bbox,
    "area": lambda batch: texts_of(pc.multiply(batch["width"], batch["height"])),
    "iscrowd": lambda _: ["0"],
    "score": lambda batch: texts_of(batch["confidence"]),
    "track_id": lambda batch: texts_of(batch["tracker_id"]),
    "detection_id": lambda batch: texts_of(batch["detection_id"]),
}
"""What an annotation of a plain box can have."""
