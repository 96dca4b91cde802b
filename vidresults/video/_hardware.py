"""Encoders in graphics hardware, by FFmpeg's names: what their scales of quality are called.

None of them can be told to keep exact times by itself, but all are told to keep the order of
frames; see VideoWriter.
"""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from av.codec.codec import Codec
from av.codec.context import CodecContext

from vidresults.errors import VideoError
from vidresults.video._encoder import Encoder
from vidresults.video._opening import LIBRARY_ERRORS, reason

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext

_SOFTWARE = {"h264": "h264", "hevc": "h265", "av1": "av1", "vp9": "vp9", "mpeg4": "mpeg4"}
_NAME = re.compile(
    r"(h264|hevc|av1|vp9|mpeg4)_"
    r"(nvenc|qsv|amf|videotoolbox|mf|vaapi|vulkan|v4l2m2m|mediacodec|omx|d3d12va)"
)
_IN_ORDER = {"bf": "0"}
_USUAL = {"h264": 23, "hevc": 28}  # as in software; the other scales are not the same anyway
_ALIKE = 0.15  # bits a pixel: about what the usual quality of H.264 takes for a street
_TAKEN = ("yuv420p", "nv12")


def hardware_encoder(name: str) -> Encoder | None:
    """Return what is known about an encoder of FFmpeg; None where the name is none of hardware."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    codec, kind = match.groups()
    make = _KINDS.get(kind, _by_bit_rate)
    return dataclasses.replace(
        make(name, codec),
        software=_SOFTWARE[codec],
        tag="hvc1" if codec == "hevc" else None,
    )


def try_out(encoder: Encoder, size: tuple[int, int], options: dict[str, str]) -> Encoder:
    """Open an encoder once, and return it with the pixel format that it takes.

    Raises:
        VideoError: This machine cannot open it.
    """
    formats = [form.name for form in Codec(encoder.library, "w").video_formats or ()]
    pixels = next((form for form in _TAKEN if form in formats or not formats), formats[:1])
    context = cast("VideoCodecContext", CodecContext.create(encoder.library, "w"))
    context.width, context.height = size
    context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
    context.options = options
    try:
        context.pix_fmt = "".join(pixels)
        context.open()
    except LIBRARY_ERRORS as error:
        raise VideoError(
            f"this machine cannot encode with {encoder.library} ({reason(error)}): "
            f"{encoder.software} is the same in software"
        ) from error
    return dataclasses.replace(encoder, pixels=context.pix_fmt or "yuv420p")


def _nvenc(name: str, codec: str) -> Encoder:
    return Encoder(
        library=name,
        crf=(1, 51),  # 0 lets it choose
        usual=_USUAL.get(codec, 30),
        presets=tuple(f"p{number}" for number in range(1, 8)),
        preset="p4",
        settings=lambda crf, preset: {
            "rc": "vbr", "cq": str(crf), "b": "0", "preset": preset, **_IN_ORDER,
        },
    )  # fmt: skip


def _qsv(name: str, codec: str) -> Encoder:
    return Encoder(
        library=name,
        crf=(1, 51),
        usual=_USUAL.get(codec, 30),
        presets=("veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"),
        preset="veryfast",
        settings=lambda crf, preset: {"global_quality": str(crf), "preset": preset, **_IN_ORDER},
    )


def _amf(name: str, codec: str) -> Encoder:
    return Encoder(
        library=name,
        crf=(0, 255) if codec == "av1" else (0, 51),
        usual=_USUAL.get(codec, 120),
        presets=("speed", "balanced", "quality"),
        preset="speed",
        settings=lambda crf, preset: {
            "rc": "cqp", "qp_i": str(crf), "qp_p": str(crf), "quality": preset, **_IN_ORDER,
        },
    )  # fmt: skip


def _videotoolbox(name: str, codec: str) -> Encoder:
    """Its own scale goes up to 100, which is the best; FFmpeg counts in 118ths of it."""
    del codec
    return Encoder(
        library=name,
        crf=(0, 99),
        usual=40,
        presets=(),
        preset="",
        settings=lambda crf, _: {
            "flags": "+qscale", "global_quality": str((100 - crf) * 118), **_IN_ORDER,
        },
    )  # fmt: skip


def _media_foundation(name: str, codec: str) -> Encoder:
    """Its own scale goes up to 100, which is the best."""
    del codec
    return Encoder(
        library=name,
        crf=(0, 100),
        usual=40,
        presets=(),
        preset="",
        settings=lambda crf, _: {
            "rate_control": "quality", "quality": str(100 - crf), **_IN_ORDER,
        },
    )  # fmt: skip


def _by_bit_rate(name: str, codec: str) -> Encoder:
    del codec
    return Encoder(
        library=name,
        crf=None,
        usual=0,
        presets=(),
        preset="",
        settings=lambda _crf, _preset: dict(_IN_ORDER),
        bits_per_pixel=_ALIKE,
    )


_KINDS = {
    "nvenc": _nvenc,
    "qsv": _qsv,
    "amf": _amf,
    "videotoolbox": _videotoolbox,
    "mf": _media_foundation,
}
