"""Detectors that users bring as ONNX files, run by OpenCV.

The input is one RGB picture, 0 to 1, shape (1, 3, height, width); frames are scaled to fit and
padded with grey (114). Free dimensions become 640. The first output may be

- (1, 4 + classes, n) or (1, n, 4 + classes): centre and size in input pixels, then a score for
  each class, as YOLOv8 and its successors give it; overlapping boxes of one class are merged;
- the same with 5 + classes, where labels are given: a fifth number that multiplies the scores, as
  in YOLOv5;
- (n, 6) or (1, n, 6), also with two classes: left, top, right, bottom in input pixels, score,
  class number; nothing is merged any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vidresults.errors import ServerError
from vidresults.localserver.models.model import Model, box_around, by_confidence, prediction
from vidresults.localserver.models.onnx_input import input_size
from vidresults.localserver.models.onnx_output import read_output

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.localserver.models.model import Picture

_GREY = (114, 114, 114)


class OnnxDetector(Model):
    """Object detection; the confidence is the score that the network gives."""

    def __init__(self, file: Path, classes: tuple[str, ...], confidence: float) -> None:
        """Load the network.

        Raises:
            ServerError: It cannot be loaded, or takes something other than one colour picture.
        """
        self._file = file
        self._classes = classes
        self._confidence = confidence
        self._width, self._height = input_size(file)
        try:
            self._net = cv2.dnn.readNetFromONNX(str(file))
        except cv2.error as error:
            raise ServerError(f"OpenCV cannot load {file.name}: {error.err}") from None

    def infer(self, picture: Picture) -> dict[str, Any]:
        """The network's boxes."""
        scale, blob = self._fit(picture)
        self._net.setInput(blob)
        try:
            output = np.asarray(self._net.forward())
        except cv2.error as error:
            raise ServerError(f"OpenCV cannot run {self._file.name}: {error.err}") from None
        corners, scores, numbers = read_output(output, len(self._classes), self._confidence)
        found = []
        for (left, top, right, bottom), score, number in zip(
            corners / scale, scores, numbers, strict=True
        ):
            box = box_around(np.array([(left, top), (right, bottom)]).round(), picture)
            if box is not None:
                found.append(prediction(box, score, self._name(int(number)), int(number)))
        return {"predictions": by_confidence(found)}

    def _fit(self, picture: Picture) -> tuple[float, NDArray[Any]]:
        """Scale to fit, padded at the right and at the bottom."""
        height, width = picture.shape[:2]
        scale = min(self._width / width, self._height / height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        fitted = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
        padded = cv2.copyMakeBorder(
            fitted, 0, self._height - size[1], 0, self._width - size[0],
            cv2.BORDER_CONSTANT, value=_GREY,
        )  # fmt: skip
        return scale, cv2.dnn.blobFromImage(padded, 1 / 255, swapRB=True)

    def _name(self, number: int) -> str:
        return self._classes[number] if 0 <= number < len(self._classes) else str(number)


def make(*, file: str, classes: tuple[str, ...], confidence: float, **_: Any) -> Model:
    """The model for one job."""
    return OnnxDetector(Path(file), classes, confidence)
