"""What a batch is to be done with: a pattern, a list in CSV, or addresses."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vidresults.batch.api_jobs import client_of, expand_jobs, is_job
from vidresults.batch.places import At
from vidresults.batch.reach import expand
from vidresults.errors import FormatError, Place

_COLUMNS: Final = ("input", "video", "source_id")


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    Attributes:
        uri: Address of the result, or job:ID of one in the ledger.
        video: Address of its video, where the task needs it.
        source_id: The id of its rows; None takes the job id, or one of address and content.
    """

    uri: str
    video: str | None = None
    source_id: str | None = None


def inputs_of(given: str | Iterable[str | Input]) -> list[Input]:
    """The inputs, each once; local paths are absolute.

    Raises:
        FormatError: There is none, one is there twice, or the list is damaged.
    """
    if isinstance(given, str):
        found = _named(given)
    else:
        found = [one if isinstance(one, Input) else Input(one) for one in given]
    absolute = [_absolute(one) for one in found]
    _refuse_twice(absolute)
    return absolute


def _absolute(one: Input) -> Input:
    video = None if one.video is None else At.of(one.video).uri
    return Input(one.uri if is_job(one.uri) else At.of(one.uri).uri, video, one.source_id)


def _named(text: str) -> list[Input]:
    if text.endswith(".csv"):
        return _listed(text)
    if is_job(text):
        return [Input(uri) for uri in expand_jobs(text, client_of({}))]
    return [Input(uri) for uri in expand(text)]


def _listed(path: str) -> list[Input]:
    """The rows of a CSV file; relative addresses are seen from where it lies."""
    at = At.of(path)
    content = at.read()
    if content is None:
        raise FormatError("no such file", Place(file=path))
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
        names = rows.fieldnames or []
        if "input" not in names or set(names) - set(_COLUMNS):
            raise FormatError(
                f"has the columns {', '.join(names) or 'none'}, expected input, and where they are "
                "wanted video and source_id",
                Place(file=path),
            )
        folder = At(at.uri.rpartition("/")[0])
        found = [_input(row, folder, path, number) for number, row in enumerate(rows, 2)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"cannot be read as CSV: {error}", Place(file=path)) from None
    if not found:
        raise FormatError("lists no input", Place(file=path))
    return found


def _input(row: dict[str, str | None], folder: At, path: str, number: int) -> Input:
    if not row.get("input"):
        raise FormatError(f"line {number} names no input", Place(file=path))
    uri, video = (_seen_from(folder, row.get(name)) for name in ("input", "video"))
    assert uri is not None
    return Input(uri, video, row.get("source_id") or None)


def _seen_from(folder: At, name: str | None) -> str | None:
    if not name:
        return None
    elsewhere = "://" in name or name.startswith("/") or is_job(name)
    return name if elsewhere else (folder / name).uri


def _refuse_twice(inputs: list[Input]) -> None:
    counts = Counter((one.uri, one.source_id) for one in inputs)
    for (uri, source_id), count in counts.items():
        if count > 1:
            hint = "" if source_id is None else f" as {source_id}"
            raise FormatError(f"is an input {count} times{hint}", Place(file=uri))
