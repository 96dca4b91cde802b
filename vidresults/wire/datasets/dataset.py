"""What every annotated dataset is turned into: videos, their pictures, and the boxes on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Final

from vidresults.errors import FormatError, Place
from vidresults.wire.document import Numbering

GROUND_TRUTH: Final = "ground-truth"
"""What the model is called where the boxes are those of people."""

MOST_FRAMES: Final = 2**24
"""More frames than three days of video have: what tells of more is damaged."""

LARGEST_SIDE: Final = 2**16
"""Pixels: no picture is wider or higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user knows of a dataset and its format does not say.

    Attributes:
        stride: Every how many frames of the video one was taken, where nothing numbers them.
        fps: Frames per second of the video, where nothing tells times.
        size: Width and height of the pictures in pixels, where nothing tells them.
        classes: Names of the classes in their order, where nothing names them.
        images: The COCO file whose pictures and categories a list of results is of.
    """

    stride: int | None = None
    fps: Fraction | None = None
    size: tuple[int, int] | None = None
    classes: Sequence[str] | None = None
    images: str | None = None

    def given(self) -> frozenset[str]:
        """Names of what the user told."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) is not None)

    @property
    def numbering(self) -> Numbering:
        """The same as readers of results take it."""
        return Numbering(stride=self.stride, fps=self.fps)

    def seconds(self, frame_index: int, rate: Fraction | None = None) -> float | None:
        """When a frame is, by the rate that the user gave, else by this one."""
        known = self.fps or rate
        return None if known is None else float(frame_index / known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One frame of a video.

    Attributes:
        frame_index: 0-based frame number in the video.
        time_seconds: Its time, None where it is unknown.
        video_time_seconds: Its time in the video file, None where it is unknown.
        size: Width and height in pixels, None where they are unknown.
        annotated: Whether anybody looked; False is not the same as a picture with nothing on it.
        boxes: Columns of the detections on it; `extra` is an object.
        labels: Columns of the classes of the whole frame, most certain first; alike.
        extra: What else the dataset says of it.
    """

    frame_index: int
    time_seconds: float | None = None
    video_time_seconds: float | None = None
    size: tuple[int, int] | None = None
    annotated: bool = True
    boxes: Sequence[dict[str, Any]] = ()
    labels: Sequence[dict[str, Any]] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """The pictures of one video.

    Attributes:
        name: Its name in the dataset, "" where the dataset is of one video.
        pictures: In any order.
        extra: What else the dataset says of it.
    """

    name: str
    pictures: Sequence[Picture]
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """An annotated dataset.

    Attributes:
        kind: The format.
        file: The file or folder as it was named.
        sha256: Checksum of what was read.
        videos: Its videos.
        classes: Number (None where there is none) and name of all classes, used or not.
        extra: What else the dataset says of the whole.
        remarks: What a reader should know, one line each.
        model: What found the boxes, as far as it is told; by default people did.
    """

    kind: str
    file: str
    sha256: str
    videos: Sequence[Video]
    classes: Sequence[tuple[int | None, str]]
    extra: Mapping[str, Any] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    model: str = GROUND_TRUTH


def box_of(left: float, top: float, width: float, height: float) -> dict[str, Any]:
    """Columns of a box given by its upper left corner.

    The corner comes back to the last bit as centre less half the size: where rounding would
    change it, the centre is moved by one bit, and where that does not help, `extra` has the box.
    """
    x, exact_x = _centre(left, width)
    y, exact_y = _centre(top, height)
    box = {"x_center": x, "y_center": y, "width": width, "height": height}
    exact = exact_x and exact_y
    return box | {"extra": {} if exact else {"bbox": [left, top, width, height]}}


def _centre(corner: float, side: float) -> tuple[float, bool]:
    middle = corner + side / 2
    for centre in (middle, math.nextafter(middle, math.inf), math.nextafter(middle, -math.inf)):
        if centre - side / 2 == corner:
            return centre, True
    return middle, False


def refuse_twice(pictures: Sequence[Picture], names: Sequence[str]) -> None:
    """Refuse two pictures of one frame.

    Args:
        pictures: Those of one video.
        names: What messages call each.

    Raises:
        FormatError: Two have one number.
    """
    seen: dict[int, str] = {}
    for picture, name in zip(pictures, names, strict=True):
        if picture.frame_index in seen:
            raise FormatError(
                f"{seen[picture.frame_index]!r} and {name!r} are both frame "
                f"{picture.frame_index}, expected one picture for each frame of a video",
                Place(frame_index=picture.frame_index),
            )
        seen[picture.frame_index] = name
