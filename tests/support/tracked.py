"""Results with tracker ids on frames of the video that are not the first ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.sources import box, element
from vidresults.load import load

if TYPE_CHECKING:
    from vidresults.results import VideoResults


def sampled(
    frames: list[int], *, fps: float = 25, source_id: str = "street", **models: Any
) -> VideoResults:
    """Results of these frames; a model's element is a list of boxes, or None."""
    elements = {
        model: [None if boxes is None else element(*boxes) for boxes in found]
        for model, found in models.items()
    }
    times = [round(frame / fps, 4) for frame in frames]
    return load({"frame_offset": frames, "time_offset": times, **elements}, source_id=source_id)


def at(left: float, track: int | None = 7, **fields: Any) -> dict[str, Any]:
    """A box of 20x10 pixels with its left side there and its top at 15."""
    return box(x=left + 10, y=20.0, width=20.0, height=10.0, tracker_id=track, **fields)


def boxes_of(results: VideoResults) -> list[tuple[Any, ...]]:
    """Frame, id and box of every detection, to a millionth of a pixel."""
    names = ("x_center", "y_center", "width", "height")
    return sorted(
        (row["frame_index"], row["tracker_id"], *(round(row[name], 6) for name in names))
        for row in results.detections.to_pylist()
    )
