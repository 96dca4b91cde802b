"""CVAT for video 1.1: XML of tracks, one for each object and contiguous presence.

Every box is a keyframe. Where the object is not on the next sampled frame, or nobody knows, the
track ends there with the same box, `outside`: CVAT would go on showing it. It also ends where the
next sample is further away than the interval between samples, because CVAT would draw a line
across. After the last sampled frame nothing ends a track. Turned boxes are turned in CVAT. Frame
numbers are those of the video, from 0; `frame_filter` has the step where samples are evenly spaced.
Attributes of a box keep its tracker id (which several tracks share where an object came back) and
its confidence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.errors import OutputError, SelectionError
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.parts.cvat_xml import Task, box_attributes, head, tail, track
from vidresults.export.pictures.coco_images import frame_numbers
from vidresults.export.pictures.names import unique_names
from vidresults.export.tracks.cvat_presences import Box, Clock, presences
from vidresults.export.tracks.track_losses import LOSES, OMITS
from vidresults.export.tracks.tracking import Looked, OncePerFrame, looked_at, require_tracks
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

_FILE = "annotations.xml"
_TURNED = "a turned box is told as it was before it was turned"
FORMAT = Format(
    makes="folder",
    needs_tracks=True,
    options=frozenset({"classes"}),
    summary="CVAT for video 1.1: tracks of boxes with keyframes, an XML for each video",
    loses={name: reason for name, reason in LOSES.items() if name != "detections.rotated_box"},
    omits=OMITS
    | {
        "frames.time_seconds": "frames are numbered as in the video",
        "inferences.model": "an attribute where several models are on one video",
    }
    | {f"detections.{name}": _TURNED for name in ("x_center", "y_center", "width", "height")},
)

_COLUMNS = [
    "source_id", "model", "frame_index", "tracker_id", "class_name", "class_id", "confidence",
    "x_center", "y_center", "width", "height", "rotated_box",
]  # fmt: skip


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write a task for each source; the boxes of one source are in memory at a time.

    Args:
        source: What to write.
        path: A folder, which gets `annotations.xml`, or a folder with one for each of several
            sources; or the name of the XML file.
        classes: Names of all labels in their order; by default those seen.

    Raises:
        OutputError: The size of frames with boxes is unknown, an id stands twice on a frame, or
            the path cannot be written.
        SelectionError: No box has a tracker id, the list of classes lacks one that was detected, or
            one file is asked for several sources.
    """
    require_tracks(source.facts, "cvat-video")
    writer = _Writer(source, classes)
    ids = source.facts.source_ids
    if path.suffix != ".xml":
        with atomic.new_folder(path) as folder:
            stems = unique_names(ids) if len(ids) > 1 else dict.fromkeys(ids, ".")
            writer.write({name: folder / stem / _FILE for name, stem in stems.items()})
        return writer.notes
    if len(ids) != 1:
        raise SelectionError(f"{path.name} holds one video, the results hold {len(ids)}: give the "
                             "name of a folder")  # fmt: skip
    with atomic.new_file(path) as file:
        writer.write({ids[0]: file})
    return writer.notes


class _Writer:
    """Writes the tasks, and notes what they do not say."""

    def __init__(self, source: Source, classes: Sequence[str] | None) -> None:
        self._source = source
        self._looked = looked_at(source)
        self._categories = Categories(source.facts, classes)
        models = {None, *(one.model for one in self._looked)}
        listed = [c for c in self._categories.all if c.model in models]
        self._labels = {category.id: category.name for category in listed}
        self._untracked = 0
        self.notes: list[str] = []

    def write(self, files: dict[str, Path]) -> None:
        frames = frame_numbers(self._source)
        rows = OncePerFrame().checked(rows_of(self._source, "detections", _COLUMNS))
        left = dict(files)
        for source_id, group in itertools.groupby(rows, key=lambda row: row["source_id"]):
            self._write_task(left.pop(source_id), source_id, frames[source_id].tolist(), group)
        for source_id, file in left.items():
            self._write_task(file, source_id, frames[source_id].tolist(), iter(()))
        unanswered = sum(one.unanswered for one in self._looked)
        if unanswered:
            self.notes.append(
                f"{unanswered} times a model gave no answer on a frame: tracks end there, and CVAT "
                "shows these frames as those with nothing on them"
            )
        if self._untracked:
            self.notes.append(
                f"{self._untracked} boxes without a tracker id are tracks of one frame each"
            )

    def _write_task(
        self, file: Path, source_id: str, frames: list[int], rows: Iterator[dict[str, Any]]
    ) -> None:
        looked = [one for one in self._looked if one.source_id == source_id]
        boxes = self._by_track(rows, name_models=len(looked) > 1)
        size = self._size(source_id, looked, needed=bool(boxes))
        task = Task(name=source_id, frames=frames, size=size, labels=list(self._labels.values()),
                    models=len(looked) > 1)  # fmt: skip
        clock = Clock(frames)
        number = itertools.count()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\n") as out:
            out.write(head(task))
            for found in boxes.values():
                for presence, end in presences(found, clock):
                    out.write(track(next(number), presence, end))
            out.write(tail())

    def _by_track(
        self, rows: Iterator[dict[str, Any]], *, name_models: bool
    ) -> dict[tuple[Any, ...], list[Box]]:
        found: dict[tuple[Any, ...], list[Box]] = {}
        for at, row in enumerate(rows):
            untracked = row["tracker_id"] is None
            self._untracked += untracked
            key = (row["model"], row["tracker_id"], at if untracked else None)
            category = self._categories.id_of(row["model"], row["class_id"], row["class_name"])
            box = Box(
                frame=row["frame_index"],
                label=self._labels[category],
                place=box_attributes(row),
                tracker_id=row["tracker_id"],
                confidence=row["confidence"],
                model=row["model"] if name_models else None,
            )
            found.setdefault(key, []).append(box)
        return found

    def _size(
        self, source_id: str, looked: list[Looked], *, needed: bool
    ) -> tuple[int, int] | None:
        sizes = {one.size(self._source.facts) for one in looked}
        size = next(iter(sizes)) if len(sizes) == 1 else None
        if size is None and needed:
            raise OutputError(
                f"frames of {source_id} have no one known size, and CVAT needs it: give the video "
                "(--video), or export models one by one (--model)"
            )
        return size
