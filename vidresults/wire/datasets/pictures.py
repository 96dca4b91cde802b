"""Sizes of picture files, told by their heads."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vidresults.errors import FormatError, Place

PICTURES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a picture as it is shown, in pixels.

    Raises:
        FormatError: The file is no picture.
    """
    from PIL import Image

    try:
        with Image.open(path) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except (OSError, ValueError, SyntaxError) as error:
        raise FormatError(f"is no picture that can be read: {error}", Place(file=str(path))) from (
            error
        )
    return (height, width) if turned else (width, height)
