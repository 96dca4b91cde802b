"""CVAT for video 1.1: XML of tracks, each a shape on some frames, frames from 0.

Between the shapes that a track lists CVAT interpolates, which `cvat_tracks` does as well; a track
goes on until a shape that is `outside`, or the end. All frames of the task were looked at:
`start_frame` to `stop_frame`, every `step` of the task's frame filter. A stride that is given
multiplies all frame numbers: tasks of older releases number the frames they took as 0, 1, 2.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.cvat_shapes import Shape, columns_of, read_shape
from vidresults.wire.datasets.cvat_tracks import Tally, shapes_on
from vidresults.wire.datasets.dataset import (
    LARGEST_SIDE,
    MOST_FRAMES,
    Dataset,
    Picture,
    Video,
    Wanted,
)
from vidresults.wire.datasets.files import digest_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "cvat-video"
OPTIONS = frozenset({"stride", "fps", "size"})
_NAMES = ("annotations.xml",)
_MOST_TRACKS = 2**63
_STEP = re.compile(r"step\s*=\s*(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What the head says: the frames that were looked at, the size, the labels' names."""

    frames: range
    size: tuple[int, int] | None
    labels: Mapping[str, int]
    extra: dict[str, Any]


def read(path: str, wanted: Wanted) -> Dataset:
    """Read an annotations.xml, or the folder that has one.

    Raises:
        FormatError: It is no such XML, or something in it is wrong; names the track and frame.
    """
    file = Path(path) / _NAMES[0] if Path(path).is_dir() else Path(path)
    root = _root(file)
    try:
        tracks = [_track(element, at) for at, element in enumerate(root.findall("track"))]
        last = max((shape.frame for _, _, shapes in tracks for shape in shapes), default=-1)
        task = _task(root, last)
        labels = dict(task.labels)
        for label, _, _ in tracks:
            labels.setdefault(label, len(labels))
        tally = Tally()
        boxes: dict[int, list[dict[str, Any]]] = {}
        for label, track_id, shapes in tracks:
            named = {"class_name": label, "class_id": labels[label], "tracker_id": track_id}
            for shape in shapes_on(shapes, task.frames, tally):
                boxes.setdefault(shape.frame, []).append(named | columns_of(shape, task.size))
    except FormatError as error:
        raise error.within(file=str(file)) from None
    size = task.size or wanted.size
    stride = wanted.stride or 1
    pictures = [
        Picture(
            frame_index=frame * stride,
            time_seconds=wanted.seconds(frame * stride),
            size=size,
            boxes=boxes.get(frame, ()),
        )
        for frame in task.frames
    ]
    return Dataset(
        kind=KIND,
        file=path,
        sha256=digest_of([file], file.parent),
        videos=[Video(name="", pictures=pictures, extra=task.extra)],
        classes=[(number, name) for name, number in labels.items()],
        remarks=tally.remarks(),
    )


def _root(file: Path) -> Element:
    from defusedxml import ElementTree

    try:
        root: Element | None = ElementTree.parse(file).getroot()
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror}", Place(file=str(file))) from None
    except (ElementTree.ParseError, ValueError) as error:
        raise FormatError(f"is no XML: {error}", Place(file=str(file))) from None
    if root is not None and root.find("image") is not None:
        raise FormatError(
            "is CVAT for images, expected CVAT for video with tracks: export it again as CVAT for "
            "video 1.1, or as COCO",
            Place(file=str(file)),
        )
    if root is None or root.tag != "annotations":
        tag = "nothing" if root is None else root.tag
        raise FormatError(
            f"is XML of <{tag}>, expected <annotations> of CVAT", Place(file=str(file))
        )
    return root


def _task(root: Element, last: int) -> _Task:
    meta = root.find("meta")
    parts = ("task", "job", "project")
    found = () if meta is None else (meta.find(name) for name in parts)
    about = next((part for part in found if part is not None), meta)
    size = None if meta is None else _size(meta)
    labels: dict[str, int] = {}
    if about is None:
        return _Task(frames=range(last + 1), size=size, labels=labels, extra={})
    for name in about.iterfind("labels/label/name"):
        labels.setdefault(name.text or "", len(labels))
    filtered = _STEP.search(about.findtext("frame_filter") or "")
    step = min(max(int(filtered[1]), 1), MOST_FRAMES) if filtered else 1
    first = _number(about, "start_frame", 0)
    count = _number(about, "size", 0)
    # Of a task, stop_frame is the last frame of the video that it may take.
    stop = _number(about, "stop_frame", max(first + (count - 1) * step, last))
    known = ("id", "name", "mode", "created", "updated", "source")
    extra = {key: text for key in known if (text := (about.findtext(key) or "").strip())}
    return _Task(
        frames=range(first, max(stop, last) + 1, step),
        size=size,
        labels=labels,
        extra={"task": extra} if extra else {},
    )


def _size(meta: Element) -> tuple[int, int] | None:
    found = next(meta.iter("original_size"), None)
    if found is None:
        return None
    width, height = (_number(found, n, 0, LARGEST_SIDE) for n in ("width", "height"))
    return (width, height) if width > 0 and height > 0 else None


def _number(element: Element, name: str, default: int, most: int = MOST_FRAMES) -> int:
    text = (element.findtext(name) or "").strip()
    try:
        number = int(text) if text else default
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise FormatError(
            f"found {text[:40]!r}, expected a whole number from 0 to {most}",
            Place(field=f"meta.{name}"),
        )
    return number


def _track(element: Element, at: int) -> tuple[str, int, list[Shape]]:
    """Label, id and shapes of a track, by frame."""
    try:
        track_id = int(element.get("id", at))
    except ValueError:
        track_id = -1
    if not 0 <= track_id < _MOST_TRACKS:
        raise FormatError(
            f"found {element.get('id')!r}, expected a whole number", Place(field=f"track {at}.id")
        )
    label = element.get("label")
    if not label:
        raise FormatError("has no label", Place(field=f"track {track_id}"))
    group = element.get("group_id")
    more = {} if group in (None, "0") else {"group_id": group}
    shapes = [
        shape
        for item in element
        if (shape := read_shape(item, f"track {track_id}", more)) is not None
    ]
    shapes.sort(key=lambda shape: shape.frame)
    for first, second in itertools.pairwise(shapes):
        if first.frame == second.frame:
            raise FormatError(
                f"has two shapes on frame {first.frame}, expected one",
                Place(field=f"track {track_id}"),
            )
    return label, track_id, shapes
