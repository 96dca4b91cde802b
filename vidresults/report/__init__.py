"""results + video -> one page to look at."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.errors import OutputError, SelectionError

if TYPE_CHECKING:
    from vidresults.analytics import Zones
    from vidresults.report.videos import PageVideo
    from vidresults.results import Source

__all__ = ["PageReport", "report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """What was made.

    Attributes:
        path: The page.
        boxes: How many boxes it shows.
        video: What was done with the video, such as "embedded, 1.2 MB".
        linked: The video that the page has to be kept together with; None where it is inside.
        notes: What a reader should know: what was assumed, what browsers may not play.
    """

    path: Path
    boxes: int
    video: str
    linked: Path | None
    notes: tuple[str, ...]


def report(
    results: Source,
    video: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    zones: Zones | str | os.PathLike[str] | None = None,
    title: str | None = None,
    embed_megabytes: float | None = None,
    transcode: bool = False,
    place: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> PageReport:
    """Write one self-contained page: the video with what was found drawn over it as it plays.

    Args:
        results: Results of one video.
        video: The video.
        path: The HTML file to make.
        zones: Zones and lines to show, with who entered and crossed: `Zones`, or a file that
            `read_zones` takes.
        title: The page's title; by default the video's name.
        embed_megabytes: Up to this size, by default 20, the video is put into the page; beyond
            it the page links to it, where it lies as seen from the page.
        transcode: Take a copy that every browser plays: H.264, at most 720 pixels high, with the
            same frames at the same times. One that is too large to be put into the page is
            written beside it, as NAME.video.mp4.
        place: Where the page will lie, seen from which it links to the video; None leaves it where
            it is made.
        progress: Called after each frame of that copy with the number done and the number to
            come in all, None where only decoding could tell.

    Raises:
        SelectionError: The results hold several videos, or a number is below 0.
        MatchError: The results, or the zones, are of pictures of another aspect ratio.
        FormatError: The file of the zones is not as it should be.
        VideoError: The video cannot be read, or the copy not written.
        OutputError: The page cannot be written there, or no relative address leads from it to
            the video.
    """
    from vidresults.report.areas import read_areas
    from vidresults.report.making import page_for, refuse_misfits
    from vidresults.report.videos import EMBED_MEGABYTES
    from vidresults.video import probe

    target, source = Path(path), Path(video)
    limit = EMBED_MEGABYTES if embed_megabytes is None else embed_megabytes
    if not limit >= 0:
        raise SelectionError(f"embed_megabytes: found {limit}, expected a number from 0 on")
    if target.exists() and source.exists() and target.samefile(source):
        raise OutputError(f"{target} is the video itself: give another name")
    areas = read_areas(zones)
    about = probe(source)
    refuse_misfits(results, (about.width, about.height), areas)
    seen_from = target if place is None or transcode else Path(place)
    with _page_video(
        source, seen_from, embed_megabytes=limit, transcode=transcode, progress=progress
    ) as shown:
        made = page_for(results, shown, areas, title=title)
        with atomic.new_file(target) as file:
            file.write_text(made.html, encoding="utf-8")
    return PageReport(
        path=target,
        boxes=made.boxes,
        video=shown.words,
        linked=shown.beside,
        notes=(f"the video is {shown.words}", *shown.notes, *made.notes),
    )


@contextlib.contextmanager
def _page_video(
    source: Path,
    page: Path,
    *,
    embed_megabytes: float,
    transcode: bool,
    progress: Callable[[int, int | None], None] | None,
) -> Iterator[PageVideo]:
    """Yield the video as the page has it."""
    from vidresults.report.copying import copied
    from vidresults.report.videos import page_video

    if not transcode:
        yield page_video(source, page, embed_megabytes=embed_megabytes)
        return
    with copied(source, page, embed_megabytes=embed_megabytes, progress=progress) as shown:
        yield shown
