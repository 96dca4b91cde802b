"""Pixels of the model's frames in the video, and the numbers that colours follow."""

from __future__ import annotations

from typing import Final

from vidresults.errors import MatchError
from vidresults.geometry import same_aspect


def scale_to_video(
    image_size: tuple[int, int] | None, video_size: tuple[int, int]
) -> tuple[float, float]:
    """Factors from pixels of the model's frame to pixels of the video, for x and y.

    A size that is not known is taken to be the video's own.

    Raises:
        MatchError: The aspect ratios differ by more than rounding to whole pixels explains.
    """
    if image_size is None or image_size == video_size:
        return 1.0, 1.0
    (width, height), (video_width, video_height) = image_size, video_size
    x, y = video_width / width, video_height / height
    if not same_aspect(image_size, video_size):
        raise MatchError(
            f"the results are of {width}x{height} pictures and the video is "
            f"{video_width}x{video_height}: the aspect ratios differ, so it is another video or "
            "was cropped"
        )
    return x, y


# Okabe and Ito's colours for all kinds of colour vision, and two of Tol's between them; the black
# one is left out, because it does not show on a dark street.
PALETTE: Final = (
    "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2", "#88CCEE",
    "#AA4499", "#BBCC33",
)  # fmt: skip
"""Red, green and blue of each; a colour key counts round and round."""


def colour_key(class_id: int | None, class_name: str) -> int:
    """A number by which a class is coloured, the same in every run and for every result."""
    if class_id is not None:
        return class_id
    return int.from_bytes(class_name.encode()[-4:], "big")
