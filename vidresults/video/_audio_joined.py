"""Audio and subtitles of stretches of a source, joined: sound to the sample, encoded again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.audio.frame import AudioFrame

from vidresults.video._audio_streams import CopiedText, EncodedStream

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from av.subtitles.stream import SubtitleStream
    from numpy.typing import NDArray

    from vidresults.video.timeline import Timeline

# Copied packets could begin only where the source's do, some 20 ms apart, and each needs the one
# before it to be decoded: the joints would be heard, and all behind them be out of step.
REASON = "its stretches are joined to the sample"


class JoinedStream(EncodedStream):
    """An audio stream of which only stretches are kept, encoded again as AAC."""

    def __init__(self, source: AudioStream, output: OutputContainer, timeline: Timeline) -> None:
        super().__init__(source, output)
        self._pieces = list(timeline.pieces(self._rate))
        self._written = 0

    def send(self, packet: Packet[AudioStream], _shift: Fraction) -> None:
        """Encode what a packet holds of the stretches; a broken packet is left out."""
        super().send(packet, Fraction(0))

    def _write(self, frame: AudioFrame) -> None:
        first = frame.pts or 0
        samples = np.asarray(frame.to_ndarray(), np.float32)  # shape (channels, samples)
        for start, end, place in self._pieces:
            begin, stop = max(first, start), min(first + samples.shape[1], end)
            if begin < stop:
                self._put(samples[:, begin - first : stop - first], place + begin - start)

    def _put(self, samples: NDArray[np.float32], place: int) -> None:
        """Write samples at their place, behind silence where the source had none before it."""
        while place > self._written:
            count = min(place - self._written, self._rate)
            self._encode_samples(np.zeros((samples.shape[0], count), np.float32))
        fresh = samples[:, self._written - place :]
        if fresh.size:
            self._encode_samples(fresh)

    def _encode_samples(self, samples: NDArray[np.float32]) -> None:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", self._layout)
        frame.sample_rate, frame.time_base = self._rate, Fraction(1, self._rate)
        frame.pts = self._written
        self._written += samples.shape[1]
        super()._write(frame)


class JoinedText(CopiedText):
    """A subtitle stream of which only stretches are kept; a text is cut with them."""

    def __init__(self, source: SubtitleStream, output: OutputContainer, timeline: Timeline) -> None:
        super().__init__(source, output)
        self._timeline = timeline

    def send(self, packet: Packet[SubtitleStream], _shift: Fraction) -> None:
        """Write what is left of a packet, once for each stretch that it reaches into."""
        if packet.pts is None or not packet.duration:
            return
        tick = packet.time_base
        start, end = packet.pts * tick, (packet.pts + packet.duration) * tick
        for begin, stop in self._timeline.parts_of(start, end):
            part = cast("Packet[SubtitleStream]", av.Packet(bytes(packet)))
            part.time_base = tick
            part.pts = part.dts = round(begin / tick)
            part.duration = round(stop / tick) - round(begin / tick)
            part.stream = self.target
            self._output.mux(part)
