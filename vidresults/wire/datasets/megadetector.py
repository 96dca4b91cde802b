"""MegaDetector: the batch JSON of videos, format 1.4 and 1.5; each video is a source of its own.

Frames are those of `frames_processed` (since 1.5), else those that have a box, which is told. Boxes
are shares of the frame: pixels come from `width` and `height` of the entry, else from the user.
Times are the frame by `frame_rate` or the rate of the user. A video with a `failure` has it in
`extra`, and it is told; frames without proof that somebody looked are not made up.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from msgspec import Meta, Struct

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import (
    LARGEST_SIDE,
    MOST_FRAMES,
    Dataset,
    Picture,
    Video,
    Wanted,
)
from vidresults.wire.datasets.json_file import read_json
from vidresults.wire.datasets.shares import pixels_of
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Share, keys_of, read_as

KIND = "megadetector"
OPTIONS = frozenset({"fps", "size"})
_OVER = 0.01  # shares are rounded, so that boxes may end a little outside
_DIGITS = 9  # of a class's number

_Frame = Annotated[int, Meta(ge=0, lt=MOST_FRAMES)]
_Side = Annotated[int, Meta(ge=1, le=LARGEST_SIDE)]


class _Detection(Struct):
    category: str
    conf: Share
    bbox: Annotated[list[float], Meta(min_length=4, max_length=4)]
    frame_number: _Frame


class _Entry(Struct):
    file: str
    frame_rate: Annotated[float, Meta(ge=1e-6, le=1e6)] | None = None
    frames_processed: list[_Frame] | None = None
    detections: list[dict[str, Any]] | None = None
    failure: str | None = None
    width: _Side | None = None
    height: _Side | None = None


class _Whole(Struct):
    images: list[dict[str, Any]]
    detection_categories: dict[str, str]


def read(path: str, wanted: Wanted) -> Dataset:
    """Read a file of MegaDetector.

    Raises:
        FormatError: It is no such file, or something in it is wrong; says where.
    """
    given, value = read_json(path)
    remarks: list[str] = []
    try:
        whole = read_as(_Whole, value, field="")
        videos = _videos(whole, wanted, remarks)
    except FormatError as error:
        raise error.within(file=given.name) from None
    return Dataset(
        kind=KIND,
        file=given.name,
        sha256=given.sha256,
        videos=videos,
        classes=[(_number(key), name) for key, name in whole.detection_categories.items()],
        extra=leftover(value, keys_of(_Whole)),
        remarks=remarks,
        model=_model(value.get("info")),
    )


def _model(info: Any) -> str:
    """The detector's name as `info` has it, without the ending of its file."""
    named = info.get("detector") if isinstance(info, dict) else None
    return named.removesuffix(".pt") if isinstance(named, str) and named else KIND


def _videos(whole: _Whole, wanted: Wanted, remarks: list[str]) -> list[Video]:
    videos: dict[str, Video] = {}
    for index, entry in enumerate(whole.images):
        where = f"images[{index}]"
        video = _video(entry, whole.detection_categories, wanted, remarks, where)
        if video.name in videos:
            raise FormatError(f"{video.name!r} stands twice", Place(field=f"{where}.file"))
        videos[video.name] = video
    if not videos:
        raise FormatError("holds no video", Place(field="images"))
    return list(videos.values())


def _number(category: str) -> int | None:
    plain = category.isascii() and category.isdigit() and len(category) <= _DIGITS
    return int(category) if plain and str(int(category)) == category else None


def _video(
    value: dict[str, Any], names: dict[str, str], wanted: Wanted, remarks: list[str], where: str
) -> Video:
    entry = read_as(_Entry, value, field=where)
    size = wanted.size
    if entry.width is not None and entry.height is not None:
        size = (entry.width, entry.height)
    boxes: dict[int, list[dict[str, Any]]] = {}
    for index, found in enumerate(entry.detections or []):
        frame, box = _box(found, names, size, f"{where}.detections[{index}]")
        boxes.setdefault(frame, []).append(box)
    if entry.failure is not None:
        remarks.append(f"{entry.file}: failed ({entry.failure})")
    elif entry.frames_processed is None:
        remarks.append(
            f"{entry.file}: no frames_processed says on which frames somebody looked: those "
            "without a box are unknown and left out"
        )
    rate = None if entry.frame_rate is None else Fraction(str(entry.frame_rate))
    pictures = [
        Picture(
            frame_index=frame,
            time_seconds=wanted.seconds(frame, rate),
            size=size,
            boxes=boxes.get(frame, ()),
        )
        for frame in sorted({*(entry.frames_processed or ()), *boxes})
    ]
    more = leftover(value, keys_of(_Entry) - {"failure", "frame_rate"})
    return Video(name=entry.file, pictures=pictures, extra=more)


def _box(
    value: dict[str, Any], names: dict[str, str], size: tuple[int, int] | None, where: str
) -> tuple[int, dict[str, Any]]:
    found = read_as(_Detection, value, field=where)
    if found.category not in names:
        raise FormatError(
            f"found {found.category!r}, which is none of detection_categories",
            Place(field=f"{where}.category"),
        )
    left, top, width, height = found.bbox
    if (
        min(width, height) < 0
        or min(left, top) < -_OVER
        or max(left + width, top + height) > (1 + _OVER)
    ):
        raise FormatError(
            f"found {found.bbox}, expected x, y, width and height as shares from 0 to 1",
            Place(field=f"{where}.bbox"),
        )
    box = pixels_of(left, top, width, height, size=size, where=f"{where}.bbox")
    box["extra"] |= leftover(value, keys_of(_Detection))
    number = _number(found.category)
    named = {"class_name": names[found.category], "confidence": found.conf}
    return found.frame_number, named | ({} if number is None else {"class_id": number}) | box
