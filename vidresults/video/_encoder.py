"""What is known about one encoder: how it is told its quality and its speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidresults.errors import VideoError


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """One encoder of FFmpeg.

    Attributes:
        library: FFmpeg's name of it.
        crf: Best and worst quality it takes; None where it is told a bit rate instead.
        usual: The quality it is used with unless another is asked for.
        presets: The speeds it knows; none for an encoder of one speed.
        preset: The speed it is used with unless another is asked for.
        settings: From quality and speed to FFmpeg's options.
        tag: Four letters by which players know the codec, where FFmpeg's own are not the best.
        finest: The largest denominator of a tick that it takes; None for any.
        pixels: Pixel format it takes.
        bits_per_pixel: What it may write for a pixel; None where the quality decides.
        software: The codec that does the same without hardware; None where it needs none.
    """

    library: str
    crf: tuple[int, int] | None
    usual: int
    presets: tuple[str, ...]
    preset: str
    settings: Callable[[int, str], dict[str, str]]
    tag: str | None = None
    finest: int | None = None
    pixels: str = "yuv420p"
    bits_per_pixel: float | None = None
    software: str | None = None

    def options(self, crf: int | None, preset: str | None) -> dict[str, str]:
        """Return FFmpeg's options for a quality and a speed; None is the usual one.

        Raises:
            VideoError: The encoder has no such quality or speed.
        """
        quality, speed = self.usual if crf is None else crf, preset or self.preset
        best, worst = self.crf or (0, 0)
        if crf is not None and self.crf is None:
            raise VideoError(f"{self.library} has no scale of quality that is known here: no crf")
        if not best <= quality <= worst:
            raise VideoError(f"{self.library} takes a crf from {best} to {worst}, not {quality}")
        if speed not in self.presets and (preset is not None or self.presets):
            known = ", ".join(self.presets) or "none at all"
            raise VideoError(f"{self.library} has no preset {speed!r}: it knows {known}")
        return self.settings(quality, speed)
