"""Rows and sights as the renderer takes them, made by hand."""

from __future__ import annotations

from typing import Any

from vidresults.render import Sight


def row(x: float = 100, y: float = 80, width: float = 60, height: float = 40,
        **fields: Any) -> dict[str, Any]:  # fmt: skip
    """A row of detections with every column that is drawn."""
    return {
        "class_name": "car", "class_id": 0, "confidence": 0.875, "x_center": x, "y_center": y,
        "width": width, "height": height, "polygons": None, "rle": None, "keypoints": None,
        "rotated_box": None, "tracker_id": None, **fields,
    }  # fmt: skip


def sight(*rows: dict[str, Any], model: str = "m", number: int = 0, gazes: Any = ()) -> Sight:
    """What one model saw, in pixels of the picture."""
    tables = {"detections": list(rows), "gazes": list(gazes)}
    return Sight(model=model, number=number, scale=(1.0, 1.0), rows=tables)
