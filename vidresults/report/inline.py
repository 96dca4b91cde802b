"""The page as the output of a notebook's cell: the same player, the video always inside."""

from __future__ import annotations

import html
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.errors import SelectionError, VideoError
from vidresults.report import report
from vidresults.report.smaller import small_copy
from vidresults.report.videos import EMBED_MEGABYTES

if TYPE_CHECKING:
    from vidresults.results import Source

# Scripts run without the origin of the notebook: the page can reach neither it nor its kernel.
_FRAME = (
    '<iframe title="{title}" width="100%" height="{height}" sandbox="allow-scripts '
    'allow-downloads" allowfullscreen style="border:0;width:100%;height:{height}px" '
    'srcdoc="{page}"></iframe>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinePage:
    """What `results.show` gives: notebooks show it as the player, all else as words.

    Attributes:
        page: The HTML of the page.
        title: What it is called.
        height: Of the output, in pixels.
        notes: What a reader should know, such as what was done with the video.
        copied: What the video was too large for; None where it is the video itself.
    """

    page: str = field(repr=False)
    title: str
    height: int
    notes: tuple[str, ...]
    copied: str | None = None

    def _repr_html_(self) -> str:
        """The page in a frame of its own; under it what the video was too large for."""
        frame = _FRAME.format(
            title=html.escape(self.title), height=self.height, page=html.escape(self.page)
        )
        if self.copied is None:
            return frame
        return f'{frame}<div style="opacity:.7">{html.escape(self.copied)}</div>'

    def __repr__(self) -> str:
        """Where there is no HTML: what it is, and what to do instead."""
        notes = "; ".join([*self.notes, *([self.copied] if self.copied else [])])
        return (
            f"<the page of {self.title}: {notes}. It shows in a notebook (Jupyter, VS Code); "
            "vr.report(results, video, 'page.html') writes it to a file for any browser>"
        )


def show(
    results: Source,
    video: str | os.PathLike[str] | None = None,
    *,
    height: int = 720,
    embed_megabytes: float | None = None,
    **options: Any,
) -> InlinePage:
    """Make the page of `report` for the output of a notebook's cell.

    Args:
        results: Results of one video.
        video: The video; None takes the one that was joined.
        height: Height of the output in pixels.
        embed_megabytes: A larger video is put in as a small copy.
        options: As of `report`.

    Raises:
        SelectionError: The results hold several videos, or none was joined and none is given.
        MatchError: The results are of pictures of another aspect ratio.
        VideoError: The video cannot be read.
    """
    given = _joined(results) if video is None else Path(video)
    limit = EMBED_MEGABYTES if embed_megabytes is None else embed_megabytes
    title = options.pop("title", None) or given.name
    with tempfile.TemporaryDirectory(prefix="vidresults-") as scratch:
        shown, copied = given, None
        if given.is_file() and (megabytes := given.stat().st_size / 1e6) > limit:
            shown = small_copy(given, Path(scratch))
            copied = (
                f"played is a small copy: {given.name} has {megabytes:.1f} MB, put in are "
                f"{limit:g} MB at most"
            )
        made = report(
            results, shown, Path(scratch) / "page.html",
            title=title, embed_megabytes=float("inf"), **options,
        )  # fmt: skip
        page = made.path.read_text(encoding="utf-8")
    return InlinePage(page=page, title=title, height=height, notes=made.notes, copied=copied)


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
