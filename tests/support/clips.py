"""A table of small videos, each with one property that readers and writers stumble over.

ffmpeg makes them of pictures that show their own number, so that each frame of a copy can be held
to what is known to be on it.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.support.foreign import ffmpeg

BITS = 8
SIZE = (160, 120)
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", "-pix_fmt", "yuv420p")
B_FRAMES = ("-bf", "2", "-b_strategy", "0", "-g", "10")
X265 = (
    "-c:v", "libx265", "-preset", "ultrafast", "-crf", "8", "-pix_fmt", "yuv420p10le",
    "-x265-params", "log-level=none",
)  # fmt: skip
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "2")
MPEG4 = ("-c:v", "mpeg4", "-q:v", "2")
GIF = ("-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1")
TEXT = "1\n00:00:00,200 --> 00:00:00,800\nword\n"
# How a stored point (x, y) is shown, and the same with numpy.
MATRICES = {
    "90": (0, 1, -1, 0),
    "180": (-1, 0, 0, -1),
    "270": (0, -1, 1, 0),
    "mirrored": (-1, 0, 0, 1),
    "transposed": (0, 1, 1, 0),
}
_GREY = (0.114, 0.587, 0.299)
SHOWN: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "90": lambda picture: np.rot90(picture, -1),
    "180": lambda picture: np.rot90(picture, 2),
    "270": lambda picture: np.rot90(picture, 1),
    "mirrored": lambda picture: picture[:, ::-1],
    "transposed": lambda picture: picture.swapaxes(0, 1),
    "grey": lambda picture: np.repeat((picture @ _GREY).round()[..., None], 3, axis=2),
}


def x264(*words: str) -> tuple[str, ...]:
    """Return ffmpeg's options for H.264 of high quality, and more."""
    return (*X264, *words)


def numbered(index: int, size: tuple[int, int]) -> np.ndarray:
    """Return a picture, BGR: above its number as eight bars, below red, a ramp of grey, blue."""
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        picture[: height // 2, left:right] = 235 if index >> bit & 1 else 20
    third = width // 4
    picture[height // 2 :, :third] = (40, 40, 200)
    ramp = np.linspace(16, 235, width - 2 * third).round().astype(np.uint8)
    picture[height // 2 :, third : width - third] = ramp[None, :, None]
    picture[height // 2 :, width - third :] = (200, 60, 40)
    return picture


@dataclass(frozen=True, kw_only=True)
class Clip:
    """How a video is made, and what is to be expected of its annotated copy.

    Attributes:
        words: ffmpeg's options for the file.
        suffix: Ending of its name, which decides about the format.
        inputs: Further inputs of ffmpeg.
        rate: Frames per second of the pictures, and how many there are.
        size: Width and height of the pictures.
        again: Options before and after `-i FILE` of a second run that copies the streams.
        after: What is done to the finished file.
        shown: From a stored picture to the one that is shown.
        numbers: The pictures that are shown, where these are not all.
        untimed: The frames have no times, but are to come at the rate.
        sounds: For each audio stream, whether it is copied; otherwise it is AAC in the copy.
        near: Mean difference of a pixel from the picture; None where colours change on purpose.
        notes: Patterns, one for each note that the copy comes with.
    """

    words: Sequence[str] = X264
    suffix: str = "mp4"
    inputs: Sequence[str | Path] = ()
    rate: str = "25"
    count: int = 25
    size: tuple[int, int] = SIZE
    again: tuple[Sequence[str], Sequence[str]] | None = None
    after: Callable[[Path], object] | None = None
    shown: Callable[[np.ndarray], np.ndarray] = np.asarray
    numbers: Sequence[int] | None = None
    untimed: bool = False
    sounds: Sequence[bool] = ()
    near: float | None = 5
    notes: Sequence[str] = ()

    def make(self, folder: Path) -> Path:
        """Make the video in a folder."""
        target = folder / f"in.{self.suffix}"
        first = folder / f"first.{self.suffix}" if self.again else target
        (folder / "words.srt").write_text(TEXT)
        width, height = self.size
        inputs = [folder / word if word == "words.srt" else word for word in self.inputs]
        ffmpeg(
            "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", self.rate,
            "-i", "-", *inputs, *self.words, first,
            stdin=_raw(self.count, self.size),
        )  # fmt: skip
        if self.again:
            before, behind = self.again
            ffmpeg(*before, "-i", first, "-c", "copy", *behind, target)
        if self.after:
            self.after(target)
        return target


@functools.lru_cache(maxsize=4)
def _raw(count: int, size: tuple[int, int]) -> bytes:
    return b"".join(numbered(index, size).tobytes() for index in range(count))


def turned(path: Path, matrix: str) -> Path:
    """Write a display matrix into the first track of an mp4."""
    data = bytearray(path.read_bytes())
    box = data.index(b"tkhd") + 4
    at = box + (52 if data[box] == 1 else 40)
    a, b, c, d = (value * 0x10000 for value in MATRICES[matrix])
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)
    return path


def cut_short(path: Path, share: float) -> Path:
    """Leave only the first part of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def claiming(path: Path, frames: int) -> Path:
    """Write a number of frames into the stream header of an AVI."""
    data = bytearray(path.read_bytes())
    at = data.index(b"strh") + 8 + 32  # dwLength
    data[at : at + 4] = struct.pack("<I", frames)
    path.write_bytes(data)
    return path
