"""Parts of a dataset for training, validation and test, without neighbours on both sides.

Frames next to each other are nearly the same picture: a model that has learned one knows the
other. So each part is a block of time of every video, with a gap between blocks, or whole videos.
Nothing is drawn by lot: the same results give the same parts.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.export.pictures.coco_images import frame_numbers, frame_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.results import Source

SplitBy = Literal["time", "video"]
PARTS: Final = ("train", "valid", "test")
GAP_SECONDS: Final = 1.0
"""At least so long lies between two parts of a video, and at least one sample."""

Frames = dict[str, list[int]]


def split_frames(source: Source, shares: Sequence[float], by: SplitBy) -> dict[str, Frames]:
    """The sampled frames of every part, by source; parts without a share are left out.

    Args:
        source: What to split.
        shares: Of train, valid and test; the last may be missing. They need not add up to 1.
        by: "time" cuts every video into one block for each part; "video" keeps videos whole.

    Raises:
        SelectionError: The shares are none, or there are fewer videos than parts.
    """
    wanted = _wanted(shares)
    numbers = {name: found.tolist() for name, found in frame_numbers(source).items()}
    if by == "video":
        return _by_video(numbers, wanted)
    if by != "time":
        raise SelectionError(f"split_by={by!r}: expected 'time' or 'video'")
    times = frame_times(source)
    parts: dict[str, Frames] = {part: {} for part in wanted}
    for name, found in numbers.items():
        begin = 0
        for part, border in _borders(wanted, len(found)).items():
            parts[part][name] = found[min(begin, border) : border]
            begin = _after_gap(times[name], border)
    return parts


def write_parts(
    source: Any,
    path: Path,
    parts: dict[str, Frames],
    write: Callable[[Any, Path], list[str]],
    module: Any,
) -> list[str]:
    """Write a dataset for each part into a folder; return notes.

    Args:
        source: What was split.
        path: The folder.
        parts: What `split_frames` returned.
        write: Writes a part.
        module: The format's; where it has `join_parts(folder, names, notes)`, that ends it.
    """
    notes = []
    with atomic.new_folder(path) as folder:
        for part, frames in parts.items():
            written = write(source.select(frames=frames), folder / part)
            notes += [f"{part}: {note}" for note in written]
        if hasattr(module, "join_parts"):
            notes = module.join_parts(folder, list(parts), notes)
    counts = {part: sum(map(len, frames.values())) for part, frames in parts.items()}
    between = source.facts.rows["frames"] - sum(counts.values())
    shown = ", ".join(f"{count} {part}" for part, count in counts.items())
    return [f"sampled frames: {shown}, {between} between the parts left out", *notes]


def _wanted(shares: Sequence[float]) -> dict[str, float]:
    known = all(math.isfinite(share) and share >= 0 for share in shares)
    if not known or not 2 <= len(shares) <= len(PARTS) or sum(share > 0 for share in shares) < 2:  # noqa: PLR2004
        shown = "/".join(f"{share:g}" for share in shares)
        raise SelectionError(
            f"split {shown}: expected shares of train, valid and test such as 0.8/0.1/0.1, two of "
            "them above 0"
        )
    named = zip(PARTS, shares, strict=False)
    return {part: share / sum(shares) for part, share in named if share > 0}


def _borders(wanted: dict[str, float], count: int) -> dict[str, int]:
    """Where each part ends among so many."""
    ends = itertools.accumulate(wanted.values())
    return {part: round(end * count) for part, end in zip(wanted, ends, strict=True)}


def _after_gap(times: NDArray[np.float64], border: int) -> int:
    """The first sample that is far enough from the last one before the border."""
    begin = border + 1
    while border > 0 and begin < len(times) and times[begin] - times[border - 1] < GAP_SECONDS:
        begin += 1
    return begin if border else 0


def _by_video(numbers: dict[str, list[int]], wanted: dict[str, float]) -> dict[str, Frames]:
    if len(numbers) < len(wanted):
        raise SelectionError(
            f"{len(numbers)} videos cannot be split into {len(wanted)} parts: split by time"
        )
    names = sorted(numbers, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    parts: dict[str, Frames] = {}
    begin = 0
    for place, (part, border) in enumerate(_borders(wanted, len(names)).items(), start=1):
        # Each part has a video, and leaves one for each part after it.
        end = min(max(border, begin + 1), len(names) - len(wanted) + place)
        parts[part] = {name: numbers[name] for name in names[begin:end]}
        begin = end
    return parts
