"""From where a prediction was made to pixels of the frame: reduced grids and crops.

- With `mask_metadata` box, points, keypoints and masks are in units of a grid: times scale_x and
  scale_y they are pixels of `original_image`. A mask is enlarged to the nearest cell.
- With `root_parent_origin`, else `parent_origin`, they are in pixels of a crop: the offset is
  added, and a mask is laid into the whole frame, where the origin tells its size; one that does
  not fit there is kept as sent alone.

What was sent is kept in `extra`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from vidresults.errors import FormatError, Place
from vidresults.geometry import enlarge, mask_from_rle, rle_from_mask
from vidresults.wire.shapes import ImageSize, Size, read_as

GRID_KEY = "mask_metadata"
_GRID = "mask_grid"
_SCALES = {"scale_x", "scale_y"}
_ORIGINS = ("root_parent_origin", "parent_origin")
BOX = ("x", "y", "width", "height")
_LARGEST_MASK = 1 << 28

Scale = Annotated[float, Meta(gt=0, le=1e6)]


class Grid(Struct):
    """How large the cells are that coordinates count."""

    scale_x: Scale
    scale_y: Scale
    width: Size | None = None
    height: Size | None = None


class Origin(Struct):
    """Where a crop lies in a picture, and that picture's size."""

    offset_x: float
    offset_y: float
    width: Size | None = None
    height: Size | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """How coordinates become pixels of the frame: scaled, then moved.

    Attributes:
        scale_x, scale_y: Pixels of one unit.
        offset_x, offset_y: Where the crop begins.
        size: Width and height of the frame; None where that is not told.
    """

    scale_x: float = 1.0
    scale_y: float = 1.0
    offset_x: float = 0.0
    offset_y: float = 0.0
    size: tuple[int, int] | None = None

    @property
    def is_frame(self) -> bool:
        """Whether coordinates are pixels of the frame as they are."""
        return (self.scale_x, self.scale_y, self.offset_x, self.offset_y) == (1, 1, 0, 0)


def has_grid(holder: dict[str, Any]) -> bool:
    """Whether coordinates are in units of a reduced grid."""
    return holder.get(GRID_KEY) is not None


def is_unknown_grid(holder: dict[str, Any]) -> bool:
    """Whether coordinates are in units that nobody explained."""
    grid = holder.get(GRID_KEY)
    known = isinstance(grid, dict) and grid.get("coordinate_system") == _GRID
    return grid is not None and not (known and grid.keys() >= _SCALES)


def space_of(element: dict[str, Any], prediction: dict[str, Any]) -> Space:
    """The space in which a prediction was made.

    Raises:
        FormatError: The scale or the origin is wrong; names the field.
    """
    space = Space()
    for holder in (prediction, element):
        if has_grid(holder):
            space = _in_grid(holder, element)
            break
    for key in _ORIGINS:
        if isinstance(prediction.get(key), dict):
            origin = read_as(Origin, prediction[key], field=key)
            size = (origin.width, origin.height)
            return replace(
                space,
                offset_x=origin.offset_x,
                offset_y=origin.offset_y,
                size=size if origin.width and origin.height else None,  # type: ignore[arg-type] # both told
            )
    return space


def _in_grid(holder: dict[str, Any], element: dict[str, Any]) -> Space:
    grid = read_as(Grid, holder[GRID_KEY], field=GRID_KEY)
    sent = holder.get("original_image") or element.get("original_image")
    size = ImageSize() if sent is None else read_as(ImageSize, sent, field="original_image")
    width, height = size.width, size.height
    if width is None or height is None:
        cells = ImageSize(width=grid.width, height=grid.height)
        if cells.width is None or cells.height is None:
            return Space(scale_x=grid.scale_x, scale_y=grid.scale_y)
        width, height = round(cells.width * grid.scale_x), round(cells.height * grid.scale_y)
    return Space(scale_x=grid.scale_x, scale_y=grid.scale_y, size=(width, height))


def frame_size(element: dict[str, Any], predictions: list[dict[str, Any]]) -> ImageSize | None:
    """The size of the frame, where it is another one than that of `image`."""
    sizes = {space_of(element, p).size for p in predictions or [{}]}
    size = next(iter(sizes)) if len(sizes) == 1 else None
    return None if size is None else ImageSize(width=size[0], height=size[1])


def to_frame(
    row: dict[str, Any], extra: dict[str, Any], prediction: dict[str, Any], space: Space
) -> None:
    """Change the columns of a detection to pixels of the frame; `extra` gets what was sent."""
    if not space.is_frame:
        row["x_center"], row["y_center"] = moved(row["x_center"], row["y_center"], space)
        row["width"] *= space.scale_x
        row["height"] *= space.scale_y
        extra |= {key: prediction[key] for key in BOX}
        for column, key in (("polygons", "points"), ("keypoints", "keypoints")):
            if row[column] is not None:
                _move_points(row[column], space)
                extra[key] = prediction[key]
        if row["rle"] is not None:
            key = next(key for key in ("rle", "rle_mask") if prediction.get(key) is not None)
            row["rle"] = _mask_in_frame(row["rle"], space)
            extra |= {"rle": None, key: prediction[key]}


def moved(x: float, y: float, space: Space) -> tuple[float, float]:
    """A point in pixels of the frame."""
    return x * space.scale_x + space.offset_x, y * space.scale_y + space.offset_y


def _move_points(points: list[Any], space: Space) -> None:
    """Move keypoints, or the points of rings, in place."""
    for point in points:
        if isinstance(point, list):
            _move_points(point, space)
        else:
            point["x"], point["y"] = moved(point["x"], point["y"], space)


def _mask_in_frame(rle: dict[str, Any], space: Space) -> dict[str, Any] | None:
    """The mask at the size of the frame; None where it has no place there."""
    if space.size is None:
        return None
    width, height = space.size
    cut_x, cut_y = round(space.offset_x), round(space.offset_y)
    if width * height > _LARGEST_MASK:
        raise FormatError(
            f"found a frame of {width} x {height} pixels, expected at most {_LARGEST_MASK} in all",
            Place(field="rle"),
        )
    mask = mask_from_rle(rle["counts"], rle["height"], rle["width"])
    if (space.scale_x, space.scale_y) != (1, 1):
        in_crop = (cut_x, cut_y) != (0, 0)
        wanted = (
            (round(rle["height"] * space.scale_y), round(rle["width"] * space.scale_x))
            if in_crop
            else (height, width)
        )
        mask = enlarge(mask, *wanted)
    if min(cut_x, cut_y) < 0 or cut_y + mask.shape[0] > height or cut_x + mask.shape[1] > width:
        return None
    frame = np.zeros((height, width), np.uint8)
    frame[cut_y : cut_y + mask.shape[0], cut_x : cut_x + mask.shape[1]] = mask
    return {"height": height, "width": width, "counts": rle_from_mask(frame)}
