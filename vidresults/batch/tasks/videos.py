"""The video of an input: the one that was named, or one that lies beside the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.batch.tasks import Given

_ENDINGS: Final = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v")


def video_of(given: Given) -> tuple[Path, tuple[str, ...]]:
    """The video on this machine, and what a person should know of the choice.

    Raises:
        SelectionError: None was named, and none of the result's name lies beside it.
    """
    if given.video is not None:
        return given.video, ()
    name = given.path.name.removesuffix(".gz").removesuffix(".json")
    beside = [given.path.with_name(f"{name}{ending}") for ending in _ENDINGS]
    found = [path for path in beside if path.is_file()]
    if len(found) == 1:
        return found[0], (f"the video is {found[0]}, which lies beside the result",)
    told = "no video" if not found else f"{len(found)} videos"
    raise SelectionError(
        f"{given.uri} has {told} of its name beside it: name its video in a list in CSV, in the "
        "column video"
    )
