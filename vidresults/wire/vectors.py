"""Elements of the models that are asked for by name: CLIP vectors and gaze."""

from __future__ import annotations

from typing import Any

from vidresults.wire.rows import Rows, Sample, as_extra, leftover
from vidresults.wire.shapes import Angles, Box, Point, keys_of, read_as
from vidresults.wire.spelled import read_all_spelled, read_spelled

_FACE_KEYS = keys_of(Box) | {"landmarks"}
_GAZE_KEYS = keys_of(Angles) | {"face"}
_POINT_KEYS = keys_of(Point)


def read_vector(vector: list[Any], sample: Sample, rows: Rows, *, field: str | None = None) -> None:
    """Add the row of one vector."""
    numbers = read_as(list[float], vector, field=field)
    rows.add("embeddings", {**sample.columns(), "vector": numbers})


def read_gazes(predictions: list[dict[str, Any]], sample: Sample, rows: Rows) -> None:
    """Add a row for each face."""
    for index, prediction in enumerate(predictions):
        face = prediction["face"]
        gaze, texts = read_spelled(Angles, prediction, field=f"predictions[{index}]")
        box, face_texts = read_spelled(Box, face, field=f"predictions[{index}].face")
        left = leftover(face, _FACE_KEYS) | face_texts
        extra = leftover(prediction, _GAZE_KEYS) | texts | ({"face": left} if left else {})
        row = {
            "face_index": index,
            "x_center": box.x,
            "y_center": box.y,
            "width": box.width,
            "height": box.height,
            "landmarks": _landmarks(face, f"predictions[{index}].face.landmarks", extra),
            "confidence": box.confidence,
            "yaw_radians": gaze.yaw,
            "pitch_radians": gaze.pitch,
            "extra": as_extra(extra),
        }
        rows.add("gazes", {**sample.columns(), **row})


def _landmarks(
    face: dict[str, Any], field: str, extra: dict[str, Any]
) -> list[dict[str, float]] | None:
    """The face's points; points with more than x and y are also kept as sent."""
    sent = face.get("landmarks")
    if sent is None:
        return None
    points, spelled = read_all_spelled(Point, sent, field=field)
    if spelled or any(p.keys() - _POINT_KEYS for p in sent):
        extra.setdefault("face", {})["landmarks"] = sent
    return [{"x": p.x, "y": p.y} for p in points]
