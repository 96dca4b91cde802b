"""The codecs that an mp4 can be written with, and the encoder for each on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from av.codec.codec import Codec, UnknownCodecError

from vidresults.errors import VideoError
from vidresults.video._hardware import hardware_encoder
from vidresults.video._software import ENCODERS

if TYPE_CHECKING:
    from vidresults.video._encoder import Encoder

CodecName = Literal["h264", "h265", "av1", "vp9", "mpeg4"]
CODECS: tuple[CodecName, ...] = get_args(CodecName)


def find_encoder(codec: str) -> Encoder:
    """Return the first encoder for a codec that this build of FFmpeg has.

    Args:
        codec: One of CODECS, or FFmpeg's name of an encoder in hardware, such as "h264_nvenc".

    Raises:
        VideoError: The codec is not known, or there is no encoder for it.
    """
    here = [name for name in CODECS if any(_is_there(e) for e in ENCODERS[name])]
    if codec in here:
        return next(encoder for encoder in ENCODERS[codec] if _is_there(encoder))
    why = "this build of PyAV has no encoder for it"
    if hardware := hardware_encoder(codec):
        if _is_there(hardware):
            return hardware
        why = f"{why}; {hardware.software} is the same in software"
    elif codec not in CODECS:
        why = "it is not known"
    raise VideoError(
        f"no video can be written as {codec!r}: {why}; there is {', '.join(here)}, and hardware by "
        "FFmpeg's name, such as h264_nvenc"
    )


def check_encoder(codec: str, crf: int | None = None, preset: str | None = None) -> None:
    """Refuse what no video can be written with, before any is read.

    Args:
        codec: As of `VideoWriter`, and so all.
        crf: See there.
        preset: See there.

    Raises:
        VideoError: This build cannot write the codec, or not with these settings.
    """
    find_encoder(codec).options(crf, preset)


def _is_there(encoder: Encoder) -> bool:
    try:
        Codec(encoder.library, "w")
    except UnknownCodecError:
        return False
    return True
