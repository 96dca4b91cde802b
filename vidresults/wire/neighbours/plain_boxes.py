"""One box with corners, as supervision has it, as a prediction of the API."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from vidresults.errors import FormatError, Place

CORNERS = ("x_min", "y_min", "x_max", "y_max")
NAMELESS = "object"
_WHOLE = ("class_id", "tracker_id")
_TEXTS = ("detection_id", "parent_id")
_WHOLE_TEXT = re.compile(r"(-?\d{1,19})(?:\.0*)?")
# Names that would mean something else among the fields of a prediction.
_TAKEN = frozenset(
    {"x", "y", "width", "height", "class", "class_confidence", "points", "rle", "rle_mask"}
    | {"keypoints", "angle", "rect", "mask_metadata", "parent_origin", "root_parent_origin"}
    | {"face", "columns"}
)


def as_prediction(row: Mapping[str, Any]) -> dict[str, Any]:
    """The prediction of a row with corners; None and an empty text are missing values.

    Raises:
        FormatError: A corner or number is wrong; names the field.
    """
    sent = {key: value for key, value in row.items() if value is not None and value != ""}
    corners = {name: _number(sent, name) for name in CORNERS}
    for name, value in corners.items():
        if value is None:
            raise FormatError("is missing, expected a number", Place(field=name))
    found = _box(**corners)  # type: ignore[arg-type] # none is None
    confidence = _number(sent, "confidence")
    if confidence is not None:
        found["confidence"] = confidence
    for name in _WHOLE:
        if name in sent:
            found[name] = _whole(sent[name], name)
    found["class"] = str(sent.get("class_name", found.get("class_id", NAMELESS)))
    found |= {name: str(sent[name]) for name in _TEXTS if name in sent}
    others = {
        k: v for k, v in sent.items() if k not in {*found, *CORNERS, "class_name", "confidence"}
    }
    taken = {key: value for key, value in sent.items() if key in _TAKEN}
    plain = {key: value for key, value in others.items() if key not in _TAKEN}
    return {**found, **plain, **({"columns": taken} if taken else {})}


def _box(x_min: float, y_min: float, x_max: float, y_max: float) -> dict[str, Any]:
    """Centre and size, with the corners where these do not give them back exactly."""
    for low, high, axis in ((x_min, x_max, "x"), (y_min, y_max, "y")):
        if high < low:
            raise FormatError(
                f"found {axis}_max {high} under {axis}_min {low}, expected it not to be less",
                Place(field=f"{axis}_max"),
            )
    x, y = x_min / 2 + x_max / 2, y_min / 2 + y_max / 2
    width, height = x_max - x_min, y_max - y_min
    found = {"x": x, "y": y, "width": width, "height": height}
    back = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    sent = (x_min, y_min, x_max, y_max)
    return found if back == sent else {**found, **dict(zip(CORNERS, sent, strict=True))}


def _number(sent: Mapping[str, Any], name: str) -> float | None:
    """The number under a name; None where it is missing or, for a confidence, not known."""
    value = sent.get(name)
    if value is None:
        return None
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if name == "confidence" and str(value).lower() == "nan":
        return None
    if not math.isfinite(number):
        raise FormatError(f"found {value!r:.40}, expected a number", Place(field=name))
    return number


def _whole(value: Any, name: str) -> int:
    found = None if isinstance(value, bool) else _WHOLE_TEXT.fullmatch(str(value))
    if found is None or not -(2**63) <= int(found[1]) < 2**63:
        raise FormatError(f"found {value!r:.40}, expected a whole number", Place(field=name))
    return int(found[1])
