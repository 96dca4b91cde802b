"""Rows of supervision's CSVSink and JSONSink: one box each.

    x_min,y_min,x_max,y_max,class_id,confidence,tracker_id[,class_name,frame_index,...]

An empty value is missing. Boxes become centre and size; corners that these do not give back
exactly are kept beside them. A box without `class_name` is called as its class_id, and "object"
without either. The 0-based frame is told by the first of the columns in FRAME_COLUMNS that is
there; frames without a box are not in this format, which a warning says. Every other column is
kept in the box's `extra`; one with a name that means something else in a result, under `columns`.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from vidresults.errors import FormatError, Place, VidResultsWarning, WrongDocumentError
from vidresults.wire.cut import decode, offset_of
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours.image_response import MODEL
from vidresults.wire.neighbours.numbering import refuse_stride, times_of
from vidresults.wire.neighbours.plain_boxes import CORNERS, as_prediction
from vidresults.wire.windows import Listed

if TYPE_CHECKING:
    from vidresults.wire.input import Input

KIND = "supervision-sink"
FRAME_COLUMNS = ("frame_index", "frame_idx", "frame_number", "frame_id", "frame")
# The table that an export writes has the same corners, of any number of models and videos.
_OUR_OWN = {"source_id", "model"}


def is_header(names: Iterable[str]) -> bool:
    """Whether these columns are those of a sink."""
    return set(names) >= set(CORNERS)


def find_csv(names: list[str], given: Input) -> list[Document]:
    """The document of a CSVSink's file.

    Raises:
        FormatError: A row has more or fewer cells than the header.
        WrongDocumentError: It is the table that an export wrote.
    """
    if set(names) >= _OUR_OWN:
        raise WrongDocumentError(
            "is the CSV table of an export, which holds boxes alone; load the result itself, or "
            "export to parquet and load that folder"
        )
    try:
        lines = csv.reader(io.StringIO(str(given.body, "utf-8"), newline=""))
        next(lines)
        rows = [_row(names, cells, f"line {lines.line_num}") for cells in lines if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"is a damaged CSV table: {error}") from None
    return [_document(rows, given)]


def find_json(items: list[msgspec.Raw], given: Input) -> list[Document]:
    """The document of a JSONSink's file, from the items of its list."""
    rows = []
    for item in items:
        start = offset_of(item, given.text)
        row = decode(item, start)
        if not isinstance(row, dict) or not is_header(row):
            raise FormatError(
                f"has no {', '.join(CORNERS)}, other rows have", Place(byte_offset=start)
            )
        rows.append(_read(row, f"the row at byte {start}"))
    return [_document(rows, given)]


def _row(names: list[str], cells: list[str], where: str) -> tuple[int | None, dict[str, Any]]:
    if len(cells) != len(names):
        raise FormatError(f"{where} has {len(cells)} cells, expected {len(names)} as in the header")
    return _read(dict(zip(names, cells, strict=True)), where)


def _read(row: Mapping[str, Any], where: str) -> tuple[int | None, dict[str, Any]]:
    """The frame and the prediction of one row."""
    try:
        name = next((name for name in FRAME_COLUMNS if name in row), None)
        frame = None if name is None else _frame(row[name], name)
        return frame, as_prediction({key: v for key, v in row.items() if key != name})
    except FormatError as error:
        raise FormatError(f"{where}: {error.problem}", error.place) from None


def _frame(value: Any, name: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal() or int(text) >= 2**63:
        raise FormatError(
            f"found {value!r:.40}, expected a frame number from 0 on", Place(field=name)
        )
    return int(text)


def _document(rows: list[tuple[int | None, dict[str, Any]]], given: Input) -> Document:
    model = MODEL if given.path is None else given.stem

    def read_header(numbering: Numbering) -> Header:
        refuse_stride(numbering)
        if any(frame is None for frame, _ in rows):
            raise FormatError(
                f"no column says which frame a box is on, expected one of "
                f"{', '.join(FRAME_COLUMNS)}: give it to the sink as custom_data"
            )
        boxes: dict[int, list[Any]] = {}
        for frame, prediction in rows:
            boxes.setdefault(frame or 0, []).append(prediction)
        frames = np.array(sorted(boxes), np.int64)
        warnings.warn(
            f"{given.name}: frames without a box are not in this format: only the {len(frames)} "
            "frames with one are known",
            VidResultsWarning,
            stacklevel=2,
        )
        parts = [msgspec.json.encode({"predictions": boxes[frame]}) for frame in frames.tolist()]
        return Header(
            frames=frames, times=times_of(frames, numbering), models={model: Listed(parts)}
        )

    return Document(name="", kind=KIND, read_header=read_header)
