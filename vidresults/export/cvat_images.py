"""CVAT for images 1.1: one `annotations.xml` with an `image` for each frame, pictures in `images`.

An object with outlines is a polygon for each, one with run lengths a mask (runs row by row inside
of the box around its pixels), any other a box, turned where the box is. Keypoints are a skeleton
of a label of its own, "<class> keypoints": to CVAT a label of skeletons is of nothing else. Shapes
of one object share a `group_id`. Predicted classes of whole frames are tags. Coordinates are as
predicted, not clipped; attributes keep confidence and tracker id. Images are numbered in the order
of their names. A frame on which some model gave no answer and no other found anything has no
`image`: an empty one would say that nothing is on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.coco_shapes import KeypointNames
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import DRAWN_OMITS, LOSES, OMITS
from vidresults.export.labels.object_masks import outlined_note
from vidresults.export.parts.cvat_image_shapes import Labels, Shapes
from vidresults.export.parts.cvat_xml import as_text, as_value, tail

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_KEPT = frozenset(
    {"classifications", *(f"detections.{name}" for name in (
        "confidence", "tracker_id", "rotated_box", "polygons", "rle", "keypoints",
    ))}
)  # fmt: skip
_FILE = "annotations.xml"
FORMAT = Format(
    makes="folder",
    pictures="images",
    options=frozenset({"classes"}),
    summary="CVAT for images 1.1: one XML of boxes, polygons, masks, skeletons and tags for all "
    "frames; needs the pictures beside it",
    loses={name: reason for name, reason in LOSES.items() if name not in _KEPT}
    | {"classifications.extra": "CVAT has no place for it"},
    omits=OMITS
    | DRAWN_OMITS
    | {
        "detections.rotated_box": DRAWN_OMITS["detections.width"],
        "classifications.rank": "tags are the predicted classes",
    },
)


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the annotations into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all labels; by default the classes seen.

    Raises:
        OutputError: The size of a frame with an object is unknown, a mask is of another size than
            its picture, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    labels = Labels(categories, KeypointNames(source, categories))
    shapes = Shapes(labels)
    # Models come one after the other: an image is held on disk until the last one has added to it.
    files = LabelFiles(source, suffix=".part", head=_image)
    with atomic.new_folder(path) as folder:
        parts = folder / "parts"
        parts.mkdir()
        notes = files.write(parts, shapes.of, shapes.tag)
        with (folder / _FILE).open("w", encoding="utf-8", newline="\n") as out:
            pictures = sorted(files.pictures())
            out.write(_head(source.facts.source_ids, len(pictures), labels))
            for number, name in enumerate(pictures):
                part = parts / f"{Path(name).stem}.part"
                if part.exists():
                    out.write(f'<image id="{number}" {part.read_text(encoding="utf-8")}</image>\n')
            out.write(tail())
        shutil.rmtree(parts)
    if shapes.unpredicted:
        notes.append(f"{shapes.unpredicted} classes that were not predicted are no tags")
    return [*outlined_note(shapes.outlined), *notes]


def _head(source_ids: list[str], count: int, labels: Labels) -> str:
    name = ", ".join(source_ids[:1]) + (f" and {len(source_ids) - 1} more" * bool(source_ids[1:]))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<annotations>",
        "<version>1.1</version>",
        "<meta>",
        "<task>",
        f"<name>{as_text(name)}</name>",
        f"<size>{count}</size>",
        "<mode>annotation</mode>",
        "<overlap></overlap>",
        "<start_frame>0</start_frame>",
        f"<stop_frame>{max(count - 1, 0)}</stop_frame>",
        "<frame_filter></frame_filter>",
        "<labels>",
        *labels.elements(),
        "</labels>",
        "</task>",
        "</meta>",
    ]
    return "\n".join([*lines, ""])


def _image(image: Row) -> str:
    size = f'width="{image["width"]}" height="{image["height"]}"'
    return f"name={as_value(image['file_name'])} {size}>\n"
