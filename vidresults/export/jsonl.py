"""JSON lines: one object per sampled frame and model, with everything that was found on it.

A line has the columns of `inferences`, the frame's `video_pts`, `video_time_seconds` and
`frame_extra`, and a member for each table of what models find: `detections`, `classifications`,
`semantic_masks`, `embeddings`, `gazes`, `opaque`. A member is null where the model did not run or
does not make such rows, and an empty list where it ran and found none. Rows have their tables'
columns (without those that the line has) and boxes their corners too. Null stays null, pictures
are base64, `extra` and `json` are JSON values. A frame without any model has `model` null.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.parts.frame_facts import FrameFacts
from vidresults.export.parts.side_by_side import Row, inferences_with_rows
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results import Source

_A_LINE = "a line is a frame of a model"
FORMAT = Format(
    makes="file",
    suffix=".jsonl",
    summary="JSON lines: a frame of a model with all that was found on it, boxes with corners",
    loses={"defects": _A_LINE},
    omits={"documents": _A_LINE, "classes": "the rows name them"},
)

_OF_THE_LINE = frozenset({"source_id", "model", "sample_index", "frame_index", "time_seconds"})
# What a task makes; a null task of a model that ran is an empty list of boxes, most likely.
_MADE_BY = {
    None: "detections",
    "object-detection": "detections",
    "instance-segmentation": "detections",
    "keypoint-detection": "detections",
    "classification": "classifications",
    "multi-label-classification": "classifications",
    "semantic-segmentation": "semantic_masks",
    "clip-embed-image": "embeddings",
    "gaze-detection": "gazes",
    "opaque": "opaque",
}


def write(source: Source, path: Path) -> list[str]:
    """Write the lines in the order of the inferences.

    Raises:
        OutputError: The file cannot be written.
        SchemaError: A table is in another order than the inferences.
    """
    encode = msgspec.json.Encoder().encode
    with atomic.new_file(path) as file, file.open("wb") as out:
        for line in _lines(source):
            out.write(encode(line) + b"\n")
    return []


def _lines(source: Source) -> Iterator[Row]:
    frames = FrameFacts(source)
    for inference, rows in inferences_with_rows(source):
        made = _MADE_BY.get(inference["task"]) if inference["state"] == "inferred" else None
        found = {
            table: [_row(row) for row in items] if items or table == made else None
            for table, items in rows.items()
        }
        yield {**_parsed(inference), **_of_frame(frames.of(inference)), **found}
    nothing = dict.fromkeys(TABLES["inferences"].names)
    for frame in frames.without_model():
        told = {name: frame[name] for name in _OF_THE_LINE - {"model"}}
        yield {**nothing, **told, **_of_frame(frame), **dict.fromkeys(_MADE_BY.values())}


def _row(row: Row) -> Row:
    kept = {name: value for name, value in row.items() if name not in _OF_THE_LINE}
    if "x_center" in row:
        half = row["width"] / 2, row["height"] / 2
        kept["x_min"], kept["y_min"] = row["x_center"] - half[0], row["y_center"] - half[1]
        kept["x_max"], kept["y_max"] = row["x_center"] + half[0], row["y_center"] + half[1]
    return _parsed(kept)


def _parsed(row: Row) -> Row:
    """The row with its JSON texts as JSON values."""
    texts = {name: _raw(row[name]) for name in ("extra", "json") if row.get(name) is not None}
    return {**row, **texts}


def _raw(text: str) -> Any:
    """JSON text on one line: outside of its strings a line break is only a space."""
    return msgspec.Raw(text.replace("\r", " ").replace("\n", " ").encode())


def _of_frame(frame: Row) -> Row:
    extra = frame["extra"]
    return {
        "video_pts": frame["video_pts"],
        "video_time_seconds": frame["video_time_seconds"],
        "frame_extra": None if extra is None else _raw(extra),
    }
