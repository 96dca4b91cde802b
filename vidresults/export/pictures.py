"""The pictures of a dataset: exactly the frames that its labels are of, out of the videos."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import OutputError, SelectionError
from vidresults.export.coco_images import Images

if TYPE_CHECKING:
    from vidresults.export.format import Format
    from vidresults.results import Source
    from vidresults.video import Frame

USUAL_QUALITY: Final = 95
"""Of JPEG, where nothing else is asked for."""


def copy_pictures(
    source: Source, folder: Path, declared: Format, quality: int | None = None
) -> list[str]:
    """Write the pictures beside labels that are written already; return notes.

    They are upright and named as in the labels. A picture is scaled where the results speak of
    another size than the video's, so that labels in pixels are true.

    Args:
        source: What the labels are of.
        folder: The dataset.
        declared: Its format, which has pictures.
        quality: Of JPEG, 1 to 100; 95 by default.

    Raises:
        SelectionError: A source has no video; the quality is none.
        OutputError: A video lacks a frame that has labels.
        VideoError: A video cannot be read.
    """
    usual = USUAL_QUALITY if quality is None else quality
    if not 1 <= usual <= 100:  # noqa: PLR2004 - the bounds of JPEG
        raise SelectionError(f"JPEG quality {usual}: expected 1 to 100")
    target = folder / (declared.pictures or "")
    target.mkdir(parents=True, exist_ok=True)
    count = scaled = 0
    for source_id, images in _labelled(source, folder, declared).items():
        video = source.facts.document_of[source_id]["video_path"]
        if video is None:
            raise SelectionError(
                f"pictures come out of the video, and {source_id} has none: give it (--video)"
            )
        scaled += _copy(video, images, target, usual)
        count += len(images)
    place = "" if declared.own_pictures else f" (in {declared.pictures})"
    notes = [f"{count} pictures{place} are JPEG of quality {usual}"]
    if scaled:
        notes.append(f"{scaled} pictures were scaled to the size that the results speak of")
    return notes


def _labelled(
    source: Source, folder: Path, declared: Format
) -> dict[str, dict[int, dict[str, Any]]]:
    """The images of each source by frame number; where labels are texts, those that have one."""
    texts = None
    if declared.labels is not None:
        texts = {path.stem for path in (folder / declared.labels).iterdir()}
    names = source.facts.source_ids
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for image in Images(source).entries():
        if texts is None or Path(image["file_name"]).stem in texts:
            source_id = names[image["video_id"] - 1]
            found.setdefault(source_id, {})[image["frame_index"]] = image
    return found


def _copy(video: str, images: dict[int, dict[str, Any]], target: Path, quality: int) -> int:
    """Decode the video once, encode beside it; return how many pictures were scaled."""
    workers = os.cpu_count() or 1
    open_ends: deque[Future[bool]] = deque()
    scaled = done = 0
    with ThreadPoolExecutor(workers) as pool:
        for frame in _frames(video, max(images)):
            if frame.index not in images:
                continue
            done += 1
            open_ends.append(pool.submit(_save, frame, images[frame.index], target, quality))
            if len(open_ends) > 2 * workers:
                scaled += open_ends.popleft().result()
        scaled += sum(end.result() for end in open_ends)
    if done < len(images):
        raise OutputError(
            f"{video}: {len(images) - done} of {len(images)} frames that have labels do not "
            "decode: is it the video of these results?"
        )
    return scaled


def _frames(video: str, last: int) -> Iterator[Frame]:
    from vidresults.video import VideoReader

    with VideoReader(video) as reader:
        for frame in reader:
            if frame.index > last:
                return
            yield frame


def _save(frame: Frame, image: dict[str, Any], target: Path, quality: int) -> bool:
    import cv2

    picture = frame.to_bgr()
    size = (image["width"], image["height"])
    other = (picture.shape[1], picture.shape[0]) != size
    shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if other else picture
    done, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise OutputError(f"{image['file_name']}: the picture cannot be written as JPEG")
    (target / image["file_name"]).write_bytes(data.tobytes())
    return other
