"""Which way up the frames of a video are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from av.sidedata.sidedata import Type as SideData

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored rows and columns become the picture that is shown.

    Attributes:
        transposed: Rows and columns swap places, before the flips.
        flip_x: Left and right swap places.
        flip_y: Top and bottom swap places.
        degrees: Clockwise turn, 0, 90, 180 or 270; for a mirrored picture, the turn that
            follows a left-right mirror.
    """

    transposed: bool = False
    flip_x: bool = False
    flip_y: bool = False
    degrees: int = 0

    @classmethod
    def of(cls, frame: VideoFrame) -> Self:
        """Return the orientation that the frame's display matrix asks for.

        Turns by other angles are taken to the nearest right angle.
        """
        try:
            data = _display_matrix(frame)
        except ValueError:
            # PyAV cannot list what it has no name for, such as the Exif data of a photo. A mirror
            # is lost then.
            return cls._turned(-frame.rotation % 360)
        if data is None:
            return cls()
        # A point (x, y) is shown at (a x + c y, b x + d y).
        a, b, c, d = (int(data[i]) for i in (0, 1, 3, 4))
        mirrored = a * d - b * c < 0
        angle = math.atan2(-c, d) if mirrored else math.atan2(b, a)
        degrees = round(math.degrees(angle) / 90) * 90 % 360
        if abs(b) > abs(a):
            return cls(transposed=True, flip_x=c < 0, flip_y=b < 0, degrees=degrees)
        return cls(flip_x=a < 0, flip_y=d < 0, degrees=degrees)

    @classmethod
    def _turned(cls, degrees: int) -> Self:
        right = round(degrees / 90) * 90 % 360
        across, down = right in (90, 180), right in (180, 270)
        return cls(transposed=right in (90, 270), flip_x=across, flip_y=down, degrees=right)

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the image as it is shown: contiguous and writable."""
        shown = image.swapaxes(0, 1) if self.transposed else image
        shown = shown[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]
        return np.require(shown, requirements=["C", "W"])


def _display_matrix(frame: VideoFrame) -> NDArray[np.int32] | None:
    side_data: Any = frame.side_data  # the type stubs know only motion vectors
    found = side_data.get(SideData.DISPLAYMATRIX)
    return None if found is None else np.frombuffer(bytes(found), np.int32)


class Orientations:
    """The orientation of each frame of a stream, which hardly ever changes.

    PyAV ties a frame whose side data was asked for to itself, so that only the garbage collector
    sets it free: hundreds of frames would wait for that. So they are asked for once, and again
    when the turn becomes another.
    """

    def __init__(self) -> None:
        self._rotation: int | None = None
        self._known = Orientation()

    def of(self, frame: VideoFrame) -> Orientation:
        """Return the orientation of the next frame."""
        if frame.rotation != self._rotation:
            self._rotation, self._known = frame.rotation, Orientation.of(frame)
        return self._known
