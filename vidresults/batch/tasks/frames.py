"""Pictures out of every video: OUT/<source_id>/..., drawn on or as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import read
from vidresults.batch.tasks.videos import video_of
from vidresults.errors import OutputError, SelectionError

if TYPE_CHECKING:
    from vidresults.results import VideoResults

_FORMATS: Final = ("jpeg", "png")
_HAIR: Final = 1e-6  # seconds, so that no rounding leads to the frame before


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    form = settings.get("image_format", "jpeg")
    if form not in _FORMATS:
        raise SelectionError(f"there is no image format {form!r}; there are jpeg and png")


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Take pictures of the frames that were sampled; see `vidresults.batch.tasks.Task`.

    Settings are `only_found` (only frames with a detection or label of what is selected), `drawn`
    (what was found is drawn on them, always as PNG), `image_format` ("jpeg" unless given, or
    "png"), `image_quality` (of JPEG, 1 to 100, 95 unless given), `select`, and how the input is
    read.
    """
    video, notes = video_of(given)
    ids, count = [], 0
    for result in read(given, settings):
        whole = result.load()
        source_id = whole.facts.source_ids[0]
        wanted = _wanted(whole, only_found=bool(settings.get("only_found")))
        target = folder / file_name(source_id, "")
        if settings.get("drawn"):
            _draw(whole, video, target, wanted)
        else:
            target.mkdir()
            _write(video, target, wanted, settings)
        made = len(list(target.glob("*")))
        if made < len(wanted):
            notes += (f"{len(wanted) - made} of {len(wanted)} frames are not in the video",)
        count += made
        ids.append(source_id)
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), notes=notes,
        counts={"pictures": count},
    )  # fmt: skip


def _wanted(results: VideoResults, *, only_found: bool) -> set[int]:
    """Numbers of the frames."""
    tables = ("detections", "classifications", "gazes") if only_found else ("frames",)
    return {index for name in tables for index in results.table(name)["frame_index"].to_pylist()}


def _write(video: Path, target: Path, wanted: set[int], settings: Mapping[str, Any]) -> None:
    """Write the frames as they are, named by their number."""
    import cv2

    from vidresults.video import VideoReader

    png = settings.get("image_format", "jpeg") == "png"
    how = [] if png else [cv2.IMWRITE_JPEG_QUALITY, settings.get("image_quality", 95)]
    with VideoReader(video) as reader:
        for frame in reader:
            if frame.index in wanted:
                name = target / f"frame_{frame.index:06}{'.png' if png else '.jpg'}"
                if not cv2.imwrite(str(name), frame.to_bgr(), how):
                    raise OutputError(f"{name.name} cannot be written")


def _draw(results: VideoResults, video: Path, target: Path, wanted: set[int]) -> None:
    """Write the frames with what was found on them, named by video, number and time."""
    from vidresults.render import render_stills
    from vidresults.video import frame_times

    seconds = frame_times(video).seconds
    inside = [index for index in sorted(wanted) if index < len(seconds)]
    if inside:
        at = [float(seconds[index] - seconds[0]) + _HAIR for index in inside]
        render_stills(results, video, target, at_seconds=at, between="none")
