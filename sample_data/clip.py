"""Writes the clip, and reads its frames back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.codec.context import Flags
from canvas import HEIGHT, WIDTH, Image
from motion import FPS, FRAMES
from paint import paint_frame
from sound import RATE, street_sound

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BT709 = 1  # the number of this standard's matrix, primaries and transfer in the bit stream
_LIMITED = 1  # 16 to 235


def to_yuv420(picture: Image) -> Image:
    """Turns RGB into planar YUV with BT.709's matrix, limited range, chroma sited left."""
    red, green, blue = np.moveaxis(picture.astype(np.float64) / 255.0, 2, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    planes = [16 + 219 * luma]
    for chroma in ((blue - luma) / 1.8556, (red - luma) / 1.5748):
        rows = (chroma[0::2] + chroma[1::2]) / 2
        wide = np.pad(rows, ((0, 0), (1, 1)), mode="edge")
        small = (wide[:, 0:-2:2] + 2 * wide[:, 1:-1:2] + wide[:, 2::2]) / 4
        planes.append((128 + 224 * small).reshape(HEIGHT // 4, WIDTH))
    return np.round(np.concatenate(planes)).clip(0, 255).astype(np.uint8)


def write_clip(path: Path) -> None:
    """Paints and encodes all frames and the sound; the same libraries write the same bytes."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(path, "w", format="mp4", options=options) as output:
        video = output.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"crf": "20", "preset": "slow", "threads": "1"}
        video.codec_context.thread_count = 1
        video.codec_context.flags |= Flags.bitexact
        video.codec_context.colorspace = video.codec_context.color_primaries = _BT709
        video.codec_context.color_trc, video.codec_context.color_range = _BT709, _LIMITED
        sound = output.add_stream("aac", rate=RATE, layout="stereo")
        sound.bit_rate = 96_000
        sound.codec_context.flags |= Flags.bitexact
        samples = street_sound()
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(to_yuv420(paint_frame(number).picture()), "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            frame.colorspace, frame.color_range = _BT709, _LIMITED
            output.mux(video.encode(frame))
            start, end = (RATE * n // FPS for n in (number, number + 1))
            output.mux(sound.encode(_audio_frame(samples[:, start:end], start)))
        output.mux(video.encode(None))
        output.mux(sound.encode(None))


def _audio_frame(samples: NDArray[np.float32], start: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", "stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    return frame


def read_frames(path: Path, numbers: set[int]) -> Iterator[Image]:
    """Yields the decoded RGB pictures of the frames with these numbers, in order."""
    with av.open(path) as source:
        for number, frame in enumerate(source.decode(video=0)):
            if number in numbers:
                yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
