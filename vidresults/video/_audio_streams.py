"""One audio stream on its way into an mp4: as it is, or encoded again as AAC."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from av.audio.frame import AudioFrame
from av.filter import Graph

from vidresults.video._opening import LIBRARY_ERRORS

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from av.subtitles.stream import SubtitleStream

# What Chrome, Firefox and Safari all play from an mp4. AC-3, PCM and Vorbis, say, are not.
PLAYED_FROM_MP4 = frozenset({"aac", "flac", "mp3", "opus"})
_AAC_RATES = frozenset(
    {7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000}
)
_AAC_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
_BITS_PER_CHANNEL = 96_000


class CopiedStream:
    """An audio stream whose packets go over as they are."""

    def __init__(self, source: AudioStream, output: OutputContainer) -> None:
        self._output = output
        self.target = output.add_stream_from_template(source, opaque=True)
        self._rate = source.sample_rate
        self._frame_size = source.codec_context.frame_size
        self._next: int | None = None
        self._last_dts: Fraction | None = None

    def send(self, packet: Packet[AudioStream], shift: Fraction) -> None:
        """Write a packet, `shift` seconds later than it was; one without a time is dropped."""
        time = packet.pts if packet.pts is not None else packet.dts
        if time is None:
            return
        moved = time * packet.time_base + shift
        tick, ticks = self._exact(packet.time_base, moved)
        if self._last_dts is not None and ticks * tick <= self._last_dts:
            return  # damaged files repeat themselves; mp4 takes only rising times
        self._last_dts = ticks * tick
        duration = (packet.duration or 0) * packet.time_base
        packet.time_base = tick
        packet.pts = packet.dts = ticks
        packet.duration = round(duration / tick)
        packet.stream = self.target
        self._output.mux(packet)

    def _exact(self, tick: Fraction, time: Fraction) -> tuple[Fraction, int]:
        """Return the time as a tick length and a number of ticks.

        Where ticks are longer than a sample (mkv has milliseconds), times are counted in
        samples, on from the packet before as long as that agrees with the file: otherwise the
        rounding of every single packet would be heard as gaps.
        """
        if tick * self._rate <= 1:
            return tick, round(time / tick)
        sample = Fraction(1, self._rate)
        samples = round(time / sample)
        if self._next is not None and abs(self._next - samples) * sample <= tick:
            samples = self._next
        self._next = samples + self._frame_size if self._frame_size else None
        return sample, samples

    def finish(self) -> None:
        """Nothing is left to write."""


class CopiedText:
    """A subtitle stream whose packets go over as they are; they are few and far between."""

    def __init__(self, source: SubtitleStream, output: OutputContainer) -> None:
        self._output = output
        self.target = output.add_stream_from_template(source, opaque=True)

    def send(self, packet: Packet[SubtitleStream], shift: Fraction) -> None:
        """Write a packet, `shift` seconds later than it was; one without a time is dropped."""
        if packet.pts is None:
            return
        packet.pts = packet.dts = packet.pts + round(shift / packet.time_base)
        packet.stream = self.target
        self._output.mux(packet)

    def finish(self) -> None:
        """Nothing is left to write."""


class EncodedStream:
    """An audio stream that is decoded and encoded again as AAC."""

    def __init__(self, source: AudioStream, output: OutputContainer) -> None:
        self._source = source
        self._output = output
        context = source.codec_context
        self._rate = context.sample_rate if context.sample_rate in _AAC_RATES else 48_000
        self._layout = _AAC_LAYOUTS.get(context.channels, "stereo")
        self.target = output.add_stream("aac", rate=self._rate)
        self.target.codec_context.layout = self._layout
        channels = len(self.target.codec_context.layout.channels)
        self.target.codec_context.bit_rate = _BITS_PER_CHANNEL * channels
        self.target.codec_context.time_base = Fraction(1, self._rate)
        self._graph: Graph | None = None
        self._shape: tuple[int, str, str] | None = None
        self._begun = False
        self._shift = 0

    def send(self, packet: Packet[AudioStream], shift: Fraction) -> None:
        """Encode what a packet holds, `shift` seconds later; a broken packet is left out."""
        self._shift = round(shift * self._rate)
        self._encode(self._decode(packet))

    def finish(self) -> None:
        """Encode what decoder, resampler and encoder still hold."""
        self._encode(self._decode(None))
        self._end_graph()
        if self._begun:
            self._output.mux(self.target.encode(None))

    def _decode(self, packet: Packet[AudioStream] | None) -> list[AudioFrame]:
        try:
            return self._source.codec_context.decode(packet)
        except LIBRARY_ERRORS:
            return []

    def _encode(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            shape = (frame.sample_rate, frame.format.name, frame.layout.name)
            if self._graph is None or shape != self._shape:
                self._end_graph()
                self._graph, self._shape = self._resampler(frame), shape
            self._graph.push(frame)
            self._drain(self._graph)

    def _resampler(self, frame: AudioFrame) -> Graph:
        """Return filters that give the encoder's format, and silence where samples are missing."""
        graph = Graph()
        entry = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format,
            layout=frame.layout,
            time_base=frame.time_base or Fraction(1, frame.sample_rate),
        )
        graph.link_nodes(
            entry,
            graph.add("aresample", f"{self._rate}:async=1"),
            graph.add("aformat", f"sample_fmts=fltp:channel_layouts={self._layout}"),
            graph.add("abuffersink"),
        ).configure()
        return graph

    def _end_graph(self) -> None:
        if self._graph is not None:
            self._graph.push(None)
            self._drain(self._graph)
            self._graph = None

    def _drain(self, graph: Graph) -> None:
        while True:
            try:
                frame = graph.pull()
            except (BlockingIOError, EOFError):  # it wants more input; it is empty
                return
            assert isinstance(frame, AudioFrame)
            if frame.pts is not None:
                frame.pts += self._shift
            self._write(frame)

    def _write(self, frame: AudioFrame) -> None:
        self._begun = True
        self._output.mux(self.target.encode(frame))
