"""Work on chosen frames of a video: decoded once, one after the other, the work beside it."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from vidresults.errors import OutputError

if TYPE_CHECKING:
    from vidresults.video import Frame

T = TypeVar("T")


def work_on_frames(
    video: str, wanted: Iterable[tuple[int, T]], work: Callable[[Frame, T], int]
) -> int:
    """Do some work on frames; return the sum of what it returns.

    Args:
        video: The file.
        wanted: Numbers of frames, ascending, each with what the work is given beside the frame;
            asked for as the decoding goes on.
        work: Called in threads.

    Raises:
        OutputError: The video lacks a frame.
        VideoError: The video cannot be read.
    """
    from vidresults.video import VideoReader

    asked = iter(wanted)
    job = next(asked, None)
    if job is None:
        return 0
    workers = os.cpu_count() or 1
    open_ends: deque[Future[int]] = deque()
    total = done = 0
    with ThreadPoolExecutor(workers) as pool, VideoReader(video) as reader:
        for frame in reader:
            if frame.index != job[0]:
                continue
            done += 1
            open_ends.append(pool.submit(work, frame, job[1]))
            if len(open_ends) > 2 * workers:
                total += open_ends.popleft().result()
            job = next(asked, None)
            if job is None:
                break
        total += sum(end.result() for end in open_ends)
    if job is not None:
        lacking = sum(1 for _ in itertools.chain([job], asked))
        raise OutputError(
            f"{video}: {lacking} of {done + lacking} frames that have labels do not decode: is it "
            "the video of these results?"
        )
    return total
