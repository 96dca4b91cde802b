"""Label Studio: `tasks.json` of videos with predicted tracks, and `config.xml` to label them with.

A video is a task, a model a prediction, a track a region of type `videorectangle` with a keyframe
for each box. Frames are counted from 1, as Label Studio's editor does; lengths are percent of the
frame, times seconds. Between two keyframes the editor draws a line; `enabled: false` ends that: it
stands on the last box before a sampled frame without the object, or on which nobody knows, or one
that is further away than usual, and the object is shown on that frame still. A track that changes
its class is a region for each class. `framesCount` and `duration` reach to the last sampled frame.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.parts.cvat_xml import as_value, clean
from vidresults.export.parts.label_studio_regions import Regions, Video
from vidresults.export.pictures.coco_images import frame_numbers, frame_times
from vidresults.export.tracks.track_losses import LOSES, OMITS
from vidresults.export.tracks.tracking import OncePerFrame, looked_at, rate_of, require_tracks
from vidresults.results import rows_of

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from vidresults.results import Source

Row = dict[str, Any]

FORMAT = Format(
    makes="folder",
    needs_tracks=True,
    options=frozenset({"classes"}),
    summary="Label Studio: tasks of videos with tracks of boxes as predictions, and the labelling "
    "configuration",
    loses=LOSES,
    omits=OMITS,
)

_COLUMNS = [
    "source_id", "model", "frame_index", "tracker_id", "class_name", "class_id", "confidence",
    "x_center", "y_center", "width", "height",
]  # fmt: skip
_LOCAL = "/data/local-files/?d="
_CONFIG = """\
<View>
  <Labels name="labels" toName="video" allowEmpty="true">
{labels}  </Labels>
  <Video name="video" value="$video" frameRate="$fps"/>
  <VideoRectangle name="box" toName="video"/>
</View>
"""


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write tasks and configuration into a folder; the boxes of one source are in memory at a time.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all labels in their order; by default those seen.

    Raises:
        OutputError: The size of frames with boxes is unknown, an id stands twice on a frame, or
            the folder cannot be written.
        SelectionError: No box has a tracker id, or the list of classes lacks one that was detected.
    """
    require_tracks(source.facts, "label-studio")
    tasks = _Tasks(source, classes)
    with atomic.new_folder(path) as folder:
        with (folder / "tasks.json").open("wb") as out:
            for at, task in enumerate(tasks.all()):
                out.write((b",\n" if at else b"[\n") + msgspec.json.encode(task))
            out.write(b"\n]\n" if source.facts.source_ids else b"[]\n")
        labels = "".join(f"    <Label value={as_value(name)}/>\n" for name in tasks.labels)
        (folder / "config.xml").write_text(
            _CONFIG.format(labels=labels), encoding="utf-8", newline="\n"
        )
    return tasks.notes()


class _Tasks:
    """Makes the tasks, and counts what they do not say.

    Attributes:
        labels: The labels of the configuration.
    """

    def __init__(self, source: Source, classes: Sequence[str] | None) -> None:
        self._source = source
        self._looked = looked_at(source)
        categories = Categories(source.facts, classes)
        models = {None, *(one.model for one in self._looked)}
        names = {c.id: clean(c.name) for c in categories.all if c.model in models}
        self.labels = list(names.values())
        self._regions = Regions(categories, names)
        self._unrated = self._unnamed = 0

    def all(self) -> Iterator[Row]:
        """A task for each source."""
        frames, times = frame_numbers(self._source), frame_times(self._source)
        rows = OncePerFrame().checked(rows_of(self._source, "detections", _COLUMNS))
        left = dict.fromkeys(self._source.facts.source_ids)
        for source_id, group in itertools.groupby(rows, key=lambda row: row["source_id"]):
            left.pop(source_id)
            yield self._task(source_id, frames[source_id], times[source_id], group)
        for source_id in left:
            yield self._task(source_id, frames[source_id], times[source_id], iter(()))

    def _task(
        self,
        source_id: str,
        frames: NDArray[np.int64],
        times: NDArray[np.float64],
        rows: Iterator[Row],
    ) -> Row:
        rate = rate_of(self._source.facts, source_id, frames, times)
        video = Video(frames.tolist(), times.tolist(), rate)
        return {
            "data": self._data(source_id, rate),
            "predictions": self._predictions(source_id, video, rows),
        }

    def notes(self) -> list[str]:
        """What a reader of the output should know."""
        unanswered = sum(one.unanswered for one in self._looked)
        told = []
        if unanswered:
            told.append(f"{unanswered} times a model gave no answer on a frame: tracks end before")
        if self._unrated:
            told.append(
                f"{self._unrated} videos are of unknown frame rate, and Label Studio takes 24 "
                "frames per second: give the video (--video), or set fps in tasks.json"
            )
        if self._unnamed:
            told.append(f"{self._unnamed} videos are named as their results: give them (--video)")
        where = f"put the videos into Label Studio's folder of local files ({_LOCAL}), or change "
        return [*told, *self._regions.notes(), f"{where}their addresses in tasks.json"]

    def _data(self, source_id: str, rate: Fraction | None) -> Row:
        video = self._source.facts.document_of[source_id]["video_path"]
        name = source_id if video is None else Path(video).name
        self._unnamed += video is None
        data: Row = {"video": _LOCAL + quote(name), "source_id": source_id}
        if rate is None:
            self._unrated += 1
            return data
        return data | {"fps": float(rate)}

    def _predictions(self, source_id: str, video: Video, rows: Iterator[Row]) -> list[Row]:
        sizes = {
            one.model: one.size(self._source.facts)
            for one in self._looked
            if one.source_id == source_id
        }
        by_model: dict[str, list[Row]] = {model: [] for model in sizes}
        for row in rows:
            by_model[row["model"]].append(row)
        return [
            {"model_version": model, "result": self._regions.of(found, video, sizes[model])}
            for model, found in by_model.items()
        ]
