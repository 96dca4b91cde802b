"""Tracks as regions of Label Studio, each with its keyframes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vidresults.errors import OutputError
from vidresults.export.labels.clipping import Clipped, Edges
from vidresults.export.tracks.cvat_presences import Clock, presences

if TYPE_CHECKING:
    from vidresults.export.labels.categories import Categories

Row = dict[str, Any]
_Key = tuple[int | None, int | None]
"""Tracker id, or the number of a box that has none."""


@dataclass(frozen=True, slots=True)
class Video:
    """The sampled frames of a source.

    Attributes:
        frames: Their numbers from 0, ascending.
        times: Their times in seconds as sent, NaN where none was.
        rate: Frames per second, None where it is unknown.
    """

    frames: Sequence[int]
    times: Sequence[float]
    rate: Fraction | None

    def extent(self) -> Row:
        """Number of frames and length in seconds, to the last sampled frame."""
        count = self.frames[-1] + 1
        length = {} if self.rate is None else {"duration": float(count / self.rate)}
        return {"framesCount": count, **length}

    def seconds(self) -> dict[int, float]:
        """The time of every sampled frame where it is known."""
        known = dict(zip(self.frames, self.times, strict=True))
        if self.rate is not None:
            known = {
                frame: float(frame / self.rate) if math.isnan(time) else time
                for frame, time in known.items()
            }
        return {frame: time for frame, time in known.items() if not math.isnan(time)}


@dataclass(frozen=True, slots=True)
class _Box:
    """A box of a track, on the frame, in pixels."""

    frame: int
    label: str
    edges: Edges
    score: float | None


@dataclass(slots=True)
class Regions:
    """Makes the regions of tracks, and counts what had to be changed."""

    categories: Categories
    labels: Mapping[int, str]
    boxes: Clipped = field(default_factory=Clipped, init=False)
    untracked: int = field(default=0, init=False)

    def of(self, rows: Sequence[Row], video: Video, size: tuple[int, int] | None) -> list[Row]:
        """The regions of one model on one source.

        Args:
            rows: Its detections, frame by frame.
            video: The sampled frames.
            size: Width and height of the frames in pixels, None where they are no one known size.

        Raises:
            OutputError: There are boxes, and the size is not known.
        """
        if not rows:
            return []
        if size is None:
            raise OutputError(
                f"frames of {rows[0]['source_id']} have no one known size, and Label Studio takes "
                "percent of it: give the video (--video)"
            )
        clock, seconds = Clock(video.frames), video.seconds()
        regions: list[Row] = []
        for key, boxes in self._by_track(rows, size).items():
            by_label: dict[str, list[Row]] = {}
            for presence, _ in presences(boxes, clock):
                keyframes = [_keyframe(box, size, seconds) for box in presence]
                keyframes[-1]["enabled"] = False
                by_label.setdefault(presence[0].label, []).extend(keyframes)
            for number, (label, sequence) in enumerate(by_label.items()):
                value = {**video.extent(), "sequence": sequence, "labels": [label]}
                regions.append(_region(key, number, value))
        return regions

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        text = f"{self.untracked} boxes without a tracker id are regions of one frame each"
        return [*([text] if self.untracked else []), *self.boxes.notes()]

    def _by_track(self, rows: Sequence[Row], size: tuple[int, int]) -> dict[_Key, list[_Box]]:
        found: dict[_Key, list[_Box]] = {}
        for at, row in enumerate(rows):
            edges = self.boxes.inside(row, {"width": size[0], "height": size[1]})
            if edges is None:
                continue
            untracked = row["tracker_id"] is None
            self.untracked += untracked
            category = self.categories.id_of(row["model"], row["class_id"], row["class_name"])
            box = _Box(row["frame_index"], self.labels[category], edges, row["confidence"])
            found.setdefault((row["tracker_id"], at if untracked else None), []).append(box)
        return found


def _keyframe(box: _Box, size: tuple[int, int], seconds: Mapping[int, float]) -> Row:
    left, top, right, bottom = box.edges
    width, height = size
    known = {"time": seconds.get(box.frame), "score": box.score}
    return {
        "frame": box.frame + 1,
        "enabled": True,
        "rotation": 0,
        "x": 100 * left / width,
        "y": 100 * top / height,
        "width": 100 * (right - left) / width,
        "height": 100 * (bottom - top) / height,
        **{name: value for name, value in known.items() if value is not None},
    }


def _region(key: _Key, number: int, value: Row) -> Row:
    tracker_id, place = key
    name = f"box-{place}" if tracker_id is None else f"track-{tracker_id}"
    return {
        "id": f"{name}-{number + 1}" if number else name,
        "from_name": "box",
        "to_name": "video",
        "type": "videorectangle",
        "value": value,
    }
