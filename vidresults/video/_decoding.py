"""Decoding a whole video stream, damaged or not, always with the same outcome."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, TypeVar, cast

from av.codec.context import ThreadType
from av.stream import Stream

from vidresults.errors import VideoError
from vidresults.video._clock import Clock
from vidresults.video._opening import LIBRARY_ERRORS, choose_stream, open_video, reason
from vidresults.video._tally import DamageSeen, Tally

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

StreamT = TypeVar("StreamT", bound=Stream)

# Codecs of which every packet is one shown frame. VP8, for one, has packets that show nothing.
FRAME_PER_PACKET = frozenset(
    {"av1", "ffv1", "h264", "hevc", "mjpeg", "mpeg4", "msmpeg4v2", "msmpeg4v3", "prores", "vp9"}
)
# Packets near the end of a file that breaks off: more than any codec reorders.
_TAIL = 32
_READ_ATTEMPTS = 10  # reading goes on after an error, but not forever at the same place


class Decoding:
    """Iterates over the frames that decode, in display order, with their pts in ticks.

    A decoder with several threads, once told that the stream is over, gives up the frames that
    it still holds as soon as one of them is broken: how many are lost would depend on the number
    of processors. So a video is decoded with threads until the first sign of damage; then it is
    decoded again with one thread, which loses nothing that can be decoded, and goes on where the
    first pass stopped.

    Attributes:
        tally: What was counted; complete when the iteration has ended.
    """

    def __init__(self, path: Path, stream: int, *, threads: int | None = None) -> None:
        """Prepare; `threads` is how many the decoder may use, None leaves that to it."""
        self._path = path
        self._stream = stream
        self._threads = threads
        self.tally = Tally()

    def __iter__(self) -> Generator[tuple[VideoFrame, int]]:
        given, last, damaged = 0, None, False
        try:
            for frame, pts in self._pass(strict=True):
                given, last = given + 1, pts
                yield frame, pts
        except DamageSeen:
            damaged = True
        if damaged:
            yield from self._rest(given, last)
        if not self.tally.decoded:
            why = self.tally.first_failure or "it holds no frames"
            raise VideoError(f"{self._path}: no frame of the video can be decoded: {why}")

    def strictly(self, start: int | None) -> Iterator[tuple[VideoFrame, int]]:
        """Yield the frames from a key frame at or before a time on, None for the first.

        Raises:
            DamageSeen: Something is wrong; the caller has to begin anew, without a start.
        """
        yield from self._pass(strict=True, start=start)

    def _rest(self, given: int, last: int | None) -> Iterator[tuple[VideoFrame, int]]:
        """Yield the frames behind those that were given out already, the last of them at `last`.

        Left out are frames that damage makes come out behind later ones, where nobody can show
        them, and at the end of a file that breaks off those after the first lost frame: they are
        no continuous video any more, and would take the numbers of the lost ones.
        """
        tail = self._tail()
        for frame, pts in itertools.islice(self._pass(strict=False), given, None):
            holes = [hole for position, hole in self.tally.lost if position > tail]
            if (last is not None and pts <= last) or any(pts > hole for hole in holes):
                self.tally.late += 1
            else:
                last = pts
                yield frame, pts

    def _tail(self) -> float:
        """Return the number of packets before the last few, or infinity for a whole file."""
        with open_video(self._path) as container:
            stream = choose_stream(container, self._path, self._stream)
            promised = _promised(stream)
            count = sum(1 for _ in read_packets(container, [stream], Tally()))
        return count - _TAIL if promised is not None and count < promised else math.inf

    def _pass(self, *, strict: bool, start: int | None = None) -> Iterator[tuple[VideoFrame, int]]:
        tally = self.tally = Tally()
        with open_video(self._path) as container:
            stream = choose_stream(container, self._path, self._stream)
            if strict:
                stream.thread_type = ThreadType.AUTO
                stream.codec_context.thread_count = self._threads or 0
            else:
                stream.codec_context.thread_count = 1
            tally.promised = _promised(stream)
            if start is not None:
                try:
                    container.seek(start, stream=stream)
                except LIBRARY_ERRORS as error:
                    tally.fail(reason(error), strict=True)
            clock = Clock(stream)
            packets = read_packets(container, [stream], tally, strict=strict)
            for packet in clock.looking_ahead(packets):
                yield from _decode(stream, packet, clock, tally, strict=strict)
            yield from _decode(stream, None, clock, tally, strict=strict)
            lost = tally.packets - tally.hidden - tally.decoded
            known = tally.failures > 0 or stream.codec.canonical_name not in FRAME_PER_PACKET
            if lost > 0 and not known and start is None:
                tally.fail(f"{lost} frames do not decode", strict=strict)


def read_packets(
    container: InputContainer, streams: Sequence[StreamT], tally: Tally, *, strict: bool = False
) -> Iterator[Packet[StreamT]]:
    """Yield the packets that hold data, going on after errors as long as that leads anywhere."""
    attempts = 0
    while attempts < _READ_ATTEMPTS:
        try:
            for packet in container.demux(*streams):
                if packet.size:  # a decoder takes an empty packet for the end of the stream
                    attempts = 0
                    yield cast("Packet[StreamT]", packet)
        except LIBRARY_ERRORS as error:
            tally.fail(reason(error), strict=strict)
            attempts += 1
        else:
            return


def _decode(
    stream: VideoStream,
    packet: Packet[VideoStream] | None,
    clock: Clock,
    tally: Tally,
    *,
    strict: bool,
) -> Iterator[tuple[VideoFrame, int]]:
    """Yield the frames that come out for one packet, or at the end, for None."""
    if packet is not None:
        tally.packets += 1
        tally.hidden += packet.is_discard
        if packet.is_corrupt:
            tally.fail("the file breaks off within a frame", strict=strict)
        if not packet.is_discard:
            clock.packet_sent(packet)
    try:
        frames = stream.codec_context.decode(packet)
    except LIBRARY_ERRORS as error:
        tally.fail(reason(error), strict=strict)
        if packet is not None:
            clock.packet_lost(packet)
            if packet.pts is not None:
                tally.lost.append((tally.packets, packet.pts))
        return
    for frame in frames:
        tally.decoded += 1
        tally.flawed += frame.is_corrupt
        pts = clock.pts(frame)
        tally.guessed = clock.guessed
        yield frame, pts


def _promised(stream: VideoStream) -> int | None:
    """Return the number of packets that the header says there are, None where it does not."""
    count = stream.frames or None
    if count and "mp4" in stream.container.format.name.split(","):
        # An edit list can leave out frames at either end. They stay in the header's count, but
        # not in the demuxer's index.
        count = min(count, len(stream.index_entries) or count)
    return count
