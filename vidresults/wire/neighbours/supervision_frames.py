"""Detections of supervision in memory: one object a frame, or (frame number, object) pairs.

Anything with `xyxy` is taken for such an object; the package itself is not needed. Masks become
run lengths, a confidence that is NaN is unknown, `data` gives the class_name and what else a box
has, and `plain_boxes` says the rest. The 0-based frame is the pair's number, or `frame_index` of
the object's metadata, as `results.iter_supervision()` writes it, or told by the user. Where `data`
names the `model` of each box, as there, each is a model of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from vidresults.errors import FormatError, Place
from vidresults.geometry import rle_from_mask
from vidresults.wire.cut import decode
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours.image_response import MODEL
from vidresults.wire.neighbours.numbering import ascending, count_frames, refuse_stride, times_of
from vidresults.wire.neighbours.plain_boxes import CORNERS, as_prediction
from vidresults.wire.windows import Listed

if TYPE_CHECKING:
    from vidresults.wire.input import Input

KIND = "supervision-detections"
_KEY = "supervision_detections"


def list_document(items: Iterable[Any]) -> list[Any] | dict[str, Any]:
    """What `read_input` takes for an iterable: answers for images as they are, or detections.

    Raises:
        FormatError: An item is neither; or answers and detections are mixed.
    """
    found = [items] if hasattr(items, "xyxy") else list(items)
    if not found:
        raise FormatError("there is no item, expected an answer or Detections for each frame")
    if all(isinstance(item, dict) or item is None for item in found):
        return found
    return {_KEY: [_frame(item, index) for index, item in enumerate(found)]}


def find(members: dict[str, msgspec.Raw], _given: Input) -> list[Document]:
    """The document of what `list_document` made; empty where it is something else."""
    if members.keys() != {_KEY}:
        return []
    frames = decode(members[_KEY], None)

    def read_header(numbering: Numbering) -> Header:
        numbers = _frames([frame["frame_index"] for frame in frames], numbering)
        named = dict.fromkeys(box["model"] for f in frames for box in f["boxes"] if "model" in box)
        boxes = [_by_model(frame["boxes"], next(iter(named), MODEL)) for frame in frames]
        models = dict.fromkeys([*named, *(model for by_model in boxes for model in by_model)])
        elements = {
            model: Listed(
                [
                    _element(frame, by.get(model, []))
                    for frame, by in zip(frames, boxes, strict=True)
                ]
            )
            for model in models or [MODEL]
        }
        return Header(frames=numbers, times=times_of(numbers, numbering), models=elements)

    return [Document(name="", kind=KIND, read_header=read_header)]


def _by_model(boxes: list[dict[str, Any]], nameless: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for box in boxes:
        model = box.get("model", nameless)
        found.setdefault(str(model), []).append({k: v for k, v in box.items() if k != "model"})
    return found


def _element(frame: dict[str, Any], boxes: list[dict[str, Any]]) -> bytes:
    image = {"image": frame["image"]} if frame["image"] else {}
    return msgspec.json.encode({**image, "predictions": boxes})


def _frames(numbers: list[int | None], numbering: Numbering) -> Any:
    known = [number for number in numbers if number is not None]
    if not known:
        return count_frames(len(numbers), numbering, "detections")
    refuse_stride(numbering)
    if len(known) < len(numbers):
        raise FormatError("has no frame number, others have", Place(element=numbers.index(None)))
    return ascending(known, "frame number")


def _frame(item: Any, index: int) -> dict[str, Any]:
    """One frame as JSON: its number, the size of its masks, and its boxes."""
    number, found = item if isinstance(item, tuple) and len(item) == 2 else (None, item)  # noqa: PLR2004 - a pair
    if not hasattr(found, "xyxy"):
        raise FormatError(
            f"found {type(found).__name__}, expected an answer for an image (a dict), "
            "supervision.Detections, or (frame number, Detections)",
            Place(element=index),
        )
    if number is None:
        number = (getattr(found, "metadata", None) or {}).get("frame_index")
    try:
        boxes = [_box(found, row) for row in range(len(found.xyxy))]
        number = None if number is None else _whole(number)
    except FormatError as error:
        raise error.within(element=index) from None
    mask = found.mask
    height, width = mask[0].shape if mask is not None and len(mask) else (0, 0)
    image = {"width": int(width), "height": int(height)} if width else None
    return {"frame_index": number, "image": image, "boxes": boxes}


def _box(found: Any, row: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: float(value) for name, value in zip(CORNERS, found.xyxy[row], strict=True)
    }
    for name in ("confidence", "class_id", "tracker_id"):
        column = getattr(found, name)
        values[name] = None if column is None else np.asarray(column)[row].item()
    for name, column in (found.data or {}).items():
        if len(column) == len(found.xyxy) and name not in values:
            values[name] = _plain(column[row])
    try:
        box = as_prediction(values)
    except FormatError as error:
        raise error.within(prediction=row) from None
    if found.mask is not None:
        mask = np.asarray(found.mask[row])
        box["rle"] = {"size": list(mask.shape), "counts": rle_from_mask(mask)}
    return box


def _plain(value: Any) -> Any:
    """A value of numpy as Python's; what JSON cannot hold becomes its text."""
    value = value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value
    try:
        return msgspec.json.decode(msgspec.json.encode(value))
    except (TypeError, ValueError):
        return str(value)


def _whole(number: Any) -> int:
    if (
        isinstance(number, (int, np.integer))
        and not isinstance(number, bool)
        and 0 <= number < 2**63
    ):
        return int(number)
    raise FormatError(f"found the frame number {number!r:.40}, expected a whole number from 0 on")
