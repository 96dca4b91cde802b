"""Boxes, masks and keypoints of the compared frames, as pycocotools takes them.

All are in pixels of the truth's pictures: results of another size are scaled, another aspect ratio
is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import by_model
from vidresults.errors import MatchError
from vidresults.geometry import same_aspect

if TYPE_CHECKING:
    from vidresults.analytics.evaluation.alignment import Alignment, Side
    from vidresults.analytics.evaluation.shapes import Shapes, Size
    from vidresults.results import Source

_COLUMNS = [
    "sample_index", "class_name", "confidence", "tracker_id", "x_center", "y_center", "width",
    "height", "polygons", "rle", "keypoints", "extra",
]  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Scene:
    """What is compared of one source and model.

    Attributes:
        images: One for each compared frame, in order; ids go on from scene to scene.
        truth: Annotations of the truth.
        found: Those of the result.
    """

    images: list[dict[str, Any]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)

    @property
    def tracked(self) -> bool:
        """Whether the truth has track ids; what has none in the result is missed."""
        return any(item["track"] is not None for item in self.truth)


def rows_on(
    source: Source, keys: Mapping[tuple[str, str], Sequence[int]]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The detections of some samples of each source and model, in one pass."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {key: [] for key in keys}
    wanted = {key: pa.array(samples, pa.int32()) for key, samples in keys.items()}
    for batch in source.batches("detections"):
        for key, rows in by_model(batch):
            if key in keys:
                here = pc.is_in(rows["sample_index"], value_set=wanted[key])
                found[key] += rows.select(_COLUMNS).filter(here).to_pylist()
    return found


def scene_of(
    rows: tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]],
    sides: tuple[Side, Side],
    pairs: Alignment,
    shapes: Shapes,
    first_image: int,
) -> Scene:
    """What is compared of one source and model.

    Args:
        rows: Detections of the result and of the truth, on the compared samples.
        sides: The frames of the result and of the truth.
        pairs: Which is which.
        shapes: How rows become annotations.
        first_image: Id of the first image.

    Raises:
        MatchError: The aspect ratios differ, or masks need a size that is not known.
    """
    scene = Scene()
    numbers: tuple[dict[int, int], dict[int, int]] = {}, {}
    sizes: list[tuple[Size | None, Size | None]] = []
    for at, positions in enumerate(zip(pairs.found.tolist(), pairs.truth.tolist(), strict=True)):
        own, known = (_size(side, p) for side, p in zip(sides, positions, strict=True))
        if own and known and not same_aspect(own, known):
            raise MatchError(
                f"frame {sides[0].frames[positions[0]]} is of {own[0]}x{own[1]} pixels and its "
                f"truth of {known[0]}x{known[1]}: the aspect ratios differ"
            )
        sizes.append((own, known or own))
        for part, side, position in zip(numbers, sides, positions, strict=True):
            part[int(side.samples[position])] = at
        width, height = known or own or (0, 0)
        scene.images.append({"id": first_image + at, "width": width, "height": height})
    for row in rows[1]:
        at = numbers[1][row["sample_index"]]
        item = shapes.annotation(row, sizes[at][1], sizes[at][1], truth=True)
        scene.truth += [] if item is None else [{**item, "image_id": first_image + at}]
    for row in rows[0]:
        at = numbers[0][row["sample_index"]]
        item = shapes.annotation(row, *sizes[at], truth=False)
        scene.found += [] if item is None else [{**item, "image_id": first_image + at}]
    return scene


def _size(side: Side, position: int) -> Size | None:
    width, height = side.sizes[position].tolist()
    return None if np.isnan(width) else (int(width), int(height))
