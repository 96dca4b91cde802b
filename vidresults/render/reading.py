"""Reading a video, or only stretches of it."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from vidresults.render.pipeline import ahead

if TYPE_CHECKING:
    from vidresults.video import Frame, Reader, Stretch

# Seeking reads all packets of a file to number the frames; what is shorter is decoded and dropped.
_WORTH_SEEKING = Fraction(30)  # seconds


def frames_of(reader: Reader, stretches: Sequence[Stretch] = ()) -> Generator[Frame]:
    """The frames of the reader, or of its stretches only; far ones are sought."""
    yield from _lasting(_inside(reader, stretches)) if stretches else ahead(reader)


def _inside(reader: Reader, stretches: Sequence[Stretch]) -> Iterator[tuple[Frame, Stretch]]:
    """The frames of stretches, each with its own."""
    start = (reader.info.start_pts or 0) * reader.info.time_base
    for run in _neighbours(stretches):
        reader.seek(float(run[0].start - start), float(run[-1].end - start))
        left = iter(run)
        stretch = next(left)
        for frame in ahead(reader):
            time = frame.pts * frame.time_base
            while time >= stretch.end:
                stretch = next(left)
            if time >= stretch.start:
                yield frame, stretch


def _lasting(frames: Iterator[tuple[Frame, Stretch]]) -> Iterator[Frame]:
    """Each frame lasts until the next, the last one of a stretch until the end of that.

    What files say of it is wrong where frames come at uneven times and are stored out of order.
    """
    before: tuple[Frame, Stretch] | None = None
    for frame, stretch in frames:
        if before is not None:
            near = before[1] is stretch
            yield _until(before[0], frame.pts * frame.time_base if near else before[1].end)
        before = frame, stretch
    if before is not None:
        yield _until(before[0], before[1].end)


def _until(frame: Frame, end: Fraction) -> Frame:
    frame.duration = round(end / frame.time_base) - frame.pts
    return frame


def _neighbours(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Runs of stretches with nothing long between them."""
    run = [stretches[0]]
    for before, stretch in itertools.pairwise(stretches):
        if stretch.start - before.end > _WORTH_SEEKING:
            yield run
            run = []
        run.append(stretch)
    yield run
