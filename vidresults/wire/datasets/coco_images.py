"""The images of a COCO file, and the videos they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any

from msgspec import Meta, Struct

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Picture, Video, Wanted, refuse_twice
from vidresults.wire.datasets.naming import places_in_videos
from vidresults.wire.neighbours.numbering import refuse_stride
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, Size, keys_of, read_as

Rate = Annotated[float, Meta(gt=0)]


class _Video(Struct):
    id: Long
    name: str | None = None
    fps: Rate | None = None
    framerate: Rate | None = None


class _Image(Struct):
    id: Long
    file_name: str = ""
    width: Size | None = None
    height: Size | None = None
    video_id: Long | None = None
    frame_index: Annotated[int, Meta(ge=0, le=2**62)] | None = None
    timestamp: float | None = None
    video_timestamp: float | None = None


_OF_IMAGE = keys_of(_Image) - {"file_name"}
_OF_VIDEO = frozenset({"id", "name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """The images of a file by id, with their videos."""

    by_id: Mapping[int, tuple[_Image, dict[str, Any]]]
    places: Mapping[int, tuple[str, int]]
    videos: Mapping[str, tuple[_Video | None, dict[str, Any]]] = field(default_factory=dict)


def read_images(members: dict[str, Any], wanted: Wanted) -> Images:
    """The images, each with its video and frame.

    Raises:
        FormatError: An id stands twice, a video is not there, or nothing numbers the frames.
        SelectionError: A stride is given, though they are numbered.
    """
    videos = {
        video.id: (video, value)
        for index, value in enumerate(members.get("videos") or [])
        for video in [read_as(_Video, value, field=f"videos[{index}]")]
    }
    by_id: dict[int, tuple[_Image, dict[str, Any]]] = {}
    for index, value in enumerate(members["images"]):
        image = read_as(_Image, value, field=f"images[{index}]")
        if image.id in by_id:
            raise FormatError(f"id {image.id} stands twice", Place(field=f"images[{index}].id"))
        if image.video_id is not None and videos and image.video_id not in videos:
            raise FormatError(
                f"found {image.video_id}, expected the id of one of the file's videos",
                Place(field=f"images[{index}].video_id"),
            )
        by_id[image.id] = (image, value)
    names = {key: video.name or f"video-{key}" for key, (video, _) in videos.items()}
    return Images(
        by_id=by_id,
        places=_places([image for image, _ in by_id.values()], names, wanted),
        videos={names[key]: found for key, found in videos.items()},
    )


def _places(
    images: list[_Image], names: dict[int, str], wanted: Wanted
) -> dict[int, tuple[str, int]]:
    """Video and frame of each image."""
    numbered = [image for image in images if image.frame_index is not None]
    if numbered and len(numbered) < len(images):
        bare = next(image for image in images if image.frame_index is None)
        raise FormatError(f"image {bare.id} has no frame_index, others have", Place(field="images"))
    if numbered:
        refuse_stride(wanted.numbering)
        places = [("", image.frame_index or 0) for image in images]
    else:
        places = places_in_videos([image.file_name for image in images], wanted, "images")
    return {
        image.id: (names.get(image.video_id, video) if image.video_id is not None else video, frame)
        for image, (video, frame) in zip(images, places, strict=True)
    }


def videos_of(
    images: Images, boxes: dict[int, list[dict[str, Any]]], wanted: Wanted
) -> list[Video]:
    """The videos with their pictures.

    Args:
        images: The images.
        boxes: The detections by image.
        wanted: What the user knows.

    Raises:
        FormatError: Two images are one frame.
    """
    pictures: dict[str, list[Picture]] = {name: [] for name in images.videos}
    names: dict[str, list[str]] = {}
    for key, (image, value) in images.by_id.items():
        video, frame = images.places[key]
        told = images.videos.get(video, (None, {}))[0]
        rate = (told.fps or told.framerate) if told else None
        time = image.timestamp
        if time is None:
            time = wanted.seconds(frame, Fraction(str(rate)) if rate else None)
        pictures.setdefault(video, []).append(
            Picture(
                frame_index=frame,
                time_seconds=time,
                video_time_seconds=image.video_timestamp,
                size=(image.width, image.height) if image.width and image.height else wanted.size,
                boxes=boxes.get(key, ()),
                extra=leftover(value, _OF_IMAGE),
            )
        )
        names.setdefault(video, []).append(image.file_name or f"image {key}")
    found = []
    for name, items in pictures.items():
        refuse_twice(items, names.get(name, []))
        extra = leftover(images.videos[name][1], _OF_VIDEO) if name in images.videos else {}
        found.append(Video(name=name, pictures=items, extra={"video": extra} if extra else {}))
    return found or [Video(name="", pictures=())]
