"""The codecs that an mp4 can be written with, and how each is told its quality and its speed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from av.codec.codec import Codec, UnknownCodecError

from vidresults.errors import VideoError

CodecName = Literal["h264", "h265", "av1", "vp9", "mpeg4"]
CODECS: tuple[CodecName, ...] = get_args(CodecName)
_X26X = (
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower",
    "veryslow", "placebo",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """One encoder of FFmpeg.

    Attributes:
        library: FFmpeg's name of it.
        crf: Best and worst quality it takes.
        usual: The quality it is used with unless another is asked for.
        presets: The speeds it knows; none for an encoder of one speed.
        preset: The speed it is used with unless another is asked for.
        settings: From quality and speed to FFmpeg's options.
        tag: Four letters by which players know the codec, where FFmpeg's own are not the best.
        finest: The largest denominator of a tick that it takes; None for any.
    """

    library: str
    crf: tuple[int, int]
    usual: int
    presets: tuple[str, ...]
    preset: str
    settings: Callable[[int, str], dict[str, str]]
    tag: str | None = None
    finest: int | None = None

    def options(self, crf: int | None, preset: str | None) -> dict[str, str]:
        """Return FFmpeg's options for a quality and a speed; None is the usual one.

        Raises:
            VideoError: The encoder has no such quality or speed.
        """
        quality, speed = self.usual if crf is None else crf, preset or self.preset
        best, worst = self.crf
        if not best <= quality <= worst:
            raise VideoError(f"{self.library} takes a crf from {best} to {worst}, not {quality}")
        if speed not in self.presets and (preset is not None or self.presets):
            known = ", ".join(self.presets) or "none at all"
            raise VideoError(f"{self.library} has no preset {speed!r}: it knows {known}")
        return self.settings(quality, speed)


def find_encoder(codec: str) -> Encoder:
    """Return the first encoder for a codec that this build of FFmpeg has.

    Raises:
        VideoError: The codec is not known, or there is no encoder for it.
    """
    here = [name for name in CODECS if any(_is_there(e) for e in _ENCODERS[name])]
    if codec in here:
        return next(encoder for encoder in _ENCODERS[codec] if _is_there(encoder))
    why = "this build of PyAV has no encoder for it" if codec in CODECS else "it is not known"
    raise VideoError(f"no video can be written as {codec!r}: {why}; there is {', '.join(here)}")


def _is_there(encoder: Encoder) -> bool:
    try:
        Codec(encoder.library, "w")
    except UnknownCodecError:
        return False
    return True


# No encoder may store frames out of order: see VideoWriter.


def _x264(crf: int, preset: str) -> dict[str, str]:
    return {"crf": str(crf), "preset": preset, "bf": "0"}


def _x265(crf: int, preset: str) -> dict[str, str]:
    lossless = ":lossless=1" if crf == 0 else ""
    return {
        "crf": str(crf),
        "preset": preset,
        "bf": "0",
        "x265-params": f"log-level=error:bframes=0{lossless}",
    }


def _svt_av1(crf: int, preset: str) -> dict[str, str]:
    os.environ.setdefault("SVT_LOG", "1")  # it writes its settings to stderr otherwise
    return {"crf": str(crf), "preset": preset}


def _aom(crf: int, preset: str) -> dict[str, str]:
    return {"crf": str(crf), "b": "0", "cpu-used": preset, "row-mt": "1"}


def _vpx(crf: int, preset: str) -> dict[str, str]:
    lossless = {"lossless": "1"} if crf == 0 else {}
    return {**_aom(crf, preset), "deadline": "good", **lossless}


def _mpeg4(crf: int, preset: str) -> dict[str, str]:
    del preset
    return {"qmin": str(crf), "qmax": str(crf)}


def _numbers(last: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(last + 1))


_ENCODERS: dict[str, tuple[Encoder, ...]] = {
    "h264": (
        Encoder(
            library="libx264", crf=(0, 51), usual=23, presets=_X26X, preset="veryfast",
            settings=_x264,
        ),
    ),
    "h265": (
        Encoder(
            library="libx265", crf=(0, 51), usual=28, presets=_X26X, preset="veryfast",
            settings=_x265, tag="hvc1",  # Apple plays no other
        ),
    ),
    "av1": (
        Encoder(
            library="libsvtav1", crf=(1, 63), usual=35, presets=_numbers(13), preset="10",
            settings=_svt_av1,
        ),
        Encoder(
            library="libaom-av1", crf=(0, 63), usual=35, presets=_numbers(8), preset="8",
            settings=_aom,
        ),
    ),
    "vp9": (
        Encoder(
            library="libvpx-vp9", crf=(0, 63), usual=31, presets=_numbers(8), preset="5",
            settings=_vpx,
        ),
    ),
    "mpeg4": (
        Encoder(
            library="mpeg4", crf=(1, 31), usual=4, presets=(), preset="", settings=_mpeg4,
            finest=65_535,
        ),
    ),
}  # fmt: skip
