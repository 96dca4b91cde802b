"""One shape of a CVAT track: from XML, and as the columns of a detection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.errors import FormatError, Place
from vidresults.geometry import rle_from_mask
from vidresults.wire.datasets.dataset import MOST_FRAMES, box_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

_BOX: Final = ("xtl", "ytl", "xbr", "ybr")
_MASK: Final = ("left", "top", "width", "height")
_LISTS = ("polygon", "polyline", "points")
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """A shape on a frame.

    Attributes:
        kind: box, polygon, polyline, points, skeleton or mask.
        frame: As the file numbers it.
        outside: Whether the object is not on the frame.
        keyframe: Whether a person set it, and not CVAT between two others.
        numbers: The coordinates, shape (n,); left, top, width and height of a mask.
        rotation: Degrees, clockwise.
        names: Names of a skeleton's points.
        hidden: Whether each of them is not there.
        runs: Run lengths of a mask inside its box, row by row.
        extra: What else the file says.
    """

    kind: str
    frame: int
    outside: bool
    keyframe: bool
    numbers: NDArray[np.float64]
    rotation: float = 0.0
    names: tuple[str, ...] = ()
    hidden: tuple[bool, ...] = ()
    runs: tuple[int, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_shape(element: Element, where: str, more: Mapping[str, Any]) -> Shape | None:
    """A shape; None where the element is none.

    Raises:
        FormatError: A number is missing or is none; names the track and frame.
    """
    kind = element.tag
    if kind not in ("box", "mask", "skeleton", *_LISTS):
        return None
    try:
        frame = int(element.attrib["frame"])
        where = f"{where}, frame {frame}"
        parts: dict[str, Any] = _parts(element)
        rotation = float(element.get("rotation", 0))
    except (KeyError, ValueError) as error:
        raise FormatError(
            f"<{kind}> has no such attribute or not as numbers: {error}", Place(field=where)
        ) from None
    if not np.isfinite(parts["numbers"]).all() or not math.isfinite(rotation):
        raise FormatError(f"<{kind}> has numbers that are none", Place(field=where))
    if not 0 <= frame < MOST_FRAMES:
        raise FormatError(f"expected a frame from 0 to {MOST_FRAMES}", Place(field=where))
    return Shape(
        kind=kind,
        frame=frame,
        outside=element.get("outside") == "1",
        keyframe=element.get("keyframe", "1") == "1",
        rotation=rotation,
        extra={**more, **_extra(element)},
        **parts,
    )


def _parts(element: Element) -> dict[str, Any]:
    kind = element.tag
    if kind == "box":
        return {"numbers": np.array([float(element.attrib[name]) for name in _BOX])}
    if kind == "mask":
        runs = tuple(int(run) for run in element.attrib["rle"].replace(",", " ").split())
        return {"numbers": np.array([float(element.attrib[n]) for n in _MASK]), "runs": runs}
    if kind == "skeleton":
        points = element.findall("points")
        return {
            "numbers": np.concatenate([np.empty(0), *(_pairs(p.attrib["points"]) for p in points)]),
            "names": tuple(p.attrib["label"] for p in points),
            "hidden": tuple(p.get("outside") == "1" for p in points),
        }
    return {"numbers": _pairs(element.attrib["points"])}


def _pairs(text: str) -> NDArray[np.float64]:
    return np.array([float(n) for pair in text.split(";") for n in _pair(pair)], np.float64)


def _pair(text: str) -> tuple[str, str]:
    x, y = text.split(",")
    return x, y


def _extra(element: Element) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if element.get("occluded") == "1":
        extra["occluded"] = 1
    if element.get("z_order") not in (None, "0"):
        extra["z_order"] = element.get("z_order")
    attributes = {a.get("name", ""): a.text or "" for a in element.findall("attribute")}
    return extra | ({"attributes": attributes} if attributes else {})


def columns_of(shape: Shape, size: tuple[int, int] | None) -> dict[str, Any]:
    """The columns of a detection: its box, and its outline, mask or keypoints.

    Raises:
        FormatError: A mask does not fill its box, or the size of its picture is not known.
    """
    extra = {**shape.extra, **({} if shape.keyframe else {"keyframe": 0})}
    if shape.kind == "box":
        columns = _box(shape)
    elif shape.kind == "mask":
        columns = _mask(shape, size)
    else:
        points = shape.numbers.reshape(-1, 2)
        columns = _hull(points[~np.array(shape.hidden, bool)] if shape.hidden else points)
        if shape.kind in ("points", "skeleton"):
            columns["keypoints"] = _keypoints(shape, points)
        else:
            columns["polygons"] = [[{"x": x, "y": y} for x, y in points.tolist()]]
            if shape.kind == "polyline":
                extra["shape"] = "polyline"
    return {**columns, "extra": {**columns["extra"], **extra}}


def _box(shape: Shape) -> dict[str, Any]:
    left, top, right, bottom = shape.numbers.tolist()
    if right < left or bottom < top:
        raise FormatError(
            f"found a box from ({left}, {top}) to ({right}, {bottom}), expected its lower right "
            "corner last",
            Place(frame_index=shape.frame),
        )
    upright = box_of(left, top, right - left, bottom - top)
    if not shape.rotation:
        return upright
    # As stored, the box before it was turned about its centre; upright is the one around it.
    turned = {key: upright[key] for key in ("x_center", "y_center", "width", "height")}
    cos, sin = (abs(f(math.radians(shape.rotation))) for f in (math.cos, math.sin))
    width, height = turned["width"], turned["height"]
    return {
        **turned,
        "width": width * cos + height * sin,
        "height": width * sin + height * cos,
        "rotated_box": {**turned, "angle_degrees": shape.rotation},
        "extra": {},
    }


def _hull(points: NDArray[np.float64]) -> dict[str, Any]:
    if not len(points):
        return box_of(0.0, 0.0, 0.0, 0.0)
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return box_of(left, top, right - left, bottom - top)


def _keypoints(shape: Shape, points: NDArray[np.float64]) -> list[dict[str, Any]]:
    hidden = shape.hidden or (False,) * len(points)
    names = shape.names or tuple(f"keypoint_{i}" for i in range(len(points)))
    return [
        {"x": x, "y": y, "confidence": None, "class_id": i, "class_name": names[i]}
        for i, (x, y) in enumerate(points.tolist())
        if not hidden[i]
    ]


def _mask(shape: Shape, size: tuple[int, int] | None) -> dict[str, Any]:
    left, top, width, height = (int(number) for number in shape.numbers)
    place = Place(frame_index=shape.frame)
    if size is None:
        raise FormatError("masks need <original_size>, which is missing", place)
    inside = left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]
    if not inside or width < 1 or height < 1 or any(not 0 <= r <= _LARGEST for r in shape.runs):
        raise FormatError(
            f"found a mask of {width}x{height} pixels at ({left}, {top}), expected one inside of "
            f"{size[0]}x{size[1]}",
            place,
        )
    if sum(shape.runs) != width * height:
        raise FormatError(f"runs fill {sum(shape.runs)} pixels, expected {width} x {height}", place)
    values = np.arange(len(shape.runs), dtype=np.uint8) & 1
    mask = np.zeros((size[1], size[0]), np.uint8)
    filled = np.repeat(values, shape.runs).reshape(height, width)
    mask[top : top + height, left : left + width] = filled
    rle = {"height": size[1], "width": size[0], "counts": rle_from_mask(mask)}
    return {**box_of(float(left), float(top), float(width), float(height)), "rle": rle}
