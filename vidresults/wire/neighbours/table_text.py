"""CSV with outputs of a Workflow, as the inference CLI and Batch Processing write it.

    predictions,image
    "{""image"": {...}, ""predictions"": [...]}",frame_000012.jpg

A row is one frame. A cell that begins with a brace or bracket is JSON, an empty one is null, and
any other one is text as it stands: a table does not tell 5 from "5". What becomes of a row is
said in `workflow_rows`; bare NaN in the JSON of a cell is read as null, with a warning.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
from pyarrow import csv as arrow_csv

from vidresults.errors import FormatError, Place, WrongDocumentError
from vidresults.wire.cut import decode
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours import supervision_sink
from vidresults.wire.neighbours.nan import UNDECODABLE, null_for_nan, warn_of_nan
from vidresults.wire.neighbours.workflow_rows import find_models, read_rows

if TYPE_CHECKING:
    from vidresults.wire.input import Input

KIND = "csv"
_HEADER = re.compile(rb'[^"{\[<\r\n][^\r\n]*')
# A quoted cell that begins as JSON; quotes are doubled inside.
_JSON_CELL = re.compile(rb'(?m)(?:^|,)"\s*(?:\{\s*(?:""|\})|\[\s*(?:[\[{\]\d"]))')
_HEAD = 1 << 20
_CHECKED = msgspec.json.Decoder(msgspec.Raw)
_LARGEST_BLOCK = 1 << 30


def header_of(given: Input) -> list[str] | None:
    """The names of the columns; None where the text does not look like a table."""
    line = _HEADER.match(given.head(1 << 14))
    if line is None:
        return None
    try:
        (names,) = csv.reader([line.group().decode()])
    except (UnicodeDecodeError, csv.Error):
        return None
    return names if len(set(names)) == len(names) else None


def find(given: Input) -> list[Document]:
    """The document of a table; empty where the text is no table that is known.

    Raises:
        FormatError: A row has more or fewer cells than the header, or a cell is no JSON.
        WrongDocumentError: No column holds predictions.
    """
    names = header_of(given)
    if names is None:
        return []
    if supervision_sink.is_header(names):
        return supervision_sink.find_csv(names, given)
    if not _JSON_CELL.search(given.body[:_HEAD]):
        return []
    rows = _rows(names, given)
    models = find_models(rows)
    if not models:
        raise WrongDocumentError(
            f"is a CSV table without predictions (its columns are {', '.join(names[:6])}), "
            "expected a column with the predictions of a model"
        )

    def read_header(numbering: Numbering) -> Header:
        return read_rows(rows, models, numbering)

    return [Document(name="", kind=KIND, read_header=read_header)]


def _rows(names: list[str], given: Input) -> list[dict[str, bytes]]:
    count = 0
    rows = []
    for index, cells in enumerate(zip(*_columns(names, given), strict=True)):
        row: dict[str, bytes] = {}
        for name, cell in zip(names, cells, strict=True):
            row[name], nans = _json_of(cell, Place(element=index, field=name))
            count += nans
        rows.append(row)
    warn_of_nan(count, given.name)
    return rows


def _columns(names: list[str], given: Input) -> list[list[bytes]]:
    """The cells of each column as bytes."""
    as_sent = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.binary()),
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
    )
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(given.body),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=min(len(given.body) + 1, _LARGEST_BLOCK)
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=as_sent,
        )
    except pa.ArrowInvalid as error:
        reason = str(error).partition(":")[2].strip() or str(error)
        raise FormatError(f"is a damaged CSV table: {reason[:160]}") from None
    return [column.to_pylist() for column in table.columns]


def _json_of(cell: bytes, place: Place) -> tuple[bytes, int]:
    """The cell as JSON, and how many NaN became null."""
    if not cell:
        return b"null", 0
    if cell.lstrip()[:1] not in (b"{", b"["):
        try:
            return msgspec.json.encode(cell.decode()), 0
        except UnicodeDecodeError:
            raise FormatError("the text is not UTF-8", place) from None
    cell, count = cell.strip(), 0
    try:
        _CHECKED.decode(cell)
    except UNDECODABLE:
        cleaned, count = null_for_nan(cell)
        cell = bytes(cleaned)
        try:
            decode(cell, None)
        except FormatError as error:
            raise FormatError(error.problem, place) from None
    return cell, count
