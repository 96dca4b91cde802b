"""Small still pictures for pages, as the bytes of a JPEG."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from vidresults.video._opening import one_line_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BT601, _FULL = 5, 2  # what every reader of JPEG takes the numbers for
_QUANTIZER: Final = 6  # of 1 (best) to 31
_EVEN: Final = 2
_TICK = Fraction(1, 25)


def jpeg_of(bgr: NDArray[np.uint8], width: int) -> bytes:
    """Encode a picture as a JPEG; it is made smaller with its aspect ratio, never larger.

    Args:
        bgr: The picture as shown, shape (height, width, 3): blue, green, red.
        width: The most that the JPEG is wide, in pixels; both sides are made even.

    Raises:
        VideoError: It cannot be encoded.
    """
    rows, columns = bgr.shape[:2]
    across = min(width, columns)
    size = [max(side - side % _EVEN, _EVEN) for side in (across, round(rows * across / columns))]
    with one_line_errors("the picture cannot be encoded as JPEG"):
        picture = VideoFrame.from_ndarray(bgr, format="bgr24").reformat(
            width=size[0], height=size[1], format="yuvj420p",
            dst_colorspace=_BT601, dst_color_range=_FULL,
        )  # fmt: skip
        picture.pts, picture.time_base = 0, _TICK
        codec = av.CodecContext.create("mjpeg", "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt = size[0], size[1], "yuvj420p"
        codec.time_base = _TICK
        codec.qmin = codec.qmax = _QUANTIZER
        return b"".join(bytes(packet) for packet in [*codec.encode(picture), *codec.encode(None)])
