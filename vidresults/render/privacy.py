"""Blurs or pixelates classes on every frame, also between, before and after their sightings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vidresults.errors import SelectionError
from vidresults.render.between import Clock
from vidresults.render.privacy_links import Links
from vidresults.render.privacy_paths import Paths
from vidresults.render.sample_rows import SampleRows
from vidresults.render.samples import samples_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

CELLS: Final = 6
"""How many patches are left of the shorter side of what is covered."""

SMALLEST_CELL: Final = 8
"""A patch is at least this many pixels wide."""


class Privacy:
    """Covers the boxes of classes on each frame of a video.

    An object moves evenly from one sighting to the next, also past one sample that was not
    inferred or on which it was missed. What is covered is its box, 15 % of it on each side, and
    half of what it moves between the sightings. For two intervals before its first and after its
    last sighting all is covered from there to where it would be by now, with a margin that grows
    by half of its motion an interval; by half of its box where it was seen only once.
    """

    def __init__(
        self,
        source: Source,
        video_size: tuple[int, int],
        *,
        blur: str | Iterable[str] = (),
        pixelate: str | Iterable[str] = (),
        times: NDArray[np.float64] | None = None,
    ) -> None:
        """Find out which samples there are.

        Args:
            source: Results of one video: all of them, for what is left out is not covered.
            video_size: Width and height of the video as shown, in pixels.
            blur: Names of classes to blur.
            pixelate: Names of classes to show as coarse squares.
            times: Times of the video's frames in seconds; without them motion is even in frames.

        Raises:
            SelectionError: The results have no such class, or hold several videos.
            MatchError: The results are of pictures of another aspect ratio.
        """
        self._frames_unknown = 0
        self._paths: list[tuple[Paths, bool]] = []
        models = samples_of(source, video_size)
        clock = Clock(times)
        for names, smooth in ((_names(blur), True), (_names(pixelate), False)):
            _refuse_unknown(source, names)
            homes = _models_of(source, names)
            for samples in models:
                if samples.model in homes:
                    rows = SampleRows(source, "detections", samples)
                    paths = Paths(Links(samples, rows, names), clock)
                    self._paths.append((paths, smooth))

    def cover(self, picture: NDArray[np.uint8], frame_index: int) -> None:
        """Cover what is to be covered on a frame, in the picture itself.

        Args:
            picture: BGR, shape (height, width, 3).
            frame_index: 0-based number of the frame.
        """
        self._frames_unknown += not all(paths.knows(frame_index) for paths, _ in self._paths)
        for paths, smooth in self._paths:
            for area in paths.at(frame_index):
                _obscure(picture, area, smooth=smooth)

    @property
    def notes(self) -> list[str]:
        """What a person should know after the last frame."""
        if not self._frames_unknown:
            return []
        words = (
            f"{self._frames_unknown} frames are more than two intervals from any sample that was "
            "inferred: what is on them is not known and not covered"
        )
        return [words]


def _obscure(picture: NDArray[np.uint8], area: NDArray[np.float64], *, smooth: bool) -> None:
    """Leave a few patches of an area: as squares, or smooth ones."""
    height, width = picture.shape[:2]
    limits = np.array([width, height, width, height])
    clipped = np.clip(area, 0, limits)
    x_min, y_min = np.floor(clipped[:2]).astype(int).tolist()
    x_max, y_max = np.ceil(clipped[2:]).astype(int).tolist()
    if x_max <= x_min or y_max <= y_min:
        return
    shorter = min(float((area[2:] - area[:2]).min()), float(max(width, height)))
    cell = max(SMALLEST_CELL, round(shorter / CELLS))
    part = picture[y_min:y_max, x_min:x_max]
    size = (x_max - x_min, y_max - y_min)
    patches = (math.ceil(size[0] / cell), math.ceil(size[1] / cell))
    small = cv2.resize(part, patches, interpolation=cv2.INTER_AREA)
    way = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    part[...] = cv2.resize(small, size, interpolation=way)


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _refuse_unknown(source: Source, names: tuple[str, ...]) -> None:
    """Refuse a class that is not there: a slip of the pen must not show a face."""
    known = source.facts.classes["class_name"].unique().to_pylist()
    for name in names:
        if name not in known:
            there = ", ".join(repr(n) for n in known) or "none"
            raise SelectionError(
                f"there is no class {name!r} in the results to cover; there is {there}"
            )


def _models_of(source: Source, names: tuple[str, ...]) -> set[str]:
    """The models that have one of the classes."""
    rows = source.facts.classes.select(["model", "class_name"]).to_pylist()
    return {row["model"] for row in rows if row["class_name"] in names}
