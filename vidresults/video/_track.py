"""The video stream of an output: one encoder, and the exact time of each of its packets."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from av.codec.context import ThreadType

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from vidresults.video._encoder import Encoder
    from vidresults.video._pixels import ColourTags
    from vidresults.video.probe import VideoInfo

DEFAULT_RATE = Fraction(25)  # only steers the encoder where the source has no rate


class VideoTrack:
    """Encodes pictures and gives their packets the times that the pictures had.

    The encoder's own times only number the pictures: some encoders round them, and some give
    back packets without a length.
    """

    def __init__(
        self,
        output: OutputContainer,
        like: VideoInfo,
        encoder: Encoder,
        options: dict[str, str],
        *,
        size: tuple[int, int],
        tick: Fraction,
        threads: int | None = None,
    ) -> None:
        self._output = output
        self._tick = tick
        self._times: dict[int, tuple[int, int]] = {}
        self._last: int | None = None
        stream = output.add_stream(
            encoder.library, rate=like.average_rate or DEFAULT_RATE, options=options
        )
        self._stream = cast("VideoStream", stream)
        self._stream.time_base = tick
        context = self._stream.codec_context
        coarse = encoder.finest is not None and tick.denominator > encoder.finest
        self._count = Fraction(1, encoder.finest or 1) if coarse else tick
        context.time_base = self._count
        context.width, context.height = size
        context.pix_fmt = encoder.pixels
        if encoder.bits_per_pixel:
            rate = size[0] * size[1] * (like.average_rate or DEFAULT_RATE)
            context.bit_rate = round(rate * Fraction(encoder.bits_per_pixel))
        context.thread_type = ThreadType.AUTO  # PyAV's own choice, slices, costs quality
        if threads is not None:
            context.thread_count = threads
        aspect = like.sample_aspect_ratio
        context.sample_aspect_ratio = 1 / aspect if like.rotation_degrees % 180 else aspect
        if encoder.tag:
            context.codec_tag = encoder.tag

    def begin(self, tags: ColourTags) -> None:
        """Set the colours, before the first picture."""
        context = self._stream.codec_context
        context.colorspace, context.color_range = tags.matrix, tags.range
        context.color_primaries, context.color_trc = tags.primaries, tags.transfer

    def encode(self, picture: VideoFrame, time: Fraction, duration: Fraction) -> None:
        """Encode a picture that is shown at a time of the output, both in seconds."""
        number = round(time / self._count)
        if self._last is not None:
            number = max(number, self._last + 1)
        self._last = number
        self._times[number] = (round(time / self._tick), max(1, round(duration / self._tick)))
        picture.time_base, picture.pts = self._count, number
        self._mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._mux(self._stream.encode(None))

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            pts, duration = self._times.pop(packet.pts)  # type: ignore[arg-type] # all have one
            packet.time_base = self._tick
            packet.pts = packet.dts = pts
            packet.duration = duration
            self._output.mux(packet)
