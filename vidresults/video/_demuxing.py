"""The times of all frames without decoding one, where that is safe."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from vidresults.video._clock import packet_time
from vidresults.video._decoding import FRAME_PER_PACKET
from vidresults.video._opening import LIBRARY_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.container import InputContainer
    from av.video.stream import VideoStream

_FIELD_AT = {"h264": 4, "hevc": 21}  # where the codec's header says how long a length field is


def packet_times(container: InputContainer, video: VideoStream) -> list[int] | None:
    """Return the packets' times, sorted, or None where the frames' times could be others.

    They are the same where the header gives the number of frames and exactly so many packets
    come, each with a time of its own, none marked as cut off or broken, none that looks
    damaged, no frame before the first key frame, and the codec makes one frame of each packet.
    A file without a frame count, such as mkv, could end anywhere.
    """
    promised = video.frames
    if not promised or video.codec.canonical_name not in FRAME_PER_PACKET:
        return None
    whole = _check_of(video)
    times: list[int] = []
    try:
        for packet in itertools.islice(container.demux(video), promised + 1):
            if not packet.size:
                break
            time = packet_time(packet)
            marked = packet.is_discard or packet.is_corrupt
            if time is None or marked or not whole(memoryview(packet)):
                return None
            if not times and not packet.is_keyframe:
                return None
            times.append(time)
    except LIBRARY_ERRORS:
        return None
    complete = len(times) == promised == len(set(times)) and min(times) == times[0]
    return sorted(times) if complete else None


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
