"""The pictures of a dataset: exactly the frames that its labels are of, out of the videos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import OutputError, SelectionError
from vidresults.export.pictures.coco_images import Images
from vidresults.export.pictures.frame_work import work_on_frames
from vidresults.export.pictures.names import picture_suffix

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    usual = usual_quality(quality)
    target = folder / (declared.pictures or "")
    target.mkdir(parents=True, exist_ok=True)
    count = scaled = 0
    for source_id, images in _labelled(source, folder, declared).items():
        wanted = sorted(images.items())
        scaled += work_on_frames(video_of(source, source_id), wanted, _copied(target, usual))
        count += len(images)
    place = "" if declared.own_pictures else f" (in {declared.pictures})"
    notes = [f"{count} pictures{place} {encoding_note(usual)}"]
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


def check_pictures(images: str, quality: int | None, image_format: str) -> None:
    """Refuse what contradicts itself.

    Raises:
        SelectionError: It does.
    """
    if images not in ("copy", "none"):
        raise SelectionError(f"images={images!r}: expected 'copy' or 'none'")
    if quality is not None and images == "none":
        raise SelectionError("a quality is of pictures, and there are none without images='copy'")
    if quality is not None and image_format != "jpeg":
        raise SelectionError(f"a quality is of JPEG, and image_format={image_format!r}")


def video_of(source: Source, source_id: str) -> str:
    """The video of a source.

    Raises:
        SelectionError: It has none.
    """
    video: str | None = source.facts.document_of[source_id]["video_path"]
    if video is None:
        raise SelectionError(
            f"pictures come out of the video, and {source_id} has none: give it (--video)"
        )
    return video


def usual_quality(quality: int | None) -> int:
    """The quality of JPEG, the usual one where none is given.

    Raises:
        SelectionError: It is none.
    """
    usual = USUAL_QUALITY if quality is None else quality
    if not 1 <= usual <= 100:  # noqa: PLR2004 - the bounds of JPEG
        raise SelectionError(f"JPEG quality {usual}: expected 1 to 100")
    return usual


def encoding_note(quality: int) -> str:
    """What the pictures are."""
    return f"are JPEG of quality {quality}" if picture_suffix() == ".jpg" else "are PNG"


def save_picture(picture: NDArray[Any], path: Path, quality: int) -> None:
    """Write a picture (blue, green, red) as its name's ending says.

    Raises:
        OutputError: It cannot be written so.
    """
    import cv2

    how = [cv2.IMWRITE_JPEG_QUALITY, quality] if path.suffix == ".jpg" else []
    height, width = picture.shape[:2]
    wrong = f"{path.name}: {width}x{height} pixels cannot be written as {path.suffix}"
    try:
        done, data = cv2.imencode(path.suffix, picture, how)
    except cv2.error as error:  # JPEG ends at 65500 pixels
        raise OutputError(wrong) from error
    if not done:
        raise OutputError(wrong)
    path.write_bytes(data.tobytes())


def _copied(target: Path, quality: int) -> Callable[[Frame, dict[str, Any]], int]:
    """Writes a frame as the picture of an image; returns whether it was scaled."""

    def save(frame: Frame, image: dict[str, Any]) -> bool:
        import cv2

        picture = frame.to_bgr()
        size = (image["width"], image["height"])
        other = (picture.shape[1], picture.shape[0]) != size
        shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if other else picture
        save_picture(shown, target / image["file_name"], quality)
        return other

    return save
