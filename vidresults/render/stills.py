"""Annotated frames as pictures: those at given times, or those with most to see."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from vidresults import atomic
from vidresults.errors import OutputError, SelectionError
from vidresults.render.finding import frames_at
from vidresults.render.moments import APART_SECONDS, busiest
from vidresults.render.report import notes_on
from vidresults.render.source import open_reader
from vidresults.render.stage import Drawing, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.analytics.zones import Zones
    from vidresults.matching import Between
    from vidresults.render.annotators import Annotator
    from vidresults.render.style import Style
    from vidresults.results import Source
    from vidresults.video import Reader

USUAL_MOST = 5
_LONGEST_STEM = 60  # a name has at most 255 bytes, and a letter up to 4
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """One picture.

    Attributes:
        path: The PNG file.
        frame_index: 0-based number of the frame in the video.
        time_seconds: When the video shows it, counted from its first frame.
    """

    path: Path
    frame_index: int
    time_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StillsReport:
    """What was written.

    Attributes:
        path: The folder.
        stills: The pictures in it, in the order of the video.
        notes: What a viewer should know.
    """

    path: Path
    stills: tuple[Still, ...]
    notes: tuple[str, ...]


def render_stills(
    results: Source,
    video: str | os.PathLike[str] | None,
    out_folder: str | os.PathLike[str],
    *,
    at_seconds: float | Iterable[float] = (),
    most: int | None = None,
    between: Between = "hold",
    longest_gap: float | None = None,
    blur: str | Iterable[str] = (),
    pixelate: str | Iterable[str] = (),
    covered: Source | None = None,
    zones: Zones | str | os.PathLike[str] | None = None,
    side_by_side: bool = False,
    style: Style | None = None,
    annotators: Sequence[Annotator] = (),
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    rate: float | None = None,
    stream: int | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> StillsReport:
    """Draw results onto single frames of their video; the folder is complete or absent.

    The pictures are PNG files of the video's own size, named by video, frame and time. They show
    what `render` shows on these frames.

    Args:
        results: Results of this video.
        video: As in `render`.
        out_folder: The folder to make.
        at_seconds: When the video shows the frames, counted from the first.
        most: Without times: how many moments of most objects, 5 unless given. They are of
            different stretches in which that number stays the same, and a second apart.
        between: As in `render`, and so all up to `annotators`.
        longest_gap: See there.
        blur: See there.
        pixelate: See there.
        covered: See there.
        zones: See there.
        side_by_side: See there.
        style: See there.
        annotators: See there.
        start_seconds: Look for moments only from this time on, counted from the first frame.
        end_seconds: Look for them only before this time, counted alike.
        rate: As in `render`.
        stream: As in `render`.
        progress: Called after each picture with the number done and the total.

    Raises:
        SelectionError: As in `render`; the video has no frame at a time; there are no objects.
        MatchError: As in `render`.
        VideoError: The video cannot be decoded.
        OutputError: The folder cannot be written there.
    """
    asked = (at_seconds,) if isinstance(at_seconds, int | float) else tuple(at_seconds)
    _check(asked, most, part=(start_seconds, end_seconds) != (None, None))
    drawing = Drawing(
        between=between,
        longest_gap=longest_gap,
        blur=blur,
        pixelate=pixelate,
        covered=covered,
        zones=zones,
        side_by_side=side_by_side,
        style=style,
        annotators=annotators,
    )
    stem = _safe(Path(video).stem if video is not None else results.facts.source_ids[0])
    stills: list[Still] = []
    with open_reader(video, results, rate=rate, stream=stream) as reader:
        reader.seek(start_seconds, end_seconds)
        stage = Stage(results, reader, drawing)
        wanted = asked or busiest(stage, most or USUAL_MOST)
        start = (reader.info.start_pts or 0) * reader.info.time_base
        with atomic.new_folder(out_folder) as folder:
            for frame in frames_at(reader, wanted):
                seconds = float(frame.pts * frame.time_base - start)
                name = f"{stem}_{frame.index:06}_{seconds:.3f}s.png"
                _save(stage.artist.picture(frame), folder / name)
                path = Path(out_folder) / name
                stills.append(Still(path=path, frame_index=frame.index, time_seconds=seconds))
                if progress is not None:
                    progress(len(stills), len(wanted))
    notes = [*_count_notes(len(stills), asked, most), *_shape_notes(reader)]
    notes += notes_on(stage, None)
    return StillsReport(path=Path(out_folder), stills=tuple(stills), notes=(*reader.notes, *notes))


def _check(asked: Sequence[float], most: int | None, *, part: bool) -> None:
    if asked and most is not None:
        raise SelectionError("stills are either at given times or the moments of most objects")
    if asked and part:
        raise SelectionError("a part of the video is for the moments of most objects: leave it out")
    if most is not None and most < 1:
        raise SelectionError(f"most={most!r}: expected a whole number, 1 or more")


def _safe(stem: str) -> str:
    """A stem that any file system takes."""
    return _UNSAFE.sub("_", stem)[:_LONGEST_STEM] or "video"


def _save(picture: NDArray[np.uint8], path: Path) -> None:
    done, data = cv2.imencode(".png", picture)  # imwrite does not take every name
    if not done:
        raise OutputError(f"{path.name}: the picture cannot be written as PNG")
    path.write_bytes(data.tobytes())


def _count_notes(done: int, asked: Sequence[float], most: int | None) -> list[str]:
    if asked:
        same = len(asked) - done
        return [f"{same} of the times show the same frame as another"] if same else []
    wanted, apart = most or USUAL_MOST, f"{APART_SECONDS:g} s"
    found = f"{done} of {wanted} moments: no other with objects is {apart} from a busier one"
    return [found] if done < wanted else []


def _shape_notes(reader: Reader) -> list[str]:
    aspect = reader.info.sample_aspect_ratio
    if aspect == 1:
        return []
    return [f"the video's pixels are {aspect.numerator}:{aspect.denominator}, the stills' square"]
