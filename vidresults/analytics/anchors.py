"""Where the boxes of a result stand, one point for each, with the samples they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import by_model
from vidresults.analytics.clock import floats_of, places_of, times_of
from vidresults.errors import MatchError
from vidresults.geometry import same_aspect
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

Anchor = Literal["bottom", "center"]
ANCHORS: Final[tuple[str, ...]] = get_args(Anchor)

FARTHEST: Final = 1e9
"""Pixels. What stands farther out is taken to stand there: its squares are still numbers."""

_AT_EDGE = 1e-6  # pixels; rounding of a box's edges

_BOX = ("x_center", "y_center", "width", "height")
_OF_BOX = ("sample_index", "tracker_id", "class_name", "confidence", *_BOX)
_NO_BOXES = TABLES["detections"].empty_table().select(list(_OF_BOX))
_OF_SAMPLE = ("sample_index", "frame_index", "state", "image_width", "image_height")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchors:
    """The boxes of one model, and all of its samples, in order.

    Attributes:
        source_id: The source.
        model: The model.
        frames: Frame of each sample, ascending, shape (samples,).
        seconds: Time of each sample, NaN where it is not known.
        clock: Whose times these are: "video", "sent", or None where no time is known.
        inferred: Whether the model ran on it.
        sample: Position among the samples of each box, ascending, shape (boxes,).
        rows: Position of each box among the detections of its model, shape (boxes,).
        boxes: Centre and size in pixels, shape (boxes, 4).
        points: What counts as the place of each box, shape (boxes, 2).
        class_names: Shape (boxes,).
        confidences: NaN where it is not known, shape (boxes,).
        tracker_ids: None where a box is not tracked.
    """

    source_id: str
    model: str
    frames: NDArray[np.int64]
    seconds: NDArray[np.float64]
    clock: str | None
    inferred: NDArray[np.bool_]
    sample: NDArray[np.int64]
    rows: NDArray[np.int64]
    boxes: NDArray[np.float64]
    points: NDArray[np.float64]
    class_names: list[str]
    confidences: NDArray[np.float64]
    tracker_ids: list[int | None]


def anchors_of(
    source: Source,
    *,
    size: tuple[int, int] | None = None,
    anchor: Anchor = "bottom",
    mixed: bool = False,
    largest: bool = False,
) -> Iterator[Anchors]:
    """The boxes of each model of each source, in the order of the source.

    Args:
        source: Results of any number of videos.
        size: Width and height of the picture in whose pixels points are wanted; None: those of
            the source's own frames.
        anchor: "bottom" for the middle of the lower edge, or "center".
        mixed: Whether frames of one source may have several sizes where none is wanted.
        largest: Where the frames of a source have several sizes and none is wanted, whether to
            take the largest of them instead of refusing.

    Raises:
        MatchError: Frames have another aspect ratio than `size`; or without it, several sizes.
    """
    samples: dict[tuple[str, str], list[Any]] = {}
    boxes: dict[tuple[str, str], list[Any]] = {}
    times: dict[str, list[Any]] = {}
    for table, batch in source.stream(("frames", "inferences", "detections")):
        if table == "frames":
            for name in batch["source_id"].unique().to_pylist():
                times.setdefault(name, []).append(batch.filter(pc.field("source_id") == name))
            continue
        kept, columns = (samples, _OF_SAMPLE) if table == "inferences" else (boxes, _OF_BOX)
        for key, rows in by_model(batch):
            kept.setdefault(key, []).append(rows.select(list(columns)))
    for key, parts in samples.items():
        own = source.facts.frame_size(key[0])
        sizes = source.facts.sizes.get(key[0], frozenset())
        if size is None and len(sizes) > 1 and not (mixed or largest):
            raise MatchError(
                f"the frames of {key[0]!r} have several sizes: say which picture the pixels are "
                "of (size)"
            )
        found = boxes.get(key, []), times.get(key[0], [])
        wanted = max(sizes) if size is None and largest and len(sizes) > 1 else size
        yield _anchors(key, parts, *found, own=own, size=wanted, anchor=anchor)


def _anchors(
    key: tuple[str, str],
    samples: list[Any],
    boxes: list[Any],
    times: list[Any],
    *,
    own: tuple[int, int] | None,
    size: tuple[int, int] | None,
    anchor: Anchor,
) -> Anchors:
    rows = pa.Table.from_batches(samples).sort_by("sample_index")
    numbers = floats_of(rows["sample_index"])
    seconds, clock = times_of(numbers, times)
    found = pa.Table.from_batches(boxes) if boxes else _NO_BOXES
    order = np.argsort(floats_of(found["sample_index"]), kind="stable")  # boxes keep their order
    found = found.take(order)
    at, known = places_of(numbers, floats_of(found["sample_index"]))
    found, at = found.filter(pa.array(known)), at[known]
    sent = np.stack([floats_of(found[name]) for name in _BOX], axis=1)
    scale = _scales(rows, own, size)[at]
    with np.errstate(over="ignore", invalid="ignore"):  # boxes near the end of the numbers
        scaled = sent * np.concatenate([scale, scale], axis=1)
        points = scaled[:, :2].copy()
        if anchor == "bottom":
            points[:, 1] += scaled[:, 3] / 2
        points = np.clip(points, -FARTHEST, FARTHEST)
    picture = size or own
    if picture is not None:
        points = held_in_picture(points, picture)
    return Anchors(
        source_id=key[0],
        model=key[1],
        frames=floats_of(rows["frame_index"]).astype(np.int64),
        seconds=seconds,
        clock=clock,
        inferred=np.array([state == "inferred" for state in rows["state"].to_pylist()], np.bool_),
        sample=at,
        rows=order[known],
        boxes=scaled,
        points=points,
        class_names=found["class_name"].to_pylist(),
        tracker_ids=found["tracker_id"].to_pylist(),
        confidences=floats_of(found["confidence"]),
    )


def held_in_picture(points: NDArray[np.float64], size: tuple[float, float]) -> NDArray[np.float64]:
    """Points on the right or lower edge of the picture, a hair inside; the others as they are.

    A box that is cut off by the picture ends on that edge, which is no part of a zone that
    reaches to it.

    Args:
        points: In pixels, shape (n, 2).
        size: Width and height of the picture.
    """
    edge = np.array(size, np.float64)
    return np.asarray(np.where(np.abs(points - edge) <= _AT_EDGE, edge - _AT_EDGE, points))


def _scales(
    rows: Any, own: tuple[int, int] | None, size: tuple[int, int] | None
) -> NDArray[np.float64]:
    """Factors from each sample's pixels to those that are wanted, shape (samples, 2).

    A size that is not known is taken to be the wanted one.
    """
    if size is None:
        return np.ones((len(rows), 2))
    sizes = np.stack([floats_of(rows["image_width"]), floats_of(rows["image_height"])], axis=1)
    sizes = np.where(np.isnan(sizes).any(axis=1, keepdims=True), own or size, sizes)
    for width, height in np.unique(sizes, axis=0).astype(int).tolist():
        if not same_aspect((width, height), size):
            raise MatchError(
                f"the results are of {width}x{height} pictures and what they are held against "
                f"is of {size[0]}x{size[1]}: the aspect ratios differ"
            )
    return np.asarray(np.array(size) / sizes, np.float64)
