"""Carrying the audio and subtitles of a video over into its annotated copy, by the packet."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import av

from vidresults.video._audio_joined import REASON, JoinedStream, JoinedText
from vidresults.video._audio_streams import (
    PLAYED_FROM_MP4,
    CopiedStream,
    CopiedText,
    EncodedStream,
)
from vidresults.video._decoding import read_packets
from vidresults.video._opening import LIBRARY_ERRORS, has_decoder, open_video
from vidresults.video._tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.subtitles.stream import SubtitleStream

    from vidresults.video.timeline import Timeline

    Lane = CopiedStream | EncodedStream | CopiedText

_LEAD_SECONDS = Fraction(1, 4)  # decoders of audio need some packets before what they decode


class AudioFeed:
    """Moves all audio streams of a file into an output, up to a given time at a time.

    Subtitles go along where they are of the one kind that mp4 holds.

    Attributes:
        notes: What a person should know about streams that change or stay behind.
    """

    def __init__(
        self,
        source: Path,
        output: OutputContainer,
        *,
        video_index: int,
        timeline: Timeline | None = None,
    ) -> None:
        self._timeline = timeline  # None where it is one piece
        self.notes: list[str] = []
        self._closing = contextlib.ExitStack()
        self._lanes: dict[int, Lane] = {}
        self._from: Fraction | None = None
        container = self._container = self._closing.enter_context(open_video(source))
        try:
            self._add_lanes(container, output, video_index)
        except BaseException:
            self.close()
            raise
        self._tally = Tally()
        self._begin()

    def begin_at(self, start: Fraction) -> None:
        """Leave out what begins before a time of the source; before anything was moved."""
        if self._timeline is None:
            self._from = start
        else:  # the lanes cut for themselves
            start = max(start - _LEAD_SECONDS, Fraction(0))
        with contextlib.suppress(*LIBRARY_ERRORS):  # then it is read from the beginning
            self._container.seek(int(start * av.time_base))
            self._begin()

    def _begin(self) -> None:
        chosen = [stream for stream in self._container.streams if stream.index in self._lanes]
        packets = read_packets(self._container, chosen, self._tally) if chosen else iter(())
        self._packets = cast("Iterator[Packet[Any]]", packets)
        self._pending = next(self._packets, None)

    def pump(self, until: Fraction | None, shift: Fraction) -> None:
        """Move the packets up to a time of the source, in seconds; None moves all of them.

        Args:
            until: Time in the source; packets that start later wait.
            shift: Seconds by which times in the output are later than in the source.
        """
        while self._pending is not None:
            packet: Packet[Any] = self._pending
            time = packet.dts if packet.dts is not None else packet.pts
            seconds = None if time is None else time * packet.time_base
            if until is not None and seconds is not None and seconds > until:
                return
            if self._from is not None and seconds is not None and seconds < self._from:
                pass
            elif packet.is_corrupt:
                self._tally.fail("the file breaks off within it", strict=False)
            else:
                self._lanes[packet.stream_index].send(packet, shift)
            self._pending = next(self._packets, None)

    def finish(self, shift: Fraction, until: Fraction | None = None) -> None:
        """Move all that is left, or what begins up to a time, and note what could not be read."""
        self.pump(until, shift)
        for lane in self._lanes.values():
            lane.finish()
        if self._tally.failures:
            self.notes.append(f"the audio is not complete: {self._tally.first_failure}")

    def close(self) -> None:
        """Close the source."""
        self._closing.close()

    def _add_lanes(
        self, container: InputContainer, output: OutputContainer, video_index: int
    ) -> None:
        for audio in container.streams.audio:
            if has_decoder(audio):
                self._lanes[audio.index] = self._lane(audio, output)
        for words in container.streams.subtitles:
            if has_decoder(words) and words.codec.canonical_name == "mov_text":
                self._lanes[words.index] = self._named(self._text(words, output), words)
        for stream in container.streams:
            if stream.index not in self._lanes and stream.index != video_index:
                name = f" ({stream.codec.canonical_name})" if has_decoder(stream) else ""
                self.notes.append(f"{stream.type} stream {stream.index}{name} is left out")

    def _lane(self, stream: AudioStream, output: OutputContainer) -> Lane:
        codec = stream.codec.canonical_name
        lane: Lane
        if self._timeline is not None:
            lane = JoinedStream(stream, output, self._timeline)
            self.notes.append(
                f"audio stream {stream.index} ({codec}) is encoded again as AAC: {REASON}"
            )
        elif codec in PLAYED_FROM_MP4:
            lane = CopiedStream(stream, output)
        else:
            lane = EncodedStream(stream, output)
            self.notes.append(
                f"audio stream {stream.index} ({codec}) is encoded again as AAC, because "
                f"browsers do not play {codec} from mp4"
            )
        return self._named(lane, stream)

    def _text(self, stream: SubtitleStream, output: OutputContainer) -> Lane:
        if self._timeline is None:
            return CopiedText(stream, output)
        return JoinedText(stream, output, self._timeline)

    @staticmethod
    def _named(lane: Lane, stream: Stream) -> Lane:
        lane.target.disposition = stream.disposition.value  # type: ignore[assignment]
        if stream.language:
            lane.target.metadata["language"] = stream.language
        return lane
