"""Steps of other tools on the picture: anything with supervision's `annotate`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from vidresults.errors import SelectionError
from vidresults.matching import colour_key
from vidresults.render.masks import dense_mask
from vidresults.results.supervision_rows import rows_to_supervision

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.scene import Sight


class Annotator(Protocol):
    """What supervision's annotators are, and what one's own may be."""

    def annotate(self, scene: Any, detections: Any) -> Any:
        """Draw the detections; returns the picture."""


def check_annotators(annotators: Iterable[Any]) -> None:
    """See that all of them can be used, before the first frame.

    Raises:
        SelectionError: One has no `annotate`.
    """
    for annotator in annotators:
        if isinstance(annotator, type) or not callable(getattr(annotator, "annotate", None)):
            raise SelectionError(
                f"annotators: found {annotator!r}, expected an object with "
                "annotate(scene, detections), such as supervision.BoxAnnotator()"
            )


def apply_annotators(
    picture: NDArray[np.uint8], detections: Any, annotators: Iterable[Annotator]
) -> None:
    """Let each annotator draw onto the picture itself, one after the other.

    Args:
        picture: BGR, shape (height, width, 3).
        detections: What is seen, in pixels of the picture: supervision's Detections.
        annotators: Objects with `annotate(scene, detections)`.

    Raises:
        SelectionError: An annotator gave something else than a picture of this size.
    """
    for annotator in annotators:
        # A copy: some give back a new picture and use the given one up while they make it.
        drawn = annotator.annotate(scene=picture.copy(), detections=detections)
        if not isinstance(drawn, np.ndarray) or drawn.shape != picture.shape:
            found = f"shape {drawn.shape}" if isinstance(drawn, np.ndarray) else repr(drawn)
            raise SelectionError(
                f"annotators: {type(annotator).__name__} gave {found}, expected the picture of "
                f"shape {picture.shape}"
            )
        picture[...] = drawn


def detections_on(sights: Sequence[Sight], size: tuple[int, int]) -> Any:
    """The boxes of all models on one picture, in its pixels, as supervision's detections.

    Args:
        sights: What is seen.
        size: Width and height of the picture; masks get this size.

    Raises:
        MatchError: A mask is of another aspect ratio than the picture.
    """
    pairs = [(s, row) for s in sights for row in s.rows.get("detections", [])]
    edges = np.empty((len(pairs), 4), np.float64)
    for place, (sight, row) in zip(edges, pairs, strict=True):
        half = np.array([row["width"], row["height"]]) / 2
        centre = np.array([row["x_center"], row["y_center"]])
        place[:] = np.concatenate([centre - half, centre + half]) * (*sight.scale, *sight.scale)
    masks = None
    if any(row["polygons"] or row["rle"] for _, row in pairs):
        masks = np.stack([dense_mask(row, sight.scale, size) for sight, row in pairs])
    rows = [row for _, row in pairs]
    class_ids = [colour_key(row["class_id"], row["class_name"]) for row in rows]
    return rows_to_supervision(rows, edges, class_ids, masks)
