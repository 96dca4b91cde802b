"""results + video -> one page to look at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic

if TYPE_CHECKING:
    from vidresults.results import Source

__all__ = ["PageReport", "report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """What was made.

    Attributes:
        path: The page.
        boxes: How many boxes it shows.
        notes: What a reader should know, such as what was done with the video.
    """

    path: Path
    boxes: int
    notes: tuple[str, ...]


def report(
    results: Source,
    video: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    embed_megabytes: float | None = None,
) -> PageReport:
    """Write one self-contained page: the video with what was found drawn over it as it plays.

    Args:
        results: Results of one video.
        video: The video.
        path: The HTML file to make.
        title: The page's title; by default the video's name.
        embed_megabytes: Up to this size the video is put into the page, beyond it is linked.

    Raises:
        SelectionError: The results hold several videos.
        MatchError: The results are of pictures of another aspect ratio.
        VideoError: The video cannot be read.
        OutputError: The page cannot be written.
    """
    from vidresults.report.facts import facts_of
    from vidresults.report.names import Names
    from vidresults.report.page import page_of
    from vidresults.report.payload import payload_of
    from vidresults.report.strip import strip_of
    from vidresults.report.videos import EMBED_MEGABYTES, page_video

    target = Path(path)
    limit = EMBED_MEGABYTES if embed_megabytes is None else embed_megabytes
    shown = page_video(video, target, embed_megabytes=limit)
    names = Names(results.facts)
    payload = payload_of(results, names, shown.seconds, shown.size)
    facts = facts_of(results, names, shown, title or shown.name)
    strip = strip_of(payload, names, shown.path, shown.size, title=facts["title"])
    page = page_of(facts, payload.packed(), shown.content, without_scripts=strip)
    with atomic.new_file(target) as file:
        file.write_text(page, encoding="utf-8")
    return PageReport(path=target, boxes=payload.boxes, notes=(f"the video is {shown.words}",))
