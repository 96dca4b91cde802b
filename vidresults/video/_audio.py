"""Carrying the audio of a video over into its annotated copy, packet by packet."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from vidresults.video._audio_streams import PLAYED_FROM_MP4, CopiedStream, EncodedStream
from vidresults.video._decoding import read_packets
from vidresults.video._opening import has_decoder, open_video
from vidresults.video._tally import Tally

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer


class AudioFeed:
    """Moves all audio streams of a file into an output, up to a given time at a time.

    Attributes:
        notes: What a person should know about streams that change or stay behind.
    """

    def __init__(self, source: Path, output: OutputContainer, *, video_index: int) -> None:
        self.notes: list[str] = []
        self._closing = contextlib.ExitStack()
        self._lanes: dict[int, CopiedStream | EncodedStream] = {}
        container = self._closing.enter_context(open_video(source))
        try:
            self._add_lanes(container, output, video_index)
        except BaseException:
            self.close()
            raise
        self._tally = Tally()
        chosen = [s for s in container.streams.audio if s.index in self._lanes]
        self._packets = read_packets(container, chosen, self._tally) if chosen else iter(())
        self._pending = next(self._packets, None)

    def pump(self, until: Fraction | None, shift: Fraction) -> None:
        """Move the packets up to a time of the source, in seconds; None moves all of them.

        Args:
            until: Time in the source; packets that start later wait.
            shift: Seconds by which times in the output are later than in the source.
        """
        while self._pending is not None:
            packet = self._pending
            time = packet.dts if packet.dts is not None else packet.pts
            if until is not None and time is not None and time * packet.time_base > until:
                return
            if packet.is_corrupt:
                self._tally.fail("the file breaks off within it", strict=False)
            else:
                self._lanes[packet.stream_index].send(packet, shift)
            self._pending = next(self._packets, None)

    def finish(self, shift: Fraction) -> None:
        """Move all that is left, and note what could not be read."""
        self.pump(None, shift)
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
        for stream in container.streams:
            if stream.index not in self._lanes and stream.index != video_index:
                name = f" ({stream.codec.canonical_name})" if has_decoder(stream) else ""
                self.notes.append(f"{stream.type} stream {stream.index}{name} is left out")

    def _lane(self, stream: AudioStream, output: OutputContainer) -> CopiedStream | EncodedStream:
        codec = stream.codec.canonical_name
        lane: CopiedStream | EncodedStream
        if codec in PLAYED_FROM_MP4:
            lane = CopiedStream(stream, output)
        else:
            lane = EncodedStream(stream, output)
            self.notes.append(
                f"audio stream {stream.index} ({codec}) is encoded again as AAC, because "
                f"browsers do not play {codec} from mp4"
            )
        lane.target.disposition = stream.disposition.value  # type: ignore[assignment]
        if stream.language:
            lane.target.metadata["language"] = stream.language
        return lane
