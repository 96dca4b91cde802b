"""One frame of a video: its number, its time and its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.video._layers import changed_blocks
from vidresults.video._opening import one_line_errors
from vidresults.video._orientation import Orientation
from vidresults.video._pixels import is_plain_420, to_bgr

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray


class Frame:
    """One decoded frame.

    Attributes:
        index: 0-based number among the frames that decode, in display order.
        pts: Presentation time in ticks of `time_base`, as the file has it.
        time_base: Length of one tick in seconds.
        duration: How long the frame is shown, in ticks; None where the file does not say.
        native: The frame as the decoder gave it, in its own colours. 8-bit 4:2:0 of even size is
            turned upright, any other is still to be turned.
        was_interlaced: The decoder gave two halves of different times; `native` is made of them.
    """

    __slots__ = (
        "_shown", "_turned", "duration", "index", "native", "pts", "time_base", "was_interlaced",
    )  # fmt: skip

    def __init__(
        self,
        native: VideoFrame,
        *,
        index: int,
        pts: int,
        time_base: Fraction,
        was_interlaced: bool = False,
        turned: Orientation | None = None,
    ) -> None:
        self.native = native
        self._turned = turned or Orientation.of(native)
        self.was_interlaced = was_interlaced
        self.index = index
        self.pts = pts
        self.time_base = time_base
        self._shown: NDArray[np.uint8] | None = None
        self.duration: int | None = native.duration or None

    @property
    def time_seconds(self) -> float:
        """Presentation time in seconds; the first frame's need not be 0."""
        return float(self.pts * self.time_base)

    @property
    def is_plain_420(self) -> bool:
        """Whether `native` is what is shown: upright, progressive 8-bit 4:2:0 of even size.

        Such a frame can be drawn on in its own planes (after `native.make_writable()`) and given
        to `VideoWriter.write_native`.
        """
        return is_plain_420(self.native, self._turned)

    def to_bgr(self) -> NDArray[np.uint8]:
        """Return the picture as shown, shape (height, width, 3): blue, green, red.

        It is upright, contiguous and the caller's own. Colours follow the frame's own tags of
        colour space and range; untagged frames are BT.601 with limited range, FFmpeg's default.
        High dynamic range (PQ or HLG) is tone-mapped to BT.709; 10 bits become 8.

        Raises:
            VideoError: The pixel format cannot be converted.
        """
        with one_line_errors(f"the pixels of frame {self.index} cannot be converted"):
            picture = to_bgr(self.native, self._turned)
        if self.is_plain_420:
            self._shown = picture.copy()  # a tenth of the cost of a second conversion
        return picture

    def changed_blocks(self, bgr: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return which two by two pixels of a plain frame differ from what `to_bgr` gave.

        Args:
            bgr: The picture after it was drawn on, shape (height, width, 3).
        """
        if self._shown is None:
            self.to_bgr()
        assert self._shown is not None, "the frame is plain"
        return changed_blocks(self._shown, bgr)
