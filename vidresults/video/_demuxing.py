"""The times of all frames without decoding one, where that is safe."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO, cast

from vidresults.video._clock import has_only_slots, packet_time
from vidresults.video._decoding import FRAME_PER_PACKET
from vidresults.video._index import IndexOnly
from vidresults.video._opening import LIBRARY_ERRORS, choose_stream, demuxed
from vidresults.video.elsewhere import opener_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_FIELD_AT = {"h264": 4, "hevc": 21}  # where the codec's header says how long a length field is


def packet_times(
    container: InputContainer,
    video: VideoStream,
    *,
    any_end: bool = False,
    index_alone: bool = False,
) -> list[int] | None:
    """Return the packets' times, sorted, or None where the frames' times could be others.

    They are the same where the header gives the number of frames and exactly so many packets
    come, each with a time of its own, none marked as cut off or broken, none that looks
    damaged, no frame before the first key frame, and the codec makes one frame of each packet.
    A file without a frame count, such as mkv, could end anywhere; with `any_end` that does not
    matter, but every frame must carry its own time. With `index_alone` the content of the packets
    is not there, and not looked at.
    """
    promised = video.frames or None
    doubtful = has_only_slots(video) if any_end else promised is None
    if doubtful or video.codec.canonical_name not in FRAME_PER_PACKET:
        return None
    limit = None if promised is None else promised + 1
    try:
        whole = (lambda _: True) if index_alone else _check_of(video)
        times = _times_of(itertools.islice(container.demux(video), limit), whole)
    except LIBRARY_ERRORS:
        return None
    if not times or (len(times) != promised and not any_end):
        return None
    return sorted(times) if len(times) == len(set(times)) and min(times) == times[0] else None


def indexed_times(path: Path, stream: int | None) -> tuple[list[int], Fraction] | None:
    """Return the times of a video elsewhere, and a tick's seconds, by its index alone.

    None where the path is a file like others, or the index leaves a doubt.
    """
    opener = opener_of(path)
    if opener is None:
        return None
    with opener() as source:
        index = IndexOnly.of(source)
        if index is None:
            return None
        with demuxed(cast("BinaryIO", index), path) as container:
            video = choose_stream(container, path, stream)
            times = packet_times(container, video, index_alone=True)
            return None if times is None else (times, video.time_base or Fraction(1))


def _times_of(
    packets: Iterable[Packet[VideoStream]], whole: Callable[[memoryview], bool]
) -> list[int] | None:
    """Return the packets' times in their own order, None at the first that raises a doubt."""
    times: list[int] = []
    for packet in packets:
        if not packet.size:
            break
        time = packet_time(packet)
        marked = packet.is_discard or packet.is_corrupt
        if time is None or marked or not whole(memoryview(packet)):
            return None
        if not times and not packet.is_keyframe:
            return None
        times.append(time)
    return times


def _check_of(video: VideoStream) -> Callable[[memoryview], bool]:
    """Return a quick test that finds gaps of a download and shifted packets."""
    header = video.codec_context.extradata or b""
    at = _FIELD_AT.get(video.codec.canonical_name)
    if at is None or len(header) <= at or header[0] != 1:
        return lambda data: any(data[:4])
    size = (header[at] & 3) + 1
    return lambda data: _fields_fit(data, size)


def _fields_fit(data: memoryview, size: int) -> bool:
    """Tell whether parts that begin with their length (of `size` bytes) make up the packet."""
    position = 0
    while position < len(data):
        length = int.from_bytes(data[position : position + size], "big")
        if not length:
            return False
        position += size + length
    return position == len(data)
