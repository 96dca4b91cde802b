"""The rows of Ultralytics' `save_txt`.

Class, box or outline, then confidence and tracker id; or confidence and class of a whole frame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.files import read_text
from vidresults.wire.datasets.yolo_rows import Names, read_row

Row = dict[str, Any]

_SHARE = re.compile(r"[01]\.\d\d")
_BOX = 5  # class, centre and size
_ORIENTED = 11  # class, four corners, confidence, id
_LARGEST_ID = 2**63


def rows_of_texts(
    files: Sequence[Path], names: Names, size: tuple[int, int] | None
) -> list[tuple[list[Row], list[Row]]]:
    """Columns of the detections and of the frame's classes of each text.

    Raises:
        FormatError: A row is wrong, or there is one and the size is not known; names the line.
    """
    texts = [
        [line.split() for line in read_text(file).splitlines() if line.strip()] for file in files
    ]
    of_boxes = [words for rows in texts for words in rows if not _is_label(words)]
    if of_boxes and not names.classes:
        raise FormatError(
            "numbers its classes, expected their names (--classes FILE, classes=[...])",
            Place(file=str(files[0].parent)),
        )
    _refuse_poses(of_boxes, files[0].parent)
    tracked = _tracked(texts)
    found = []
    for file, rows in zip(files, texts, strict=True):
        boxes: list[Row] = []
        labels: list[Row] = []
        for number, words in enumerate(rows, start=1):
            if _is_label(words):
                name = " ".join(words[1:])
                labels.append(
                    {"class_name": name, "confidence": float(words[0]), "predicted": not labels}
                )
                continue
            try:
                boxes.append(_row(words, names, size, tracked=tracked))
            except FormatError as error:
                raise error.within(file=f"{file}, line {number}") from None
        found.append((boxes, labels))
    return found


def _is_label(words: Sequence[str]) -> bool:
    """Whether a row is of a whole frame: a confidence of two digits, and words."""
    return len(words) > 1 and _SHARE.fullmatch(words[0]) is not None


def _refuse_poses(rows: Sequence[Sequence[str]], folder: Path) -> None:
    lengths = {len(row) for row in rows}
    if len(lengths) == 1 and min(lengths) > _ORIENTED:
        raise FormatError(
            f"all rows are of {min(lengths)} numbers, as those of poses, which cannot be told from "
            "outlines; expected the JSON of Results.to_json()",
            Place(file=str(folder)),
        )


def _tracked(texts: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether the last column is one of tracker ids.

    A confidence is 1 at most and a coordinate a share: whole numbers in all rows, each once on a
    frame, are ids.
    """
    columns = [[row[-1] for row in rows if not _is_label(row)] for rows in texts]
    longer = all(len(row) > _BOX for rows in texts for row in rows if not _is_label(row))
    once = all(len(set(column)) == len(column) for column in columns)
    return longer and once and all(_is_id(word) for column in columns for word in column)


def _is_id(word: str) -> bool:
    try:
        number = float(word)  # "%g" writes large ones as 1e+06
    except ValueError:
        return False
    return number.is_integer() and 1 <= number < _LARGEST_ID


def _row(words: list[str], names: Names, size: tuple[int, int] | None, *, tracked: bool) -> Row:
    if not tracked:
        return read_row(words, names, size)
    return read_row(words[:-1], names, size) | {"tracker_id": int(float(words[-1]))}
