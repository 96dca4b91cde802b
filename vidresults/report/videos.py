"""The video of a page: inside of it where it is small, else beside it."""

from __future__ import annotations

import os
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import OutputError
from vidresults.report.playable import mime_of, why_not
from vidresults.video import VideoInfo, frame_times, probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

EMBED_MEGABYTES: Final = 20.0
"""Up to this size a video is put into the page."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageVideo:
    """A video as the page has it.

    Attributes:
        path: The file that is played.
        name: What it is called.
        size: Width and height of the pictures that the page's pixels are of: as shown.
        seconds: The time of each frame, as browsers count it.
        content: Its bytes, where they are inside of the page.
        href: Its address as seen from the page, where it is not inside.
        beside: The file that the page is to be kept together with, where it is not inside.
        mime: Its type.
        words: What was done with it, for a person.
        notes: What browsers may not play, and what a copy changed.
        about: What the file that was given says about itself.
    """

    path: Path
    name: str
    size: tuple[int, int]
    seconds: NDArray[Any]
    content: bytes | None
    href: str | None
    beside: Path | None
    mime: str
    words: str
    notes: tuple[str, ...]
    about: VideoInfo

    def facts(self) -> dict[str, Any]:
        """What the page's script reads."""
        return {
            "mode": "embedded" if self.content is not None else "linked",
            "href": self.href,
            "mime": self.mime,
            "width": self.size[0],
            "height": self.size[1],
            "name": self.name,
            "words": self.words,
        }


def page_video(
    video: str | os.PathLike[str],
    page: Path,
    *,
    embed_megabytes: float,
    copy_of: VideoInfo | None = None,
    beside: Path | None = None,
) -> PageVideo:
    """Read a video for a page.

    Args:
        video: The file that is played.
        page: The page.
        embed_megabytes: Up to this size it is put into the page.
        copy_of: The video that it is a copy of: the page's pixels and name are that one's.
        beside: Where it will be, where it is not there yet.

    Raises:
        VideoError: It cannot be read.
        OutputError: It is to be linked, and no relative address leads to it.
    """
    path = Path(video)
    place = beside or path
    played = probe(path)
    shown = copy_of or played
    mime = mime_of(path)
    megabytes = path.stat().st_size / 1e6
    inside = megabytes <= embed_megabytes
    odd = why_not(played, mime)
    kind = "a copy as H.264, " if copy_of else ""
    return PageVideo(
        path=path,
        name=readable(shown.path.name),
        size=(shown.width, shown.height),
        seconds=frame_times(path, stream=played.stream_index).seconds,
        content=path.read_bytes() if inside else None,
        href=None if inside else address_of(place, page),
        beside=None if inside else place,
        mime=mime or "video/mp4",
        words=f"{kind}{'embedded' if inside else 'linked'}, {megabytes:.1f} MB",
        notes=(_unplayable(odd),) if odd else (),
        about=shown,
    )


def address_of(video: Path, page: Path) -> str:
    """The address that leads from the page to the video, whatever is in their names.

    Raises:
        OutputError: There is none: they are on two drives.
    """
    try:
        way = os.path.relpath(video.absolute(), page.absolute().parent)
    except ValueError:
        raise OutputError(
            f"{video} is on another drive than {page}, so that no relative address leads to it: "
            "put both on one drive, or the video into the page (--embed-megabytes, "
            "embed_megabytes=)"
        ) from None
    # By bytes: a name need not be text.
    return urllib.parse.quote(os.fsencode(Path(way).as_posix()))


def readable(name: str) -> str:
    """A name of a file as text; what is not text in it becomes question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _unplayable(what: str) -> str:
    return f"not every browser plays {what}: --transcode (transcode=True) makes a copy that all do"
