"""FiftyOne's own dataset folder, `fiftyone.types.FiftyOneDataset`: videos with labelled frames.

`metadata.json` declares the fields, `samples.json` has the videos, `frames.json` their frames,
counted from 1. Each model has fields of its own: `MODEL` (boxes with masks), `MODEL_keypoints`,
`MODEL_classes` (of whole frames), and on the video `MODEL_presence`, from when until when each
class is there: the first and last sampled frame. A frame on which a model ran and found nothing has
an empty list, one on which it did not has no such field. A tracker id is an `index`. The videos
belong into `data`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from vidresults import atomic
from vidresults.analytics.presence import counted_of, stretches_of
from vidresults.errors import OutputError
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.parts.fiftyone_fields import Fields
from vidresults.export.parts.fiftyone_labels import detection, keypoint, label, object_id
from vidresults.export.parts.fiftyone_schema import frame_fields, items_of, sample_fields
from vidresults.export.parts.json_texts import items, write_object
from vidresults.export.parts.side_by_side import inferences_with_rows
from vidresults.export.pictures.coco_images import videos
from vidresults.export.pictures.names import unique_names

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_NOT_WRITTEN = "labels are boxes, masks, keypoints and classes"
_NO_PLACE = "labels have no place for it"
FORMAT = Format(
    makes="folder",
    options=frozenset({"classes"}),
    summary="a FiftyOne dataset: videos with boxes, masks, keypoints and classes of frames, and "
    "when each class is there",
    loses={
        "semantic_masks": _NOT_WRITTEN,
        "embeddings": _NOT_WRITTEN,
        "gazes": _NOT_WRITTEN,
        "opaque": _NOT_WRITTEN,
        "defects": _NO_PLACE,
        "inferences.extra": _NO_PLACE,
        "classifications.extra": _NO_PLACE,
        "detections.rotated_box": "boxes are upright",
        "detections.polygons": "outlines are written as the pixels that they cover",
        "detections.extra": _NO_PLACE,
    },
    omits={
        "documents": "samples name their videos",
        "classes": "labels name them",
        "frames.sample_index": "frames are numbered as in the video",
        "frames.time_seconds": "videos have a frame rate",
        "frames.video_pts": "videos have a frame rate",
        "frames.video_time_seconds": "videos have a frame rate",
        "frames.extra": _NO_PLACE,
        "inferences.task": _NO_PLACE,
        "inferences.inference_id": _NO_PLACE,
        "inferences.batch_seconds": _NO_PLACE,
        "classifications.rank": "classes that were predicted are in order",
        "detections.class_id": "labels have names",
        "detections.detection_index": "labels are in order",
    },
)
_VERSION: Final = "1.22.1"
_EMPTY: Final = ("annotation_runs", "brain_methods", "evaluations", "runs")


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the dataset into a folder; the labels of one video are in memory at a time.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes in their order; by default those seen.

    Raises:
        OutputError: The size of a frame with boxes is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was found.
    """
    data = _Dataset(source, Categories(source.facts, classes))
    with atomic.new_folder(path) as folder:
        with (folder / "frames.json").open("wb") as out:
            write_object(out, {"frames": items(data.frames())})
        with (folder / "samples.json").open("wb") as out:
            write_object(out, {"samples": items(data.samples())})
        (folder / "metadata.json").write_bytes(msgspec.json.encode(data.metadata()) + b"\n")
    return data.notes()


class _Dataset:
    """Makes the documents, and notes what they do not say."""

    def __init__(self, source: Source, categories: Categories) -> None:
        self._source = source
        self._names = {category.id: category.name for category in categories.all}
        self._categories = categories
        self._fields = Fields(source)
        self._stems = unique_names(source.facts.source_ids)
        self._unanswered = 0

    def frames(self) -> Iterator[Row]:
        """Every sampled frame on which a model ran, video by video."""
        found = inferences_with_rows(self._source)
        for source_id, group in itertools.groupby(found, key=lambda one: one[0]["source_id"]):
            documents: dict[int, Row] = {}
            for inference, rows in group:
                if inference["state"] != "inferred":
                    self._unanswered += 1
                    continue
                frame = inference["frame_index"]
                documents.setdefault(frame, {}).update(self._labels(inference, rows))
            for frame, fields in sorted(documents.items()):
                yield {
                    "_id": object_id("frame", source_id, frame),
                    "frame_number": frame + 1,
                    "_sample_id": object_id("sample", source_id),
                    **fields,
                }

    def samples(self) -> Iterator[Row]:
        """The videos."""
        presences = self._presences()
        for video in videos(self._source):
            name = video["name"]
            suffix = Path(video.get("file_name", "")).suffix or ".mp4"
            told = {"frame_width": "width", "frame_height": "height", "frame_rate": "fps"}
            known = {field: video[key] for field, key in told.items() if key in video}
            yield {
                "_id": object_id("sample", name),
                "filepath": f"data/{self._stems[name]}{suffix}",
                "tags": [],
                "metadata": {"_cls": "VideoMetadata", **known},
                "_media_type": "video",
                "_rand": int(object_id("rand", name)["$oid"][:8], 16) / 2**32,
                **presences.get(name, {}),
            }

    def metadata(self) -> Row:
        """The dataset itself; what it is called says who imports it."""
        return {
            "version": _VERSION,
            "media_type": "video",
            "tags": [],
            "info": {},
            "classes": {},
            "default_classes": [],
            "sample_fields": sample_fields(self._fields.presences()),
            "frame_fields": frame_fields(self._fields.kinds()),
            "saved_views": [],
            "workspaces": [],
            **{name: {} for name in _EMPTY},
        }

    def notes(self) -> list[str]:
        """What a reader of the output should know."""
        told = ["put the videos into data, named as in samples.json"] if self._stems else []
        if self._unanswered:
            told.append(f"{self._unanswered} times a model gave no answer on a frame: no field of "
                        "it there")  # fmt: skip
        return told

    def _labels(self, inference: Row, rows: dict[str, list[Row]]) -> Row:
        fields = self._fields.of(inference, rows)
        boxes = rows["detections"]
        pointed = [row for row in boxes if row["keypoints"] is not None]
        size = self._size(inference) if boxes else (0, 0)
        made: dict[str, Iterator[Row]] = {
            "Detections": (detection(row, self._name(row), size) for row in boxes),
            "Keypoints": (keypoint(row, self._name(row), size) for row in pointed),
            "Classifications": (
                {"label": self._name(row), "confidence": row["confidence"]}
                for row in rows["classifications"]
                if row["predicted"]
            ),
        }
        of = (inference["source_id"], inference["model"], inference["frame_index"])
        return {
            name: _field(kind, [label(kind, (*of, at), one) for at, one in enumerate(made[kind])])
            for name, kind in fields.items()
        }

    def _presences(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for counted in counted_of(self._source):
            field = self._fields.presence(counted.model)
            if field is None:
                continue
            of = (counted.source_id, counted.model)
            labels = [
                label("TemporalDetections", (*of, name, *edges), {"label": name, "support": edges})
                for name, sparse in counted.classes.items()
                for stretch in stretches_of(counted, *sparse)
                if (edges := [int(counted.frames[at]) + 1 for at in (stretch.first, stretch.last)])
            ]
            found.setdefault(of[0], {})[field] = _field("TemporalDetections", labels)
        return found

    def _name(self, row: Row) -> str:
        return self._names[self._categories.id_of(row["model"], row["class_id"], row["class_name"])]

    def _size(self, inference: Row) -> tuple[int, int]:
        if inference["image_width"] and inference["image_height"]:
            return inference["image_width"], inference["image_height"]
        size = self._source.facts.frame_size(inference["source_id"])
        if size is None:
            raise OutputError(
                f"the size of frame {inference['frame_index']} of {inference['source_id']} is not "
                "in the result, and FiftyOne's boxes are shares of it: give the video (--video)"
            )
        return size


def _field(kind: str, labels: list[Row]) -> Row:
    return {"_cls": kind, items_of(kind): labels}
