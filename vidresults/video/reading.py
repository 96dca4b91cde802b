"""Reading the frames of a video, each with its own time and true colours."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import VideoError
from vidresults.video._deinterlacing import deinterlaced
from vidresults.video._layers import upright
from vidresults.video._orientation import Orientations
from vidresults.video._reader import Reader
from vidresults.video._seeking import Seeking, quick_times
from vidresults.video.frame import Frame
from vidresults.video.probe import FrameTimes, frame_times, probe

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

    from vidresults.video._tally import Tally

_SHORT_BY_SECONDS = 1.0


class VideoReader(Reader):
    """Yields the frames of a video in display order.

    Damage does not stop the reading as long as one frame decodes: it goes on with the next
    packet, and `missing` and `damage` tell afterwards what was lost. Frames that say that they
    are interlaced are made whole (FFmpeg's bwdif), one for one.

    Attributes:
        info: What the file says about itself.
        notes: After the iteration, how many frames have no time in the file.
        missing: After the iteration, the number of frames that the header promises and that did
            not decode, 0 where all did; None before, after a part, and where a damaged file has
            no such number.
        damage: After the iteration, what was wrong, in one line; None where nothing was.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        stream: int | None = None,
        threads: int | None = None,
    ) -> None:
        """Open a video.

        Args:
            path: The file.
            stream: As in `probe`.
            threads: How many the decoder may use; each holds some frames. None leaves it to it.

        Raises:
            VideoError: As in `probe`.
        """
        self.info = probe(Path(path), stream=stream)
        self._threads = threads
        # One seek after another asks for them, and in a long video that is most of its time.
        self._packet_times = functools.cache(
            functools.partial(quick_times, self.info.path, self.info.stream_index)
        )

    def times(self) -> FrameTimes:
        """Return the times of all frames: see `frame_times`."""
        return frame_times(self.info.path, stream=self.info.stream_index)

    def expected(self) -> int | None:
        """Return how many frames are to come: the header's word, else the number of packets."""
        if not self.is_part and self.info.frame_count_from_header:
            return self.info.frame_count_from_header
        ticks = self._packet_times()
        return None if ticks is None else self._in_bounds(ticks)

    def _frames(self) -> Generator[Frame]:
        info = self.info
        self.missing, self.damage, self.notes = None, None, ()
        begin, end = self.bounds()
        seeking = Seeking(
            info.path, info.stream_index, begin, times=self._packet_times, threads=self._threads
        )
        orientations = Orientations()
        last, given = 0.0, 0
        for native, pts, halves in deinterlaced(iter(seeking)):
            index = seeking.numbers.popleft()
            if begin is not None and pts < begin:
                continue
            if end is not None and pts >= end:
                break
            given += 1
            last = float((pts + (native.duration or 0)) * info.time_base)
            shown, turned = upright(native, orientations.of(native))
            yield Frame(
                shown,
                index=index,
                pts=pts,
                time_base=info.time_base,
                was_interlaced=halves,
                turned=turned,
            )
        if guessed := seeking.tally.guessed:
            self.notes = (
                f"frames without a time in the file: {guessed}; they are shown in order, evenly",
            )
        if not given:
            raise VideoError(f"{info.path}: no frame lies in the part that was asked for")
        if not self.is_part:
            self._account(seeking.tally, last)

    def _account(self, tally: Tally, end_seconds: float) -> None:
        """Say what is missing, and why."""
        whole = tally.decoded - tally.late + tally.hidden
        self.missing = max(0, tally.promised - whole) if tally.promised is not None else None
        reasons = []
        if tally.promised is not None and tally.packets < tally.promised:
            reasons.append(f"the file ends early: {whole} of {tally.promised} frames decode")
        elif tally.promised is None and (short := self._seconds_short(end_seconds)):
            reasons.append(f"the file ends {short:.1f} s before its header says")
        if tally.failures:
            reasons.append(
                f"errors while decoding: {tally.failures}, the first: {tally.first_failure}"
            )
        if tally.late:
            reasons.append(f"frames behind a lost or a later one, left out: {tally.late}")
        if tally.flawed:
            reasons.append(f"frames damaged in part: {tally.flawed}")
        self.damage = "; ".join(reasons) or None
        if self.missing is None and self.damage is None:
            self.missing = 0

    def _seconds_short(self, end_seconds: float) -> float | None:
        """Return by how much the video ends too early; None where that cannot be told.

        The header's duration is the longest stream's, so with audio it says nothing.
        """
        info = self.info
        if info.duration_seconds is None or info.audio:
            return None
        # Some containers count the duration from the first frame, some from time 0.
        start = min(0.0, float((info.start_pts or 0) * info.time_base))
        short = info.duration_seconds - (end_seconds - start)
        return short if short > _SHORT_BY_SECONDS else None
