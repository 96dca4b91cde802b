"""What the scene's things are made of: boxes, masks, outlines, keypoints, rotated boxes."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vidresults.geometry import compress_runs

SIZE = (64, 48)
"""Width and height of all pictures."""

CLASSES = {0: "环", 1: "🦊 fox", 2: 'say "hi", it\'s', 3: "../x", 5: "person", 6: "叉车"}
"""Names by the model's number; 4 never occurs."""

KEYPOINTS = ("nose", "left hand", "right hand")
_NUMBERS = {name: number for number, name in CLASSES.items()}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that was found.

    Attributes:
        name: Its class.
        track: Its tracker id.
        box: Left, top, width and height in pixels.
        confidence: Of box and class.
        mask: Shape (height, width), or None.
        ring: An outline [(x, y), ...], or None.
        keypoints: {name: (x, y, confidence)}, or None.
        turned: A rotated box: centre x and y, width, height, and the degrees by which it is turned
            clockwise; or None. `box` is the upright one around it.
    """

    name: str
    track: int
    box: tuple[float, float, float, float]
    confidence: float
    mask: Any = None
    ring: list[tuple[float, float]] | None = None
    keypoints: dict[str, tuple[float, float, float]] | None = None
    turned: tuple[float, float, float, float, float] | None = None

    def prediction(self) -> dict[str, Any]:
        """As the API writes it."""
        left, top, width, height = self.box
        found: dict[str, Any] = {
            "x": left + width / 2, "y": top + height / 2, "width": width, "height": height,
            "confidence": self.confidence, "class": self.name, "class_id": _NUMBERS[self.name],
            "detection_id": f"{self.name}-{self.track}", "tracker_id": self.track,
        }  # fmt: skip
        if self.mask is not None:
            found["rle"] = {"size": list(self.mask.shape), "counts": _counts(self.mask)}
        if self.ring is not None:
            found["points"] = [{"x": x, "y": y} for x, y in self.ring]
        if self.keypoints is not None:
            found["keypoints"] = [
                {"x": x, "y": y, "confidence": c, "class": n, "class_id": KEYPOINTS.index(n)}
                for n, (x, y, c) in self.keypoints.items()
            ]
        if self.turned is not None:
            x, y, width, height, angle = self.turned
            found |= {"x": x, "y": y, "width": width, "height": height, "angle": angle}
            found["rect"] = corners_of(self.turned)
        return found

    def truth(self) -> dict[str, Any]:
        """What a reader should find."""
        found = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        mask = None if self.mask is None else ["".join(map(str, row)) for row in self.mask]
        corners = None if self.turned is None else corners_of(self.turned)
        return found | {"class_id": _NUMBERS[self.name], "mask": mask, "corners": corners}


def corners_of(turned: tuple[float, float, float, float, float]) -> list[list[float]]:
    """The corners of a rotated box, clockwise as seen."""
    x, y, width, height, degrees = turned
    along = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    across = np.array([-along[1], along[0]])
    return [
        (np.array([x, y]) + i * along * width / 2 + j * across * height / 2).tolist()
        for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]


def upright(turned: tuple[float, float, float, float, float]) -> Any:
    """The upright box around a rotated one."""
    corners = np.array(corners_of(turned))
    low, high = corners.min(axis=0), corners.max(axis=0)
    return (*low.tolist(), *(high - low).tolist())


def around(mask: Any) -> tuple[float, float, float, float]:
    """The box around a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, top = float(columns[0]), float(rows[0])
    return left, top, float(columns[-1]) + 1 - left, float(rows[-1]) + 1 - top


def _counts(mask: Any) -> str:
    """Run lengths column by column, beginning with the run of zeros."""
    flat = mask.flatten(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff([0, *edges, len(flat)]).tolist()
    return compress_runs([0, *runs] if flat[0] else runs)
