"""The rows of one YOLO label file.

`class cx cy w h` is a box, also followed by its confidence; `class x y x y x y ...` an outline,
also followed by its confidence; with `kpt_shape`, `class cx cy w h` and the points, each x y or
x y v, a pose. All lengths are shares of the picture's width and height.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vidresults.errors import FormatError
from vidresults.wire.datasets.files import read_text

_BOX = 5  # class, centre and size
_OUTLINE = 7  # class and three points
_WITH_V = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the numbers in the rows mean.

    Attributes:
        classes: Name of each class.
        keypoints: Number of points of a pose and of numbers for each, None without poses.
        keypoint_names: Names of the points by class.
    """

    classes: Mapping[int, str]
    keypoints: tuple[int, int] | None = None
    keypoint_names: Mapping[int, list[str]] = field(default_factory=dict)


def read_rows(path: Path, names: Names, size: tuple[int, int] | None) -> Iterator[dict[str, Any]]:
    """Columns of the detections of one picture.

    Raises:
        FormatError: A row is wrong, or there is one and the size is not known; names the line.
    """
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield read_row(line.split(), names, size)
        except FormatError as error:
            raise error.within(file=f"{path}, line {number}") from None


def _known(size: tuple[int, int] | None) -> tuple[int, int]:
    if size is None:
        raise FormatError(
            "has no picture beside it, expected one, or its size (--size WIDTHxHEIGHT, "
            "size=(width, height))"
        )
    return size


def read_row(words: list[str], names: Names, size: tuple[int, int] | None) -> dict[str, Any]:
    """Columns of one detection.

    Raises:
        FormatError: The row is wrong, or the size is not known.
    """
    size = _known(size)
    try:
        class_id = int(words[0])
        numbers = [float(word) for word in words[1:]]
    except ValueError:
        raise FormatError(
            f"found {' '.join(words)[:40]!r}, expected a class number and numbers"
        ) from None
    if class_id not in names.classes:
        raise FormatError(f"found class {class_id}, expected one of the {len(names.classes)} named")
    named = {"class_name": names.classes[class_id], "class_id": class_id, "extra": {}}
    if names.keypoints is not None:
        return named | _pose(numbers, class_id, names, size)
    if len(words) > _BOX and words[-1].isdecimal() and int(words[-1]) > 1:
        raise FormatError(
            f"ends in {words[-1][:20]}, like a track of Ultralytics' save_txt, expected shares "
            "from 0 to 1; tracks are read with --from ultralytics"
        )
    if len(words) in (_BOX, _BOX + 1):
        return named | _box(numbers, size) | _confidence(numbers[4:])
    if len(words) < _OUTLINE:
        raise FormatError(
            f"found {len(words)} numbers, expected 5 (class, centre, size) or a class and points"
        )
    even = len(numbers) - len(numbers) % 2
    points = _points(numbers[:even], size)
    return named | _around(points) | {"polygons": [points]} | _confidence(numbers[even:])


def _box(numbers: list[float], size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    x, y, w, h = numbers[:4]
    if min(w, h) < 0:
        raise FormatError(f"found width {w} and height {h}, expected none below 0")
    return {"x_center": x * width, "y_center": y * height, "width": w * width, "height": h * height}


def _confidence(numbers: list[float]) -> dict[str, Any]:
    if not numbers:
        return {}
    if not 0 <= numbers[0] <= 1:
        raise FormatError(f"found {numbers[0]}, expected a confidence from 0 to 1")
    return {"confidence": numbers[0]}


def _points(numbers: list[float], size: tuple[int, int]) -> list[dict[str, float]]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [{"x": x * size[0], "y": y * size[1]} for x, y in pairs]


def _around(points: list[dict[str, float]]) -> dict[str, float]:
    (left, right), (top, bottom) = (
        (min(values), max(values)) for values in ([p[key] for p in points] for key in ("x", "y"))
    )
    return {
        "x_center": (left + right) / 2,
        "y_center": (top + bottom) / 2,
        "width": right - left,
        "height": bottom - top,
    }


def _pose(
    numbers: list[float], class_id: int, names: Names, size: tuple[int, int]
) -> dict[str, Any]:
    """Box and keypoints; a point that nobody saw (v 0, or without v at 0, 0) is left out."""
    assert names.keypoints is not None
    count, each = names.keypoints
    flat = numbers[4:]
    if len(flat) not in (count * each, count * each + 1):
        raise FormatError(
            f"found {len(numbers) + 1} numbers, expected 5 and {each} for each of {count} keypoints"
        )
    told = names.keypoint_names.get(class_id, [])
    points, seen = [], []
    for i in range(count):
        x, y, *v = flat[each * i : each * (i + 1)]
        seen.append(int(v[0]) if each == _WITH_V else (2 if x or y else 0))
        if seen[-1]:
            name = told[i] if i < len(told) else f"keypoint_{i}"
            place = {"x": x * size[0], "y": y * size[1], "confidence": None}
            points.append({**place, "class_id": i, "class_name": name})
    extra = {"extra": {"visibility": seen}}
    return _box(numbers, size) | {"keypoints": points} | extra | _confidence(flat[count * each :])
