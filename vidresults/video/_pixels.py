"""Pixels: from a decoded frame to upright BGR, and from BGR to what the encoder takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from av.video.frame import VideoFrame

from vidresults.video._orientation import Orientation
from vidresults.video._tonemap import hdr_name, tone_mapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Numbers of libavutil and libswscale, which are part of their binary interface and never change.
_UNKNOWN = 2  # AVCOL_SPC/PRI/TRC_UNSPECIFIED
_RGB = 0  # AVCOL_SPC_RGB
_BT709, _BT2020 = 1, 9
_OPAQUE = 255
_LIMITED, _FULL = 1, 2  # AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG
_MATRICES = frozenset({_RGB, _BT709, _UNKNOWN, 4, 5, 6, 7, 9})  # those that swscale computes with
_BICUBIC, _FULL_CHROMA, _ACCURATE = 0x4, 0x2000, 0x40000
# swscale's quick paths darken every picture by one to two levels each way. With these flags a
# picture that is read and written untouched keeps its mean, in every plane.
_TO_BGR = _BICUBIC | _FULL_CHROMA | _ACCURATE
_TO_YUV = _BICUBIC | _ACCURATE


def to_bgr(frame: VideoFrame, turned: Orientation) -> NDArray[np.uint8]:
    """Return the frame's picture, turned upright, by the frame's own matrix and range.

    High dynamic range (PQ, HLG) is tone-mapped to BT.709.
    """
    matrix, bright = frame.colorspace, hdr_name(frame) is not None
    if matrix not in _MATRICES or (bright and matrix == _UNKNOWN):
        # swscale refuses what it cannot compute, such as YCgCo
        frame.colorspace = _BT2020 if bright else _UNKNOWN
    try:
        rgb = frame.reformat(format="gbrp12le" if bright else "bgr24", interpolation=_TO_BGR)
    finally:
        frame.colorspace = matrix
    if bright:
        mapped = tone_mapped(rgb, int(frame.color_trc), int(frame.color_primaries))
        rgb = mapped.reformat(format="bgr24", interpolation=_TO_BGR)
    return turned.apply(rgb.to_ndarray())  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ColourTags:
    """What a stream says about its colours; the numbers are those of ITU-T H.273.

    Attributes:
        matrix: From RGB to YUV; 2 is unknown.
        range: 1 is limited (16 to 235), 2 is full (0 to 255), 0 is unknown.
        primaries: 2 is unknown.
        transfer: 2 is unknown.
    """

    matrix: int
    range: int
    primaries: int
    transfer: int

    @classmethod
    def of(cls, frame: VideoFrame) -> Self:
        """Return the tags that an 8-bit copy of this frame's video has."""
        if hdr_name(frame):
            return cls(_BT709, _LIMITED, _BT709, _BT709)
        primaries, transfer = int(frame.color_primaries), int(frame.color_trc)
        if frame.format.is_rgb or frame.format.has_palette or frame.colorspace == _RGB:
            # There is no matrix to keep, so the copy names the one that it is made with.
            known = [_BT709 if tag == _UNKNOWN else tag for tag in (primaries, transfer)]
            return cls(_BT709, _LIMITED, known[0], known[1])
        matrix = int(frame.colorspace)
        full = frame.format.name.startswith("yuvj")
        return cls(
            matrix if matrix in _MATRICES else _UNKNOWN,
            _FULL if full else int(frame.color_range),
            primaries,
            transfer,
        )

    def to_yuv(self, bgr: NDArray[np.uint8], size: tuple[int, int]) -> VideoFrame:
        """Return the picture as yuv420p of a size, by these tags' matrix and range.

        One column or row more than there is repeats the last one: yuv420p has one colour for
        two by two pixels. Any other size is scaled.
        """
        height, width = bgr.shape[:2]
        if size == (width + width % 2, height + height % 2) != (width, height):
            bgr = np.pad(bgr, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(bgr), format="bgr24")
        frame.colorspace = self.matrix
        yuv = frame.reformat(
            width=size[0],
            height=size[1],
            format="yuv420p",
            dst_colorspace=self.matrix,
            dst_color_range=self.range,
            interpolation=_TO_YUV,
        )
        yuv.colorspace, yuv.color_range = self.matrix, self.range
        return yuv


def is_see_through(frame: VideoFrame) -> bool:
    """Tell whether some of the frame's pixels are not opaque."""
    if not any(component.is_alpha for component in frame.format.components):
        return False
    return int(frame.to_ndarray(format="rgba")[..., 3].min()) < _OPAQUE


def rescale(frame: VideoFrame, size: tuple[int, int]) -> VideoFrame:
    """Return a plain frame as yuv420p in another size; the frame itself where it is that."""
    full = _FULL if frame.format.name == "yuvj420p" else None
    return frame.reformat(
        width=size[0],
        height=size[1],
        format="yuv420p",
        src_color_range=full,
        dst_color_range=full,
        interpolation=_TO_YUV,
    )


def is_even_420(frame: VideoFrame) -> bool:
    """Tell whether the frame is 8-bit 4:2:0 of even width and height."""
    known = ("yuv420p", "yuvj420p")  # the second is FFmpeg's old name for full range
    return frame.format.name in known and frame.width % 2 == frame.height % 2 == 0


def is_plain_420(frame: VideoFrame, turned: Orientation) -> bool:
    """Tell whether the frame can go from decoder to encoder without any conversion."""
    return (
        is_even_420(frame)
        and frame.colorspace in _MATRICES
        and not frame.interlaced_frame
        and not hdr_name(frame)
        and turned == Orientation()
    )
