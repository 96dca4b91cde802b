"""COCO results: the list of predictions that pycocotools' `loadRes` takes.

One entry a box, with the ids of our `coco` export of the same results: image_id, category_id,
bbox, score; segmentation where there is a mask or an outline, as run lengths whose counts are text
(`loadRes` takes no polygons); keypoints as in `coco`. `bbox` is always there, so that one file
serves all kinds of evaluation; `loadRes` then takes its area for the prediction's size. A
confidence that is not known is no score: such boxes are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipped_source import ClippedSource
from vidresults.export.labels.coco_shapes import KeypointNames, annotation
from vidresults.export.parts.coco_texts import annotation_texts, boxes
from vidresults.export.parts.json_texts import write_list
from vidresults.export.pictures.coco_images import Images

if TYPE_CHECKING:
    from vidresults.results import Source

_A_BOX = "a result is a scored box"
_NO_PLACE = "COCO's results have no place for it"
FORMAT = Format(
    makes="file",
    suffix=".json",
    options=frozenset({"classes", "clip"}),
    summary="COCO's list of scored results, for pycocotools beside a `coco` dataset",
    loses_empty_frames=True,
    needs={"detections.confidence": "unknown is no score"},
    loses={
        "classifications": _A_BOX,
        "semantic_masks": _A_BOX,
        "embeddings": _A_BOX,
        "gazes": _A_BOX,
        "opaque": _A_BOX,
        "defects": _NO_PLACE,
        "detections.parent_id": _NO_PLACE,
        "detections.class_confidence": "one score per result",
        "detections.rotated_box": "boxes are upright",
        "detections.polygons": "outlines become masks",
        "detections.extra": _NO_PLACE,
    },
    omits={
        "documents": _NO_PLACE,
        "classes": "categories stand in the dataset",
        "frames": "images stand in the dataset",
        "inferences": "images stand in the dataset",
        "detections.class_id": "categories stand in the dataset",
        "detections.class_name": "categories stand in the dataset",
        "detections.detection_id": _NO_PLACE,
        "detections.detection_index": "results are in order",
    },
)

_PLAIN = ("image_id", "category_id", "bbox", "score", "track_id")
_SHAPED = ("bbox", "segmentation", "keypoints", "keypoint_scores", "score", "track_id")


def write(
    source: Source, path: Path, *, classes: Sequence[str] | None = None, clip: bool = False
) -> list[str]:
    """Write the list, one result a line.

    Args:
        source: What to write.
        path: The JSON file.
        classes: Names of all categories in their order, as given to the `coco` export.
        clip: As given to the `coco` export: boxes end at their pictures, those without area there
            are left out.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the path cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    inside = ClippedSource(source) if clip else None
    source = inside or source
    images = Images(source)
    results = _results(source, images, Categories(source.facts, classes))
    with atomic.new_file(path) as file, file.open("wb") as out:
        write_list(out, results)
        out.write(b"\n")
    return [*images.notes, *(inside.notes() if inside else [])]


def _results(source: Source, images: Images, categories: Categories) -> Iterator[memoryview]:
    keypoints = KeypointNames(source, categories)

    def shaped(row: dict[str, Any]) -> dict[str, Any]:
        whole = annotation(row, images.of(row), keypoints.of(row["category_id"]), "rle")
        numbers = {key: row[key] for key in ("image_id", "category_id")}
        return numbers | {key: whole[key] for key in _SHAPED if key in whole}

    scored = (batch.filter(batch["confidence"].is_valid()) for batch in boxes(source))
    return annotation_texts(scored, images, categories, _PLAIN, shaped)
