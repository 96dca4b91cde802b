"""Decoding from the middle of a file, with the true number of every frame."""

from __future__ import annotations

import bisect
from collections import deque
from typing import TYPE_CHECKING

from vidresults.video._decoding import Decoding
from vidresults.video._demuxing import indexed_times, packet_times
from vidresults.video._opening import choose_stream, open_video
from vidresults.video._tally import DamageSeen, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from av.video.frame import VideoFrame

# A key frame may be stored before frames that are shown before it, and formats differ in which of
# its two times they look for: so it is sought a little earlier.
_REORDERED = 8

Timed = tuple["VideoFrame", int]


def quick_times(path: Path, stream: int) -> list[int] | None:
    """Return the times of a stream's frames by its packets, None where these leave a doubt."""
    if (indexed := indexed_times(path, stream)) is not None:
        return indexed[0]  # each frame that is decoded is held to its time
    with open_video(path) as container:
        video = choose_stream(container, path, stream)
        return packet_times(container, video, any_end=True)


class Seeking:
    """Iterates over the frames of a stream, from the key frame before a time on where it can.

    How many frames come before is counted from the packets, without decoding. That is only done
    where the packets leave no doubt; otherwise, and as soon as a frame is not where its packet
    says, the file is decoded from its beginning.

    Attributes:
        numbers: The 0-based number of each frame that was yielded, in the same order; whoever
            takes the frames takes them out.
        tally: What was counted; complete when the iteration of the whole video has ended.
    """

    def __init__(
        self,
        path: Path,
        stream: int,
        begin: int | None,
        *,
        times: Callable[[], list[int] | None],
        threads: int | None = None,
    ) -> None:
        """Say where to begin.

        Args:
            path: The file.
            stream: The stream's index.
            begin: The first time that is wanted, in ticks; None for all.
            times: Gives what `quick_times` gives for the stream; asked only where it is needed.
            threads: How many the decoder may use.
        """
        self._path = path
        self._stream = stream
        self._threads = threads
        self._begin = begin
        self._times = times
        self.numbers: deque[int] = deque()
        self.tally = Tally()

    def __iter__(self) -> Generator[Timed]:
        number = 0
        times = None if self._begin is None else self._times()
        if times is not None and self._begin is not None:
            try:
                for item, index in self._sought(times, self._begin):
                    number = index + 1
                    self.numbers.append(index)
                    yield item
            except DamageSeen:
                pass  # number says where to go on
            else:
                return
        decoding = Decoding(self._path, self._stream, threads=self._threads)
        for index, item in enumerate(decoding):
            self.tally = decoding.tally
            if index >= number:
                self.numbers.append(index)
                yield item
        self.tally = decoding.tally

    def _sought(self, times: list[int], begin: int) -> Iterator[tuple[Timed, int]]:
        """Yield the frames from the key frame on, with their numbers."""
        wanted = bisect.bisect_left(times, begin)
        if wanted == len(times):
            return
        expected: int | None = None
        target = times[max(0, wanted - _REORDERED)]
        decoding = Decoding(self._path, self._stream, threads=self._threads)
        for frame, pts in decoding.strictly(target):
            if expected is None:
                expected = bisect.bisect_left(times, pts)
            if expected > wanted or expected == len(times) or times[expected] != pts:
                raise DamageSeen
            yield (frame, pts), expected
            expected += 1
            wanted = max(wanted, expected)
        if expected != len(times):
            raise DamageSeen
