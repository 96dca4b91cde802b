"""Roboflow's video COCO: when each class is there, as segments that its SDK uploads for a video.

A file for each source, `NAME.video-coco.json`, which `roboflow video annotate` and
`Project.annotate_video_segments` send as it is. A segment goes from the first to the last sampled
frame with the class, both counted from 0, and ends where a sample lacks it, was not inferred or is
more than 1.5 intervals away. `start_pts` and `end_pts` are the times of these frames in ticks of
the video's `time_base`: they need the video, as do `duration` and `frame_count`. A class is there
where a box has it, or where it was predicted for the whole frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.analytics.presence import counted_of, stretches_of
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.parts.json_texts import items, write_object
from vidresults.export.pictures.coco_images import videos
from vidresults.export.pictures.names import unique_names
from vidresults.results import rows_of
from vidresults.video import probe

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_SEGMENTS = "segments are of classes in time"
_FRAMES = "segments have the frames' numbers"
FORMAT = Format(
    makes="folder",
    options=frozenset({"classes"}),
    summary="Roboflow's video COCO: the segments in which each class is there, for its upload",
    loses=dict.fromkeys(
        (
            "semantic_masks", "embeddings", "gazes", "opaque", "defects", "inferences.extra",
            "classifications.confidence", "classifications.extra",
            *(
                f"detections.{name}" for name in (
                    "x_center", "y_center", "width", "height", "confidence", "tracker_id",
                    "detection_id", "parent_id", "class_confidence", "rotated_box", "polygons",
                    "rle", "keypoints", "extra",
                )
            ),
        ),
        _SEGMENTS,
    ),
    omits={
        "documents": "a document names its video",
        "classes": "categories name them",
        "frames.sample_index": _FRAMES,
        "frames.time_seconds": _FRAMES,
        "frames.video_pts": "segments have them where the video is at hand",
        "frames.video_time_seconds": _FRAMES,
        "frames.extra": _SEGMENTS,
        "inferences.model": "categories name it where models share a class",
        "inferences.task": _SEGMENTS,
        "inferences.inference_id": _SEGMENTS,
        "inferences.batch_seconds": _SEGMENTS,
        "classifications.rank": "a class that was predicted is there",
        "detections.class_id": "categories are in its order",
        "detections.detection_index": _SEGMENTS,
    },
)  # fmt: skip


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write a document for each source into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all categories in their order; by default the classes seen.

    Raises:
        OutputError: The folder cannot be written.
        SelectionError: The list of classes lacks one that was found.
        VideoError: A joined video is no longer one.
    """
    names = unique_names(source.facts.source_ids)
    documents = _Documents(source, Categories(source.facts, classes))
    with atomic.new_folder(path) as folder:
        for video in videos(source):
            file = folder / f"{names[video['name']]}.video-coco.json"
            with file.open("wb") as out:
                found = documents.of(video)
                write_object(
                    out, {k: v if isinstance(v, dict) else items(v) for k, v in found.items()}
                )
    return documents.notes()


class _Documents:
    """Makes the documents, and counts what they do not say."""

    def __init__(self, source: Source, categories: Categories) -> None:
        self._categories = categories
        self._ids: dict[tuple[str, str], int] = {}
        for row in source.facts.classes.to_pylist():
            category = categories.id_of(row["model"], row["class_id"], row["class_name"])
            self._ids.setdefault((row["model"], row["class_name"]), category)
        self._segments: dict[str, list[Row]] = {}
        for counted in counted_of(source):
            found = self._segments.setdefault(counted.source_id, [])
            for name, (positions, counts) in counted.classes.items():
                category = self._ids[counted.model, name]
                for stretch in stretches_of(counted, positions, counts):
                    first, last = (int(counted.frames[at]) for at in (stretch.first, stretch.last))
                    found.append({"category_id": category, "start_frame": first, "end_frame": last})
        self._ticks = _ticks(source, self._segments)
        self._videos = {
            name: document["video_path"] for name, document in source.facts.document_of.items()
        }
        self._missing = self._empty = self._single = 0

    def of(self, entry: Row) -> Row:
        """The document of a video, from its entry in COCO."""
        name = entry["name"]
        video = self._video(entry)
        found = self._segments.get(name, [])
        found.sort(key=lambda one: (one["start_frame"], one["category_id"], one["end_frame"]))
        self._empty += not found
        self._single += sum(one["start_frame"] == one["end_frame"] for one in found)
        used = set(self._ids.values())
        return {
            "info": {"format": "roboflow-video-coco"},
            "videos": [video],
            "categories": [
                {"id": one.id, "name": one.name}
                for one in self._categories.all
                if one.model is None or one.id in used
            ],
            "segments": self._numbered(name, found, timed="time_base" in video),
            "images": (),
            "annotations": (),
        }

    def notes(self) -> list[str]:
        """What a reader of the output should know."""
        told = [
            (self._missing, "videos are not at hand: no time base, pts and duration (--video)"),
            (self._empty, "documents have no segment, and Roboflow takes none without"),
            (self._single, "segments are of one sampled frame: they begin and end with it"),
        ]
        return [f"{count} {text}" for count, text in told if count]

    def _video(self, entry: Row) -> Row:
        path = self._videos[entry["name"]]
        kept: Row = {key: entry[key] for key in ("width", "height", "fps") if key in entry}
        named: Row = {"id": 1, "file_name": entry.get("file_name", entry["name"]), **kept}
        if path is None or not Path(path).is_file():
            self._missing += 1
            return named
        info = probe(path)
        base = info.time_base
        frames, seconds = info.frame_count_from_header, info.duration_seconds
        return {
            **named,
            **({} if seconds is None else {"duration": seconds}),
            **({} if frames is None else {"frame_count": frames}),
            "time_base": {"numerator": base.numerator, "denominator": base.denominator},
        }

    def _numbered(self, name: str, found: list[Row], *, timed: bool) -> Iterator[Row]:
        for number, one in enumerate(found, start=1):
            yield {"id": number, "video_id": 1, **one, **(self._pts(name, one) if timed else {})}

    def _pts(self, name: str, one: Row) -> Row:
        times = {
            f"{edge}_pts": self._ticks.get((name, one[f"{edge}_frame"]))
            for edge in ("start", "end")
        }
        return {key: time for key, time in times.items() if time is not None}


def _ticks(source: Source, segments: dict[str, list[Row]]) -> dict[tuple[str, int], int]:
    """The times of the frames on which segments begin or end."""
    wanted = {
        (name, one[edge])
        for name, found in segments.items()
        for one in found
        for edge in ("start_frame", "end_frame")
    }
    return {
        (row["source_id"], row["frame_index"]): row["video_pts"]
        for row in rows_of(source, "frames", ["source_id", "frame_index", "video_pts"])
        if row["video_pts"] is not None and (row["source_id"], row["frame_index"]) in wanted
    }
