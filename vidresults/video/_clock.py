"""The time of every decoded frame, also where the file does not write one down."""

from __future__ import annotations

import bisect
import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# AVI has one slot per frame and no presentation times. What libavformat guesses for frames that
# are stored out of order (B-frames) repeats and jumps back.
_SLOTS_ONLY = frozenset({"avi"})
_NO_TIMES = 0x80  # libavformat's mark of a format without times, such as bare H.264
_LEAD = 64  # packets without a time that are looked past, at the start of a file


class Clock:
    """Gives each frame its pts, in display order.

    The rule: the file's own pts. Where there is none (or the container cannot hold any), the
    lowest dts among the packets that went in and did not come out: frames come out in display
    order, so that they take the time slots in order. Where there is no dts either, the end of
    the frame before: by its own duration, else by the average rate; the first are as far before
    the first that has a time as the rate says, or begin at 0 where none has.

    Attributes:
        guessed: Number of frames for which the file has no time at all.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._slots_only = has_only_slots(stream)
        self._slots: list[int] = []
        self._previous: int | None = None
        self._end: int | None = None
        self._early = 0
        self.guessed = 0
        self._untimed = bool(stream.container.format.flags & _NO_TIMES)
        rate = stream.average_rate or stream.guessed_rate
        time_base = stream.time_base or Fraction(1)
        self._interval = max(1, round(1 / (rate * time_base))) if rate else 1

    def looking_ahead(
        self, packets: Iterator[Packet[VideoStream]]
    ) -> Iterator[Packet[VideoStream]]:
        """Yield the packets, having seen where those at the start belong that have no time."""
        held: list[Packet[VideoStream]] = []
        for packet in itertools.islice(packets, _LEAD):
            held.append(packet)
            time = packet.pts if packet.pts is not None else packet.dts
            if time is not None:
                self._early = len(held) - 1
                self._end = time - self._early * self._interval
                break
        yield from held
        yield from packets

    def packet_sent(self, packet: Packet[VideoStream]) -> None:
        """Note the slot of a packet that the decoder is about to get."""
        if packet.dts is not None:
            bisect.insort(self._slots, packet.dts)

    def packet_lost(self, packet: Packet[VideoStream]) -> None:
        """Forget the slot of a packet that did not decode."""
        if packet.dts in self._slots:
            self._slots.remove(packet.dts)

    def pts(self, frame: VideoFrame) -> int:
        """Return the pts of the next frame in display order, in ticks of the stream."""
        early = self._early > 0 and frame.pts is None
        self._early -= early
        slot = self._slots.pop(0) if self._slots and not early else None
        pts = None if self._slots_only else frame.pts
        if pts is None and slot is not None and (self._previous is None or slot > self._previous):
            pts = slot
        self.guessed += pts is None or self._untimed
        if pts is None:
            pts = self._end or 0
        self._previous = pts
        self._end = pts + (frame.duration or self._interval)
        return pts


def has_only_slots(stream: VideoStream) -> bool:
    """Tell whether the container holds no presentation times."""
    return stream.container.format.name in _SLOTS_ONLY


def packet_time(packet: Packet[VideoStream]) -> int | None:
    """Return the time that Clock gives the packet's frame, as far as the packet alone tells."""
    return packet.dts if has_only_slots(packet.stream) else packet.pts
