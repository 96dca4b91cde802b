"""The results that are pictures, or read from pictures: areas, and the clip's descriptors."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from backdrop import AREAS
from canvas import HEIGHT, SAMPLES, WIDTH, Image
from paint import FIRST_LABEL, paint_frame
from scene import ACTORS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from results import Json, Server

_AREA_OF = {"dog": "animal", "person": "person"}


def _area_table() -> Image:
    """Returns the area of every label."""
    table = np.zeros(256, np.uint8)
    table[: len(AREAS)] = np.arange(len(AREAS))
    for index, actor in enumerate(ACTORS):
        table[FIRST_LABEL + index] = AREAS.index(_AREA_OF.get(actor.class_name, "vehicle"))
    return table


def _png(picture: Image) -> str:
    done, packed = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert done
    return b64encode(packed.tobytes()).decode("ascii")


def semantic(server: Server, sample: int, frame: int) -> Json:
    """Makes an element of semantic segmentation.

    A pixel's class is that of its centre; its confidence is the share of its sub-pixels that have
    the same class, 255 for all of them.
    """
    areas = _area_table()[paint_frame(frame).labels]
    blocks = areas.reshape(HEIGHT, SAMPLES, WIDTH, SAMPLES)
    centre = blocks[:, SAMPLES // 2, :, SAMPLES // 2]
    same = (blocks == centre[:, None, :, None]).mean(axis=(1, 3))
    found = {
        "segmentation_mask": _png(np.ascontiguousarray(centre)),
        "class_map": {str(i): name for i, name in enumerate(AREAS)},
        "confidence_mask": _png(np.round(same * 255).astype(np.uint8)),
    }
    return {**server.envelope(sample), "predictions": found}


def descriptor(picture: Image) -> list[float]:
    """Describes a picture by 64 numbers, of length 1 together.

    The first 32 are the square roots of a histogram of colours: 8 hues x 2 saturations x 2
    brightnesses. The other 32 are 8 directions of edges in each quarter of the picture, weighted
    by the edges' strength. This is no learned embedding.
    """
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV).reshape(-1, 3).astype(np.int64)
    bins = (hsv[:, 0] * 8 // 180) * 4 + (hsv[:, 1] // 128) * 2 + hsv[:, 2] // 128
    colours = np.sqrt(np.bincount(bins, minlength=32) / len(bins))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64)
    down, right = np.gradient(grey, axis=0), np.gradient(grey, axis=1)
    quarters = [
        (rows, columns)
        for rows in (slice(0, HEIGHT // 2), slice(HEIGHT // 2, HEIGHT))
        for columns in (slice(0, WIDTH // 2), slice(WIDTH // 2, WIDTH))
    ]
    edges = np.concatenate([_directions(down[part], right[part]) for part in quarters])
    both = np.concatenate([colours, edges / np.linalg.norm(edges)]) / np.sqrt(2.0)
    return [round(float(value), 6) for value in both]


def _directions(down: NDArray[Any], right: NDArray[Any]) -> NDArray[np.float64]:
    turn = np.arctan2(down, right) % np.pi
    bins = np.minimum((turn / np.pi * 8).astype(np.int64), 7)
    strength = np.hypot(down, right)
    return np.bincount(bins.ravel(), strength.ravel(), minlength=8).astype(np.float64)
