"""Pictures cut out of the frames of videos: one of each box, or the whole frame."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.export.labels.clipping import Edges, pixel_span
from vidresults.export.pictures.copying import encoding_note, save_picture, usual_quality, video_of
from vidresults.export.pictures.frame_work import work_on_frames

if TYPE_CHECKING:
    from pathlib import Path

    from vidresults.results import Source
    from vidresults.video import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A picture to cut.

    Attributes:
        source_id: Whose video it is out of.
        frame_index: Of which frame.
        file_name: Where it goes, inside the dataset.
        edges: Of the box, clipped to its picture; None for the whole frame.
        size: Width and height of the frame that the edges are of.
    """

    source_id: str
    frame_index: int
    file_name: str
    edges: Edges | None
    size: tuple[int, int]

    def area(self, width: int, height: int) -> tuple[slice, slice]:
        """Rows and columns of a frame of this size, which the video may have."""
        left, top, right, bottom = self.edges or (0, 0, *self.size)
        x, y = width / self.size[0], height / self.size[1]
        columns, rows = pixel_span(left * x, right * x), pixel_span(top * y, bottom * y)
        return slice(*rows), slice(*columns)


def cut_pictures(
    source: Source, cuts: Iterable[Cut], folder: Path, quality: int | None
) -> list[str]:
    """Cut pictures out of the joined videos; return notes.

    A picture has the video's own pixels, also where the results speak of another size: edges are
    rounded to the nearest border between these pixels.

    Args:
        source: What the cuts are of.
        cuts: In any order; a video is decoded again wherever they go back in it.
        folder: The dataset, with the folders that the names are in.
        quality: Of JPEG, 1 to 100; 95 by default.

    Raises:
        SelectionError: A source has no video; the quality is none.
        OutputError: A video lacks a frame.
        VideoError: A video cannot be read.
    """
    usual = usual_quality(quality)
    count = 0
    for (source_id, _), run in itertools.groupby(cuts, _Passes().of):
        frames = itertools.groupby(run, lambda cut: cut.frame_index)
        wanted = ((frame_index, list(group)) for frame_index, group in frames)
        count += work_on_frames(video_of(source, source_id), wanted, _cutter(folder, usual))
    return [f"{count} pictures {encoding_note(usual)}"]


@dataclass(slots=True)
class _Passes:
    """Numbers the passes through the videos."""

    number: int = 0
    last: tuple[str, int] = ("", 0)

    def of(self, cut: Cut) -> tuple[str, int]:
        """The source, and a number that is another where the cuts go back in its video."""
        at = cut.source_id, cut.frame_index
        self.number += at[0] != self.last[0] or at[1] < self.last[1]
        self.last = at
        return cut.source_id, self.number


def _cutter(folder: Path, quality: int) -> Callable[[Frame, list[Cut]], int]:
    def save(frame: Frame, cuts: list[Cut]) -> int:
        picture = frame.to_bgr()
        height, width = picture.shape[:2]
        for cut in cuts:
            save_picture(picture[cut.area(width, height)], folder / cut.file_name, quality)
        return len(cuts)

    return save
