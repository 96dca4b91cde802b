"""What a row of a Workflow's outputs says beside predictions, and which frame it is of.

The frame is told by `video_metadata.frame_number` of the row's pictures, which counts from 1 (0
is that of a picture from no video); else by the file name under `image`; else by the user. The
pixels of a picture, its base64 `value`, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError, Place
from vidresults.wire.cut import decode, offset_of
from vidresults.wire.neighbours.numbering import ascending, count_frames, order_names, refuse_stride

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.wire.cut import Part
    from vidresults.wire.document import Numbering

_IMAGE = "image"
# What the command line writes in place of a picture.
_DEDUCTED = "<deducted_image>"


@dataclass(slots=True)
class Others:
    """What a row holds beside predictions.

    Attributes:
        values: The decoded values.
        pixels: The outputs whose pictures' pixels were left out.
        number: The 1-based frame number that its pictures tell.
    """

    values: dict[str, Any] = field(default_factory=dict)
    pixels: list[str] = field(default_factory=list)
    number: int | None = None


def other_fields(
    row: Mapping[str, Part], models: Sequence[str], text: memoryview | None, index: int
) -> Others:
    """What a row holds beside its models; `index` is its place, for messages.

    Raises:
        FormatError: A picture's frame number is wrong.
    """
    others = Others()
    for name, part in row.items():
        if name in models or bytes(memoryview(part)[:1]) == b"n":
            continue
        value = decode(part, None if text is None else offset_of(part, text))
        for picture in value if isinstance(value, list) else [value]:
            if isinstance(picture, dict):
                _look_at(picture, name, others, index)
        others.values[name] = value
    return others


def _look_at(picture: dict[str, Any], name: str, others: Others, index: int) -> None:
    """Take the pixels out of a picture, and its frame number."""
    if picture.get("type") == "base64" and isinstance(picture.get("value"), str):
        del picture["value"]
        others.pixels.append(name)
    metadata = picture.get("video_metadata")
    number = metadata.get("frame_number") if isinstance(metadata, dict) else None
    if number is None or number == 0:
        return
    place = Place(element=index, field=f"{name}.video_metadata.frame_number")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**63:
        raise FormatError(f"found {number!r:.40}, expected a whole number from 1 on", place)
    if others.number not in (None, number):
        raise FormatError(
            f"found {number}, and {others.number} in another picture of the row, expected one",
            place,
        )
    others.number = number


def frames_of(
    others: Sequence[Others], numbering: Numbering
) -> tuple[Sequence[int], NDArray[np.int64]]:
    """The order of the rows and their 0-based frames.

    Raises:
        FormatError: The rows do not tell their frames, and nobody else does.
        SelectionError: They do, and a stride was given.
    """
    order = range(len(others))
    numbers = [row.number for row in others]
    known = [number - 1 for number in numbers if number is not None]
    if known:
        refuse_stride(numbering)
        if len(known) < len(numbers):
            raise FormatError(
                "has no picture with a frame_number, other rows have one",
                Place(element=numbers.index(None)),
            )
        return order, ascending(known, "0-based frame number")
    names = [row.values.get(_IMAGE) for row in others]
    if all(isinstance(name, str) and name != _DEDUCTED for name in names):
        return order_names([str(name) for name in names], numbering, "pictures")
    return order, count_frames(len(others), numbering, "rows")
