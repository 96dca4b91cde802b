"""MOT Challenge: a folder for each sequence, which is one model on one source.

`gt/gt.txt` has the tracks (frame, id, left, top, width, height, 1, class, visibility), and
`det/det.txt` all boxes without their ids (frame, -1, left, top, width, height, confidence, -1, -1,
-1); frames and pixels count from 1, -1 is unknown. The visibility is not known either and stands
as 1, because readers leave out what is hardly visible. Without tracker ids there is no gt.txt.
`labels.txt` beside each names the classes, numbered from 1 without gaps; TrackEval scores class 1
alone. `sampled.txt` has the frames that the model was inferred on, one a line, from 1: a reader
that knows it takes no other frame for one with nothing on it. `source.ini` has the exact frame
rate: that of seqinfo.ini is a whole number, as readers want it. `seqmap.txt` lists the sequences.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.tracks.mot_folder import write_heads, write_text
from vidresults.export.tracks.mot_texts import box_notes, label_lines
from vidresults.export.tracks.tracking import OncePerFrame, looked_at, sequence_names
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

_A_LINE = "a line is a box"
_UPRIGHT = "boxes are upright and have no shape"
_NO_PLACE = "MOT has no place for it"
FORMAT = Format(
    makes="folder",
    options=frozenset({"classes"}),
    summary="MOT Challenge sequences: tracks as gt.txt, all boxes as det.txt",
    loses={
        "classifications": _A_LINE,
        "semantic_masks": _A_LINE,
        "embeddings": _A_LINE,
        "gazes": _A_LINE,
        "opaque": _A_LINE,
        "defects": _NO_PLACE,
        "inferences.extra": _NO_PLACE,
        "detections.detection_id": _NO_PLACE,
        "detections.parent_id": _NO_PLACE,
        "detections.class_confidence": _NO_PLACE,
        "detections.rotated_box": _UPRIGHT,
        "detections.polygons": _UPRIGHT,
        "detections.rle": _UPRIGHT,
        "detections.keypoints": _UPRIGHT,
        "detections.extra": _NO_PLACE,
    },
    omits={
        "documents": "sequences have a size and a frame rate",
        "classes": "labels.txt names them",
        "frames.sample_index": "frames are numbered as in the video",
        "frames.time_seconds": "sequences have a frame rate",
        "frames.video_pts": "sequences have a frame rate",
        "frames.video_time_seconds": "sequences have a frame rate",
        "frames.extra": _NO_PLACE,
        "inferences.task": _NO_PLACE,
        "inferences.inference_id": _NO_PLACE,
        "inferences.batch_seconds": _NO_PLACE,
        "detections.class_id": "classes are numbered from 1 without gaps",
        "detections.detection_index": "lines are in order",
    },
)

_COLUMNS = [
    "source_id", "model", "frame_index", "tracker_id", "class_name", "class_id", "confidence",
    "x_center", "y_center", "width", "height",
]  # fmt: skip


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the sequences into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes in their order; by default those seen.

    Raises:
        OutputError: An id stands twice on a frame, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    sequences = looked_at(source)
    names = sequence_names(sequences)
    categories = Categories(source.facts, classes)
    models = {None, *(one.model for one in sequences)}
    listed = [c for c in categories.all if c.model in models]
    numbers = {category.id: number for number, category in enumerate(listed, start=1)}
    labels, notes = label_lines([category.name for category in listed])
    counts: Counter[str] = Counter()
    with atomic.new_folder(path) as folder:
        write_text(folder / "seqmap.txt", ["name", *names.values()])
        notes += write_heads(source, folder, sequences, names)
        for name, part in itertools.product(names.values(), ("gt", "det")):
            write_text(folder / name / part / f"{part}.txt", [])
        rows = OncePerFrame().checked(rows_of(source, "detections", _COLUMNS))
        for key, group in itertools.groupby(rows, key=lambda r: (r["source_id"], r["model"])):
            _write_boxes(folder / names[key], group, categories, numbers, counts)
        for name in names.values():
            _write_labels(folder / name, labels)
    return notes + box_notes(counts, labels)


def _write_boxes(
    folder: Path,
    rows: Iterable[dict[str, Any]],
    categories: Categories,
    numbers: dict[int, int],
    counts: Counter[str],
) -> None:
    with (
        (folder / "gt" / "gt.txt").open("a", encoding="ascii", newline="\n") as tracks,
        (folder / "det" / "det.txt").open("a", encoding="ascii", newline="\n") as boxes,
    ):
        for row in rows:
            left = row["x_center"] - row["width"] / 2 + 1
            top = row["y_center"] - row["height"] / 2 + 1
            box = f"{left!r},{top!r},{row['width']!r},{row['height']!r}"
            frame, track = row["frame_index"] + 1, row["tracker_id"]
            confidence = -1 if row["confidence"] is None else row["confidence"]
            boxes.write(f"{frame},-1,{box},{confidence!r},-1,-1,-1\n")
            if track is None:
                counts["untracked"] += 1
                continue
            counts["tracked"] += 1
            counts["below"] += track < 1
            category = categories.id_of(row["model"], row["class_id"], row["class_name"])
            tracks.write(f"{frame},{track},{box},1,{numbers[category]},1\n")


def _write_labels(folder: Path, labels: list[str]) -> None:
    """The names beside each text; tracks that are none have no text."""
    if not (folder / "gt" / "gt.txt").stat().st_size and (folder / "det/det.txt").stat().st_size:
        (folder / "gt" / "gt.txt").unlink()
        (folder / "gt").rmdir()
    for part in ("gt", "det"):
        if (folder / part).is_dir():
            write_text(folder / part / "labels.txt", labels)
