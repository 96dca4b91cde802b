"""Turns the scene's truth into result documents in the API's form.

No network was run: an object's class, box and outline are what was painted, and a confidence is a
function of how much of the object can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from uuid import UUID

import cv2
import numpy as np
from canvas import HEIGHT, WIDTH
from motion import FPS
from paint import Mask, Seen, look_at
from pycocotools import mask as coco_mask

CLASSES = ("bicycle", "bus", "car", "dog", "person")
BATCH = 4  # samples that went to the server together
LEAST_SHARE = 0.4  # objects of which less can be seen are not reported

Json = dict[str, Any]


class Server:
    """Invents what a server adds to every answer: identities, and how long a batch took.

    Args:
        seed: Documents of different seeds share no identity.
        pace: Seconds that a batch takes on average.
    """

    def __init__(self, seed: int, pace: float = 0.24) -> None:
        self._rng = np.random.default_rng(seed)
        self._pace = pace
        self._batch: Json = {}

    def identity(self) -> str:
        """Returns the text of a version-4 UUID."""
        return str(UUID(bytes=self._rng.bytes(16), version=4))

    def envelope(self, sample: int) -> Json:
        """Returns an answer's first keys; the samples of one batch share their values."""
        if sample % BATCH == 0:
            seconds = round(self._pace * float(self._rng.lognormal(0.0, 0.18)), 6)
            self._batch = {"inference_id": self.identity(), "time": seconds}
        return {**self._batch, "image": {"width": WIDTH, "height": HEIGHT}}


def document(key: str, infer_fps: int, samples: int, element: Callable[[int, int], object]) -> Json:
    """Samples the clip.

    Args:
        key: Name of the list of elements.
        infer_fps: Samples per second.
        samples: How many.
        element: Makes an element from the sample's and the frame's number.
    """
    offsets = [i * FPS // infer_fps for i in range(samples)]
    return {
        "frame_offset": offsets,
        "time_offset": [round(frame / FPS, 4) for frame in offsets],
        key: [element(i, frame) for i, frame in enumerate(offsets)],
    }


def confidence(seen: Seen) -> float:
    """Returns 0.4 + 0.59 * v**0.7 * a / (a + 120).

    v grows from 0 at a visible share of 0.4 to 1 at a share of 1; a is the visible area in pixels,
    so that small things are a little less sure than large ones.
    """
    v = max(0.0, (seen.share - LEAST_SHARE) / (1.0 - LEAST_SHARE))
    return round(0.4 + 0.59 * math.pow(v, 0.7) * seen.area / (seen.area + 120.0), 4)


def reported(frame: int) -> list[Seen]:
    """Returns the objects of which enough can be seen, the surest first."""
    enough = [seen for seen in look_at(frame) if seen.share >= LEAST_SHARE]
    return sorted(enough, key=lambda seen: (-confidence(seen), seen.index))


def box_of(corners: tuple[int, int, int, int]) -> Json:
    """Returns the centre and size of a box given by its left, top, right and bottom sides."""
    left, top, right, bottom = corners
    centre = {"x": (left + right) / 2, "y": (top + bottom) / 2}
    return {**centre, "width": float(right - left), "height": float(bottom - top)}


def found_of(seen: Seen) -> Json:
    """Returns a prediction's keys up to its class."""
    return {
        **box_of(seen.corners),
        "confidence": confidence(seen),
        "class": seen.actor.class_name,
    }


def identity_of(seen: Seen, server: Server) -> Json:
    """Returns the keys after the class and the outline."""
    class_id = CLASSES.index(seen.actor.class_name)
    return {"class_id": class_id, "detection_id": server.identity()}


def detection(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of object detection."""
    answer = server.envelope(sample)
    found = [{**found_of(seen), **identity_of(seen, server)} for seen in reported(frame)]
    return {**answer, "predictions": found}


def outline(mask: Mask) -> list[dict[str, float]]:
    """Returns the outline of a mask's largest part along the pixels' edges, in half pixels."""
    fine = np.zeros((2 * HEIGHT + 1, 2 * WIDTH + 1), np.uint8)
    rows, columns = np.nonzero(mask)
    for down in range(3):
        for right in range(3):
            fine[2 * rows + down, 2 * columns + right] = 1
    contours, _ = cv2.findContours(fine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea)
    simple = cv2.approxPolyDP(largest, 1.5, closed=True)[:, 0]
    return [{"x": int(x) / 2, "y": int(y) / 2} for x, y in simple]


def polygons(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of instance segmentation with outlines."""
    answer = server.envelope(sample)
    found = [
        {**found_of(seen), "points": outline(seen.mask), **identity_of(seen, server)}
        for seen in reported(frame)
    ]
    return {**answer, "predictions": found}


def run_lengths(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of instance segmentation with COCO's compressed run lengths."""
    answer = server.envelope(sample)
    found = []
    for seen in reported(frame):
        packed = coco_mask.encode(np.asfortranarray(seen.mask.astype(np.uint8)))
        rle = {"size": [HEIGHT, WIDTH], "counts": packed["counts"].decode("ascii")}
        mask = {"rle": rle, "mask_format": "rle"}
        found.append({**found_of(seen), **mask, **identity_of(seen, server)})
    return {**answer, "predictions": found}
