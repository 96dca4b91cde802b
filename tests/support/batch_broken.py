"""Ten ways of breaking a result file, each with what the reason must say then."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from tests.support.documents import text_of


def _model(document: dict[str, Any]) -> str:
    (name,) = set(document) - {"frame_offset", "time_offset"}
    return name


def _truncated(path: Path, document: dict[str, Any]) -> None:
    text = text_of(document)
    path.write_bytes(text[: len(text) * 2 // 3])


def _empty(path: Path, _document: dict[str, Any]) -> None:
    path.write_bytes(b"")


def _page(path: Path, _document: dict[str, Any]) -> None:
    path.write_bytes(b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>")


def _status(path: Path, _document: dict[str, Any]) -> None:
    path.write_bytes(text_of({"status": 1}))


def _without_times(path: Path, document: dict[str, Any]) -> None:
    path.write_bytes(text_of({k: v for k, v in document.items() if k != "time_offset"}))


def _short(path: Path, document: dict[str, Any]) -> None:
    name = _model(document)
    path.write_bytes(text_of(document | {name: document[name][:-1]}))


def _nan(path: Path, document: dict[str, Any]) -> None:
    times = [*document["time_offset"][:-1], float("nan")]
    path.write_bytes(text_of(document | {"time_offset": times}))


def _wrong_type(path: Path, document: dict[str, Any]) -> None:
    frames = ["0", *document["frame_offset"][1:]]
    path.write_bytes(text_of(document | {"frame_offset": frames}))


def _damaged(path: Path, document: dict[str, Any]) -> None:
    packed = gzip.compress(text_of(document), mtime=0)
    path.write_bytes(packed[:20] + bytes(40) + packed[60:])


def _folder(path: Path, _document: dict[str, Any]) -> None:
    path.mkdir()


BROKEN = {
    "truncated": _truncated,
    "empty": _empty,
    "a page in place of JSON": _page,
    "another kind of document": _status,
    "missing times": _without_times,
    "lists of unequal length": _short,
    "NaN": _nan,
    "a wrong type": _wrong_type,
    "damaged gzip": _damaged,
    "a folder": _folder,
}
"""Ways of breaking a result: each writes the path."""

WORDS = {
    "truncated": "ends too early",
    "empty": "is empty, expected a Video Inference result",
    "a page in place of JSON": "is an HTML page titled '502 Bad Gateway'",
    "another kind of document": "is the status answer of a job, not its result",
    "missing times": "has frame_offset but no time_offset, expected both",
    "lists of unequal length": "expected equal lengths",
    "NaN": "NaN and Infinity are not JSON",
    "a wrong type": "frame_offset[0]: found '0', expected a whole number",
    "damaged gzip": "is a damaged gzip file",
    "a folder": "Is a directory",
}
"""What the reason of each way must say."""
