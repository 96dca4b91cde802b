"""Videos of the table: how their pictures are stored; see `Clip`."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.support.clips import MATRICES, MPEG2, MPEG4, SHOWN, X264, X265, Clip, turned, x264

_TAGS709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_HALF = ("-flags", "+ilme+ildct")
_CLEAR = ("-vf", "format=rgba,colorchannelmixer=aa=0.5")
_WHOLE = "the source is interlaced: its frames are made whole"
_EVEN = "the size is .* instead of"


def _stored(form: str) -> tuple[str, ...]:
    return (*X264[:-1], form)


def _hdr(transfer: str) -> tuple[str, ...]:
    names = f"colorprim=bt2020:colormatrix=bt2020nc:transfer={transfer}:{X265[-1]}"
    tags = ("-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_trc", transfer)
    return (*X265[:-1], names, "-vf", "scale=out_color_matrix=bt2020nc", *tags)


PICTURES = {
    **{
        f"turned: {matrix}": Clip(
            words=x264("-vf", "setsar=4/3"), after=partial(turned, matrix=matrix),
            shown=SHOWN[matrix],
        )
        for matrix in MATRICES
    },
    "pixels that are no squares": Clip(words=x264("-vf", "setsar=16/11")),
    "interlaced, top first, h264": Clip(
        words=x264(*_HALF, "-x264-params", "tff=1", "-vf", "setfield=tff"), notes=[_WHOLE],
    ),
    "interlaced, bottom first, h264": Clip(
        words=x264(*_HALF, "-x264-params", "bff=1", "-vf", "setfield=bff"), suffix="mkv",
        notes=[_WHOLE],
    ),
    "interlaced, top first, mpeg2": Clip(
        words=(*MPEG2, *_HALF, "-vf", "setfield=tff"), suffix="mpg", notes=[_WHOLE],
    ),
    "interlaced, bottom first, mpeg2": Clip(
        words=(*MPEG2, *_HALF, "-vf", "setfield=bff", "-top", "0"), suffix="ts", notes=[_WHOLE],
    ),
    "10 bits, h264": Clip(words=_stored("yuv420p10le")),
    "10 bits, h265": Clip(words=X265),
    "high dynamic range, PQ": Clip(
        words=_hdr("smpte2084"), near=None, notes=["high dynamic range .PQ"],
    ),
    "high dynamic range, HLG": Clip(
        words=_hdr("arib-std-b67"), near=None, notes=["high dynamic range .HLG"],
    ),
    "full range": Clip(words=_stored("yuvj420p")),
    "4:2:2": Clip(words=_stored("yuv422p")),
    "4:4:4": Clip(words=_stored("yuv444p")),
    "RGB": Clip(words=("-c:v", "libx264rgb", "-preset", "ultrafast", "-crf", "8"), suffix="mkv"),
    "grey": Clip(words=_stored("gray"), shown=SHOWN["grey"]),
    "with alpha, png": Clip(
        words=("-c:v", "png", *_CLEAR), suffix="mov", notes=["transparent in places"],
    ),
    "with alpha, qtrle": Clip(
        words=("-c:v", "qtrle", *_CLEAR), suffix="mov", notes=["transparent in places"],
    ),
    "full range, tagged": Clip(words=x264("-vf", "scale=out_range=full", "-color_range", "pc")),
    "BT.709": Clip(words=x264("-vf", "scale=out_color_matrix=bt709", *_TAGS709)),
    "BT.709 in 10 bits, turned": Clip(
        words=(*_stored("yuv420p10le"), "-vf", "scale=out_color_matrix=bt709", *_TAGS709),
        after=partial(turned, matrix="90"), shown=SHOWN["90"],
    ),
    "SMPTE 240M": Clip(
        words=x264("-vf", "scale=out_color_matrix=smpte240m", "-colorspace", "smpte240m"),
    ),
    **{
        f"stored as {form}": Clip(
            words=("-c:v", "ffv1", "-pix_fmt", form), suffix="mkv",
            shown=SHOWN["grey"] if form.startswith("gray") else np.asarray,
        )
        for form in ("yuv410p", "yuv411p", "yuv440p", "yuv420p12le", "yuv444p16le", "yuva444p",
                     "gbrp", "gbrp12le", "gray10le", "gray16le", "bgr0", "rgb48le")
    },
    "raw pixels": Clip(words=("-c:v", "rawvideo", "-pix_fmt", "yuyv422"), suffix="avi"),
    "raw pixels, bgr24": Clip(words=("-c:v", "rawvideo", "-pix_fmt", "bgr24"), suffix="avi"),
    "prores": Clip(words=("-c:v", "prores_ks"), suffix="mov"),
    "odd width and height": Clip(size=(161, 121), words=_stored("yuv444p"), notes=[_EVEN]),
    "odd width, 4:2:0": Clip(
        size=(159, 120), words=MPEG4, suffix="avi", notes=[_EVEN],
    ),
}  # fmt: skip
