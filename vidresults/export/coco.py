"""COCO: a dataset with one image per inferred frame, for trainers and for pycocotools.

Rules from the COCO data format and pycocotools: ids from 1, boxes [x, y, width, height] from the
top left corner, `iscrowd` 0, polygons flat, run lengths column by column. Extensions that readers
ignore: `videos`, `video_id`, `frame_index`, `timestamp` (as sent) and `video_timestamp` (of the
joined video), both in seconds, `models_without_answer`, `track_id`, `score`, `detection_id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipped_source import ClippedSource
from vidresults.export.labels.coco_shapes import (
    KeypointNames,
    Segmentation,
    annotation,
    check_segmentation,
)
from vidresults.export.parts.coco_texts import MEMBERS, annotation_texts, boxes, image_texts
from vidresults.export.parts.json_texts import items, write_object
from vidresults.export.pictures.coco_images import Images, videos

if TYPE_CHECKING:
    from vidresults.results import Source

_ANNOTATIONS = "annotations.json"
_NOT_A_BOX = "COCO annotates boxes"
_NO_PLACE = "COCO has no place for it"
FORMAT = Format(
    makes="folder",
    pictures="images",
    options=frozenset({"classes", "clip", "segmentation"}),
    summary="a COCO dataset: boxes, polygons, run-length masks and keypoints with their frames",
    loses={
        "classifications": _NOT_A_BOX,
        "semantic_masks": _NOT_A_BOX,
        "embeddings": _NOT_A_BOX,
        "gazes": _NOT_A_BOX,
        "opaque": _NOT_A_BOX,
        "defects": _NO_PLACE,
        "inferences.extra": _NO_PLACE,
        "detections.parent_id": _NO_PLACE,
        "detections.class_confidence": "one score per annotation",
        "detections.rotated_box": "boxes are upright",
        "detections.extra": _NO_PLACE,
    },
    omits={
        "documents.path": "datasets travel, paths do not",
        "classes.declared": _NO_PLACE,
        "frames.sample_index": "images are numbered",
        "frames.video_pts": "images have the time in seconds",
        "frames.extra": _NO_PLACE,
        "inferences.task": _NO_PLACE,
        "inferences.inference_id": _NO_PLACE,
        "inferences.batch_seconds": _NO_PLACE,
        "detections.detection_index": "annotations are in order",
    },
)


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    segmentation: Segmentation | None = None,
    clip: bool = False,
    keypoints: KeypointNames | None = None,
) -> list[str]:
    """Write the dataset into a folder, or into one file where the path ends in .json.

    Args:
        source: What to write.
        path: A folder, which gets `annotations.json`, or the name of the JSON file.
        classes: Names of all categories in their order; by default the classes seen.
        segmentation: Turn all masks into "rle" (run lengths) or "polygon" (outlines along the
            edges of the pixels); None leaves each as it was sent.
        clip: Let boxes end at their pictures and leave out those without area there; else they
            are as predicted.
        keypoints: Those of the whole dataset, where the source is a part of it.

    Raises:
        OutputError: The size of an annotated frame is unknown, or the path cannot be written.
        SelectionError: The list of classes lacks one that was detected, or there is no such form
            of masks.
    """
    check_segmentation(segmentation)
    inside = ClippedSource(source) if clip else None
    source = inside or source
    images = Images(source)
    categories = Categories(source.facts, classes)
    named = keypoints or KeypointNames(source, categories)
    parts = _parts(source, images, categories, named, segmentation)
    if path.suffix == ".json":
        with atomic.new_file(path) as file, file.open("wb") as out:
            write_object(out, parts)
    else:
        with atomic.new_folder(path) as folder, (folder / _ANNOTATIONS).open("wb") as out:
            write_object(out, parts)
    return [*images.notes, *(inside.notes() if inside else [])]


def in_common(source: Source, *, classes: Sequence[str] | None = None, **_: Any) -> dict[str, Any]:
    """What the parts of a dataset share: the keypoints of the categories."""
    return {"keypoints": KeypointNames(source, Categories(source.facts, classes))}


def _parts(
    source: Source,
    images: Images,
    categories: Categories,
    keypoints: KeypointNames,
    segmentation: Segmentation | None,
) -> dict[str, dict[str, Any] | Iterator[bytes | memoryview]]:
    return {
        "info": _info(source),
        "licenses": iter(()),
        "videos": items(videos(source)),
        "images": image_texts(images),
        "annotations": _annotations(source, images, categories, keypoints, segmentation),
        "categories": items(_categories(categories, keypoints)),
    }


def _info(source: Source) -> dict[str, Any]:
    """Where the predictions come from: every document with its job, models and checksums.

    Without paths: those of the machine that exported are of no use to those who get the dataset.
    """
    documents = [
        {k: v for k, v in row.items() if v not in (None, []) and k not in ("path", "video_path")}
        for row in source.facts.documents.to_pylist()
    ]
    return {
        "description": "Predictions exported by vidresults",
        "version": "1",
        "documents": documents,
    }


def _annotations(
    source: Source,
    images: Images,
    categories: Categories,
    keypoints: KeypointNames,
    segmentation: Segmentation | None,
) -> Iterator[memoryview]:
    def shaped(row: dict[str, Any]) -> dict[str, Any]:
        numbers = {key: row[key] for key in ("id", "image_id", "category_id")}
        names = keypoints.of(row["category_id"])
        return numbers | annotation(row, images.of(row), names, segmentation)

    return annotation_texts(boxes(source), images, categories, MEMBERS, shaped)


def _categories(categories: Categories, keypoints: KeypointNames) -> Iterator[dict[str, Any]]:
    for category in categories.all:
        entry: dict[str, Any] = {"id": category.id, "name": category.name}
        entry["supercategory"] = category.model or ""
        if category.class_id is not None:
            entry["class_id"] = category.class_id
        names = keypoints.of(category.id)
        if names:
            entry["keypoints"], entry["skeleton"] = names, []
        yield entry
