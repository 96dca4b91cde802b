"""What is to be seen on each frame of the video, from the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import SelectionError
from vidresults.matching import HOLD_INTERVALS, Between, scale_to_video, shown_samples

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_DRAWN = ("detections", "classifications", "semantic_masks")
_COLUMNS = {
    "detections": (
        "class_name", "class_id", "confidence", "x_center", "y_center", "width", "height",
        "polygons", "rle", "keypoints",
    ),
    "classifications": ("class_name", "class_id", "confidence"),
    "semantic_masks": ("mask_png", "class_map"),
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Sight:
    """What one model saw on the sample that is shown.

    Attributes:
        model: The model.
        scale: Factors from its pixels to the video's, for x and y.
        rows: Rows to draw, by table.
    """

    model: str
    scale: tuple[float, float]
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Track:
    """One model's samples: which is shown when, and what it saw."""

    shown: Any
    sights: list[Sight]


class Scene:
    """The sights of every video frame, for one source."""

    def __init__(
        self, source: Source, video_size: tuple[int, int], *, between: Between = "hold"
    ) -> None:
        """Read what is drawn into memory and decide which sample each frame shows.

        Args:
            source: Results of one video.
            video_size: Width and height of the video as shown, in pixels.
            between: What is shown between samples, see `matching.shown_samples`.

        Raises:
            SelectionError: The source holds several videos, or `between` is not known.
            MatchError: The results are of pictures of another aspect ratio.
        """
        ids = source.facts.source_ids
        if len(ids) != 1:
            raise SelectionError(
                f"the results hold {len(ids)} videos ({', '.join(ids)}), expected those of one"
            )
        known = source.facts.frame_size(ids[0])
        rows = _group(source)
        self._tracks: list[_Track] = []
        self.last_frame = -1
        for model in source.facts.models:
            inferences = _inferences_of(source, model)
            if not inferences:
                continue
            frames = np.array([row["frame_index"] for row in inferences], np.int64)
            inferred = np.array([row["state"] == "inferred" for row in inferences])
            shown = shown_samples(_length(frames), frames, inferred, between=between)
            sights = [
                Sight(
                    model=model,
                    scale=scale_to_video(_size(row) or known, video_size),
                    rows=rows.get((model, row["sample_index"]), {}),
                )
                for row in inferences
            ]
            self._tracks.append(_Track(shown=shown, sights=sights))
            self.last_frame = max(self.last_frame, int(frames[-1]))

    def at(self, frame_index: int) -> Iterator[Sight]:
        """The sights to draw on a frame, one for each model that shows a sample there."""
        for track in self._tracks:
            if frame_index < len(track.shown) and track.shown[frame_index] >= 0:
                yield track.sights[track.shown[frame_index]]


def _length(frames: Any) -> int:
    """Frames after which nothing can be held any more."""
    longest = int(np.max(np.diff(frames))) if len(frames) > 1 else 0
    return int(frames[-1]) + math.ceil(HOLD_INTERVALS * longest) + 1


def _inferences_of(source: Source, model: str) -> list[Row]:
    columns = ["sample_index", "frame_index", "state", "image_width", "image_height"]
    return [
        row
        for batch in source.batches("inferences")
        for row in batch.filter(pc.field("model") == model).select(columns).to_pylist()
    ]


def _size(row: Row) -> tuple[int, int] | None:
    width, height = row["image_width"], row["image_height"]
    return None if width is None or height is None else (width, height)


def _group(source: Source) -> dict[tuple[str, int], dict[str, list[Row]]]:
    """Rows by model and sample, then by table; of classes only those that are predicted."""
    groups: dict[tuple[str, int], dict[str, list[Row]]] = {}
    for table in _DRAWN:
        columns = ["model", "sample_index", *_COLUMNS[table]]
        for batch in source.batches(table):
            wanted = batch.filter(batch["predicted"]) if table == "classifications" else batch
            for row in wanted.select(columns).to_pylist():
                tables = groups.setdefault((row["model"], row["sample_index"]), {})
                tables.setdefault(table, []).append(row)
    return groups
