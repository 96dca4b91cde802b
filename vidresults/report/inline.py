"""The page as the output of a notebook's cell: the same player, the video always inside."""

from __future__ import annotations

import functools
import html
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults.errors import SelectionError, VideoError
from vidresults.report.areas import read_areas
from vidresults.report.inside import inside, why_copied
from vidresults.report.making import page_for, refuse_misfits
from vidresults.report.videos import EMBED_MEGABYTES, readable
from vidresults.video import VideoInfo, probe

if TYPE_CHECKING:
    from collections.abc import Callable

    from vidresults.analytics import Zones
    from vidresults.report.making import Page
    from vidresults.results import Source

# Scripts run without the origin of the notebook: the page can reach neither it nor its kernel. The
# frame covers the strip, which is there for notebooks that are not trusted: they leave frames out.
_FRAME: Final = (
    '<div style="position:relative"><div style="height:{height}px;overflow:auto">{strip}</div>'
    '<iframe title="{title}" width="100%" height="{height}" sandbox="allow-scripts '
    'allow-downloads" allowfullscreen style="border:0;width:100%;height:{height}px;'
    'position:absolute;top:0;left:0;background:#fff" srcdoc="{page}"></iframe></div>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """The page, what was done with the video, and all that a reader should know."""

    page: Page
    words: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class InlinePage:
    """What `results.show` gives: notebooks show it as the player, all else as words.

    The page is made when it is first asked for: a shell, which shows words, waits for nothing.

    Attributes:
        title: What it is called.
        height: Of the output, in pixels.
        copied: Why the video is put in as a copy; None where it is the video itself.
    """

    title: str
    height: int
    copied: str | None
    _results: Source
    _video: VideoInfo
    _zones: Zones | None
    _limit: float
    _progress: Callable[[int, int | None], None] | None

    @property
    def page(self) -> str:
        """The HTML of the page.

        Raises:
            VideoError: The video cannot be read, or the copy not written.
        """
        return self._made.page.html

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know, such as what was done with the video; makes the page.

        Raises:
            VideoError: The video cannot be read, or the copy not written.
        """
        return self._made.notes

    @functools.cached_property
    def _made(self) -> _Made:
        copy = self.copied is not None
        with inside(self._video, limit=self._limit, copy=copy, progress=self._progress) as shown:
            made = page_for(self._results, shown, self._zones, title=self.title)
        notes = (f"the video is {shown.words}", *shown.notes, *made.notes)
        return _Made(page=made, words=shown.words, notes=notes)

    def _repr_html_(self) -> str:
        """The page in a frame of its own; under it why a copy is played."""
        frame = _FRAME.format(
            title=html.escape(self.title), height=self.height, page=html.escape(self.page),
            strip=self._made.page.strip.images(),
        )  # fmt: skip
        if self.copied is None:
            return frame
        words = html.escape(f"The video is {self._made.words}: {self.copied}.")
        return f'{frame}<div style="opacity:.7">{words}</div>'

    def __repr__(self) -> str:
        """Where there is no HTML: what it is, and what to do instead."""
        copied = f", with a copy of the video ({self.copied})" if self.copied else ""
        return (
            f"<the page of {self.title}{copied}. It shows in a notebook (Jupyter, VS Code); "
            "vr.report(results, video, 'page.html') writes it to a file for any browser>"
        )


def show(
    results: Source,
    video: str | os.PathLike[str] | None = None,
    *,
    height: int = 720,
    zones: Zones | str | os.PathLike[str] | None = None,
    title: str | None = None,
    embed_megabytes: float | None = None,
    transcode: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> InlinePage:
    """Prepare the page of `report` for the output of a notebook's cell.

    Args:
        results: Results of one video.
        video: The video; None takes the one that was joined.
        height: Height of the output in pixels.
        zones: As of `report`.
        title: As of `report`.
        embed_megabytes: A larger video is put in as a small copy.
        transcode: Take a copy also where the video is small and browsers play it.
        progress: As of `report`.

    Raises:
        SelectionError: The results hold several videos, none was joined and none is given, or a
            number is too small.
        MatchError: The results, or the zones, are of pictures of another aspect ratio.
        FormatError: The file of the zones is not as it should be.
        VideoError: The video cannot be read.
    """
    limit = EMBED_MEGABYTES if embed_megabytes is None else embed_megabytes
    if not limit >= 0:
        raise SelectionError(f"embed_megabytes: found {limit}, expected a number from 0 on")
    if not height >= 1:
        raise SelectionError(f"height: found {height}, expected pixels from 1 on")
    areas = read_areas(zones)
    about = probe(_joined(results) if video is None else video)
    refuse_misfits(results, (about.width, about.height), areas)
    return InlinePage(
        title=readable(title or about.path.name), height=height,
        copied=why_copied(about, limit, wanted=transcode),
        _results=results, _video=about, _zones=areas, _limit=limit, _progress=progress,
    )  # fmt: skip


def _joined(results: Source) -> Path:
    """The video that was joined to the results."""
    ids = results.facts.source_ids
    if len(ids) != 1:
        raise SelectionError(
            f"the results hold {len(ids)} videos, a page shows one: select or load one"
        )
    named = results.facts.document_of[ids[0]]["video_path"]
    if named is None:
        raise SelectionError(
            "no video was joined to the results: give one, show(video), or load(..., video=...)"
        )
    path = Path(named)
    if not path.exists():
        raise VideoError(f"{path}, which was joined to the results, is not there: show(video)")
    return path
