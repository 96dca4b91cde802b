"""CSV: the detections, one row a box, numbers in the shortest form that gives them back exactly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.results import columns_of
from vidresults.results.frames import CORNERS, with_corners
from vidresults.schema import TABLES
from vidresults.threads import in_order

if TYPE_CHECKING:
    from vidresults.results import Source

HEADER = (
    "source_id", "frame_index", "time_seconds", "model", "class_name", "class_id", "confidence",
    "x_min", "y_min", "x_max", "y_max", "tracker_id", "detection_id",
)  # fmt: skip
_SENT = [TABLES["detections"].field(name) for name in HEADER if name not in CORNERS]
_PLAIN = pa.schema([*_SENT, *(pa.field(name, pa.float64()) for name in CORNERS)])
_READ = [*(field.name for field in _SENT), "x_center", "y_center", "width", "height"]

_ONE_ROW_A_BOX = "a row is a box"
_FLAT = "a cell holds one value"
FORMAT = Format(
    makes="file",
    summary="detections as a table for spreadsheets, one row a box, corners in pixels",
    loses_empty_frames=True,
    loses={
        "classifications": _ONE_ROW_A_BOX,
        "semantic_masks": _ONE_ROW_A_BOX,
        "embeddings": _ONE_ROW_A_BOX,
        "gazes": _ONE_ROW_A_BOX,
        "opaque": _ONE_ROW_A_BOX,
        "defects": _ONE_ROW_A_BOX,
        "detections.parent_id": "not among the columns",
        "detections.class_confidence": "not among the columns",
        "detections.rotated_box": _FLAT,
        "detections.polygons": _FLAT,
        "detections.rle": _FLAT,
        "detections.keypoints": _FLAT,
        "detections.extra": _FLAT,
    },
    omits={
        "documents": _ONE_ROW_A_BOX,
        "frames": "the rows have number and time",
        "inferences": _ONE_ROW_A_BOX,
        "classes": "the rows name them",
        "detections.sample_index": "the row has the frame's number",
        "detections.detection_index": "the rows are in order",
    },
)


def write(source: Source, path: Path) -> list[str]:
    """Write the detections; null is an empty cell, an empty text is a quoted one.

    Raises:
        OutputError: The file cannot be written.
    """
    with atomic.new_file(path) as file, file.open("wb") as out:
        out.write(",".join(HEADER).encode() + b"\n")
        for part in in_order(columns_of(source, "detections", _READ), _lines):
            out.write(part)
    return []


def _lines(detections: pa.RecordBatch) -> pa.Buffer:
    rows = with_corners(pa.table(detections)).select(_PLAIN.names).cast(_PLAIN).select(HEADER)
    out = pa.BufferOutputStream()
    csv.write_csv(rows, out, csv.WriteOptions(include_header=False, quoting_style="needed"))
    return out.getvalue()
