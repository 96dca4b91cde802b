"""The video of a notebook's page: always inside, and so small and such that browsers play it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults.report.copying import MAX_HEIGHT, copy_as_video, write_copy
from vidresults.report.playable import mime_of, why_not
from vidresults.report.videos import page_video, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vidresults.report.videos import PageVideo
    from vidresults.video import VideoInfo

_USUAL: Final = (MAX_HEIGHT, None)
_SMALL: Final = (360, 30)
"""Height in pixels and CRF of the copies."""

_ALL: Final = float("inf")
_NO_PAGE: Final = Path("page.html")  # nothing is linked, so no address leads from it


def why_copied(about: VideoInfo, limit: float, *, wanted: bool) -> str | None:
    """Why the page gets a copy, in words; None where it gets the video itself.

    Args:
        about: The video.
        limit: The most megabytes that are put in as they are.
        wanted: Whether a copy was asked for.
    """
    megabytes = _megabytes(about.path)
    reasons = []
    if megabytes > limit:
        reasons.append(f"{readable(about.path.name)} has {megabytes:.1f} MB, more than {limit:g}")
    odd = why_not(about, mime_of(about.path))
    if odd:
        reasons.append(f"not every browser plays {odd}")
    if wanted and not reasons:
        reasons.append("as asked for")
    return " and ".join(reasons) or None


@contextlib.contextmanager
def inside(
    about: VideoInfo,
    *,
    limit: float,
    copy: bool,
    progress: Callable[[int, int | None], None] | None,
) -> Iterator[PageVideo]:
    """Yield the video itself, or a copy that is there as long as the block.

    A copy is 720 pixels high at most, as that of `report`. Where the video, or that copy, is larger
    than the limit, it is 360 pixels high, and put in however large it still is.

    Args:
        about: The video.
        limit: In megabytes.
        copy: Whether to take a copy.
        progress: As of `report`.

    Raises:
        VideoError: The video cannot be read, or the copy not written.
    """
    if not copy:
        yield page_video(about.path, _NO_PAGE, embed_megabytes=_ALL)
        return
    with tempfile.TemporaryDirectory(prefix="vidresults-") as scratch:
        file = Path(scratch) / "copy.mp4"
        notes: tuple[str, ...] = ()
        for max_height, crf in (_SMALL,) if _megabytes(about.path) > limit else (_USUAL, _SMALL):
            notes = write_copy(about.path, file, max_height=max_height, crf=crf, progress=progress)
            if _megabytes(file) <= limit:
                break
        yield copy_as_video(file, about.path, _NO_PAGE, embed_megabytes=_ALL, notes=notes)


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
