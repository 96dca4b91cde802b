"""Masks of one frame that share no pixel, as MOTS wants them."""

from __future__ import annotations

from typing import Any

from pycocotools import mask as coco_mask

from vidresults.export.labels.coco_shapes import annotation
from vidresults.geometry import rle_from_mask

Row = dict[str, Any]


class Apart:
    """Takes shared pixels from all masks but one, and counts what was taken."""

    def __init__(self) -> None:
        """Start with nothing cut."""
        self._unmasked = self._empty = self._pixels = self._cut = self._covered = 0

    def of(self, rows: list[Row], size: tuple[int, int]) -> list[tuple[Row, Row]]:
        """The detections of a frame that have pixels of their own, with these as run lengths.

        A pixel of several masks goes to that of the highest confidence, unknown ones last, then to
        the earlier one.

        Args:
            rows: Those of one frame.
            size: Its width and height in pixels.

        Raises:
            OutputError: A mask is of another size.
        """
        masks = {at: rle for at, row in enumerate(rows) if (rle := self._mask(row, size))}
        taken: Row | None = None
        own: dict[int, Row] = {}
        for at in sorted(masks, key=lambda at: _rank(rows[at])):
            rest = masks[at] if taken is None else self._without(masks[at], taken)
            taken = masks[at] if taken is None else coco_mask.merge([taken, masks[at]])
            if rest is not None:
                own[at] = rest
        return [(row, own[at]) for at, row in enumerate(rows) if at in own]

    def notes(self) -> list[str]:
        """What is not as it was found, with numbers."""
        told = [
            (self._unmasked, "boxes have no mask and are left out, `mot` keeps boxes"),
            (self._empty, "masks without a pixel are left out"),
            (self._pixels, f"pixels of {self._cut} masks belong to surer ones too and are cut"),
            (self._covered, "of these masks have no other pixel and are left out"),
        ]
        return [f"{count} {text}" for count, text in told if count]

    def _mask(self, row: Row, size: tuple[int, int]) -> Row | None:
        image = {"frame_index": row["frame_index"], "width": size[0], "height": size[1]}
        rle: Row | None = annotation(row | {"keypoints": None}, image, [], "rle").get(
            "segmentation"
        )
        if rle is None:
            self._unmasked += 1
            return None
        if not coco_mask.area(rle):
            self._empty += 1
            return None
        return rle

    def _without(self, rle: Row, taken: Row) -> Row | None:
        """What is left of a mask; None for nothing."""
        shared = int(coco_mask.area(coco_mask.merge([rle, taken], intersect=True)))
        if not shared:
            return rle
        self._pixels += shared
        self._cut += 1
        left = coco_mask.decode(rle) & (1 - coco_mask.decode(taken))
        if not left.any():
            self._covered += 1
            return None
        return {"size": rle["size"], "counts": rle_from_mask(left)}


def _rank(row: Row) -> tuple[bool, float]:
    confidence = row["confidence"]
    return confidence is None, -(confidence or 0)
