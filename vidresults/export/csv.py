"""CSV: the detections, one row a box, numbers in the shortest form that gives them back exactly."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.parts.formulas import count_formulas, formula_notes, without_formulas
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
    suffix=".csv",
    options=frozenset({"safe"}),
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


def write(source: Source, path: Path, *, safe: bool = False) -> list[str]:
    """Write the detections; null is an empty cell, an empty text is a quoted one.

    Args:
        source: What to write.
        path: The file.
        safe: Put an apostrophe before text that spreadsheets may take for a formula; else every
            text is as it was sent. Such cells are counted either way.

    Raises:
        OutputError: The file cannot be written.
    """
    formulas = 0
    with atomic.new_file(path) as file, file.open("wb") as out:
        out.write(",".join(HEADER).encode() + b"\n")
        batches = columns_of(source, "detections", _READ)
        for part, count in in_order(batches, functools.partial(_lines, safe=safe)):
            out.write(part)
            formulas += count
    if safe and formulas:
        return [f"{formulas} cells that might be taken for formulas begin with an apostrophe"]
    return [f"{note}; safe=True (--csv-safe) makes them text" for note in formula_notes(formulas)]


def _lines(detections: pa.RecordBatch, *, safe: bool) -> tuple[pa.Buffer, int]:
    """The lines of a batch, and how many of their cells may be taken for formulas."""
    coded = with_corners(pa.table(detections)).select(_PLAIN.names)
    rows = coded.cast(_PLAIN).select(HEADER)
    out = pa.BufferOutputStream()
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    csv.write_csv(without_formulas(rows) if safe else rows, out, options)
    return out.getvalue(), count_formulas(coded)
