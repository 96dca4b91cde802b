"""YouTube-VIS: a JSON file in which an annotation is a whole track, with a mask for each frame.

A video is one model on one source, and its frames are those that the model was inferred on: the
lists of a track (`segmentations`, `bboxes`, `areas`) are as long, and null where the object is not.
A box without a mask has null for a segmentation alone. Masks are run lengths as numbers, column by
column, as in the published data sets. A track that changes its class is one annotation for each.
Extensions that readers ignore: `source_id`, `model`, `fps`, `frame_indices` of videos; `track_id`,
`scores` of annotations.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.coco_shapes import annotation
from vidresults.export.parts.json_texts import items, write_object
from vidresults.export.pictures.coco_images import frame_numbers, frame_times
from vidresults.export.pictures.names import frame_file_name, unique_names
from vidresults.export.tracks.track_losses import LOSES, OMITS
from vidresults.export.tracks.tracking import (
    Looked,
    OncePerFrame,
    looked_at,
    rate_of,
    require_tracks,
    sequence_names,
)
from vidresults.geometry import expand_runs
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_FILE = "instances.json"
_AS_PIXELS = "masks are of pixels: outlines are written as those that they cover"
FORMAT = Format(
    makes="folder",
    needs_tracks=True,
    options=frozenset({"classes"}),
    summary="YouTube-VIS: tracks of masks and boxes, a list over the frames of a video each",
    loses={k: v for k, v in LOSES.items() if k != "detections.rle"}
    | {"detections.polygons": _AS_PIXELS},
    needs={"detections.tracker_id": "an annotation is a track"},
    omits=OMITS | {"frames.time_seconds": "videos have a frame rate"},
)


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the data set; the tracks of one video are in memory at a time.

    Args:
        source: What to write.
        path: A folder, which gets `instances.json`, or the name of the JSON file.
        classes: Names of all categories in their order; by default the classes seen.

    Raises:
        OutputError: The size of frames with tracks is unknown, an id stands twice on a frame, or
            the path cannot be written.
        SelectionError: No box has a tracker id, or the list of classes lacks one that was detected.
    """
    require_tracks(source.facts, "youtube-vis")
    data = _Tracks(source, Categories(source.facts, classes))
    parts = {
        "info": {"description": "Predictions exported by vidresults", "version": "1"},
        "licenses": iter(()),
        "videos": items(data.videos()),
        "annotations": items(data.annotations()),
        "categories": items(data.categories()),
    }
    if path.suffix == ".json":
        with atomic.new_file(path) as file, file.open("wb") as out:
            write_object(out, parts)
    else:
        with atomic.new_folder(path) as folder, (folder / _FILE).open("wb") as out:
            write_object(out, parts)
    return data.notes()


class _Tracks:
    """Makes videos and annotations, and counts what they do not say."""

    def __init__(self, source: Source, categories: Categories) -> None:
        self._source = source
        self._categories = categories
        looked = looked_at(source)
        self._videos = {(o.source_id, o.model): o for o in looked if o.frames}
        self._numbers = {key: number for number, key in enumerate(self._videos, start=1)}
        self._idle = len(looked) - len(self._videos)
        self._unanswered = sum(one.unanswered for one in self._videos.values())
        self._counts: Counter[str] = Counter()

    def videos(self) -> Iterator[Row]:
        """A video for each model that was inferred on a source."""
        names = sequence_names(list(self._videos.values()))
        stems = unique_names(self._source.facts.source_ids)
        frames, times = frame_numbers(self._source), frame_times(self._source)
        for key, one in self._videos.items():
            source_id, model = key
            size = one.size(self._source.facts)
            self._counts["unsized"] += size is None
            rate = rate_of(self._source.facts, source_id, frames[source_id], times[source_id])
            pictures = (frame_file_name(stems[source_id], number) for number in one.frames)
            yield {
                "id": self._numbers[key],
                **({} if size is None else {"width": size[0], "height": size[1]}),
                "length": len(one.frames),
                "file_names": [f"{names[key]}/{picture}" for picture in pictures],
                "frame_indices": one.frames,
                **({} if rate is None else {"fps": float(rate)}),
                "source_id": source_id,
                "model": model,
            }

    def annotations(self) -> Iterator[Row]:
        """The tracks, video by video."""
        ids = itertools.count(1)
        rows = OncePerFrame().checked(rows_of(self._source, "detections"))
        for source_id, group in itertools.groupby(rows, key=lambda row: row["source_id"]):
            tracks = self._by_track(group)
            self._counts["cut"] += len(tracks) - len({key[:2] for key in tracks})
            for (model, track, category), found in tracks.items():
                video = self._videos[source_id, model]
                yield {"id": next(ids), **self._annotation(video, track, category, found)}

    def categories(self) -> Iterator[Row]:
        """All classes."""
        for one in self._categories.all:
            yield {"id": one.id, "name": one.name, "supercategory": one.model or ""}

    def notes(self) -> list[str]:
        """What a reader of the output should know."""
        counts = self._counts
        told = [
            (self._unanswered, "frames that a model was not inferred on are none of its video's"),
            (self._idle, "times a model was not inferred on any frame of a source: no video"),
            (counts["unsized"], "videos are of unknown size: give the video (--video)"),
            (counts["cut"], "annotations more than tracks: a class of a track is one each"),
            (counts["unmasked"], "boxes have no mask: readers of masks alone see no object there"),
        ]
        return [f"{count} {text}" for count, text in told if count]

    def _by_track(self, rows: Iterator[Row]) -> dict[tuple[str, int, int], list[Row]]:
        found: dict[tuple[str, int, int], list[Row]] = {}
        for row in rows:
            if row["tracker_id"] is not None:
                category = self._categories.id_of(row["model"], row["class_id"], row["class_name"])
                key = (row["model"], row["tracker_id"], category)
                found.setdefault(key, []).append(row)
        return found

    def _annotation(self, video: Looked, track: int, category: int, rows: list[Row]) -> Row:
        width, height = video.needed_size(self._source.facts, "YouTube-VIS")
        shapes: dict[int, Row] = {}
        for row in rows:
            image = {"frame_index": row["frame_index"], "width": width, "height": height}
            shape = annotation(row | {"keypoints": None}, image, [], "rle")
            self._counts["unmasked"] += "segmentation" not in shape
            shapes[row["frame_index"]] = shape
        present = [shapes.get(frame, {}) for frame in video.frames]
        return {
            "video_id": self._numbers[video.source_id, video.model],
            "category_id": category,
            "segmentations": [_as_numbers(shape.get("segmentation")) for shape in present],
            "bboxes": [shape.get("bbox") for shape in present],
            "areas": [shape.get("area") for shape in present],
            "iscrowd": 0,
            "width": width,
            "height": height,
            "length": len(video.frames),
            "track_id": track,
            "scores": [shape.get("score") for shape in present],
        }


def _as_numbers(rle: Row | None) -> Row | None:
    return None if rle is None else {**rle, "counts": expand_runs(rle["counts"]).tolist()}
