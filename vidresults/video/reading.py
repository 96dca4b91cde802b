"""Reading the frames of a video, each with its own time and true colours."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vidresults.video._decoding import Decoding
from vidresults.video._opening import one_line_errors
from vidresults.video._pixels import to_bgr
from vidresults.video.probe import VideoInfo, probe

if TYPE_CHECKING:
    import os
    from collections.abc import Generator
    from types import TracebackType

    import numpy as np
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    from vidresults.video._tally import Tally

_SHORT_BY_SECONDS = 1.0


class Frame:
    """One decoded frame.

    Attributes:
        index: 0-based number among the frames that decode, in display order.
        pts: Presentation time in ticks of `time_base`, as the file has it.
        time_base: Length of one tick in seconds.
        duration: How long the frame is shown, in ticks; None where the file does not say.
        native: The frame as the decoder gave it: before rotation, in its own colours.
    """

    __slots__ = ("duration", "index", "native", "pts", "time_base")

    def __init__(self, native: VideoFrame, *, index: int, pts: int, time_base: Fraction) -> None:
        self.native = native
        self.index = index
        self.pts = pts
        self.time_base = time_base
        self.duration: int | None = native.duration or None

    @property
    def time_seconds(self) -> float:
        """Presentation time in seconds; the first frame's need not be 0."""
        return float(self.pts * self.time_base)

    def to_bgr(self) -> NDArray[np.uint8]:
        """Return the picture as shown, shape (height, width, 3): blue, green, red.

        It is upright, contiguous and the caller's own. Colours follow the frame's own tags of
        colour space and range; untagged frames are BT.601 with limited range, FFmpeg's default.

        Raises:
            VideoError: The pixel format cannot be converted.
        """
        with one_line_errors(f"the pixels of frame {self.index} cannot be converted"):
            return to_bgr(self.native)


class VideoReader:
    """Yields the frames of a video in display order.

    Damage does not stop the reading as long as one frame decodes: it goes on with the next
    packet, and `missing` and `damage` tell afterwards what was lost.

    Attributes:
        info: What the file says about itself.
        missing: After the iteration, the number of frames that the header promises and that did
            not decode, 0 where all did; None before, and where a damaged file has no such number.
        damage: After the iteration, what was wrong, in one line; None where nothing was.
    """

    def __init__(self, path: str | os.PathLike[str], *, stream: int | None = None) -> None:
        """Open a video.

        Args:
            path: The file.
            stream: As in `probe`.

        Raises:
            VideoError: As in `probe`.
        """
        self.info: VideoInfo = probe(Path(path), stream=stream)
        self.missing: int | None = None
        self.damage: str | None = None
        self._running: Generator[Frame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Generator[Frame]:
        self.close()
        self._running = self._frames()
        return self._running

    def close(self) -> None:
        """Close the file; a new iteration opens it again and starts over."""
        if self._running is not None:
            self._running.close()
            self._running = None

    def _frames(self) -> Generator[Frame]:
        decoding = Decoding(self.info.path, self.info.stream_index)
        base = self.info.time_base
        end = 0.0
        self.missing, self.damage = None, None
        for index, (native, pts) in enumerate(decoding):
            end = float((pts + (native.duration or 0)) * base)
            yield Frame(native, index=index, pts=pts, time_base=base)
        self._account(decoding.tally, end)

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
