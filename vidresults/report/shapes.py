"""Outlines, masks and keypoints of the boxes that have some, in pixels of the video."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.geometry import expand_runs, rotated_corners

if TYPE_CHECKING:
    from vidresults.report.names import Names

SHAPES: Final = pa.schema(
    [
        pa.field("rings", pa.list_(pa.list_(pa.float32()))),
        pa.field("turned", pa.bool_()),
        pa.field("rle_counts", pa.list_(pa.uint32())),
        pa.field("rle_height", pa.int32()),
        pa.field("rle_width", pa.int32()),
        pa.field("keypoints", pa.list_(pa.float32())),
        pa.field("keypoint_names", pa.list_(pa.uint16())),
    ]
)

_UNKNOWN = float("nan")


class ShapeRows:
    """The rows of the table, as they are added.

    Attributes:
        rows: So far.
    """

    def __init__(self, names: Names) -> None:
        """Take the numbers of keypoints."""
        self.rows: list[dict[str, Any]] = []
        self._names = names

    def add(self, values: dict[str, Any], scale: tuple[float, float]) -> int:
        """Add the shape of a box; return its row.

        Args:
            values: Its rotated_box, polygons, rle and keypoints.
            scale: Factors to pixels of the video.
        """
        turned = values["polygons"] is None and values["rotated_box"] is not None
        row: dict[str, Any] = {"rings": _rings(values, scale), "turned": turned}
        rle = values["rle"]
        if rle is not None:
            row |= {
                "rle_counts": expand_runs(rle["counts"]).tolist(),
                "rle_height": rle["height"],
                "rle_width": rle["width"],
            }
        if values["keypoints"] is not None:
            points = values["keypoints"]
            row["keypoints"] = [
                number
                for p in points
                for number in (
                    p["x"] * scale[0],
                    p["y"] * scale[1],
                    _UNKNOWN if p["confidence"] is None else p["confidence"],
                )
            ]
            named = [_name(p, at) for at, p in enumerate(points)]
            row["keypoint_names"] = self._names.keypoints_of(named)
        self.rows.append(row)
        return len(self.rows) - 1


def _rings(values: dict[str, Any], scale: tuple[float, float]) -> list[list[float]] | None:
    if values["polygons"] is not None:
        return [
            [number for p in ring for number in (p["x"] * scale[0], p["y"] * scale[1])]
            for ring in values["polygons"]
        ]
    if values["rotated_box"] is not None:
        corners = rotated_corners(values["rotated_box"]) * scale
        return [corners.ravel().tolist()]
    return None


def _name(point: dict[str, Any], position: int) -> str:
    if point["class_name"] is not None:
        return str(point["class_name"])
    number = point["class_id"]
    return f"keypoint_{position if number is None else number}"
