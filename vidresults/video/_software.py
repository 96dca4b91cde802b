"""The encoders that need no hardware, by the codec that they make."""

from __future__ import annotations

import os

from vidresults.video._encoder import Encoder

_X26X = (
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower",
    "veryslow", "placebo",
)  # fmt: skip
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


ENCODERS: dict[str, tuple[Encoder, ...]] = {
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
