"""Labelled pictures (semantic masks) as they were sent, with the classes that each has."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.errors import MatchError
from vidresults.matching import scale_to_video

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.report.names import Names
    from vidresults.results import Source

SEMANTIC: Final = pa.schema(
    [
        pa.field("model", pa.uint8()),
        pa.field("frame", pa.int32()),
        pa.field("png", pa.binary()),
        pa.field("ids", pa.list_(pa.uint8())),
        pa.field("classes", pa.list_(pa.uint16())),
    ]
)

_BACKGROUND: Final = "background"  # keeps the picture
_VALUES: Final = 256
_LAST_FRAME: Final = 2**31 - 1


def semantic_of(source: Source, names: Names, size: tuple[int, int]) -> tuple[pa.Table, int]:
    """The page's table, and how many labelled pictures it cannot show.

    `ids` are the values that pixels of a picture have, `classes` the numbers of their classes; the
    background, and classes of the map that have no pixel, are left out.

    Args:
        source: The results.
        names: The numbers of models and classes; new ones are added.
        size: Width and height of the video as shown, in pixels.

    Raises:
        SelectionError: There are too many classes.
    """
    rows: list[dict[str, Any]] = []
    refused = 0
    for batch in source.batches("semantic_masks"):
        models = names.models_of(batch).tolist()
        frames = batch["frame_index"].to_pylist()
        for at, (model, frame) in enumerate(zip(models, frames, strict=True)):
            png = batch["mask_png"][at].as_py()
            used = _used(png, size)
            if used is None:
                refused += 1
                continue
            there = _there(batch["class_map"][at].as_py(), used)
            rows.append(
                {
                    "model": model,
                    "frame": min(frame, _LAST_FRAME),
                    "png": png,
                    "ids": list(there),
                    "classes": names.classes_of(_named(there)).tolist(),
                }
            )
    return pa.Table.from_pylist(rows, schema=SEMANTIC), refused


def presence_of(semantic: pa.Table) -> dict[str, NDArray[Any]]:
    """Columns of a row for each class that a labelled picture has: model, frame and class."""
    lengths = np.array([len(item) for item in semantic["classes"].to_pylist()], np.int64)
    classes = [number for item in semantic["classes"].to_pylist() for number in item]
    return {
        "model": np.repeat(semantic["model"].to_numpy(), lengths),
        "frame": np.repeat(semantic["frame"].to_numpy(), lengths),
        "class": np.array(classes, np.uint16),
    }


def _used(png: bytes, size: tuple[int, int]) -> NDArray[np.bool_] | None:
    """Which of the 256 values a picture has; None where it cannot be shown over the video."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            if picture.mode != "L":  # 8 bit grey: other pixels are no class ids
                return None
            scale_to_video(picture.size, size)
            counts = picture.histogram()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MatchError):
        return None
    return np.array(counts) > 0


def _there(class_map: list[dict[str, Any]], used: NDArray[np.bool_]) -> dict[int, str]:
    named = {item["class_id"]: item["class_name"] for item in class_map}
    return {
        number: name
        for number, name in named.items()
        if 0 <= number < _VALUES and used[number] and name.casefold() != _BACKGROUND
    }


def _named(there: dict[int, str]) -> pa.RecordBatch:
    columns = [pa.array(there, pa.int64()), pa.array(there.values(), pa.string())]
    return pa.RecordBatch.from_arrays(columns, ["class_id", "class_name"])
