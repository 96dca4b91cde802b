"""Small videos whose every frame, time and sample is known, and the real ones."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from tests.support.clips import turned

REAL_DATA = "VIDRESULTS_REAL_DATA"
RATE = 44_100
BITS = 8


@dataclass(kw_only=True)
class Recipe:
    """How a synthetic video is made.

    `pts` are ticks of `time_base`. Each picture shows its number as eight black or white bars
    (see `number`), or is `picture` for all frames alike, BGR. Noise makes large packets.
    """

    pts: list[int] = field(default_factory=lambda: list(range(10)))
    time_base: Fraction = Fraction(1, 10)
    size: tuple[int, int] = (64, 48)
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: dict[str, str] = field(default_factory=lambda: {"crf": "10"})
    container: dict[str, str] = field(default_factory=dict)
    picture: np.ndarray | None = None
    noise: bool = False
    tags: dict[str, int] = field(default_factory=dict)
    aspect: Fraction | None = None
    audio: str | None = None
    audio_start: Fraction = Fraction(0)
    audio_gap: tuple[float, float] | None = None


def make_video(path: Path, **recipe: object) -> Path:
    """Write a video by a recipe's fields and return its path."""
    r = Recipe(**recipe)
    rate = 1 / ((r.pts[1] - r.pts[0]) * r.time_base) if len(r.pts) > 1 else Fraction(10)
    with av.open(str(path), "w", options=r.container) as output:
        video = output.add_stream(r.codec, rate=rate, options=r.options)
        video.width, video.height = r.size
        video.pix_fmt = r.pix_fmt
        video.codec_context.time_base = video.time_base = r.time_base
        for name, value in r.tags.items():
            setattr(video.codec_context, name, value)
        if r.aspect:
            video.codec_context.sample_aspect_ratio = r.aspect
        sound = _sound(output, r) if r.audio else iter(())
        for index, pts in enumerate(r.pts):
            output.mux(video.encode(_frame(r, index, pts)))
        output.mux(video.encode(None))
        for packets in sound:
            output.mux(packets)
    return path


def _frame(r: Recipe, index: int, pts: int) -> VideoFrame:
    picture = numbered(index, r.size) if r.picture is None else r.picture
    if r.noise:
        grain = np.random.default_rng(index).integers(-15, 16, picture.shape)
        picture = (picture + grain).astype(np.uint8)
    frame = VideoFrame.from_ndarray(picture, format="bgr24")
    matrix, span = r.tags.get("colorspace", 2), r.tags.get("color_range", 0)
    frame = frame.reformat(
        format=r.pix_fmt, dst_colorspace=matrix, dst_color_range=span, interpolation=0x40004
    )
    frame.pts, frame.time_base = pts, r.time_base
    return frame


def _sound(output, r: Recipe):
    """Yield packets: silence as long as the video, with 20 ms of a tone at 0.5 s."""
    stream = output.add_stream(r.audio, rate=RATE)
    stream.codec_context.layout = "mono"
    seconds = float((r.pts[-1] - r.pts[0]) * r.time_base) + 0.1
    time = np.arange(int(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * 1000 * time) * ((time >= 0.5) & (time < 0.52)) * 20_000
    samples = wave.astype(np.int16)
    planar = stream.codec_context.format.name

    def packets():
        for start in range(0, len(samples), 1024):
            if r.audio_gap and r.audio_gap[0] <= start / RATE < r.audio_gap[1]:
                continue
            part = samples[None, start : start + 1024]
            if planar == "fltp":
                part = (part / 32768).astype(np.float32)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(part), planar, "mono")
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = start + round(r.audio_start * RATE)
            yield stream.encode(frame)
        yield stream.encode(None)

    return packets()


def numbered(index: int, size: tuple[int, int]) -> np.ndarray:
    """Return a picture with a number in eight bars, the lowest bit on the left."""
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        picture[:, left:right] = 235 if index >> bit & 1 else 20
    return picture


def number(bgr: np.ndarray) -> int:
    """Read a number that `numbered` drew."""
    height, width = bgr.shape[:2]
    middles = [(2 * bit + 1) * width // (2 * BITS) for bit in range(BITS)]
    return sum(1 << bit for bit, x in enumerate(middles) if bgr[height // 2, x].mean() > 128)


@pytest.fixture(scope="session")
def real_videos() -> Path:
    """Return the folder of real videos."""
    root = os.environ.get(REAL_DATA)
    if not root:
        pytest.skip(f"{REAL_DATA} is not set: it names the folder with real videos")
    return Path(root) / "videos"


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """Return the helpers of this file, which tests cannot import."""
    return SimpleNamespace(make=make_video, number=number, numbered=numbered, turn=turned)
