"""How results show themselves in a notebook; what draws them is bound by the package."""

from __future__ import annotations

import os
from typing import Any

from vidresults.conveniences import convenience


class Shown:
    """Results that can be looked at."""

    def show(
        self, video: str | os.PathLike[str] | None = None, *, height: int = 720, **options: Any
    ) -> Any:
        """The page of `vr.report` as the output of a notebook's cell, the video inside of it.

        It is made when the notebook shows it, or when its `page` is asked for.

        Args:
            video: The video; None takes the one that was joined when the results were loaded.
            height: Height of the output in pixels.
            options: As of `vr.report`. A video that is larger than `embed_megabytes`, or that not
                every browser plays, is put in as a copy, which the output says.

        Raises:
            SelectionError: The results hold several videos, none was joined and none is given, or
                a number is too small.
            MatchError: The results, or the zones, are of pictures of another aspect ratio.
            FormatError: The file of the zones is not as it should be.
            VideoError: The video cannot be read.
        """
        return convenience("show")(self, video, height=height, **options)

    def _repr_html_(self) -> str:
        """Short facts and a small timeline."""
        return str(convenience("card")(self))
