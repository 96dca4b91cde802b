"""Masks of objects for formats that draw them: as outlines, or as pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.analytics.outlines import outlines_of_mask
from vidresults.analytics.rasters import FEWEST_POINTS
from vidresults.errors import OutputError
from vidresults.geometry import mask_from_rle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = dict[str, Any]


def refuse_other_size(rle: Row, image: Row) -> None:
    """Refuse run lengths that are not of their picture's size.

    Raises:
        OutputError: They are not; names the frame and both sizes.
    """
    if (rle["height"], rle["width"]) != (image["height"], image["width"]):
        raise OutputError(
            f"frame {image['frame_index']}: a mask is of {rle['width']}x{rle['height']} pixels and "
            f"its picture of {image['width']}x{image['height']}"
        )


def rle_of(row: Row, image: Row) -> Row:
    """The run lengths of a detection that has some, as pycocotools takes them.

    Raises:
        OutputError: They are of another size than the picture.
    """
    refuse_other_size(row["rle"], image)
    return {"size": [image["height"], image["width"]], "counts": row["rle"]["counts"]}


def mask_of(row: Row, image: Row) -> NDArray[np.uint8] | None:
    """The run lengths of a detection as pixels, shape (height, width); None where it has none.

    Raises:
        OutputError: They are of another size than the picture.
    """
    if row["rle"] is None:
        return None
    refuse_other_size(row["rle"], image)
    return mask_from_rle(row["rle"]["counts"], image["height"], image["width"])


def sent_rings(row: Row) -> list[list[list[float]]]:
    """The outlines of a detection as sent, each a list of [x, y]; fewer than 3 points are none."""
    return [
        [[point["x"], point["y"]] for point in ring]
        for ring in row["polygons"] or ()
        if len(ring) >= FEWEST_POINTS
    ]


def rings_of(row: Row, image: Row) -> list[list[list[float]]]:
    """The outlines of a detection, each a list of [x, y] in pixels; none where nothing is covered.

    Those that were sent, or those along the edges of the mask's pixels, holes joined by bridges.

    Raises:
        OutputError: The mask is of another size than the picture.
    """
    mask = mask_of(row, image)
    if mask is None:
        return sent_rings(row)
    return [
        [list(point) for point in zip(ring[::2], ring[1::2], strict=True)]
        for ring in outlines_of_mask(mask)
    ]


def outlined_note(count: int) -> list[str]:
    """A note on objects whose mask stands for their box."""
    return [f"{count} objects are drawn as their masks, without their boxes"] if count else []
