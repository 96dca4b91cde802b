"""Google's Video Intelligence API: its AnnotateVideoResponse as JSON, bare or in its operation.

Keys may be spelled as in JSON (`objectAnnotations`) or as in protocol buffers
(`object_annotations`). Objects, persons, faces and logos are tracks of boxes, shares of the frame
(a side that is absent is 0), each track with an id of its own; `frameLabelAnnotations` are classes
of frames. Everything that is of no single frame (labels of shots and segments, text, speech) is
kept in the document's `extra`, and told. The file knows times alone: `--fps` and `--size` are
needed. Results of one `inputUri` are one video. Written from the API's description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Dataset, Picture, Video, Wanted
from vidresults.wire.datasets.json_file import read_json
from vidresults.wire.datasets.shares import frame_at, pixels_of
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, Share, read_as

KIND = "video-intelligence"
OPTIONS = frozenset({"fps", "size"})
_TRACKS = {
    "personDetectionAnnotations": "person",
    "faceDetectionAnnotations": "face",
    "logoRecognitionAnnotations": None,
}
"""Lists of annotations with `tracks`, and the class where no entity names it."""
_OBJECTS, _LABELS = "objectAnnotations", "frameLabelAnnotations"
_OF_FRAMES = {_OBJECTS, _LABELS, *_TRACKS}
_TIME = re.compile(r"(-?\d+(?:\.\d+)?)s")


def read(path: str, wanted: Wanted) -> Dataset:
    """Read an answer of the API.

    Raises:
        FormatError: It is none, or something in it is wrong; says where.
    """
    given, value = read_json(path)
    try:
        results = _results(_camel(value))
        videos: dict[str, _Video] = {}
        for index, result in enumerate(results):
            uri = str(result.get("inputUri", ""))
            video = videos.setdefault(uri, _Video(uri, wanted))
            video.add(result, f"annotationResults[{index}]")
    except FormatError as error:
        raise error.within(file=given.name) from None
    names = {name: None for video in videos.values() for name in video.names}
    return Dataset(
        kind=KIND,
        file=given.name,
        sha256=given.sha256,
        videos=[video.done(alone=len(videos) == 1) for video in videos.values()],
        classes=[(None, name) for name in names],
        remarks=[remark for video in videos.values() for remark in video.remarks()],
        model=KIND,
    )


def _camel(value: Any) -> Any:
    """The value with its keys as JSON spells them."""
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        re.sub(r"_([a-z])", lambda found: found[1].upper(), key): _camel(item)
        for key, item in value.items()
    }


def _results(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("error"), dict):
        raise FormatError(f"is a failed operation: {value['error'].get('message', 'no reason')}")
    whole = value.get("response", value) if isinstance(value, dict) else None
    found = whole.get("annotationResults") if isinstance(whole, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise FormatError("holds no annotationResults, expected those of AnnotateVideoResponse")
    return found


class _Video:
    """One video, over the results that are of it."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        self._uri = uri
        self._wanted = wanted
        self._times: dict[int, float] = {}
        self._boxes: dict[int, list[dict[str, Any]]] = {}
        self._labels: dict[int, list[dict[str, Any]]] = {}
        self._extra: dict[str, Any] = {}
        self._tracks = 0
        self.names: dict[str, None] = {}

    def add(self, result: dict[str, Any], where: str) -> None:
        """Take one result."""
        for index, value in enumerate(_listed(result, _OBJECTS, where)):
            place = f"{where}.{_OBJECTS}[{index}]"
            self._track(value, value, "frames", _name(value, None, place), place)
        for key, usual in _TRACKS.items():
            for index, value in enumerate(_listed(result, key, where)):
                place = f"{where}.{key}[{index}]"
                for number, track in enumerate(_listed(value, "tracks", place)):
                    name = _name(value, usual, place)
                    at = f"{place}.tracks[{number}]"
                    self._track(value, track, "timestampedObjects", name, at)
        for index, value in enumerate(_listed(result, _LABELS, where)):
            self._label(value, f"{where}.{_LABELS}[{index}]")
        for key, value in leftover(result, frozenset({*_OF_FRAMES, "inputUri"})).items():
            self._extra.setdefault(key, []).append(value)

    def done(self, *, alone: bool) -> Video:
        """The video with its frames."""
        pictures = [
            Picture(
                frame_index=frame,
                time_seconds=seconds,
                size=self._wanted.size,
                boxes=self._boxes.get(frame, ()),
                labels=self._labels.get(frame, ()),
            )
            for frame, seconds in self._times.items()
        ]
        name = "" if alone else self._uri.rpartition("/")[2]
        return Video(name=name, pictures=pictures, extra={"inputUri": self._uri, **self._extra})

    def remarks(self) -> Iterator[str]:
        """What is not in the tables of frames."""
        yield "nothing says which frames were looked at: those without an entry are left out"
        kept = [key for key in self._extra if key != "segment"]
        if kept:
            yield f"{', '.join(kept)} are of no single frame: kept in the document's `extra`"

    def _track(
        self, annotation: dict[str, Any], track: dict[str, Any], key: str, name: str, where: str
    ) -> None:
        """The boxes of one object; what is said of the whole stands beside each of them."""
        own = {key, "entity", "confidence", "tracks", "version", "trackId"}
        about = leftover(annotation | track, frozenset(own))
        about |= leftover(_object(annotation, "entity", where), frozenset({"description"}))
        tracker_id = self._tracks
        if track.get("trackId") is not None:  # of streams
            tracker_id = _whole(track["trackId"], f"{where}.trackId")
        self._tracks += 1
        self.names[name] = None
        for index, value in enumerate(_listed(track, key, where)):
            place = f"{where}.{key}[{index}]"
            sides = _object(value, "normalizedBoundingBox", place)
            left, top, right, bottom = (
                read_as(float, sides.get(side) or 0, field=f"{place}.normalizedBoundingBox.{side}")
                for side in ("left", "top", "right", "bottom")
            )
            box = pixels_of(left, top, right - left, bottom - top,
                            size=self._wanted.size, where=place)  # fmt: skip
            box["extra"] |= about | leftover(value, frozenset({"normalizedBoundingBox",
                                                               "timeOffset"}))  # fmt: skip
            row = {"class_name": name, "confidence": _confidence(track, where),
                   "tracker_id": tracker_id}  # fmt: skip
            self._boxes.setdefault(self._frame(value, place), []).append(row | box)

    def _label(self, annotation: dict[str, Any], where: str) -> None:
        name = _name(annotation, None, where)
        self.names[name] = None
        about = leftover(annotation, frozenset({"frames", "version"}))
        for index, value in enumerate(_listed(annotation, "frames", where)):
            place = f"{where}.frames[{index}]"
            frame = self._frame(value, place)
            row = {"class_name": name, "confidence": _confidence(value, place), "extra": about}
            self._labels.setdefault(frame, []).append(row)

    def _frame(self, value: dict[str, Any], where: str) -> int:
        seconds = _seconds(value.get("timeOffset") or "0s", f"{where}.timeOffset")
        frame = frame_at(seconds, self._wanted.fps, f"{where}.timeOffset")
        self._times.setdefault(frame, float(seconds))
        return frame


def _listed(value: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    found = value.get(key) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise FormatError("expected a list of objects", Place(field=f"{where}.{key}"))
    return found


def _object(value: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    found = value.get(key)
    return {} if found is None else read_as(dict[str, Any], found, field=f"{where}.{key}")


def _name(annotation: dict[str, Any], usual: str | None, where: str) -> str:
    entity = _object(annotation, "entity", where)
    return str(entity.get("description") or entity.get("entityId") or usual or "object")


def _confidence(value: dict[str, Any], where: str) -> float | None:
    found = value.get("confidence")
    return None if found is None else read_as(Share, found, field=f"{where}.confidence")


def _whole(value: Any, where: str) -> int:
    """A whole number of 64 bits, which JSON of protocol buffers has as text."""
    plain = isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value)
    return read_as(Long, int(value) if plain else value, field=where)


def _seconds(value: Any, where: str) -> Fraction:
    """A duration: "1.5s", or its whole seconds and nanoseconds."""
    if isinstance(value, dict):
        nanos = _whole(value.get("nanos") or 0, f"{where}.nanos")
        return _whole(value.get("seconds") or 0, f"{where}.seconds") + Fraction(nanos, 10**9)
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise FormatError(f'found {value!r}, expected a time such as "1.5s"', Place(field=where))
    return Fraction(found[1])
