"""The video of a page: inside of it where it is small, else beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.video import frame_times, probe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBED_MEGABYTES: Final = 20.0
"""Up to this size a video is put into the page."""

_MIMES = {".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/mp4", ".webm": "video/webm",
          ".mkv": "video/x-matroska"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageVideo:
    """A video as the page has it.

    Attributes:
        path: The file that is played.
        name: What it is called.
        size: Width and height as shown, in pixels.
        seconds: The time of each frame, as browsers count it.
        content: Its bytes, where they are inside of the page.
        href: Its address as seen from the page, where it is beside it.
        words: What was done with it, for a person.
    """

    path: Path
    name: str
    size: tuple[int, int]
    seconds: NDArray[np.float64]
    content: bytes | None
    href: str | None
    words: str

    def facts(self) -> dict[str, Any]:
        """What the page's script reads."""
        return {
            "mode": "embedded" if self.content is not None else "linked",
            "href": self.href,
            "mime": _MIMES.get(self.path.suffix.lower(), "video/mp4"),
            "width": self.size[0],
            "height": self.size[1],
            "name": self.name,
            "words": self.words,
        }


def page_video(video: str | os.PathLike[str], page: Path, *, embed_megabytes: float) -> PageVideo:
    """Read a video for a page.

    Raises:
        VideoError: It cannot be read.
    """
    path = Path(video)
    about = probe(path)
    times = frame_times(path, stream=about.stream_index)
    megabytes = path.stat().st_size / 1e6
    inside = megabytes <= embed_megabytes
    return PageVideo(
        path=path,
        name=path.name,
        size=(about.width, about.height),
        seconds=times.seconds,
        content=path.read_bytes() if inside else None,
        href=None if inside else Path(os.path.relpath(path, page.parent)).as_posix(),
        words=f"{'embedded' if inside else 'linked'}, {megabytes:.1f} MB",
    )
