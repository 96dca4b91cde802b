"""Elements that say what a whole frame is: single label, multi label, semantic segmentation."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.wire.rows import Rows, Sample, as_extra, leftover
from vidresults.wire.shapes import ClassScore, keys_of, read_as
from vidresults.wire.spelled import read_spelled

_SCORE_KEYS = keys_of(ClassScore)
_NAMELESS_KEYS = _SCORE_KEYS - {"class"}
_CLASS_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_MASK_KEYS = frozenset({"segmentation_mask", "class_map", "confidence_mask"})


def read_single_label(element: dict[str, Any], sample: Sample, rows: Rows) -> dict[str, Any]:
    """Add a row for each class of a single-label frame; return what the rows do not tell.

    The predicted row is that of `top`; `top` and `confidence` are left over where the row would
    give them another value.
    """
    top = element.get("top")
    answer = None
    for rank, item in enumerate(element["predictions"]):
        score, texts = _score(item, f"predictions[{rank}]", named=True)
        is_answer = answer is None and bool(top) and score.class_name == top
        answer = score if is_answer else answer
        _add_class(
            score, leftover(item, _SCORE_KEYS) | texts, rank=rank, predicted=is_answer,
            sample=sample, rows=rows,
        )  # fmt: skip
    told = {
        "top": answer.class_name if answer else None,
        "confidence": answer.confidence if answer else None,
    }
    return {key: element.get(key) for key in told if element.get(key) != told[key]}


def read_multi_label(element: dict[str, Any], sample: Sample, rows: Rows) -> dict[str, Any]:
    """Add a row for each class of a multi-label frame; return what the rows do not tell."""
    chosen = element.get("predicted_classes")
    wanted = set(read_as(list[str], chosen, field="predicted_classes")) if chosen else set()
    for rank, (name, item) in enumerate(element["predictions"].items()):
        score, texts = _score(item, f"predictions[{name!r}]", named=False)
        score.class_name = name
        _add_class(
            score, leftover(item, _NAMELESS_KEYS) | texts, rank=rank, predicted=name in wanted,
            sample=sample, rows=rows,
        )  # fmt: skip
    told = [name for name in element["predictions"] if name in wanted]
    return {} if chosen == told else {"predicted_classes": chosen}


def read_semantic_mask(element: dict[str, Any], sample: Sample, rows: Rows) -> None:
    """Add the row of a labelled frame."""
    sent = element["predictions"]
    extra = leftover(sent, _MASK_KEYS)
    class_map = read_as(dict[str, Any], sent.get("class_map"), field="predictions.class_map")
    mask = _png(sent, "segmentation_mask", extra)
    if mask is None:
        raise FormatError(
            "found null, expected a PNG picture in base64",
            Place(field="predictions.segmentation_mask"),
        )
    row = {
        "mask_png": mask,
        "confidence_png": _png(sent, "confidence_mask", extra),
        "class_map": [
            {
                "class_id": _class_number(key),
                "class_name": read_as(str, name, field=f"predictions.class_map[{key!r}]"),
            }
            for key, name in class_map.items()
        ],
    }
    rows.add("semantic_masks", {**sample.columns(), **row, "extra": as_extra(extra)})


def _score(item: Any, field: str, *, named: bool) -> tuple[ClassScore, dict[str, Any]]:
    score, texts = read_spelled(ClassScore, item, field=field)
    if named and item.get("class") is None:
        raise FormatError(
            "is missing, expected it in every such object", Place(field=f"{field}.class")
        )
    return score, texts


def _add_class(
    score: ClassScore,
    extra: dict[str, Any],
    *,
    rank: int,
    predicted: bool,
    sample: Sample,
    rows: Rows,
) -> None:
    row = {
        "rank": rank,
        "class_name": score.class_name,
        "class_id": score.class_id,
        "confidence": score.confidence,
        "predicted": predicted,
        "extra": as_extra(extra),
    }
    rows.add("classifications", {**sample.columns(), **row})


def _png(sent: dict[str, Any], key: str, extra: dict[str, Any]) -> bytes | None:
    """The picture's bytes; text in another base64 spelling is also kept as sent."""
    text = sent.get(key)
    if text is None:
        return None
    place = Place(field=f"predictions.{key}")
    try:
        data = base64.b64decode(read_as(str, text, field=place.field))
    except (binascii.Error, ValueError) as error:
        raise FormatError(f"is not base64 ({error})", place) from None
    if not data.startswith(b"\x89PNG"):
        raise FormatError("is not a PNG picture, expected one in base64", place)
    if base64.b64encode(data).decode() != text:
        extra[key] = text
    return data


def _class_number(key: str) -> int:
    number = int(key) if _CLASS_NUMBER.fullmatch(key) else None
    if number is None or not -(2**63) <= number < 2**63:
        raise FormatError(
            f"found the key {key[:40]!r}, expected a class number",
            Place(field="predictions.class_map"),
        )
    return number
