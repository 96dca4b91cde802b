"""AWS Rekognition on stored video, as the API's documentation describes its answers.

They are those of GetLabelDetection, GetFaceDetection, GetPersonTracking and GetContentModeration.
The file is one answer or the list of its pages. Boxes are shares of the frame, whose size and rate
`VideoMetadata` tells; the frame is the one nearest to `Timestamp` (milliseconds). Confidences are
percent and become shares. A label is a class of the whole frame, its instances are boxes; the index
of a person is its tracker id. Frames without an entry are unknown: nothing says which were looked
at.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from msgspec import Meta, Struct

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import (
    LARGEST_SIDE,
    Dataset,
    Picture,
    Video,
    Wanted,
)
from vidresults.wire.datasets.json_file import read_json
from vidresults.wire.datasets.shares import frame_at, pixels_of
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, keys_of, read_as

KIND = "rekognition"
OPTIONS = frozenset({"fps", "size"})
_PERCENT = Annotated[float, Meta(ge=0, le=100)]
_SIDE = Annotated[int, Meta(ge=1, le=LARGEST_SIDE)]


class _Metadata(Struct, rename="pascal"):
    frame_rate: Annotated[float, Meta(ge=1e-6, le=1e6)] | None = None
    frame_width: _SIDE | None = None
    frame_height: _SIDE | None = None


class _Page(Struct, rename="pascal"):
    video_metadata: _Metadata | None = None
    labels: list[dict[str, Any]] | None = None
    faces: list[dict[str, Any]] | None = None
    persons: list[dict[str, Any]] | None = None
    moderation_labels: list[dict[str, Any]] | None = None
    next_token: str | None = None


class _Entry(Struct, rename="pascal"):
    timestamp: Annotated[int, Meta(ge=0)]
    label: dict[str, Any] | None = None
    face: dict[str, Any] | None = None
    person: dict[str, Any] | None = None
    moderation_label: dict[str, Any] | None = None


class _Named(Struct, rename="pascal"):
    name: str
    confidence: _PERCENT | None = None
    instances: list[dict[str, Any]] | None = None


class _Edges(Struct, rename="pascal"):
    left: float
    top: float
    width: float
    height: float


class _Object(Struct, rename="pascal"):
    bounding_box: _Edges | None = None
    confidence: _PERCENT | None = None
    index: Long | None = None


def read(path: str, wanted: Wanted) -> Dataset:
    """Read an answer of Rekognition, or the list of its pages.

    Raises:
        FormatError: It is none, or something in it is wrong; says where.
    """
    given, value = read_json(path)
    pages = value if isinstance(value, list) else [value]
    try:
        reader = _Reader(wanted)
        for index, page in enumerate(pages):
            reader.add(page, f"[{index}]." if isinstance(value, list) else "")
    except FormatError as error:
        raise error.within(file=given.name) from None
    remarks = ["nothing says which frames were looked at: those without an entry are left out"]
    if reader.more:
        remarks.append("the last page has a NextToken: there are further pages")
    return Dataset(
        kind=KIND,
        file=given.name,
        sha256=given.sha256,
        videos=[Video(name="", pictures=reader.pictures())],
        classes=[(None, name) for name in reader.names],
        extra=reader.extra,
        remarks=remarks,
        model=KIND,
    )


class _Reader:
    """Collects the boxes and labels of every frame over the pages."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._times: dict[int, float] = {}
        self._boxes: dict[int, list[dict[str, Any]]] = {}
        self._labels: dict[int, list[dict[str, Any]]] = {}
        self._size = wanted.size
        self._rate = wanted.fps
        self.names: dict[str, None] = {}
        self.extra: dict[str, Any] = {}
        self.more = False

    def add(self, value: Any, where: str) -> None:
        """Take one page."""
        page = read_as(_Page, value, field=where.rstrip("."))
        lists = {name: getattr(page, name.lower()) for name in ("Labels", "Faces", "Persons")}
        lists["ModerationLabels"] = page.moderation_labels
        if all(entries is None for entries in lists.values()):
            raise FormatError(
                f"holds {', '.join(sorted(value)) or 'nothing'}, expected one of "
                f"{', '.join(lists)} of an answer of Rekognition",
                Place(field=where.rstrip(".") or None),
            )
        self._know(page.video_metadata)
        self.extra |= leftover(value, frozenset(lists) | {"NextToken"})
        self.more = page.next_token is not None
        for name, entries in lists.items():
            for index, entry in enumerate(entries or ()):
                self._add(entry, f"{where}{name}[{index}]")

    def pictures(self) -> list[Picture]:
        """The frames that have an entry."""
        return [
            Picture(
                frame_index=frame,
                time_seconds=seconds,
                size=self._size,
                boxes=self._boxes.get(frame, ()),
                labels=self._labels.get(frame, ()),
            )
            for frame, seconds in self._times.items()
        ]

    def _know(self, about: _Metadata | None) -> None:
        if about is None:
            return
        if about.frame_width is not None and about.frame_height is not None:
            self._size = (about.frame_width, about.frame_height)
        if about.frame_rate is not None and self._wanted.fps is None:
            self._rate = Fraction(str(about.frame_rate))

    def _add(self, value: dict[str, Any], where: str) -> None:
        entry = read_as(_Entry, value, field=where)
        seconds = Fraction(entry.timestamp, 1000)
        frame = frame_at(seconds, self._rate, f"{where}.Timestamp")
        self._times.setdefault(frame, float(seconds))
        more = leftover(value, keys_of(_Entry))
        if entry.face is not None:
            self._box(frame, "face", entry.face, f"{where}.Face", more)
        if entry.person is not None:
            self._box(frame, "person", entry.person, f"{where}.Person", more)
        for key in ("Label", "ModerationLabel"):
            if value.get(key) is not None:
                self._label(frame, value[key], f"{where}.{key}", more)

    def _label(self, frame: int, value: dict[str, Any], where: str, more: dict[str, Any]) -> None:
        label = read_as(_Named, value, field=where)
        self.names[label.name] = None
        row = {
            "class_name": label.name,
            "confidence": _share(label.confidence),
            "extra": leftover(value, keys_of(_Named)) | more,
        }
        self._labels.setdefault(frame, []).append(row)
        for index, instance in enumerate(label.instances or ()):
            self._box(frame, label.name, instance, f"{where}.Instances[{index}]", {})

    def _box(
        self, frame: int, name: str, value: dict[str, Any], where: str, more: dict[str, Any]
    ) -> None:
        found = read_as(_Object, value, field=where)
        self.names[name] = None
        if found.bounding_box is None:
            extra = leftover(value, frozenset({"Confidence"})) | more
            row = {"class_name": name, "confidence": _share(found.confidence), "extra": extra}
            self._labels.setdefault(frame, []).append(row)
            return
        edges = found.bounding_box
        box = pixels_of(edges.left, edges.top, edges.width, edges.height,
                        size=self._size, where=f"{where}.BoundingBox")  # fmt: skip
        box["extra"] |= leftover(value, keys_of(_Object)) | more
        row = {"class_name": name, "confidence": _share(found.confidence),
               "tracker_id": found.index}  # fmt: skip
        self._boxes.setdefault(frame, []).append(row | box)


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
