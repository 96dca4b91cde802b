"""`codes/1`: QR codes and ArUco markers, with their four corners as keypoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np

from vidresults.localserver.models.agreement import agreement
from vidresults.localserver.models.model import Model, box_around, by_confidence, prediction

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.localserver.models.model import Picture

_CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")
_QR_CODE, _ARUCO_MARKER = 0, 1
_DICTIONARIES = (
    cv2.aruco.DICT_4X4_50,
    cv2.aruco.DICT_5X5_100,
    cv2.aruco.DICT_6X6_250,
    cv2.aruco.DICT_APRILTAG_36h11,
)
# Detectors give centres of pixels as whole numbers; here a pixel's centre lies at a half.
_TO_PIXEL_AREAS = 0.5


class _Code(NamedTuple):
    kind: int
    corners: NDArray[np.float64]  # x and y in pixels, shape (4, 2), from the code's own top left on
    cells: NDArray[np.uint8]  # what the code must look like, 255 is white


def _code(kind: int, corners: Any, cells: Any) -> _Code:
    return _Code(kind, np.asarray(corners, np.float64) + _TO_PIXEL_AREAS, np.asarray(cells))


def _numbers(ids: Any) -> list[int]:
    return [] if ids is None else [int(number) for number in ids.ravel()]


class Codes(Model):
    """Keypoint detection of codes that can be read: a code that does not decode is not reported.

    Markers of the dictionaries 4X4_50, 5X5_100, 6X6_250 and AprilTag 36h11 are known. The
    confidence is the share of a code's pixels that are as black or white as their cell must be;
    that of a corner is the same share in the corner's quarter.
    """

    def __init__(self, classes: tuple[str, ...], confidence: float) -> None:
        self._classes = classes
        self._confidence = confidence
        self._qr = cv2.QRCodeDetector()
        params = cv2.aruco.DetectorParameters()
        params.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
        self._aruco = []
        for number in _DICTIONARIES:
            dictionary = cv2.aruco.getPredefinedDictionary(number)
            self._aruco.append((dictionary, cv2.aruco.ArucoDetector(dictionary, params)))

    def infer(self, picture: Picture) -> dict[str, Any]:
        """All codes in the frame."""
        gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        found = [self._describe(code, gray, picture) for code in self._find(gray)]
        return {"predictions": by_confidence([p for p in found if p is not None])}

    def _find(self, gray: NDArray[np.uint8]) -> Iterator[_Code]:
        _, texts, squares, codes = self._qr.detectAndDecodeMulti(gray)
        for text, square, cells in zip(texts, squares if texts else (), codes, strict=False):
            if text:
                yield _code(_QR_CODE, square, cells)
        for dictionary, detector in self._aruco:
            quads, ids, _ = detector.detectMarkers(gray)
            for quad, number in zip(quads, _numbers(ids), strict=True):
                cells = dictionary.generateImageMarker(number, dictionary.markerSize + 2)
                yield _code(_ARUCO_MARKER, quad[0], cells)

    def _describe(
        self, code: _Code, gray: NDArray[np.uint8], picture: Picture
    ) -> dict[str, Any] | None:
        whole, quarters = agreement(gray, code.corners - _TO_PIXEL_AREAS, code.cells)
        box = box_around(code.corners, picture)
        if box is None or whole < self._confidence:
            return None
        found = prediction(box, whole, self._classes[code.kind], code.kind)
        found["keypoints"] = [
            {"x": float(x), "y": float(y), "confidence": share, "class_id": number, "class": name}
            for number, ((x, y), share, name) in enumerate(
                zip(code.corners, quarters, _CORNERS, strict=True)
            )
        ]
        return found


def make(*, classes: tuple[str, ...], confidence: float, **_: Any) -> Model:
    """The model for one job."""
    return Codes(classes, confidence)
